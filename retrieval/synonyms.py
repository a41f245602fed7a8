"""Everyday words for official ones: a reviewed table, so that plain questions find their text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.normalize import normalize
from corpus.terms import BIGRAM, UNIGRAM, Token
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


def synonyms(text: str, cut: Sequence[Token]) -> list[Synonym]:
    """The everyday expressions in a question; of those that overlap the first and longest.

    Args:
        text: In search form.
        cut: Its terms. What would cut a word in two is no expression: 办 in 办公室.
    """
    table, longest = _table(), _longest()
    words = [token for token in cut if not token.term.startswith((BIGRAM, UNIGRAM))]
    inside = {place for word in words for place in range(word.start + 1, word.end)}
    found: list[Synonym] = []
    done = 0
    for start, character in enumerate(text):
        if character not in longest or start in inside or start < done:
            continue
        for end in range(min(start + longest[character], len(text)), start, -1):
            if end not in inside and (official := table.get(text[start:end])):
                found.append(Synonym((start, end), official))
                done = end
                break
    return found


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """By everyday expression: the official words."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in resources.files("retrieval").joinpath(TABLE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            everyday, official, _ = line.split("\t")
            words = tuple(normalize(word) for word in official.split())
            rows |= {normalize(expression): words for expression in everyday.split()}
    return rows


@cache
def _longest() -> dict[str, int]:
    """By the character that opens an expression: the length of the longest that it opens."""
    found: dict[str, int] = {}
    for expression in _table():
        found[expression[0]] = max(len(expression), found.get(expression[0], 0))
    return found
