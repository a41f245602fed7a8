"""One part of a large index: its passages' scores, from frequencies and lengths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.engines import K1, B
from retrieval.engines.postings import Postings

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Numbers = NDArray[np.int64]

_AT_ONCE = 65_536
"""So many postings are worked on at once: what is between two steps then stays in the cache."""
_FEW = 4096
"""So many postings are added up together at least: every step has a price of its own."""
_STEPS = 64
"""And with many passages so many times fewer."""
_WATCHED = 8
"""So many times the passages that are wanted are watched to know when enough is added up."""
_LEFT = 0.4
"""Enough is added up when the rest can bring no more than this part of the least that is wanted."""
_TOGETHER = 2
"""So many terms are looked up together in the passages that are left."""
_EQUAL = 1e-9
"""Scores no further apart than this may be a tie."""
_LEAST = float(np.finfo(np.float32).tiny)
"""The least score that there is."""
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

    def held(self, numbers: Sequence[int]) -> Numbers:
        """How many of the passages that are there hold each term."""
        spans = self.spans(numbers)
        counts = spans[:, 1] - spans[:, 0]
        if len(self._part.gone):
            for place, (start, end) in enumerate(spans.tolist()):
                holders = self._part.postings.holders[start:end]
                counts[place] -= len(_places(holders, self._part.gone)[0])
        return counts

    def spans(self, numbers: Sequence[int]) -> Numbers:
        """Where the postings of terms start and end, by their numbers, shape (terms, 2)."""
        places = np.add.outer(np.array(numbers, np.int64), (0, 1))
        # Of a term that is unknown there are none.
        return np.where(places[:, :1] < 0, 0, self._part.postings.starts[places])

    def best(
        self, spans: Numbers, gains: Floats, k: int, among: NDArray[np.bool_] | None
    ) -> tuple[Numbers, Floats]:
        """The passages that may be among the best ``k``, ascending; none without a score.

        As MaxScore does (Turtle and Flood 1995, Query evaluation: strategies and optimizations),
        with whole arrays: the terms that bring the most are added up for all passages, until
        what is left can lift no passage with little or no score to the best; the others are then
        looked up for the few passages that remain.

        Args:
            spans: Where the postings of each term are, shape (terms, 2).
            gains: The most that each term brings, not below zero, shape (terms,).
            k: So many are wanted.
            among: Where to look, or ``None`` for everywhere.

        Returns:
            The passages, and each term's share of their scores, shape (terms, passages).
        """
        sizes = spans[:, 1] - spans[:, 0]
        some = np.flatnonzero((sizes > 0) & (gains > 0))
        order = some[np.argsort(sizes[some] / gains[some], kind="stable")]
        scores = np.zeros(len(self._part), np.float32)
        scores[self._part.gone] = -np.inf
        if among is not None:
            scores[~among] = -np.inf
        left = np.append(gains[order][::-1].cumsum()[::-1], 0.0)
        # Of sums in single precision, twice.
        error = 2 * float(left[0]) * float(np.finfo(np.float32).eps) * (len(order) + 2) + _EQUAL
        added, least = self._add_up(scores, spans[order], gains[order], left, k, error)
        found = np.flatnonzero(scores >= np.float32(max(least - left[added], _LEAST)))
        partial = scores[found].astype(np.float64)
        shares, done = np.empty((0, len(found))), added
        while len(found) > k:
            keep = partial >= _kth(partial, k) - error - left[done]
            found, partial, shares = found[keep], partial[keep], shares[:, keep]
            if done == len(order):
                break
            some = order[done : done + _TOGETHER]
            more = self.shares(spans[some], gains[some], found)
            shares, partial = np.concatenate((shares, more)), partial + more.sum(axis=0)
            done += len(some)
        all_shares = np.zeros((len(gains), len(found)))
        all_shares[order[added:done]] = shares
        some = np.concatenate((order[:added], order[done:]))
        all_shares[some] = self.shares(spans[some], gains[some], found)
        return found, all_shares

    def _add_up(
        self, scores: Singles, spans: Numbers, gains: Floats, left: Floats, k: int, error: float
    ) -> tuple[int, float]:
        """Add the shares of terms to scores until what is left brings little.

        Args:
            scores: Those of all passages; below zero where a passage is not to be found.
            spans: Where the postings of each term are, shape (terms, 2).
            gains: The most that each term brings, shape (terms,).
            left: The most that each term and those after it bring, shape (terms + 1,).
            k: So many passages are wanted.
            error: How far two scores may be from their true difference.

        Returns:
            How many terms were added, and what the best ``k`` have at least.
        """
        watched, least, done = np.empty(0, np.int32), 0.0, 0
        for stop in _steps(spans[:, 1] - spans[:, 0], max(_FEW, len(scores) // _STEPS)):
            holders = self._add(scores, spans[done:stop], gains[done:stop])
            done = stop
            if len(watched) < k:
                watched = _best(scores, np.concatenate((watched, holders)), _WATCHED * k)
            if len(watched) >= k:
                least = _kth(scores[watched], k) - error
                if left[done] < _LEFT * least:
                    break
        return done, least

    def _add(self, scores: Singles, spans: Numbers, gains: Floats) -> NDArray[np.int32]:
        """Add the shares of terms to the scores of all passages; returns the holders."""
        holders, frequencies = self._part.postings.holders, self._part.postings.frequencies
        if len(spans) == 1:
            ((start, end),) = spans.tolist()
            for first in range(start, end, _AT_ONCE):
                piece = slice(first, min(first + _AT_ONCE, end))
                self._add_some(scores, holders[piece], frequencies[piece], np.float32(gains[0]))
            return holders[start:end]
        pieces = [slice(start, end) for start, end in spans.tolist()]
        together = np.concatenate([holders[piece] for piece in pieces])
        gain = gains.astype(np.float32).repeat(spans[:, 1] - spans[:, 0])
        often = np.concatenate([frequencies[piece] for piece in pieces])
        self._add_some(scores, together, often, gain)
        return together

    def _add_some(
        self,
        scores: Singles,
        holders: NDArray[np.int32],
        frequencies: NDArray[Any],
        gain: Singles | np.float32,
    ) -> None:
        places = holders.astype(np.intp)
        share = frequencies.astype(np.float32)
        share /= self._norms.take(places) + share
        share *= gain
        # Half the time of ``scores[places] += share``, and right where one is there twice.
        np.add.at(scores, places, share)

    def shares(self, spans: Numbers, gains: Floats, passages: Numbers) -> Floats:
        """Each term's share of some passages' scores, shape (terms, passages)."""
        postings = self._part.postings
        if not len(postings.holders):
            return np.zeros((len(spans), len(passages)))
        # In the holders' own type: another would have all of them converted.
        wanted = passages.astype(np.int32)
        places = np.empty((len(spans), len(passages)), np.int64)
        for row, (start, end) in zip(places, spans.tolist(), strict=True):
            row[:] = postings.holders[start:end].searchsorted(wanted)
        places += spans[:, :1]
        held = places < spans[:, 1:]
        np.minimum(places, len(postings.holders) - 1, out=places)
        held &= postings.holders[places] == wanted
        found = (postings.frequencies[places] * held).astype(np.float64)
        lengths = postings.lengths[passages].astype(np.float64)
        norms = K1 * (1 - B + B * lengths / self._mean)
        return np.asarray(gains.reshape(-1, 1) * found / (found + norms))


def _steps(sizes: Numbers, least: int) -> Iterator[int]:
    """Where to stop in lists, so that each step has so many postings at least."""
    together = 0
    for place, size in enumerate(sizes.tolist()):
        together += size
        if together >= least:
            yield place + 1
            together = 0
    if together:
        yield len(sizes)


def _best(scores: Singles, passages: NDArray[np.int32], most: int) -> NDArray[np.int32]:
    """Those of some passages with the highest scores, each once; none without a score."""
    passages = np.sort(passages)
    passages = passages[np.append(True, passages[1:] != passages[:-1])[: len(passages)]]
    found = scores[passages]
    least = max(_kth(found, most), _LEAST) if len(found) > most else _LEAST
    return passages[found >= least]


def _kth(scores: NDArray[Any], k: int) -> float:
    """The k-th largest of scores."""
    return float(np.partition(scores, -k)[-k])


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
