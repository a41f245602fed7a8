"""The library bm25s over plain words, its index mapped into memory."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
from bm25s.tokenization import Tokenized

from eval.peers import TOP


class Bm25s:
    """Scores of all postings are worked out when the index is built."""

    def build(self, passages: Iterable[Sequence[str]], directory: Path) -> None:
        """See ``Peer.build``."""
        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(word, len(numbers)) for word in words] for words in passages]
        index = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
        index.index(Tokenized(ids, numbers), show_progress=False)
        index.save(directory, show_progress=False)

    def open(self, directory: Path) -> None:
        """See ``Peer.open``."""
        self._index = bm25s.BM25.load(directory, mmap=True, show_progress=False)

    def search(self, words: Sequence[str]) -> list[int]:
        """See ``Peer.search``."""
        # It refuses to be asked for more than there is.
        k = min(TOP, int(self._index.scores["num_docs"]))
        known = [word for word in words if word in self._index.vocab_dict]
        if not known:
            return []
        found, _ = self._index.retrieve([known], k=k, show_progress=False)
        return [int(number) for number in found[0]]
