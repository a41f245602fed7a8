"""The engine for large collections: BM25 worked out from postings in files, part by part.

Scores are not kept ready: a share of a score depends on the number of passages, on how many of
them hold the term, and on their mean length, all of which change with every document. From
frequencies and lengths they come out exact however many parts there are, and the index takes
five bytes a posting.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.engines import BM25S, K1, Among, B
from retrieval.engines.postings import Postings, batches, join
from retrieval.types import WeightedTerm

Floats = NDArray[np.float64]

_AT_ONCE = 65_536
"""So many postings are worked on at once: what is between two steps then stays in the cache."""
_BLOCK = 1024
_REMEMBERED = 16_384
_List = tuple[NDArray[np.int32], NDArray[Any]]
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

    def held(self, term: str) -> int:
        """How many of those that are there hold a term."""
        if not len(self.gone):
            return self.postings.held(term)
        holders, _ = self.postings.of(term)
        return len(holders) - len(_places(holders, self.gone)[0])


class Bm25sEngine:
    """BM25 over parts that share N, document frequencies and mean length.

    Passages are numbered through the parts, one after the other. Safe to share between threads.
    """

    name = BM25S

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self._take(parts)

    def build(self, bags: Iterable[Sequence[str]]) -> None:
        """See ``Engine.build``; the bags are taken one by one."""
        self._take([Part(join(batches(bags)))])

    def _take(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._bases = np.cumsum([0, *(len(part) for part in self._parts)]).tolist()
        # Questions have most of their terms in common, and what is found is explained next.
        self._idfs: dict[str, float] = {}
        self._latest: tuple[tuple[WeightedTerm, ...], dict[int, list[float]]] = ((), {})
        self._size = sum(len(part) - len(part.gone) for part in self._parts)
        total = sum(
            int(lengths.sum()) - int(lengths[part.gone].sum())
            for part in self._parts
            for lengths in [part.postings.lengths.astype(np.int64)]
        )
        # Where all are empty nothing is divided by it.
        self._mean = total / max(self._size, 1) or 1.0
        self._norms = tuple(
            (K1 * (1 - B + B * part.postings.lengths / self._mean)).astype(np.float32)
            for part in self._parts
        )

    def search(
        self, query: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See ``Engine.search``."""
        if k < 1:
            return []
        gains = self._gains(query)
        found: list[tuple[float, float, int, float]] = []
        explained: dict[int, list[float]] = {}
        for number, part in enumerate(self._parts):
            base = self._bases[number]
            inside = np.asarray(among)[base : base + len(part)] if among is not None else None
            lists = self._lists(number, query)
            candidates = _best(self._scores(number, lists, gains, inside), k, len(gains))
            if not len(candidates):
                continue
            shares = self._shares(number, lists, gains, candidates)
            exact = shares.sum(axis=0)
            # Equal sums may differ in the last bits by the order of addition; ties must tie.
            ranks = -np.round(exact, 9)
            order = candidates if part.order is None else part.order[candidates]
            numbers = base + candidates
            found += zip(*(one.tolist() for one in (ranks, order, numbers, exact)), strict=True)
            explained |= zip(numbers.tolist(), shares.T.tolist(), strict=True)
        found.sort()
        self._latest = tuple(query), explained
        return [(number, score) for _, _, number, score in found[:k]]

    def explain(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """See ``Engine.explain``."""
        asked, known = self._latest
        if asked != tuple(query) or not known.keys() >= set(numbers):
            known = self._explained(query, numbers)
        explained = []
        for number in numbers:
            shares: dict[str, float] = {}
            for (term, _), share in zip(query, known[number], strict=True):
                if share:
                    shares[term] = shares.get(term, 0.0) + share
            explained.append(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
        return explained

    def _explained(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> dict[int, list[float]]:
        gains = self._gains(query)
        found: dict[int, list[float]] = {}
        for part, (base, end) in enumerate(pairwise(self._bases)):
            inside = [number for number in numbers if base <= number < end]
            passages = np.array(inside, np.int64) - base
            shares = self._shares(part, self._lists(part, query), gains, passages)
            found |= zip(inside, shares.T.tolist(), strict=True)
        return found

    def idf(self, term: str) -> float:
        """See ``Engine.idf``."""
        idf = self._idfs.get(term)
        return self._remembered(term) if idf is None else idf

    def prepare(self, terms: Collection[str]) -> None:
        """See ``Engine.prepare``: what no passage has is told of many terms at once."""
        unknown = [term for term in terms if term not in self._idfs]
        some: set[str] = set()
        for part in self._parts:
            some.update(part.postings.vocabulary.known_among(unknown))
        nowhere = self._idf_of(0)
        for term in unknown:
            if term in some:
                self._remembered(term)
            else:
                self._idfs[term] = nowhere

    def _remembered(self, term: str) -> float:
        if len(self._idfs) > _REMEMBERED:
            self._idfs.clear()
        held = sum(part.held(term) for part in self._parts)
        self._idfs[term] = idf = self._idf_of(held)
        return idf

    def _idf_of(self, held: int) -> float:
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5))

    def _gains(self, query: Sequence[WeightedTerm]) -> list[float]:
        """For each term the most that it can bring."""
        return [weight * self.idf(term) * (K1 + 1) for term, weight in query]

    def _lists(self, number: int, query: Sequence[WeightedTerm]) -> list[_List]:
        """For each term who of a part holds it, and how often."""
        postings = self._parts[number].postings
        return [postings.of(term) for term, _ in query]

    def _scores(
        self,
        number: int,
        lists: Sequence[_List],
        gains: Sequence[float],
        among: NDArray[np.bool_] | None,
    ) -> NDArray[np.float32]:
        """The scores of a part's passages, to the accuracy of single precision."""
        part, norms = self._parts[number], self._norms[number]
        scores = np.zeros(len(part), np.float32)
        for (holders, frequencies), gain in zip(lists, gains, strict=True):
            for start in range(0, len(holders), _AT_ONCE):
                some = holders[start : start + _AT_ONCE]
                share = frequencies[start : start + _AT_ONCE].astype(np.float32)
                share /= norms.take(some) + share
                share *= np.float32(gain)
                # A third of the time of ``scores[some] += share``; none is there twice.
                np.add.at(scores, some, share)
        scores[part.gone] = 0.0
        if among is not None:
            scores *= among
        return scores

    def _shares(
        self,
        number: int,
        lists: Sequence[_List],
        gains: Sequence[float],
        passages: NDArray[np.int64],
    ) -> Floats:
        """Each term's share of some passages' scores, shape (terms, passages)."""
        lengths = self._parts[number].postings.lengths[passages].astype(np.float64)
        norms = K1 * (1 - B + B * lengths / self._mean)
        shares = np.zeros((len(gains), len(passages)))
        for row, ((holders, frequencies), gain) in enumerate(zip(lists, gains, strict=True)):
            places, held = _places(holders, passages)
            found = frequencies[places].astype(np.float64)
            shares[row, held] = gain * found / (found + norms[held])
        return shares


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


def _best(scores: NDArray[np.float32], k: int, terms: int) -> NDArray[Any]:
    """The passages that may be among the best ``k``, ascending; none without a score."""
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
