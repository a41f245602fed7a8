"""The report in a real browser: whole, readable on a phone and in the dark, and by itself."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from corpus.load import load_builtin
from eval.findings import find
from eval.qa import load_builtin_qa
from eval.report import write_report
from eval.runner import evaluate
from retrieval.retriever import Retriever

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("report")
    questions = load_builtin_qa()[::4]
    write_report(find(evaluate(Retriever(load_builtin()), questions)), directory)
    return directory / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_whole_width_in_its_own_colours(
    browser: Browser, report: Path, scheme: str
) -> None:
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, color_scheme="dark" if scheme == "dark" else "light"
    )
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()
    page.goto(report.as_uri())

    assert asked == [report.as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("svg").count() == 4
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(","))
    assert (light > 384) == (scheme == "light")
    context.close()


def test_failures_are_folded_until_asked_for(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    first = page.locator("details").first

    assert not first.locator("article").first.is_visible()
    first.locator("summary").click()
    assert first.locator("article").first.is_visible()
    page.close()
