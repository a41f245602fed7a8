"""What a browser sends to open a source is checked to the last number."""

from typing import Any

import pytest

from corpus.types import Document
from ui.web.chat import find_place
from ui.web.source_panel import Place

DOCUMENT = Document("a.md", "题", "a.md", "text/markdown", "utf-8", "", "零一二三四五六七八九")
SOUND: dict[str, Any] = {
    "document": "a.md", "start": 2, "end": 8, "sentence_start": 3, "sentence_end": 5,
}  # fmt: skip


def test_a_sound_place_is_found() -> None:
    assert find_place({"a.md": DOCUMENT}, SOUND) == Place(DOCUMENT, (2, 8), (3, 5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "b.md"},
        {"document": None},
        {"document": ["a.md"]},
        {"start": -1},
        {"start": 8},
        {"end": 11},
        {"end": "8"},
        {"end": 8.0},
        {"end": None},
        {"start": True},
        {"sentence_start": 1},
        {"sentence_end": 9},
        {"sentence_start": 6},
    ],
)
def test_an_unsound_place_is_not(wrong: dict[str, Any]) -> None:
    assert find_place({"a.md": DOCUMENT}, {**SOUND, **wrong}) is None


def test_nothing_sent_is_nowhere() -> None:
    assert find_place({"a.md": DOCUMENT}, {}) is None
