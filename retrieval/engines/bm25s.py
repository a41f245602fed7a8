"""The engine for large collections: BM25 worked out from postings in files, part by part.

Scores are not kept ready: a share of a score depends on the number of passages, on how many of
them hold the term, and on their mean length, all of which change with every document. From
frequencies and lengths they come out exact however many parts there are, and the index takes
five bytes a posting.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

import numpy as np

from retrieval.engines import BM25S, K1, Among
from retrieval.engines.part import Floats, Part, PartReader
from retrieval.engines.postings import batches, join
from retrieval.types import WeightedTerm

_REMEMBERED = 16_384


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
        self._known: dict[str, tuple[float, tuple[int, ...]]] = {}
        self._latest: tuple[tuple[WeightedTerm, ...], dict[int, Floats]] = ((), {})
        self._size = sum(len(part) - len(part.gone) for part in self._parts)
        total = sum(
            int(lengths.sum()) - int(lengths[part.gone].sum())
            for part in self._parts
            for lengths in [part.postings.lengths.astype(np.int64)]
        )
        # Where all are empty nothing is divided by it.
        mean = total / max(self._size, 1) or 1.0
        self._readers = tuple(PartReader(part, mean) for part in self._parts)

    def search(
        self, query: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See ``Engine.search``."""
        if k < 1:
            return []
        gains, numbers = self._looked_up(query)
        found: list[tuple[float, float, int, float]] = []
        explained: dict[int, Floats] = {}
        for place, (part, reader) in enumerate(zip(self._parts, self._readers, strict=True)):
            base = self._bases[place]
            inside = np.asarray(among)[base : base + len(part)] if among is not None else None
            spans = reader.spans(numbers[place])
            candidates, shares = reader.best(spans, gains, k, inside)
            exact = shares.sum(axis=0)
            # Equal sums may differ in the last bits by the order of addition; ties must tie.
            ranks = -np.round(exact, 9)
            order = candidates if part.order is None else part.order[candidates]
            own = base + candidates
            found += zip(*(one.tolist() for one in (ranks, order, own, exact)), strict=True)
            explained |= zip(own.tolist(), shares.T, strict=True)
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
            for (term, _), share in zip(query, known[number].tolist(), strict=True):
                if share:
                    shares[term] = shares.get(term, 0.0) + share
            explained.append(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
        return explained

    def _explained(
        self, query: Sequence[WeightedTerm], passages: Sequence[int]
    ) -> dict[int, Floats]:
        gains, numbers = self._looked_up(query)
        found: dict[int, Floats] = {}
        for part, (base, end) in enumerate(pairwise(self._bases)):
            inside = [number for number in passages if base <= number < end]
            reader = self._readers[part]
            own = np.array(inside, np.int64) - base
            shares = reader.shares(reader.spans(numbers[part]), gains, own)
            found |= zip(inside, shares.T, strict=True)
        return found

    def idf(self, term: str) -> float:
        """See ``Engine.idf``."""
        known = self._known.get(term)
        return known[0] if known is not None else self._found([term])[0][0]

    def prepare(self, terms: Collection[str]) -> None:
        """See ``Engine.prepare``."""
        self._found(terms)

    def _found(self, terms: Collection[str]) -> list[tuple[float, tuple[int, ...]]]:
        """Each term's idf and its number in each part, looked up all at once."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        known = self._known
        nowhere = self._idf_of(0), (-1,) * len(self._readers)
        # Taken together first: another thread may clear what is remembered.
        found = {term: known.get(term) or nowhere for term in terms}
        unknown = [term for term, one in found.items() if one is nowhere]
        for place, numbers in self._numbers(unknown).items():
            if held := self._held(numbers):
                found[unknown[place]] = self._idf_of(held), numbers
        known.update(found)
        return [found[term] for term in terms]

    def _numbers(self, terms: Sequence[str]) -> dict[int, tuple[int, ...]]:
        """By the places of those terms that are in any part: their number in each."""
        by_part = [reader.find_all(terms) for reader in self._readers]
        return {
            place: numbers
            for place, numbers in enumerate(zip(*by_part, strict=True))
            if max(numbers) >= 0
        }

    def _held(self, numbers: Sequence[int]) -> int:
        return sum(
            reader.held(number) for reader, number in zip(self._readers, numbers, strict=True)
        )

    def _idf_of(self, held: int) -> float:
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5))

    def _looked_up(self, query: Sequence[WeightedTerm]) -> tuple[Floats, list[tuple[int, ...]]]:
        """For each term the most that it can bring; and for each part the terms' numbers."""
        found = self._found([term for term, _ in query])
        gains = [
            weight * idf * (K1 + 1) for (_, weight), (idf, _) in zip(query, found, strict=True)
        ]
        by_part = zip(*(numbers for _, numbers in found), strict=True)
        return np.array(gains), list(by_part) or [()] * len(self._parts)
