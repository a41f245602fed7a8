"""One part of a large index: its passages' scores, from frequencies and lengths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.engines import K1, B
from retrieval.engines.postings import Postings

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
List = tuple[NDArray[np.int32], NDArray[Any]]
"""The passages that hold a term, ascending, and how often each does."""

_AT_ONCE = 65_536
"""So many postings are worked on at once: what is between two steps then stays in the cache."""
_BLOCK = 1024
_NONE = np.empty(0, np.int64)
"""No passages, and no places."""


@dataclass(frozen=True, slots=True)
class Part:
    """Passages that are indexed together.

    Attributes:
        postings: Their index.
        gone: Those that are there no more, ascending.
        order: What each is ordered by among those of all parts; their own numbers if ``None``.
    """

    postings: Postings
    gone: NDArray[np.int64] = field(default_factory=_NONE.copy)
    order: Floats | None = None

    def __len__(self) -> int:
        return len(self.postings.lengths)


class PartReader:
    """Reads a part for an engine. Safe to share between threads.

    Args:
        part: What is read.
        mean: The mean length of the passages of all parts.
    """

    def __init__(self, part: Part, mean: float) -> None:
        self._part = part
        self._mean = mean
        self._norms = (K1 * (1 - B + B * part.postings.lengths / mean)).astype(np.float32)

    def find_all(self, terms: Sequence[str]) -> list[int]:
        """The part's numbers of terms, -1 where it has none."""
        return self._part.postings.vocabulary.find_all(terms)

    def held(self, number: int) -> int:
        """How many of the passages that are there hold a term."""
        holders, _ = self._part.postings.of(number)
        if not len(self._part.gone):
            return len(holders)
        return len(holders) - len(_places(holders, self._part.gone)[0])

    def lists(self, numbers: Sequence[int]) -> list[List]:
        """The lists of terms, by their numbers."""
        return [self._part.postings.of(number) for number in numbers]

    def scores(
        self, lists: Sequence[List], gains: Sequence[float], among: NDArray[np.bool_] | None
    ) -> Singles:
        """The scores of all passages, to the accuracy of single precision.

        Args:
            lists: One a term.
            gains: The most that each term brings.
            among: Where to look, or ``None`` for everywhere.
        """
        scores = np.zeros(len(self._part), np.float32)
        for (holders, frequencies), gain in zip(lists, gains, strict=True):
            for start in range(0, len(holders), _AT_ONCE):
                some = holders[start : start + _AT_ONCE]
                share = frequencies[start : start + _AT_ONCE].astype(np.float32)
                share /= self._norms.take(some) + share
                share *= np.float32(gain)
                # A third of the time of ``scores[some] += share``; none is there twice.
                np.add.at(scores, some, share)
        scores[self._part.gone] = 0.0
        if among is not None:
            scores *= among
        return scores

    def shares(
        self, lists: Sequence[List], gains: Sequence[float], passages: NDArray[np.int64]
    ) -> Floats:
        """Each term's share of some passages' scores, shape (terms, passages)."""
        lengths = self._part.postings.lengths[passages].astype(np.float64)
        norms = K1 * (1 - B + B * lengths / self._mean)
        found = np.zeros((len(gains), len(passages)))
        for row, (holders, frequencies) in enumerate(lists):
            places, held = _places(holders, passages)
            found[row, held] = frequencies[places]
        return np.asarray(np.array(gains).reshape(-1, 1) * found / (found + norms))


def best_of(scores: Singles, k: int, terms: int) -> NDArray[Any]:
    """The passages that may be among the best ``k``, ascending; none without a score.

    Args:
        scores: To the accuracy of single precision.
        k: So many are wanted.
        terms: So many shares were added up in each.
    """
    if not len(scores):
        return _NONE
    # The k-th best of the blocks' best is no better than the k-th best of all.
    tops = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    lowest = np.partition(tops, -k)[-k] if len(tops) > k else np.float32(0)
    error = float(tops.max()) * float(np.finfo(np.float32).eps) * (terms + 2)
    found = np.flatnonzero(scores >= lowest - error if lowest > error else scores > 0)
    if len(found) > k:
        kth = np.partition(scores[found], -k)[-k]
        found = found[scores[found] >= kth - 2 * error]
    return found


def _places(
    holders: NDArray[np.int32], passages: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where passages are among the holders of a term, and which of them are."""
    if not len(holders) or not len(passages):
        return _NONE, _NONE
    # In the holders' own type: another would have all of them converted.
    places = holders.searchsorted(passages.astype(np.int32))
    np.minimum(places, len(holders) - 1, out=places)
    held = np.flatnonzero(holders[places] == passages)
    return places[held], held
