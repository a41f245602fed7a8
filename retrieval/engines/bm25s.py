"""The engine for large collections: BM25 worked out from postings in files, part by part.

Scores are not kept ready: a share of a score depends on the number of passages, on how many of
them hold the term, and on their mean length, all of which change with every document. From
frequencies and lengths they come out exact however many parts there are, and the index takes
five bytes a posting.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from retrieval.engines import BM25S, K1, Among
from retrieval.engines.joining import join
from retrieval.engines.part import Floats, Numbers, Part, PartReader
from retrieval.engines.postings import batches
from retrieval.types import WeightedTerm

_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class _Shares:
    """What each term of a query brings to some passages.

    Attributes:
        query: The query.
        passages: Their numbers, ascending.
        shares: Of their scores, shape (terms, passages).
    """

    query: tuple[WeightedTerm, ...]
    passages: Numbers
    shares: Floats


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
        self._latest = _Shares((), np.empty(0, np.int64), np.empty((0, 0)))
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
        if k < 1 or not self._parts:
            return []
        gains, numbers = self._looked_up(query)
        passages, orders, shares = [], [], []
        for place, (part, reader) in enumerate(zip(self._parts, self._readers, strict=True)):
            base = self._bases[place]
            inside = np.asarray(among)[base : base + len(part)] if among is not None else None
            found, found_shares = reader.best(reader.spans(numbers[place]), gains, k, inside)
            passages.append(base + found)
            orders.append(found if part.order is None else part.order[found])
            shares.append(found_shares)
        candidates = _Shares(tuple(query), np.concatenate(passages), np.concatenate(shares, axis=1))
        exact = candidates.shares.sum(axis=0)
        # Equal sums may differ in the last bits by the order of addition; ties must tie.
        ranks = -np.round(exact, 9)
        first = np.lexsort((candidates.passages, np.concatenate(orders), ranks))[:k]
        self._latest = candidates
        hits = zip(candidates.passages[first].tolist(), exact[first].tolist(), strict=True)
        return list(hits)

    def explain(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """See ``Engine.explain``."""
        known = self._latest
        if known.query != tuple(query) or not np.isin(numbers, known.passages).all():
            known = self._explained(query, numbers)
        places = known.passages.searchsorted(np.array(numbers, np.int64))
        explained = []
        for column in known.shares[:, places].T.tolist():
            shares: dict[str, float] = {}
            for (term, _), share in zip(query, column, strict=True):
                if share:
                    shares[term] = shares.get(term, 0.0) + share
            explained.append(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
        return explained

    def _explained(self, query: Sequence[WeightedTerm], numbers: Sequence[int]) -> "_Shares":
        gains, by_part = self._looked_up(query)
        passages = np.array(sorted(set(numbers)), np.int64)
        shares = np.zeros((len(query), len(passages)))
        for place, (base, end) in enumerate(pairwise(self._bases)):
            inside = (passages >= base) & (passages < end)
            reader = self._readers[place]
            spans = reader.spans(by_part[place])
            shares[:, inside] = reader.shares(spans, gains, passages[inside] - base)
        return _Shares(tuple(query), passages, shares)

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
        by_part = [reader.find_all(unknown) for reader in self._readers]
        held = np.zeros(len(unknown), np.int64)
        for reader, numbers in zip(self._readers, by_part, strict=True):
            held += reader.held(numbers)
        for term, holding, *numbers in zip(unknown, held.tolist(), *by_part, strict=True):
            found[term] = self._idf_of(holding), tuple(numbers)
        known.update(found)
        return [found[term] for term in terms]

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
