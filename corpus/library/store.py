"""The library as it is read: its documents, their passages and terms, and the user's words."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.cut import cut_of
from corpus.errors import LibraryBusyError, LibraryError
from corpus.library.changes import Source, passages_stale
from corpus.library.rows import document_of
from corpus.library.schema import (
    FILE_NAME,
    VERSION,
    failures_named,
    known_version,
    open_for_reading,
    open_for_writing,
)
from corpus.library.snapshot import Snapshot
from corpus.library.whole import Stored, load_stored
from corpus.library.writer import Writer
from corpus.types import Document, Span

LOCK_NAME = "writer.lock"


@dataclass(frozen=True, slots=True)
class Row:
    """What a list tells of a document.

    Attributes:
        id: The document's.
        title: What a citation calls it.
        source: The name or path as the user knows it.
        media_type: For example ``application/pdf``.
        encoding: The text encoding, or ``None``.
        sha256: Of the original bytes.
        size: Of the source, in bytes.
        characters: Of the text.
        passages: How many.
        pages: How many; 0 where the format has none.
        notes: What the reader has to say, one line each.
        added: When it was added or last changed, ISO 8601 with its offset.
    """

    id: str
    title: str
    source: str
    media_type: str
    encoding: str | None
    sha256: str
    size: int
    characters: int
    passages: int
    pages: int
    notes: tuple[str, ...]
    added: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was there: its id, title and hash, and when it was removed."""

    id: str
    title: str
    sha256: str
    removed: str


class Library:
    """A library directory. Safe to share between threads; holds no open connection.

    Args:
        directory: Where it is kept.
        create: Make it where there is none.
        progress: Called with (passages done, in all) should an older version's passages have to
            be cut anew.
        segmented: Called with the number of passages each time some are segmented.

    Raises:
        LibraryError: There is none, or it can't be read.
    """

    def __init__(
        self,
        directory: Path,
        *,
        create: bool = False,
        progress: Callable[[int, int], None] | None = None,
        segmented: Callable[[int], None] | None = None,
    ) -> None:
        self.directory = directory
        self.path = directory / FILE_NAME
        self._segmented = segmented
        if not self.path.is_file():
            if not create:
                raise LibraryError(
                    f"{directory}：没有资料库；请用 wenju add 文件 --library {directory} 新建。"
                )
            with failures_named(directory):
                directory.mkdir(parents=True, exist_ok=True)
            with self.writing():
                pass
        self._bring_up_to_date(progress)

    def _bring_up_to_date(self, progress: Callable[[int, int], None] | None) -> None:
        with failures_named(self.path), closing(open_for_reading(self.path)) as connection:
            version = known_version(connection, self.path)
            stale = version < VERSION or passages_stale(connection)
        if stale:
            with self.writing() as writer:
                writer.cut_anew(progress)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which all is seen as of one moment."""
        with failures_named(self.path), closing(open_for_reading(self.path)) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self, wait: float = 0.0) -> Iterator[Writer]:
        """The right to change the library, which one program has at a time.

        Args:
            wait: How long to wait for another program, in seconds.

        Raises:
            LibraryBusyError: Another program has it.
            LibraryError: The library can't be written.
        """
        with failures_named(self.path):
            # Held by the system for the process: it goes when the process does.
            lock = FileLock(self.directory / LOCK_NAME)
            try:
                lock.acquire(timeout=wait)
            except Timeout:
                raise LibraryBusyError(
                    f"{self.directory}：另一个程序正在修改这个资料库；请等它完成后再试。"
                ) from None
            try:
                with closing(open_for_writing(self.path)) as connection:
                    yield Writer(connection, self._segmented)
            finally:
                lock.release()

    def revision(self) -> int:
        """A number that grows with every change, whichever program makes it."""
        with self._reading() as connection:
            found = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
            return int(found[0]) if found else 0

    def rows(self) -> tuple[Row, ...]:
        """What there is to tell of each document, in the order of their ids."""
        with self._reading() as connection:
            return tuple(
                Row(
                    id=row["id"],
                    title=row["title"],
                    source=row["source"],
                    media_type=row["media_type"],
                    encoding=row["encoding"],
                    sha256=row["sha256"],
                    size=row["size"],
                    characters=row["characters"],
                    passages=row["passages"],
                    pages=row["pages"],
                    notes=tuple(row["notes"].split("\n")) if row["notes"] else (),
                    added=row["added"],
                )
                for row in connection.execute(
                    """
                    SELECT documents.id, title, source, media_type, documents.encoding,
                        documents.sha256, sources.size, characters,
                        passages, json_array_length(pages) AS pages,
                        (SELECT group_concat(value, char(10)) FROM json_each(notes)) AS notes,
                        added
                    FROM documents JOIN sources ON sources.id = source_id ORDER BY documents.id
                    """
                )
            )

    def sources(self) -> tuple[tuple[Source, tuple[str, ...]], ...]:
        """Each source with the ids of its documents; without the original bytes."""
        with self._reading() as connection:
            found: dict[int, tuple[Source, list[str]]] = {}
            for row in connection.execute(
                "SELECT sources.id AS number, key, sources.sha256, size, root, sources.encoding,"
                " documents.id AS document FROM sources JOIN documents ON source_id = sources.id"
                " ORDER BY documents.id"
            ):
                source = Source(
                    row["key"], row["sha256"], row["size"], row["root"], row["encoding"]
                )
                found.setdefault(row["number"], (source, []))[1].append(row["document"])
            return tuple((source, tuple(ids)) for source, ids in found.values())

    def original(self, key: str) -> bytes | None:
        """The bytes of a source that no file of the user's keeps, or ``None``."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT original FROM sources WHERE key = ?", (key,)
            ).fetchone()
            return row[0] if row else None

    def document(self, document_id: str) -> Document | None:
        """One document, or ``None``."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            return document_of(row) if row else None

    def spans(self, document_id: str) -> tuple[Span, ...]:
        """Where a document's passages stand in it."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM passages WHERE document_id = ?", (document_id,)
            ).fetchone()
            return tuple(map(tuple, cut_of(row).spans.tolist())) if row else ()

    def removed(self, document_id: str) -> Removed | None:
        """A document that is there no more, or ``None``."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM removed WHERE document_id = ?", (document_id,)
            ).fetchone()
            return row and Removed(row["document_id"], row["title"], row["sha256"], row["removed"])

    def words(self) -> tuple[str, ...]:
        """The user's words as they were given, in order."""
        with self._reading() as connection:
            rows = connection.execute("SELECT word FROM words ORDER BY word")
            return tuple(row["word"] for row in rows)

    def snapshot(self) -> Snapshot:
        """The library as it is now, to be read as it is needed."""
        return Snapshot(self.path)

    def load(self) -> Stored:
        """All of it, at one moment."""
        with self._reading() as connection:
            return load_stored(connection)
