"""The 原文 panel: the whole document, its passage and sentence marked."""

import re

from corpus.types import Document, Section
from ui.texts import SIMPLIFIED
from ui.web.source_panel import Place, gone, panel

TEXT = "# 题\n\n第一句。第二句。\n\n内设机构：三个。\n"
DOCUMENT = Document(
    "a.md", "题", "夹/a.md", "text/markdown", "utf-8", "0123456789abcdef" * 4, TEXT,
    (Section("题", 1, 0, 4), Section("内设机构", 2, 15, 15)),
)  # fmt: skip


def text_of(html: str) -> str:
    body = html.split('<div class="wj-text">')[1]
    return re.sub("<[^>]*>", "", body)


def test_the_text_is_whole_and_the_passage_and_sentence_are_marked() -> None:
    html = panel(Place(DOCUMENT, (5, 13), (9, 13)), SIMPLIFIED)
    assert text_of(html) == TEXT
    assert (
        '<span id="wj-target"><span class="wj-passage">第一句。</span>'
        '<mark class="wj-passage wj-best">第二句。</mark></span>'
    ) in html


def test_a_heading_on_its_own_line_is_styled_and_one_in_running_text_is_not() -> None:
    html = panel(Place(DOCUMENT, (5, 13), (9, 13)), SIMPLIFIED)
    assert '<span class="wj-heading"># 题</span>' in html
    assert html.count("wj-heading") == 1


def test_the_source_and_its_fingerprint_are_named() -> None:
    html = panel(Place(DOCUMENT, (5, 13), (9, 13)), SIMPLIFIED)
    assert "文件 夹/a.md" in html
    assert f'title="{DOCUMENT.sha256}">0123456789ab…' in html


def test_a_place_that_is_gone_says_so() -> None:
    assert "找不到这处原文" in gone(SIMPLIFIED)
