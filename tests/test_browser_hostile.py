"""Questions and documents that try to be code: shown as typed, and nothing runs or loads.

That nothing was requested elsewhere, raised or printed is checked by the fixture that opens pages.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]
StartServer = Callable[..., Iterator[object]]

PAYLOADS = [
    "<script>window.ran=1</script>",
    "<img src=http://example.com/x.png onerror=window.ran=1>",
    "<svg onload=window.ran=1></svg>",
    "![图](http://example.com/x.png)",
    "[点我](javascript:window.ran=1)",
    "${window.ran=1}",
    "{{window.ran=1}} {{{value}}} {{#each x}}",
    "`${window.ran=1}`",
    "\\${window.ran=1}\\u0041",
    "{% raw %} {0} %s $& $1",
    "**粗** _斜_ # 题 > 引 ~~删~~",
    "$x^2$ $$\\frac{1}{2}$$ \\(y\\)",
    "</h2></div><h1>大</h1><style>*{display:none}</style>",
    "<form action=http://example.com><input id=wj-send></form>",
    '"><b onmouseover="window.ran=1">\'',
    "&lt;b&gt; &amp; &#36;",
    "😀👩‍👩‍👧 𠮷 e\u0301",
    "？！。，、；：",
    "\u202e反\u202c",
]


def test_hostile_questions_are_shown_as_typed(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    for number, payload in enumerate(PAYLOADS):
        ask(page, payload)
        assert page.locator(".wj-question").nth(number).text_content() == payload
    assert page.locator(".wj-question > *").count() == 0
    assert page.evaluate("window.ran") is None


def test_ten_thousand_characters_are_shown_whole_and_answered(
    site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(site, "phone")
    question = "石化大会签约" * 1666 + "多少？！"
    ask(page, question)
    assert page.locator(".wj-question").text_content() == question
    expect(page.locator(".wj-answer")).not_to_be_empty()
    expect(page.locator(".wj-answer")).to_be_in_viewport()


def test_a_question_past_the_limit_is_refused_and_kept(site: object, visit: Visit) -> None:
    page = visit(site)
    box = page.locator("#wj-box textarea")
    box.fill("长" * 20_001)
    box.press("Enter")
    expect(page.locator(".wj-notice")).to_contain_text("最多 20000 字")
    assert page.locator(".wj-turn").count() == 0
    assert len(box.input_value()) == 20_001


# A section each, so that every attack is a passage of its own.
HOSTILE = "\n\n".join(
    f"## 密令甲{number}\n\n密令甲{number}的内容是 {text} 到此为止。"
    for number, text in enumerate(PAYLOADS)
)
TITLE = "<b>密令</b> ${1+1} {{2}} <img src=http://example.com/t.png onerror=window.ran=1>"


@pytest.fixture(scope="module")
def hostile_site(
    start_server: StartServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[object]:
    """A server of one document that is made of attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a'\"<i>${3}.md").write_text(f"# {TITLE}\n\n{HOSTILE}\n", "utf-8")
    yield from start_server(folder)


def test_a_hostile_document_is_shown_as_written(
    hostile_site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(hostile_site)
    for number, payload in enumerate(PAYLOADS):
        ask(page, f"密令甲{number}的内容是什么？")
        answer = page.locator(".wj-answer").nth(number)
        answer.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
        assert payload in answer.inner_text().replace("\xa0", " ")
    page.locator(".wj-cite").first.click()
    expect(page.locator("#wj-target")).to_be_visible()
    assert HOSTILE in (page.locator(".wj-text").text_content() or "")
    assert TITLE in page.locator("#wj-panel-title").inner_text()
    foreign = (
        "img, script, form:not(.wj-word-form), svg:not(.wj-close svg),"
        " h1:not(.wj-motto, .wj-library-title), a, [onload], [onerror]"
    )
    assert page.locator("#wj-talk").locator(foreign).count() == 0
    assert page.evaluate("window.ran") is None


def test_a_hostile_title_makes_a_harmless_example(hostile_site: object, visit: Visit) -> None:
    page = visit(hostile_site)
    assert page.locator(".wj-welcome img, .wj-welcome b").count() == 0
    assert page.evaluate("window.ran") is None
