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

from corpus.codes import BETWEEN
from corpus.normalize import normalize
from corpus.segment import Segmenter, default_segmenter

BIGRAM = "B:"
UNIGRAM = "U:"

HAN_RANGES = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""First and last code point of what counts as a Chinese character."""
_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
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
        if _is_word(word)
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
    """The terms of ``tokens(text, segmenter)``, without their places.

    Args:
        text: In search form.
        segmenter: What cuts the words; the shared one without a user's words if ``None``.
    """
    return words(text, segmenter) + grams(text)


def words(text: str, segmenter: Segmenter | None = None) -> list[str]:
    """Those of a text's terms that a segmenter is needed for."""
    together = words_of_all([text], segmenter or default_segmenter())[0]
    return together.split("\n") if together else []


def words_of_all(texts: Sequence[str], segmenter: Segmenter) -> list[str]:
    """The same of many texts, one a line, in a fraction of the time."""
    if not texts:
        return []
    # Nearly all are letters and digits throughout, which is told at once.
    kept = [word for word in segmenter.search_words(texts) if word.isalnum() or _is_kept(word)]
    return [words.strip("\n") for words in "\n".join(kept).split(BETWEEN)]


def grams(text: str) -> list[str]:
    """The other ones: its Chinese characters and bigrams."""
    terms: list[str] = []
    for run in _HAN_RUN.findall(text):
        characters = "".join(run.split())
        terms += [UNIGRAM + character for character in characters]
        terms += [BIGRAM + first + second for first, second in pairwise(characters)]
    return terms


def passage_terms(
    heading: Sequence[str], search_text: str, segmenter: Segmenter | None = None
) -> list[str]:
    """The bag of terms a passage is indexed with: its headings' and its text's."""
    return bag_of(passage_words(heading, search_text, segmenter), heading, search_text)


def passage_words(
    heading: Sequence[str], search_text: str, segmenter: Segmenter | None = None
) -> list[str]:
    """The words of a passage and of its headings: what is kept of it, as the rest is quick."""
    found = [word for one in heading for word in _heading_words(one, segmenter)]
    return found + words(search_text, segmenter)


def bag_of(words: Sequence[str], heading: Sequence[str], search_text: str) -> list[str]:
    """A passage's terms, from its words, its headings and its text in search form."""
    headings = [term for one in heading for term in grams(heading_form(one))]
    return [*words, *headings, *grams(search_text)]


@lru_cache(maxsize=65_536)
def _is_word(cut: str) -> bool:
    """Whether it is more than marks; nearly all that is cut was met before."""
    return _WORD.search(cut) is not None


@lru_cache(maxsize=65_536)
def _is_kept(cut: str) -> bool:
    return cut == BETWEEN or _is_word(cut)


@lru_cache(maxsize=256)
def _heading_words(heading: str, segmenter: Segmenter | None) -> tuple[str, ...]:
    """A heading's words, which all passages under it share."""
    return tuple(words(heading_form(heading), segmenter))


@lru_cache(maxsize=256)
def heading_text(title: str, heading: tuple[str, ...]) -> str:
    """A title and headings together in search form; passages that follow one another share it."""
    return normalize(" ".join((title, *heading)))


@lru_cache(maxsize=256)
def heading_form(heading: str) -> str:
    """A heading in search form."""
    return normalize(heading)
