"""A collection over a saved index and what changed since: the old serves, the new is beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from corpus.library import Library, Snapshot
from corpus.types import Document, Passage
from retrieval.collection import Collection, Form, restricted
from retrieval.engines import BM25S, suited_engine
from retrieval.engines.bm25s import Bm25sEngine
from retrieval.engines.part import Part
from retrieval.stored.build import Index, Progress, build_index, find_index, index_of
from retrieval.stored.lazy import lazily
from retrieval.stored.records import Records

_MERGE_FROM = 2_000
_MERGE_SHARE = 1 / 50
"""So many changed passages, or such a share of all, are worth a new index."""
_REBUILD_SHARE = 1 / 4
"""Where so much has changed, a new index takes less time than what changed by itself."""


class Stored:
    """A library as of one moment: its saved index, and what changed since.

    Args:
        snapshot: The library at that moment.
        index: Of that moment or of an earlier one.
    """

    def __init__(self, snapshot: Snapshot, index: Index) -> None:
        self.snapshot = snapshot
        self.index = index
        self._changed, self._removed = snapshot.changed_since(index.revision)

    @property
    def fresh(self) -> int:
        """How many passages came or changed since the index was built."""
        return sum(passages for _, passages in self._changed)

    @property
    def is_worth_merging(self) -> bool:
        """Whether so much changed that a new index should be built in the background."""
        return self.fresh > max(_MERGE_FROM, _MERGE_SHARE * self.snapshot.passages)

    @property
    def is_too_old(self) -> bool:
        """Whether so much changed that a new index is the faster way to answer."""
        return self.fresh > max(_MERGE_FROM, _REBUILD_SHARE * self.snapshot.passages)

    def collection(self) -> Collection:
        """What questions are asked of."""
        old, engine_parts = self.index.records, [Part(self.index.postings)]
        both = _Both(old, None)
        if self._changed or self._removed:
            names = [name for name, _ in self._changed]
            ranges = [old.numbers_of(name) for name in (*names, *self._removed)]
            gone = np.unique(np.concatenate([np.arange(r.start, r.stop) for r in ranges]))
            fresh = index_of(self.snapshot, names)
            order = _order(old, fresh.records)
            engine_parts = [Part(self.index.postings, gone), Part(fresh.postings, order=order)]
            both = _Both(old, fresh.records)
        return Collection(
            documents=Documents(self.snapshot),
            passages=lazily(len(both), both.passage),
            forms=both.forms,
            engine=Bm25sEngine(engine_parts),
            segmenter=self.snapshot.segmenter,
            among=restricted(len(both), both.numbers_of),
        )


def open_stored(library: Library, progress: Progress | None = None) -> Stored:
    """A library as it is now; its index is built where there is none that serves.

    Raises:
        LibraryError: The library can't be read, or the disk is full.
    """
    while True:
        snapshot = library.snapshot()
        index = find_index(library, snapshot)
        if index is not None and not (stored := Stored(snapshot, index)).is_too_old:
            return stored
        index = build_index(library, snapshot, progress)
        # The library may have changed while other processes read it: what they saw too early
        # has to be seen as changed.
        later = library.snapshot()
        if later.fingerprint == snapshot.fingerprint:
            return Stored(later, index)


def index_ahead(library: Library, progress: Progress | None = None) -> None:
    """Build the index of a large library now, so that the first question need not wait for it.

    Raises:
        LibraryError: The library can't be read, or the disk is full.
    """
    with library.snapshot() as snapshot:
        if suited_engine(snapshot.passages) != BM25S:
            return
        index = find_index(library, snapshot)
        if index is None or Stored(snapshot, index).is_worth_merging:
            build_index(library, snapshot, progress)


def merge(library: Library, progress: Progress | None = None) -> None:
    """Build a new index, which the next to open the library finds.

    Raises:
        LibraryError: The library can't be read, or the disk is full.
    """
    with library.snapshot() as snapshot:
        build_index(library, snapshot, progress)


def _order(old: Records, fresh: Records) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Where fresh passages stand among the old ones: between two numbers of theirs."""
    places = np.empty(len(fresh))
    for first in np.unique(fresh.firsts[:-1]).tolist():
        numbers = fresh.numbers_of(name := fresh.document_id(first))
        places[numbers.start : numbers.stop] = old.numbers_of(name).start
    return places - 1 + np.arange(1, len(fresh) + 1) / (len(fresh) + 1)


class _Both:
    """The records of an index, then those of what changed since."""

    def __init__(self, old: Records, fresh: Records | None) -> None:
        self._old = old
        self._fresh = fresh
        self._base = len(old)

    def __len__(self) -> int:
        return self._base + (len(self._fresh) if self._fresh is not None else 0)

    def passage(self, number: int) -> Passage:
        if self._fresh is not None and number >= self._base:
            return self._fresh.passage(number - self._base)
        return self._old.passage(number)

    def forms(self, numbers: Sequence[int]) -> list[Form]:
        if self._fresh is None:
            return self._old.forms(numbers)
        old = iter(self._old.forms([number for number in numbers if number < self._base]))
        fresh = iter(
            self._fresh.forms([number - self._base for number in numbers if number >= self._base])
        )
        return [next(old if number < self._base else fresh) for number in numbers]

    def numbers_of(self, document_id: str) -> Iterable[range]:
        yield self._old.numbers_of(document_id)
        if self._fresh is not None:
            fresh = self._fresh.numbers_of(document_id)
            yield range(self._base + fresh.start, self._base + fresh.stop)


class Documents(Mapping[str, Document]):
    """A library's documents by id, each read when it is asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __getitem__(self, document_id: str) -> Document:
        document = self._snapshot.document(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    def __contains__(self, document_id: object) -> bool:
        return isinstance(document_id, str) and self._snapshot.has(document_id)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._snapshot.sizes())

    def __len__(self) -> int:
        return self._snapshot.documents
