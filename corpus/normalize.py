"""Text to its search form, with a map back to the characters that are displayed.

The steps, in order: NFKC and lower case, traditional to simplified, numerals in one form. Only
search sees the result; what is shown stays as it was written.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import opencc

from corpus.codes import BETWEEN, POINTS, codes_of, text_of
from corpus.numerals import numeral_spans, plain_spans
from corpus.types import Span

VERSION = 4
"""Raised with every change of what ``normalize`` returns: indexes built with another are stale."""

_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
# No text keeps a lone surrogate, so one can stand for "look here".
_MARK = "\ud800"
# No step looks across it, nor is it part of what anyone writes.
_SEPARATOR = "\x1f"
# Longer runs of combining marks are no writing, and their sorting is not linear.
_MAX_CLUSTER = 32

_Edit = tuple[int, int, str]
"""Start, end and what takes the place of the characters there."""


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
    return _numerals(_simplified(_compatible(text, None), None), None)


def normalize_all(texts: Sequence[str]) -> list[str]:
    """The same as ``normalize`` of each text, in a fraction of the time."""
    if not texts:
        return []
    forms = normalize(_SEPARATOR.join(texts)).split(_SEPARATOR)
    # A text may hold the separator; nothing else can make more or fewer of them.
    return forms if len(forms) == len(texts) else [normalize(text) for text in texts]


def search_text(text: str) -> SearchText:
    """Bring a text into search form and remember where each character comes from.

    Args:
        text: Any Unicode text; lone surrogates become U+FFFD.
    """
    offsets = [(start, start + 1) for start in range(len(text))]
    form = _numerals(_simplified(_compatible(text, offsets), offsets), offsets)
    return SearchText(form, tuple(offsets))


# Each step returns the new text and, where offsets are asked for, changes them to fit it.


def _compatible(text: str, offsets: list[Span] | None) -> str:
    """NFKC and lower case.

    Characters that stand alone and have a form of one character, nearly all, are looked up in
    one go; the others come out as a mark and are looked at one cluster at a time.
    """
    codes = codes_of(text)
    forms = _FORMS[codes]
    if len(unknown := codes[forms == _UNKNOWN]):
        for code in np.unique(unknown).tolist():
            _FORMS[code] = ord(_single_form(chr(code)))
        forms = _FORMS[codes]
    marked = text_of(forms)
    edits: list[_Edit] = []
    for place in np.flatnonzero(forms == ord(_MARK)).tolist():
        last = edits[-1][1] if edits else 0
        if place < last:
            continue
        start = place - (_joins_previous(text[place]) and place > last)
        end = place + 1
        while end < len(text) and end - start < _MAX_CLUSTER and _joins_previous(text[end]):
            end += 1
        edits.append((start, end, _form(text[start:end])))
    return _edited(marked, edits, offsets) if edits else marked


_UNKNOWN = 0xFFFFFFFF
# The form of each code point, filled as characters are met.
_FORMS = np.full(POINTS, _UNKNOWN, np.uint32)


def _single_form(character: str) -> str:
    form = _form(character)
    return form if len(form) == 1 and not _joins_previous(character) else _MARK


@lru_cache(maxsize=65_536)
def _form(cluster: str) -> str:
    form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
    # Zero-width characters, soft hyphens and direction marks are invisible to a reader.
    form = "".join(c for c in form if unicodedata.category(c) != "Cf")
    # ½ comes apart into 1⁄2, with a slash that nobody types.
    return _SURROGATE.sub("\ufffd", form).replace("\u2044", "/").replace(BETWEEN, " ")


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


def _simplified(text: str, offsets: list[Span] | None) -> str:
    # OpenCC leaves 甚 as it is, and then the question word is none.
    return _converted(text, offsets).replace("甚么", "什么")


def _converted(text: str, offsets: list[Span] | None) -> str:
    """Traditional to simplified; a phrase that changes its length is mapped as one."""
    converted: str = _converter().convert(text)
    if offsets is None or len(converted) == len(text):
        return converted
    edits: list[_Edit] = []
    for run in _HAN_RUN.finditer(text):
        form: str = _converter().convert(run[0])
        if len(form) == len(run[0]):
            edits += [
                (run.start() + at, run.start() + at + 1, new)
                for at, (old, new) in enumerate(zip(run[0], form, strict=True))
                if old != new
            ]
        else:
            edits.append((*run.span(), form))
    return _edited(text, edits, offsets)


def _numerals(text: str, offsets: list[Span] | None) -> str:
    text = _edited(text, list(plain_spans(text)), offsets)
    return _edited(text, list(numeral_spans(text)), offsets)


def _edited(text: str, edits: list[_Edit], offsets: list[Span] | None) -> str:
    """Replace stretches of a text; each new character comes from the whole stretch."""
    parts: list[str] = []
    mapped: list[Span] = []
    position = 0
    for start, end, form in edits:
        parts += [text[position:start], form]
        if offsets is not None:
            mapped += offsets[position:start]
            mapped += [(offsets[start][0], offsets[end - 1][1])] * len(form)
        position = end
    if offsets is not None:
        offsets[:] = mapped + offsets[position:]
    return "".join([*parts, text[position:]])
