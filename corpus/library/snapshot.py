"""A library as it was at one moment, read as it is needed: for collections that fill no memory."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.cut import Cut, cut_of
from corpus.library.changes import cut_fingerprint, segmenter_name
from corpus.library.rows import document_of
from corpus.library.schema import failures_named, open_for_reading
from corpus.segment import Segmenter, segmenter_with
from corpus.types import Document

_CACHED_CHARACTERS = 5_000_000
"""So many characters of documents are kept in memory."""


class Kept(NamedTuple):
    """A document's passages with what of the document goes with them into an index."""

    title: str
    text: str
    cut: Cut


class Snapshot:
    """A connection that sees the library as of one moment. Safe to share between threads.

    A writer is not held up by it, but its changes go to the disk twice until it is closed.

    Args:
        path: The library's file.

    Raises:
        LibraryError: It can't be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        with failures_named(path):
            self._connection = open_for_reading(path)
            # The moment is that of the first look.
            self._connection.execute("BEGIN")
            row = self._connection.execute("SELECT value FROM meta WHERE key = 'revision'")
            self.revision = int((row.fetchone() or (0,))[0])
            self._segmenter = segmenter_name(self._connection)
            forms = self._connection.execute("SELECT form FROM words")
            self._words = frozenset(row["form"] for row in forms)
            self.fingerprint = cut_fingerprint(self._segmenter)
            count = "SELECT count(*), total(passages) FROM documents INDEXED BY documents_by_size"
            self.documents, self.passages = map(int, self._connection.execute(count).fetchone())

    @property
    def segmenter(self) -> Segmenter:
        """What cut the passages, and so what questions are cut with."""
        return segmenter_with(self._words, self._segmenter)

    def close(self) -> None:
        """Let go of the moment."""
        self._connection.close()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        # What answered from it may be in use by others until the last of them is done.
        if hasattr(self, "_connection"):
            self.close()

    def document(self, document_id: str) -> Document | None:
        """One document, or ``None``; those that were asked for last are kept at hand."""
        with self._lock:
            if document_id in self._cached:
                self._cached.move_to_end(document_id)
                return self._cached[document_id]
            with failures_named(self._path):
                row = self._connection.execute(
                    "SELECT * FROM documents WHERE id = ?", (document_id,)
                ).fetchone()
            if row is None:
                return None
            document = document_of(row)
            self._cached[document_id] = document
            self._characters += len(document.text)
            while self._characters > _CACHED_CHARACTERS and len(self._cached) > 1:
                _, dropped = self._cached.popitem(last=False)
                self._characters -= len(dropped.text)
            return document

    def has(self, document_id: str) -> bool:
        """Whether there is a document of that id."""
        return bool(self._all("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def sizes(self) -> list[tuple[str, int]]:
        """The documents' ids, in order, each with the number of its passages."""
        query = "SELECT id, passages FROM documents INDEXED BY documents_by_size ORDER BY id"
        return [(row[0], row[1]) for row in self._all(query)]

    def changed_since(self, revision: int) -> tuple[list[tuple[str, int]], list[str]]:
        """What came or changed, in order, with the number of its passages; and what has gone."""
        changed = "SELECT id, passages FROM documents WHERE changed > ? ORDER BY id"
        gone = "SELECT document_id FROM removed WHERE changed > ?"
        return (
            [(row[0], row[1]) for row in self._all(changed, (revision,))],
            [row[0] for row in self._all(gone, (revision,))],
        )

    def kept(self, first: str, last: str) -> Iterator[Kept]:
        """The documents from one id to another, in their order."""
        for row in self._all(
            "SELECT passages.*, title, text FROM documents JOIN passages ON document_id = id"
            " WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        ):
            yield Kept(row["title"], row["text"], cut_of(row))

    def _all(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        with self._lock, failures_named(self._path):
            return self._connection.execute(query, values).fetchall()
