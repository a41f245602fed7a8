"""Other search systems over the same passages, cut into words; each in a file of its own."""

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

TOP = 100
"""So many passages are asked for: as many as 问据 judges."""


class Peer(Protocol):
    """A search system."""

    def build(self, passages: Iterable[Sequence[str]], directory: Path) -> None:
        """Index passages, each a list of words, and save the index where that can be done."""

    def open(self, directory: Path) -> None:
        """Make ready to search what ``build`` saved there."""

    def search(self, words: Sequence[str]) -> list[int]:
        """The numbers of the best ``TOP`` passages, from 0, best first."""


def _rank_bm25() -> Peer:
    from eval.peers.rank_bm25 import RankBM25

    return RankBM25()


def _bm25s() -> Peer:
    from eval.peers.bm25s import Bm25s

    return Bm25s()


def _tantivy() -> Peer:
    from eval.peers.tantivy import Tantivy

    return Tantivy()


def _sqlite_fts5() -> Peer:
    from eval.peers.sqlite_fts5 import SqliteFts5

    return SqliteFts5()


_PEERS: dict[str, tuple[str, Callable[[], Peer]]] = {
    "rank-bm25": ("rank_bm25", _rank_bm25),
    "bm25s": ("bm25s", _bm25s),
    "tantivy": ("tantivy", _tantivy),
    "sqlite-fts5": ("sqlite3", _sqlite_fts5),
}

PEERS = tuple(_PEERS)
"""Their names."""
IN_MEMORY = frozenset({"rank-bm25"})
"""Those that can't save an index: they are built whenever they are opened."""


def is_installed(name: str) -> bool:
    """Whether the library that a peer stands on is there."""
    return find_spec(_PEERS[name][0]) is not None


def create_peer(name: str) -> Peer:
    """A peer; its library is loaded only now."""
    return _PEERS[name][1]()
