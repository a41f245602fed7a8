"""Normalised text to terms: words, character bigrams and characters in one bag.

Documents and questions go through the same function. A word is a term as it stands; a bigram
is prefixed ``B:``, a single character ``U:``. Normalised text has no capitals, so the three
never meet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus.normalize import normalize
from corpus.segment import Segmenter, default_segmenter
from corpus.types import Passage

BIGRAM = "B:"
UNIGRAM = "U:"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
# Blanks between Chinese characters are typing, not meaning: bigrams look across them.
_HAN_RUN = re.compile(f"[{_HAN}](?:[ \t\u3000]*[{_HAN}])*")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Token:
    """A term and the span of normalised text it stands for."""

    term: str
    start: int
    end: int


def tokens(text: str, segmenter: Segmenter | None = None) -> list[Token]:
    """Cut a normalised text into terms with their places.

    Args:
        text: In search form (``normalize``).
        segmenter: What cuts the words; the shared one without a user's words if ``None``.
    """
    found = [
        Token(word, start, end)
        for word, start, end in (segmenter or default_segmenter()).words(text)
        if _WORD.search(word)
    ]
    for run in _HAN_RUN.finditer(text):
        places = [place for place in range(run.start(), run.end()) if not text[place].isspace()]
        found += [Token(UNIGRAM + text[place], place, place + 1) for place in places]
        found += [
            Token(BIGRAM + text[first] + text[second], first, second + 1)
            for first, second in pairwise(places)
        ]
    return found


def bag(text: str, segmenter: Segmenter | None = None) -> list[str]:
    """The terms of ``tokens(text, segmenter)``, in its order, without their places.

    Args:
        text: In search form.
        segmenter: What cuts the words; the shared one without a user's words if ``None``.
    """
    cut = (segmenter or default_segmenter()).search_words(text)
    terms = [word for word in cut if _WORD.search(word)]
    for run in _HAN_RUN.findall(text):
        characters = "".join(run.split())
        terms += [UNIGRAM + character for character in characters]
        terms += [BIGRAM + first + second for first, second in pairwise(characters)]
    return terms


def passage_terms(passage: Passage, segmenter: Segmenter | None = None) -> list[str]:
    """The bag of terms a passage is indexed with: its text's and its headings'."""
    return terms_of(passage.heading, normalize(passage.text), segmenter)


def terms_of(
    heading: Sequence[str], search_text: str, segmenter: Segmenter | None = None
) -> list[str]:
    """The same, of a passage's headings and its text in search form."""
    terms = [term for one in heading for term in _heading_terms(one, segmenter)]
    return terms + bag(search_text, segmenter)


@lru_cache(maxsize=256)
def _heading_terms(heading: str, segmenter: Segmenter | None) -> tuple[str, ...]:
    """A heading's terms, which all passages under it share."""
    return tuple(bag(normalize(heading), segmenter))
