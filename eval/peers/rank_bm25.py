"""rank-bm25 as it comes, over plain words."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from eval.peers import TOP


class RankBM25:
    """Every search visits every passage; nothing is saved."""

    def build(self, passages: Iterable[Sequence[str]], directory: Path) -> None:
        """See ``Peer.build``."""
        del directory
        self._okapi = BM25Okapi(list(passages))

    def open(self, directory: Path) -> None:
        """See ``Peer.open``."""
        del directory

    def search(self, words: Sequence[str]) -> list[int]:
        """See ``Peer.search``."""
        scores = self._okapi.get_scores(list(words))
        best = np.argpartition(-scores, min(TOP, len(scores) - 1))[:TOP]
        return [int(number) for number in best[np.argsort(-scores[best], kind="stable")]]
