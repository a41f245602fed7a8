"""A library: documents that are kept, in one SQLite file, so that nothing is cut twice."""

from corpus.library.add import Added, add_bytes, add_paths
from corpus.library.changes import Change
from corpus.library.snapshot import Kept, Snapshot
from corpus.library.store import Library, Row
from corpus.library.verify import Check, verify_library
from corpus.library.whole import Stored
from corpus.library.writer import Writer

__all__ = [
    "Added",
    "Change",
    "Check",
    "Kept",
    "Library",
    "Row",
    "Snapshot",
    "Stored",
    "Writer",
    "add_bytes",
    "add_paths",
    "verify_library",
]
