"""The SQLite file: its tables, its versions, and how it is opened."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from corpus.errors import LibraryError

FILE_NAME = "library.sqlite3"
BUSY_MS = 10_000
_PAGE_BYTES = 16_384

# One script a version; a library of an older version runs those that it lacks.
_VERSIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,    -- file:<absolute path> or upload:<name>
        root TEXT,                   -- the folder that was named, to look for what has moved
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        encoding TEXT,               -- as the user asked for it
        reader INTEGER NOT NULL,     -- the version of what read it
        original BLOB                -- the bytes, where no file of the user's keeps them
    );
    CREATE INDEX sources_by_hash ON sources (sha256);
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        media_type TEXT NOT NULL,
        encoding TEXT,
        sha256 TEXT NOT NULL,
        text TEXT NOT NULL,
        characters INTEGER NOT NULL,
        sections TEXT NOT NULL,
        pages TEXT NOT NULL,
        notes TEXT NOT NULL,
        added TEXT NOT NULL
    );
    CREATE INDEX documents_by_source ON documents (source_id);
    CREATE TABLE passages (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        fields TEXT NOT NULL,        -- JSON: heading, page, page_label, lines
        search_text TEXT NOT NULL,
        heading_text TEXT NOT NULL,
        terms BLOB NOT NULL,         -- one a line, compressed
        PRIMARY KEY (document_id, start)
    ) WITHOUT ROWID;
    CREATE TABLE words (word TEXT PRIMARY KEY, form TEXT NOT NULL, added TEXT NOT NULL);
    CREATE TABLE removed (
        document_id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        removed TEXT NOT NULL
    );
    """,
    """
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY,
        question TEXT NOT NULL,
        after TEXT NOT NULL,         -- JSON: the questions before it
        useful INTEGER NOT NULL,
        document_id TEXT,            -- of the evidence that came first
        start INTEGER,
        stop INTEGER,
        given TEXT NOT NULL
    );
    """,
    # The library's revision at which a document came, changed or went; of a passage only the
    # words are kept, as the rest of its terms is quick to tell.
    """
    ALTER TABLE passages RENAME COLUMN terms TO words;
    ALTER TABLE documents ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN passages INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE removed ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX documents_by_change ON documents (changed);
    CREATE INDEX documents_by_size ON documents (id, passages);
    CREATE INDEX removed_by_change ON removed (changed);
    """,
    # One row for all passages of a document takes far less time than one for each. They are cut
    # anew, which is simpler than to bring over what was kept of them.
    """
    DROP TABLE passages;
    CREATE TABLE passages (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        spans BLOB NOT NULL,         -- of each: start, stop, length in search form; 32 bits
        fields TEXT NOT NULL,        -- a line each, JSON: heading, page, page_label, lines
        search_text TEXT NOT NULL,   -- one after the other
        words TEXT NOT NULL          -- one a line, an empty line between two passages
    );
    DELETE FROM meta WHERE key = 'fingerprint';
    """,
)
VERSION = len(_VERSIONS)
"""The schema's version, kept as SQLite's ``user_version``."""


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into one line.

    Raises:
        LibraryError: The library at ``path`` could not be read or written.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise LibraryError(f"{path}：{_explained(error)}") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LibraryError(f"{path}：磁盘满了，没有改动；请腾出空间再试。") from None
        raise LibraryError(
            f"{path}：无法写入（{error.strerror or error}）；请检查路径和权限。"
        ) from None


def _explained(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return "磁盘满了，这一步没有改动；请腾出空间再试。"
    if code == sqlite3.SQLITE_READONLY:
        return "资料库是只读的，无法修改；请检查文件和文件夹的权限。"
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "另一个程序正占用资料库；请稍后再试。"
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return "资料库文件已损坏或不是资料库；请从备份恢复，或换一个文件夹重新添加。"
    if code == sqlite3.SQLITE_IOERR:
        return "读写磁盘出错，这一步没有改动；请检查磁盘空间和状态。"
    return f"无法打开或读写（{error}）；请检查路径和权限。"


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing; works on a read-only disk too."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        return _checked(_connect(address, uri=True))
    except sqlite3.OperationalError:
        # SQLite keeps a shared index beside a WAL file, which a read-only disk refuses. What
        # nobody can write, nobody changes meanwhile.
        if _has_content(path.with_name(path.name + "-wal")):
            raise
        return _checked(_connect(address + "&immutable=1", uri=True))


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection that may change the library; the file is made or brought up to date first.

    Raises:
        LibraryError: The file was made by a later version of 问据, or is something else.
    """
    connection = _connect(str(path), uri=False)
    try:
        version = known_version(connection, path)
        if not version:
            # A passage's row takes more than a quarter of SQLite's usual page, and would get a
            # page of its own beside it.
            connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        for number, script in enumerate(_VERSIONS[version:], start=version + 1):
            # The version belongs to the transaction: a migration is whole or has not begun.
            connection.executescript(f"BEGIN IMMEDIATE;{script}PRAGMA user_version={number};COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def known_version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the schema that a file has; 0 for an empty one.

    Raises:
        LibraryError: It was made by a later version of 问据, or is something else.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise LibraryError(
            f"{path}：资料库由更新的问据写成（版本 {version}，本程序认得 {VERSION}）；请升级问据。"
        )
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if version == 0 and tables:
        raise LibraryError(f"{path}：这是别的程序的数据库，不是资料库；请换一个文件夹。")
    return version


def _connect(database: str, *, uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        database, uri=uri, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    return connection


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
