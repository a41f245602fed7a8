"""SQLite's full-text search over words that are cut already."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from eval.peers import TOP

_FILE = "fts5.sqlite3"


class SqliteFts5:
    """The words of a passage are one text with blanks between them; only the index is kept."""

    def build(self, passages: Iterable[Sequence[str]], directory: Path) -> None:
        """See ``Peer.build``."""
        with closing(sqlite3.connect(directory / _FILE)) as connection, connection:
            connection.execute("CREATE VIRTUAL TABLE passages USING fts5(words, content='')")
            connection.executemany(
                "INSERT INTO passages (rowid, words) VALUES (?, ?)",
                ((number, " ".join(words)) for number, words in enumerate(passages, start=1)),
            )
            connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")

    def open(self, directory: Path) -> None:
        """See ``Peer.open``."""
        self._connection = sqlite3.connect(directory / _FILE)

    def search(self, words: Sequence[str]) -> list[int]:
        """See ``Peer.search``."""
        query = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in words)
        rows = self._connection.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (query or '""', TOP),
        )
        return [row[0] - 1 for row in rows]
