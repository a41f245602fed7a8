"""Text to its search form, with a map back to the characters that are displayed.

The steps, in order: NFKC and lower case, traditional to simplified, numerals in one form. Only
search sees the result; what is shown stays as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

from corpus.numerals import numeral_spans
from corpus.types import Span

VERSION = 1
"""Raised with every change of what ``normalize`` returns: indexes built with another are stale."""

_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text in search form.

    Attributes:
        text: The search form.
        offsets: For each of its characters the span of the original that it comes from.
    """

    text: str
    offsets: tuple[Span, ...]

    def original(self, start: int, end: int) -> Span:
        """The original's span for ``text[start:end]``, which must not be empty."""
        return self.offsets[start][0], self.offsets[end - 1][1]


def normalize(text: str) -> str:
    """The search form of a text; the same as ``search_text(text).text``."""
    return search_text(text).text


def search_text(text: str) -> SearchText:
    """Bring a text into search form and remember where each character comes from.

    Args:
        text: Any Unicode text; lone surrogates become U+FFFD.
    """
    characters, offsets = _compatible(text)
    characters, offsets = _simplified(characters, offsets)
    return _numerals(characters, offsets)


def _compatible(text: str) -> tuple[str, list[Span]]:
    """NFKC and lower case, one cluster of characters that may compose at a time."""
    parts: list[str] = []
    offsets: list[Span] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        while end < length and _joins_previous(text[end]):
            end += 1
        form = _form(text[position:end])
        parts.append(form)
        offsets.extend([(position, end)] * len(form))
        position = end
    return "".join(parts), offsets


@lru_cache(maxsize=65_536)
def _form(cluster: str) -> str:
    form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
    # Zero-width characters, soft hyphens and direction marks are invisible to a reader.
    form = "".join(c for c in form if unicodedata.category(c) != "Cf")
    return _SURROGATE.sub("\ufffd", form)


@lru_cache(maxsize=65_536)
def _joins_previous(character: str) -> bool:
    """Whether normalisation may merge a character with the one before it."""
    if character < "\u0300":
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplified(text: str, offsets: list[Span]) -> tuple[str, list[Span]]:
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted, offsets
    # A phrase changed its length: find which run of characters it is in, and map that as one.
    parts: list[str] = []
    mapped: list[Span] = []
    position = 0
    for run in _HAN_RUN.finditer(text):
        parts.append(text[position : run.start()])
        mapped += offsets[position : run.start()]
        form: str = _converter().convert(run[0])
        parts.append(form)
        if len(form) == len(run[0]):
            mapped += offsets[run.start() : run.end()]
        else:
            mapped += [(offsets[run.start()][0], offsets[run.end() - 1][1])] * len(form)
        position = run.end()
    return "".join([*parts, text[position:]]), mapped + offsets[position:]


def _numerals(text: str, offsets: list[Span]) -> SearchText:
    parts: list[str] = []
    mapped: list[Span] = []
    position = 0
    for start, end, digits in numeral_spans(text):
        parts += [text[position:start], digits]
        mapped += offsets[position:start]
        mapped += [(offsets[start][0], offsets[end - 1][1])] * len(digits)
        position = end
    if not parts:
        return SearchText(text, tuple(offsets))
    return SearchText("".join([*parts, text[position:]]), tuple(mapped + offsets[position:]))
