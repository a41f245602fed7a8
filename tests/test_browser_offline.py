"""The whole program works with no network: neither the server nor the page reaches for one.

The page's own requests are checked after every browser test, by the fixture that opens pages.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Ask = Callable[[Page, str], None]


class Site(Protocol):
    """What the fixture of that name gives."""

    attempts: Path


def test_a_whole_talk_makes_no_connection_beyond_this_machine(
    site: Site, visit: Visit, ask: Ask
) -> None:
    page = visit(site)
    ask(page, "谁分管科协工作？")
    page.locator(".wj-cite").first.click()
    expect(page.locator("#wj-target")).to_be_visible()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".wj-welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".wj-welcome")).to_be_visible()
    assert site.attempts.read_text("utf-8") == ""
