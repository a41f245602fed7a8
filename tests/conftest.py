"""What several tests share: a browser, servers cut off from the network, and made-up answers."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from corpus.types import Document, Passage, Span
from retrieval.engines.milvus import connect, engine
from retrieval.engines.milvus.connection import Connection
from retrieval.types import Answer, Citation, Evidence, Hit, Notice, Status

SERVER = Path(__file__).with_name("serve_offline.py")
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
# Chromium's own calls home, which are not the page's.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

expect.set_options(timeout=15_000)


@dataclass(frozen=True)
class Site:
    """A running server.

    Attributes:
        url: Of the page.
        attempts: The file that names every connection it tried to make beyond this machine.
    """

    url: str
    attempts: Path


@pytest.fixture
def milvus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """An empty Milvus Lite file; what others change in it is seen at once, not within a second."""
    monkeypatch.setattr(engine, "_LOOK_SECONDS", 0.0)
    opened = connect(str(tmp_path / "milvus.db"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: WENJU_CHROMIUM, else Playwright's own, else one on PATH."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = os.environ.get("WENJU_CHROMIUM") or (
            own if Path(own).is_file() else next(filter(None, map(shutil.which, NAMES)), None)
        )
        if found is None or not Path(found).is_file():
            pytest.fail(f"没有可用的 Chromium（{found or '未找到'}）；请设 WENJU_CHROMIUM。", False)
        as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
        chromium = playwright.chromium.launch(executable_path=found, args=[*QUIET, *as_root])
        yield chromium
        chromium.close()


def _started(*folders: Path | str) -> Iterator[Site]:
    """Serve the documents of folders, or the built-in ones, with all else out of reach.

    ``--library`` before a folder serves the library there.
    """
    with tempfile.TemporaryDirectory() as directory:
        attempts = Path(directory) / "attempts"
        attempts.touch()
        with subprocess.Popen(
            [sys.executable, SERVER, attempts, *folders], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.startswith("http://"), "the server did not start; its error is above"
            yield Site(url, attempts)
            process.terminate()
            assert process.wait(timeout=20) == 0


@pytest.fixture(scope="session")
def start_server() -> Callable[..., Iterator[Site]]:
    """To ``yield from``: a server of the documents of the folders that are named."""
    return _started


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A server of the built-in documents."""
    yield from _started()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens pages; at the end none of them has complained or asked for anything elsewhere."""
    contexts = []
    complaints: list[str] = []
    requests: list[str] = []

    def open_page(
        site: Site,
        size: str = "desk",
        *,
        scheme: str = "light",
        locale: str = "zh-CN",
        script: str = "",
    ) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],
            is_mobile=size == "phone",
            has_touch=size == "phone",
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.on("request", lambda request: requests.append(request.url))
        context.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                # A file that is refused is an answer, though the browser calls it an error.
                if message.type == "error" and "status of 422" not in message.text
                else None
            ),
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: complaints.append(dialog.message))
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(site.url)
        expect(page.locator(".wj-motto")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    local = ("blob:", "data:")
    assert [
        url
        for url in requests
        if not url.startswith(local) and urlsplit(url).hostname not in LOOPBACK
    ] == []


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    """Types a question, sends it with Enter and waits for its answer."""

    def ask_and_wait(page: Page, question: str) -> None:
        before = page.locator(".wj-answer").count()
        page.locator("#wj-box textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".wj-answer")).to_have_count(before + 1)

    return ask_and_wait


MakeEvidence = Callable[..., Evidence]
MakeAnswer = Callable[..., Answer]


@pytest.fixture
def make_evidence() -> MakeEvidence:
    """Evidence whose passage is ``text[start:end]`` of a document of one's own."""

    def make(
        text: str,
        sentence: Span,
        *,
        span: Span | None = None,
        title: str = "题目",
        context: Span | None = None,
        short_answer: tuple[Span, ...] = (),
        highlights: tuple[Span, ...] = (),
        contributions: tuple[tuple[str, float], ...] = (),
        page: int | None = None,
        heading: tuple[str, ...] = (),
    ) -> Evidence:
        start, end = span or (0, len(text))
        document = Document("a.md", title, "a.md", "text/markdown", "utf-8", "0" * 64, text)
        passage = Passage(
            f"a.md#{start}-{end}", "a.md", start, end, text[start:end], heading, page, (1, 1)
        )
        score = sum(value for _, value in contributions)
        return Evidence(
            Hit(passage, score, 1, contributions),
            document,
            1.0,
            sentence,
            context,
            short_answer,
            highlights,
            Citation(title, heading, page, (1, 1), start, end, "0" * 64, text[start:end]),
            (),
        )

    return make


@pytest.fixture
def make_answer() -> MakeAnswer:
    """An answer that is sure of itself unless told otherwise."""

    def make(
        *evidence: Evidence,
        question: str = "问什么？",
        status: Status = Status.ANSWERED,
        confidence: float = 0.95,
        added: tuple[str, ...] = (),
        notice: Notice | None = None,
        parts: tuple[Answer, ...] = (),
    ) -> Answer:
        return Answer(question, status, confidence, evidence, (), added, notice, parts=parts)

    return make
