"""Asking on the page, in a real browser: answers, follow-ups, and the keys of an input method."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]

AMOUNT = "三届石化产业发展大会签约金额是多少？"
UNHELD = "今天北京的气温是多少度？"
ELLIPTIC = "那项目有多少个？"


def test_enter_asks_and_the_sentence_that_answers_leads(
    site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    expect(page.locator(".wj-question")).to_have_text(AMOUNT)
    expect(page.locator(".wj-lead .wj-sentence")).to_contain_text("178亿元")
    expect(page.locator(".wj-lead mark").first).to_have_text("178亿元")
    expect(page.locator(".wj-cite").first).to_have_text(
        re.compile(r"\[1\] 中国（濮阳）石化产业发展大会 › 签约项目与资金 · 第\d+–\d+行")
    )
    expect(page.locator("#wj-box textarea")).to_have_value("")


def test_the_button_asks(site: object, visit: Visit) -> None:
    page = visit(site)
    page.locator("#wj-box textarea").fill(AMOUNT)
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.locator(".wj-lead")).to_contain_text("178亿元")


def test_an_example_asks_itself(site: object, visit: Visit) -> None:
    page = visit(site)
    page.get_by_role("button", name=AMOUNT).click()
    expect(page.locator(".wj-lead")).to_contain_text("178亿元")
    expect(page.locator(".wj-welcome")).to_be_hidden()


def test_shift_enter_breaks_the_line_and_does_not_ask(site: object, visit: Visit) -> None:
    page = visit(site)
    box = page.locator("#wj-box textarea")
    box.click()
    page.keyboard.type("甲")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("乙")
    expect(box).to_have_value("甲\n乙")
    assert page.locator(".wj-turn").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".wj-question")).to_have_text("甲\n乙", use_inner_text=True)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("isComposing: true", id="Chromium and Firefox"),
        pytest.param("keyCode: 229", id="Safari, which reports it after the composition"),
    ],
)
def test_an_enter_that_ends_a_composition_does_not_ask(
    site: object, visit: Visit, how: str
) -> None:
    page = visit(site)
    box = page.locator("#wj-box textarea")
    box.fill("shihua")
    box.evaluate(
        f"""(box) => {{
            box.dispatchEvent(new CompositionEvent("compositionstart", {{bubbles: true}}));
            for (const type of ["keydown", "keypress", "keyup"]) box.dispatchEvent(
                new KeyboardEvent(type, {{
                    key: "Enter", code: "Enter", bubbles: true, cancelable: true, {how},
                }}));
            box.dispatchEvent(new CompositionEvent("compositionend", {{bubbles: true}}));
        }}"""
    )
    # A question is put on the page in the same moment in which it is sent.
    assert page.locator(".wj-turn").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".wj-answer")).to_have_count(1)


@pytest.mark.parametrize("typed", ["", "  \n "])
def test_an_empty_question_is_not_sent(site: object, visit: Visit, typed: str) -> None:
    page = visit(site)
    page.locator("#wj-box textarea").fill(typed)
    page.locator("#wj-box textarea").press("Enter")
    expect(page.locator(".wj-notice")).to_have_text("请先输入问题。")
    assert page.locator(".wj-turn").count() == 0


def test_without_an_answer_passages_are_related_and_never_citations(
    site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(site)
    ask(page, UNHELD)
    expect(page.locator(".wj-message")).to_have_text("未找到确切依据，以下内容可能相关")
    assert page.locator(".wj-related .wj-cite").count() > 0
    assert page.locator(".wj-number, .wj-copy, .wj-lead, mark").count() == 0
    assert "[1]" not in page.locator(".wj-answer").inner_text()


def test_a_greeting_gets_only_a_message(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, "你好")
    expect(page.locator(".wj-answer .wj-message")).to_be_visible()
    assert page.locator(".wj-answer .wj-cite").count() == 0


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh-CN", "请直接提问"), ("zh-TW", "請直接提問"), ("en-US", "Ask a question")],
)
def test_a_greeting_is_returned_in_the_pages_language(
    site: object, visit: Visit, ask: Ask, locale: str, words: str
) -> None:
    page = visit(site, locale=locale)
    ask(page, "你好")
    expect(page.locator(".wj-answer .wj-message")).to_contain_text(words)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_two_questions_in_a_message_get_two_answers(
    site: object, visit: Visit, ask: Ask, size: str
) -> None:
    page = visit(site, size)
    ask(page, f"{AMOUNT}{ELLIPTIC}")
    parts = page.locator(".wj-part")
    expect(parts).to_have_count(2)
    expect(parts.locator(".wj-part-question")).to_have_text([AMOUNT, ELLIPTIC])
    expect(parts.nth(0).locator(".wj-lead mark").first).to_have_text("178亿元")
    expect(parts.nth(1).locator(".wj-lead")).to_contain_text("26个项目")
    for part in parts.all():
        expect(part.locator(".wj-confidence")).to_be_visible()
        expect(part.locator(".wj-number").first).to_have_text("[1]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_follow_up_says_what_it_added_and_can_be_asked_alone(
    site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    ask(page, ELLIPTIC)
    added = page.locator(".wj-turn").nth(1).locator(".wj-added")
    expect(added).to_contain_text("已结合上文：")
    expect(added).to_contain_text("石化")
    added.get_by_role("button", name="不结合上文，重新查找").click()
    expect(page.locator(".wj-answer")).to_have_count(3)
    last = page.locator(".wj-turn").nth(2)
    expect(last.locator(".wj-question")).to_have_text(ELLIPTIC)
    assert last.locator(".wj-added").count() == 0


def test_a_new_talk_forgets_the_last(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".wj-welcome")).to_be_visible()
    expect(page.locator(".wj-turn")).to_have_count(0)
    ask(page, ELLIPTIC)
    assert page.locator(".wj-added").count() == 0


def test_two_browsers_do_not_share_a_talk(site: object, visit: Visit, ask: Ask) -> None:
    one, other = visit(site), visit(site)
    ask(one, AMOUNT)
    ask(other, ELLIPTIC)
    assert other.locator(".wj-turn").count() == 1
    assert other.locator(".wj-added").count() == 0


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_new_answer_is_shown_from_its_start(
    site: object, visit: Visit, ask: Ask, size: str
) -> None:
    page = visit(site, size)
    ask(page, AMOUNT)
    ask(page, "谁分管科协工作？")
    bar = page.locator(".wj-bar").bounding_box()
    composer = page.locator("#wj-composer").bounding_box()
    question = page.locator(".wj-question").nth(1).bounding_box()
    answer = page.locator(".wj-answer").nth(1).bounding_box()
    assert bar is not None
    assert composer is not None
    assert question is not None
    assert answer is not None
    assert bar["height"] <= question["y"] < bar["height"] + 60
    assert answer["y"] < composer["y"]


def test_why_unfolds_the_shares_of_the_score(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    page.locator(".wj-why summary").first.click()
    why = page.locator(".wj-why").first
    expect(why.locator("meter").first).to_be_visible()
    shares = [int(text.rstrip("%")) for text in why.locator(".wj-share").all_inner_texts()]
    assert 96 <= sum(shares) <= 104  # each is rounded
    assert "签约" in why.locator(".wj-term").all_inner_texts()


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"


@pytest.mark.parametrize("script", ["", NO_CLIPBOARD], ids=["clipboard", "no clipboard"])
def test_a_citation_is_copied_and_says_so(
    site: object, visit: Visit, ask: Ask, script: str
) -> None:
    page = visit(site, script=script)
    ask(page, AMOUNT)
    page.locator(".wj-copy").first.click()
    expect(page.locator(".wj-copy").first).to_have_text("已复制")
    expect(page.locator(".wj-notice")).to_have_text("已复制")
    box = page.locator("#wj-box textarea")
    box.focus()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(
        re.compile(
            r"^“三届石化.*”（中国（濮阳）石化产业发展大会 › 签约项目与资金 · .*）$", re.DOTALL
        )
    )


def test_the_talk_is_exported_as_markdown(
    site: object, visit: Visit, ask: Ask, tmp_path: Path
) -> None:
    page = visit(site)
    assert page.get_by_role("button", name="导出").count() == 0
    ask(page, AMOUNT)
    ask(page, "你好")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    assert re.fullmatch(r"问据对话-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    download.value.save_as(tmp_path / "talk.md")
    text = (tmp_path / "talk.md").read_text("utf-8")
    assert text.startswith("# 问据对话记录\n")
    assert f"## {AMOUNT}\n" in text
    assert "1. 中国（濮阳）石化产业发展大会 › 签约项目与资金 · 第" in text
    assert "## 你好\n" in text


@pytest.mark.parametrize(
    ("locale", "tag", "send", "confidence"),
    [
        ("zh-CN", "zh-Hans", "提问", "把握|不太确定"),
        ("zh-TW", "zh-Hant", "提問", "把握|不太確定"),
        ("en-GB", "en", "Ask", "confident|Not sure"),
    ],
)
def test_the_page_speaks_the_browsers_language(
    site: object, visit: Visit, ask: Ask, locale: str, tag: str, send: str, confidence: str
) -> None:
    page = visit(site, locale=locale)
    expect(page.locator("#wj-send")).to_have_text(send)
    assert page.evaluate("document.documentElement.lang") == tag
    ask(page, AMOUNT)
    expect(page.locator(".wj-confidence")).to_have_text(re.compile(confidence))


def test_a_question_that_gets_no_reply_says_so_and_can_be_asked_again(
    site: object, visit: Visit
) -> None:
    """The page itself notices: Gradio reports a lost connection only in its own corner."""
    page = visit(site)
    page.clock.install()
    page.route("**/queue/join**", lambda _: None)  # never answered
    page.locator("#wj-box textarea").fill(AMOUNT)
    page.keyboard.press("Enter")
    expect(page.locator(".wj-pending")).to_have_count(1)
    page.clock.fast_forward(16_000)
    expect(page.locator(".wj-failed")).to_contain_text("没有送达")
    expect(page.get_by_role("button", name="重试")).to_be_visible()
