"""The default engine: rank-bm25's BM25Okapi with an idf that is never negative."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.engines import K1, RANK_BM25, Among, B
from retrieval.types import WeightedTerm


class _Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no type hints
    """BM25Okapi with Lucene's idf: its own is zero or negative for terms in half the passages."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, frequency in nd.items():
            self.idf[term] = _idf(self.corpus_size, frequency)


class RankBM25Engine:
    """BM25 over an inverted list of what ``BM25Okapi`` counted.

    ``BM25Okapi.get_scores`` visits every passage for every term. Here each term's scores are
    worked out once and kept for the passages that hold it; they are the same numbers.
    """

    name = RANK_BM25

    def __init__(self) -> None:
        self._size = 0
        self._shares: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]] = {}
        self._okapi: BM25Okapi | None = None
        self._holders: dict[str, list[int]] = {}

    def build(self, bags: Iterable[Sequence[str]]) -> None:
        """See ``Engine.build``."""
        bags = list(bags)
        self._size = len(bags)
        self._shares = {}
        self._holders = {}
        # BM25Okapi divides by the number of passages and by their mean length.
        self._okapi = _Okapi(bags, k1=K1, b=B) if any(bags) else None
        if self._okapi is None:
            return
        for number, frequencies in enumerate(self._okapi.doc_freqs):
            for term in frequencies:
                self._holders.setdefault(term, []).append(number)

    def search(
        self, query: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See ``Engine.search``."""
        scores = np.zeros(self._size)
        matched = np.zeros(self._size, dtype=bool)
        for term, weight in query:
            numbers, shares = self._share(term)
            scores[numbers] += weight * shares
            matched[numbers] = True
        candidates = np.flatnonzero(matched if among is None else matched & np.asarray(among))
        # Equal sums may differ in the last bits by the order of addition; ties must tie.
        rounded = np.round(scores[candidates], 9)
        best = candidates[np.lexsort((candidates, -rounded))[:k]]
        return [(int(number), float(scores[number])) for number in best]

    def explain(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """See ``Engine.explain``."""
        return [self._explained(query, number) for number in numbers]

    def _explained(self, query: Sequence[WeightedTerm], number: int) -> list[WeightedTerm]:
        shares: dict[str, float] = {}
        for term, weight in query:
            numbers, values = self._share(term)
            place = int(np.searchsorted(numbers, number))
            if place < len(numbers) and numbers[place] == number:
                shares[term] = shares.get(term, 0.0) + weight * float(values[place])
        return sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))

    def idf(self, term: str) -> float:
        """See ``Engine.idf``."""
        return _idf(self._size, len(self._holders.get(term, ())))

    def prepare(self, terms: Collection[str]) -> None:
        """See ``Engine.prepare``; here all is at hand."""

    def _share(self, term: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The passages that hold a term and its unweighted share of each one's score."""
        if term in self._shares:
            return self._shares[term]
        share = self._compute(term)
        # What questions ask for has no end; what passages hold has.
        if len(share[0]):
            self._shares[term] = share
        return share

    def _compute(self, term: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        okapi = self._okapi
        holders = np.array(self._holders.get(term, ()), dtype=np.intp)
        if okapi is None or not len(holders):
            return np.empty(0, dtype=np.intp), np.empty(0)
        frequency = np.array([okapi.doc_freqs[number][term] for number in holders], dtype=float)
        length = np.array([okapi.doc_len[number] for number in holders], dtype=float)
        saturation = frequency + okapi.k1 * (1 - okapi.b + okapi.b * length / okapi.avgdl)
        return holders, okapi.idf[term] * frequency * (okapi.k1 + 1) / saturation


def _idf(size: int, frequency: int) -> float:
    """Robertson and Spärck Jones' idf with Lucene's 1 inside the logarithm: above zero."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
