"""The 原文 panel in a real browser: the passage in view, and the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from corpus.load import load_builtin

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]

AMOUNT = "三届石化产业发展大会签约金额是多少？"
DEPARTMENTS = "濮阳市科协内设哪几个部门？"


def rectangle(page: Page, selector: str) -> Any:
    return page.locator(selector).first.evaluate("(node) => node.getBoundingClientRect().toJSON()")


def scroll_to_a_later_citation(page: Page) -> None:
    """Somewhere in the middle of the talk, so that a jump would show."""
    page.locator(".wj-more > summary").first.click()
    page.locator(".wj-cite").nth(2).evaluate("(node) => node.scrollIntoView({block: 'center'})")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_citation_opens_the_source_at_the_passage(
    site: object, visit: Visit, ask: Ask, size: str
) -> None:
    page = visit(site, size)
    ask(page, AMOUNT)
    page.locator(".wj-cite").first.click()
    best = page.locator(".wj-text mark.wj-best")
    expect(best).to_contain_text("178亿元")
    expect(best).to_be_in_viewport(ratio=1)
    expect(page.locator("#wj-target")).to_be_in_viewport()
    expect(page.locator("#wj-panel-title")).to_contain_text("中国（濮阳）石化产业发展大会")
    head, found = rectangle(page, ".wj-panel-head"), rectangle(page, "mark.wj-best")
    assert found["top"] >= head["bottom"]
    marked, plain = (
        page.locator(selector).first.evaluate("(node) => getComputedStyle(node).backgroundColor")
        for selector in ("mark.wj-best", ".wj-text")
    )
    assert marked != plain


def test_on_a_desk_the_panel_stands_beside_the_talk(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    before = rectangle(page, ".wj-cite")
    page.locator(".wj-cite").first.click()
    expect(page.locator(".wj-panel")).to_be_visible()
    panel = rectangle(page, ".wj-panel")
    for selector in (".wj-lead", ".wj-cite", "#wj-send", ".wj-bar"):
        assert rectangle(page, selector)["right"] <= panel["left"]
    assert abs(rectangle(page, ".wj-cite")["top"] - before["top"]) <= 1
    page.keyboard.press("Escape")
    expect(page.locator(".wj-panel")).to_be_hidden()
    expect(page.locator(".wj-cite").first).to_be_focused()


def test_another_citation_moves_the_open_panel_there(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    page.locator(".wj-cite").first.click()
    first = page.locator("#wj-target").inner_text()
    page.locator(".wj-more > summary").click()
    page.locator(".wj-cite").nth(1).click()
    expect(page.locator("#wj-target")).not_to_have_text(first)
    expect(page.locator("#wj-target")).to_be_in_viewport()
    expect(page.locator(".wj-cite.wj-open")).to_have_count(1)


@pytest.mark.parametrize("way", ["button", "Back", "Escape"])
def test_on_a_phone_the_panel_closes_back_to_where_one_was(
    site: object, visit: Visit, ask: Ask, way: str
) -> None:
    page = visit(site, "phone")
    ask(page, DEPARTMENTS)
    ask(page, AMOUNT)
    scroll_to_a_later_citation(page)
    place = page.evaluate("scrollY")
    assert place > 0
    page.locator(".wj-cite").nth(2).click()
    expect(page.locator("#wj-target")).to_be_in_viewport()
    panel = rectangle(page, ".wj-panel")
    assert (panel["left"], panel["top"], panel["width"], panel["height"]) == (0, 0, 390, 844)
    assert page.evaluate("scrollY") == place
    if way == "button":
        page.get_by_role("button", name="关闭原文").click()
    elif way == "Back":
        page.go_back()
    else:
        page.keyboard.press("Escape")
    expect(page.locator(".wj-panel")).to_be_hidden()
    expect(page.locator(".wj-turn")).to_have_count(2)
    assert page.evaluate("scrollY") == place


def test_the_keyboard_opens_reads_and_closes(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site, "phone")
    ask(page, AMOUNT)
    page.locator(".wj-cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wj-panel-title")).to_be_focused()
    for _ in range(5):  # nothing under the panel can be reached
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.wj-panel') !== null")
    page.keyboard.press("Escape")
    expect(page.locator(".wj-cite").first).to_be_focused()


def test_the_panel_shows_the_documents_own_characters(site: object, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    page.locator(".wj-cite").first.click()
    expect(page.locator("#wj-target")).to_be_visible()
    document = next(one for one in load_builtin() if one.id == "石化产业发展大会.md")
    assert page.locator(".wj-text").text_content() == document.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document", "../../etc/passwd"),
        ("document", "__proto__"),
        ("start", "-1"),
        ("end", "99999999"),
        ("sentenceEnd", "1"),
        ("start", "1.5"),
        ("end", "x"),
    ],
)
def test_a_forged_place_is_refused(
    site: object, visit: Visit, ask: Ask, name: str, value: str
) -> None:
    page = visit(site)
    ask(page, AMOUNT)
    cite = page.locator(".wj-cite").first
    cite.evaluate("(node, [name, value]) => (node.dataset[name] = value)", [name, value])
    cite.click()
    expect(page.locator(".wj-panel .wj-message")).to_contain_text("找不到这处原文")
    assert page.locator(".wj-text").count() == 0
