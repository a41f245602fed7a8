"""Search engines behind one protocol: term lists in, scored passage numbers out."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from retrieval.types import WeightedTerm

K1 = 1.5
"""BM25's saturation of term frequency."""
B = 0.75
"""BM25's normalisation by length."""


RANK_BM25 = "rank_bm25"
"""The default, for what fits into a few office folders."""
BM25S = "bm25s"
"""For large collections on one machine."""


MILVUS = "milvus"
"""For more than one machine."""

Among = NDArray[np.bool_] | frozenset[str]
"""What a search is restricted to: for each passage whether it may be found, or, where an engine
keeps the passages itself, the ids of their documents."""


class Engine(Protocol):
    """An index over bags of terms.

    Passages are known by their number, from 0, in the order they were given. Scores are BM25
    with idf ``ln(1 + (N - df + 0.5) / (df + 0.5))``; a weight multiplies its term's share.
    """

    @property
    def name(self) -> str:
        """One of ``ENGINE_NAMES``."""

    def build(self, bags: Iterable[Sequence[str]]) -> None:
        """Index one bag of terms a passage, in place of what was indexed before."""

    def search(
        self, query: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """The best ``k`` passages that share a term with the query.

        Args:
            query: Terms with their weights.
            k: The most that are wanted.
            among: Where to look, or ``None`` for everywhere; scores stay those of the whole
                collection.

        Returns:
            (passage number, score), best first; ties by the smaller number.
        """

    def explain(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """For each passage the query's terms' shares of its score, largest first, no zeros."""

    def idf(self, term: str) -> float:
        """A term's idf; that of a term in no passage where it is unknown."""

    def prepare(self, terms: Collection[str]) -> None:
        """Be told which terms' idf is asked for next, where each would take a way of its own."""


def _rank_bm25() -> Engine:
    from retrieval.engines.rank_bm25 import RankBM25Engine

    return RankBM25Engine()


def _bm25s() -> Engine:
    from retrieval.engines.bm25s import Bm25sEngine

    return Bm25sEngine()


LARGE = 5_000
"""From so many passages on ``BM25S`` is taken where none was named: it is faster there, and its
index can be opened without being built."""

_ENGINES: dict[str, Callable[[], Engine]] = {BM25S: _bm25s, RANK_BM25: _rank_bm25}

ENGINE_NAMES = tuple(sorted(_ENGINES))
"""The names that ``--engine`` takes."""


def suited_engine(passages: int) -> str:
    """The engine for so many passages."""
    return BM25S if passages >= LARGE else RANK_BM25


def create_engine(name: str) -> Engine:
    """An empty engine; its library is loaded only now.

    Raises:
        EngineError: There is no engine of that name.
    """
    if name == MILVUS:
        raise EngineError("milvus 引擎自己存放资料；请用 --milvus-uri 指定，不能用在这里。")
    if name not in _ENGINES:
        raise EngineError(f"没有名为 {name!r} 的检索引擎；可用的有：{'、'.join(ENGINE_NAMES)}。")
    return _ENGINES[name]()
