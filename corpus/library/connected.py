"""A connection that may change a library: what it finds there, and its transactions."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from corpus.errors import LibraryError
from corpus.library.changes import Source, segmenter_name
from corpus.library.rows import document_of
from corpus.readers import VERSION as READERS_VERSION
from corpus.segment import Segmenter, segmenter_with
from corpus.types import Document


class Connected:
    """What a writer stands on."""

    def __init__(
        self, connection: sqlite3.Connection, segmented: Callable[[int], None] | None = None
    ) -> None:
        self._connection = connection
        self._segmented = segmented

    def holds(self, source: Source) -> bool:
        """Whether the source was read before, just as it is now."""
        row = self._connection.execute(
            "SELECT sha256, encoding, reader FROM sources WHERE key = ?", (source.key,)
        ).fetchone()
        return row is not None and tuple(row) == (source.sha256, source.encoding, READERS_VERSION)

    def ids_of(self, key: str) -> tuple[str, ...]:
        """The ids of the documents that came from a source."""
        rows = self._connection.execute(
            "SELECT documents.id FROM documents JOIN sources ON sources.id = source_id"
            " WHERE key = ? ORDER BY documents.id",
            (key,),
        )
        return tuple(row[0] for row in rows)

    def key_of(self, document_id: str) -> str:
        """The key of the source that a document is from.

        Raises:
            LibraryError: There is no document of that id.
        """
        number = self.require(document_id)
        row = self._connection.execute("SELECT key FROM sources WHERE id = ?", (number,))
        return str(row.fetchone()[0])

    def keys_with(self, sha256: str) -> tuple[str, ...]:
        """The sources that have just these bytes."""
        rows = self._connection.execute("SELECT key FROM sources WHERE sha256 = ?", (sha256,))
        return tuple(row[0] for row in rows)

    def taken(self, ids: Sequence[str], key: str) -> list[str]:
        """Those of some ids that documents of another source have."""
        rows = self._connection.execute(
            "SELECT documents.id FROM json_each(?) AS given JOIN documents"
            " ON documents.id = given.value JOIN sources ON sources.id = source_id"
            " WHERE sources.key != ?",
            (json.dumps(ids), key),
        )
        return [row[0] for row in rows]

    def require(self, document_id: str) -> int:
        """The number of the source that a document is from.

        Raises:
            LibraryError: There is no document of that id.
        """
        row = self._connection.execute(
            "SELECT source_id FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        if row is None:
            raise LibraryError(
                f"没有 id 为 {document_id!r} 的文档；用 wenju list 可以看到全部 id。"
            )
        return int(row["source_id"])

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make the changes inside one transaction: the disk is waited for once."""
        with self._begun("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)):
            yield

    @contextmanager
    def _transaction(self, *, revise: bool = True) -> Iterator[int]:
        """A change that is whole or has not happened, and the revision that it leads to."""
        if self._connection.in_transaction:
            undo = ("ROLLBACK TO change", "RELEASE change")
            inside = self._begun("SAVEPOINT change", "RELEASE change", undo)
        else:
            inside = self.together()
        with inside:
            row = self._connection.execute("SELECT value FROM meta WHERE key = 'revision'")
            revision = int((row.fetchone() or (0,))[0]) + revise
            yield revision
            if revise:
                self._connection.execute(
                    "INSERT OR REPLACE INTO meta (key, value) VALUES ('revision', ?)",
                    (str(revision),),
                )

    @contextmanager
    def _begun(self, begin: str, end: str, undo: Sequence[str]) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
            self._connection.execute(end)
        except BaseException:
            # A full disk may have rolled it back already.
            if self._connection.in_transaction:
                for statement in undo:
                    self._connection.execute(statement)
            raise

    def forms(self) -> frozenset[str]:
        """The user's words in search form."""
        return frozenset(row[0] for row in self._connection.execute("SELECT form FROM words"))

    def characters(self) -> int:
        """How many the documents have together."""
        row = self._connection.execute("SELECT total(characters) FROM documents").fetchone()
        return int(row[0])

    def _segmenter(self) -> Segmenter:
        return segmenter_with(self.forms(), self.segmenter)

    @property
    def segmenter(self) -> str:
        """The name of what cuts the words."""
        return segmenter_name(self._connection)

    def _document(self, document_id: str) -> Document:
        row = self._connection.execute(
            "SELECT * FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return document_of(row)

    def _count(self, segmented: int) -> None:
        if self._segmented is not None and segmented:
            self._segmented(segmented)
