"""Everyday words for official ones: a reviewed table, so that plain questions find their text."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.normalize import normalize
from corpus.types import Span

TABLE = "synonyms.tsv"


@dataclass(frozen=True, slots=True)
class Synonym:
    """An everyday expression in a question, and what official texts say in its place.

    Attributes:
        span: Where it stands in the question's search form.
        official: The other words, in search form.
    """

    span: Span
    official: tuple[str, ...]


def synonyms(text: str) -> list[Synonym]:
    """The everyday expressions in a question; of those that overlap the longest.

    Args:
        text: In search form.
    """
    table = _table()
    return [Synonym(match.span(), table[match[0]]) for match in _pattern().finditer(text)]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """By everyday expression: the official words."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in resources.files("retrieval").joinpath(TABLE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            everyday, official, _ = line.split("\t")
            rows[normalize(everyday)] = tuple(normalize(word) for word in official.split())
    return rows


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_table(), key=len, reverse=True)
    return re.compile("|".join(re.escape(everyday) for everyday in longest_first))
