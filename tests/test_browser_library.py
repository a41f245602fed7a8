"""The 资料库 tab, the choice of documents to look in, and links to a passage."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.test_browser_look import LOW_CONTRAST, SMALL_TEXT

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]
StartServer = Callable[..., Iterator[Any]]

MEAL = "食堂早上七点开门，晚上八点关门。周末照常营业。"
LEAVE = "# 请假制度\n\n年假为十天，须提前三天申请。\n"


@pytest.fixture
def kept_site(start_server: StartServer, tmp_path: Path) -> Iterator[Any]:
    """A server of an empty library."""
    yield from start_server("--library", tmp_path / "资料库")


def upload(page: Page, *files: tuple[str, str | bytes]) -> None:
    """Choose files and wait until all have been looked at."""
    payloads: list[FilePayload] = [
        {
            "name": name,
            "mimeType": "text/plain",
            "buffer": content.encode() if isinstance(content, str) else content,
        }
        for name, content in files
    ]
    page.locator(".wj-files").set_input_files(payloads)
    expect(page.locator(".wj-upload-now")).to_contain_text("未能添加")


def open_library(page: Page) -> None:
    page.locator(".wj-tab[data-tab=library]").click()
    expect(page.locator(".wj-drop")).to_be_visible()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_files_are_added_refused_viewed_and_removed(
    kept_site: Any, visit: Visit, ask: Ask, size: str
) -> None:
    page = visit(kept_site, size)
    open_library(page)
    upload(page, ("食堂.txt", MEAL), ("坏<img src=x>.txt", b"\x00\xff" * 50), ("请假.md", LEAVE))

    expect(page.locator(".wj-document")).to_have_count(2)
    expect(page.locator(".wj-upload-refused li")).to_have_count(1)
    expect(page.locator(".wj-upload-refused")).to_contain_text("坏<img src=x>.txt")
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.locator(".wj-document-title", has_text="食堂").click()
    expect(page.locator(".wj-text")).to_contain_text(MEAL)
    page.locator(".wj-close").click()

    row = page.locator(".wj-document", has_text="请假制度")
    row.get_by_text("移除", exact=True).click()
    page.locator(".wj-no").click()
    expect(page.locator(".wj-document")).to_have_count(2)
    row.get_by_text("移除", exact=True).click()
    page.locator(".wj-yes").click()
    expect(page.locator(".wj-document")).to_have_count(1)

    page.locator(".wj-tab[data-tab=ask]").click()
    ask(page, "食堂晚上什么时候关门？")
    expect(page.locator(".wj-cite").first).to_contain_text("食堂")


def test_a_word_is_tried_added_and_removed(kept_site: Any, visit: Visit) -> None:
    page = visit(kept_site)
    open_library(page)
    upload(page, ("大会.txt", "石化产业发展大会签约178亿元。"))
    page.locator(".wj-try-text").fill("石化产业发展大会签约")
    page.locator("input.wj-word:not(.wj-scope-filter)").fill("石化产业发展大会")
    expect(page.locator(".wj-cut-before span").first).to_have_text("石化")
    expect(page.locator(".wj-cut-after span").first).to_have_text("石化产业发展大会")

    page.locator(".wj-word-form button").click()
    expect(page.locator(".wj-word-item")).to_have_count(1)
    page.locator(".wj-word-remove").click()
    page.locator(".wj-yes").click()
    expect(page.locator(".wj-word-item")).to_have_count(0)


def test_fixed_documents_are_shown_without_a_way_to_change_them(site: object, visit: Visit) -> None:
    page = visit(site)
    page.locator(".wj-tab[data-tab=library]").click()

    expect(page.locator(".wj-document")).to_have_count(10)
    expect(page.locator(".wj-drop")).to_be_hidden()
    expect(page.locator(".wj-document-actions")).to_have_count(0)


def test_a_question_can_be_restricted_and_set_free_again(
    site: object, visit: Visit, ask: Ask
) -> None:
    page = visit(site)
    page.locator("#wj-scope").click()
    page.locator(".wj-scope-filter").fill("石化")
    page.locator(".wj-scope-list label:visible").first.click()
    page.locator(".wj-scope-done").click()
    expect(page.locator("#wj-scope")).to_contain_text("1")
    ask(page, "石化产业发展大会签约金额是多少？")

    expect(page.locator(".wj-only")).to_contain_text("石化产业发展大会")
    cited = page.locator(".wj-cite .wj-where").all_text_contents()
    assert cited
    assert all("石化产业发展大会" in where for where in cited)

    page.locator("#wj-scope").click()
    page.locator(".wj-scope-all").click()
    ask(page, "濮阳市科协内设哪几个部门？")
    expect(page.locator(".wj-turn").last.locator(".wj-only")).to_have_count(0)


def test_a_link_opens_the_page_at_its_passage(site: Any, visit: Visit, ask: Ask) -> None:
    page = visit(site)
    ask(page, "三届石化产业发展大会签约金额是多少？")
    page.locator(".wj-link").first.click()
    link = page.evaluate("navigator.clipboard.readText()")
    quoted = page.locator(".wj-cite").first.get_attribute("data-start")
    assert link.startswith(f"{site.url}d/")
    assert f"#{quoted}-" in link

    page.goto(link)
    expect(page.locator("#wj-target")).to_be_visible()
    expect(page.locator(".wj-message")).to_have_count(0)

    page.goto("about:blank")
    page.goto(link.replace("?v=", "?v=0"))
    expect(page.locator(".wj-panel .wj-message")).to_contain_text("更新过")


def test_a_link_to_a_removed_document_says_so(kept_site: Any, visit: Visit) -> None:
    page = visit(kept_site)
    open_library(page)
    upload(page, ("食堂 #1?.txt", MEAL))
    link = f"{kept_site.url}d/{quote('食堂 #1?.txt')}#0-10"
    page.goto(link)
    expect(page.locator("#wj-target")).to_have_text(MEAL[:10])

    page.evaluate("id => fetch('/api/documents/' + id, {method: 'DELETE'})", quote("食堂 #1?.txt"))
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".wj-panel .wj-message")).to_contain_text("移除")
