"""One reader a format, looked up by suffix: bytes in, documents out."""

from collections.abc import Callable
from pathlib import PurePath

from corpus.readers import jsonl, markdown, text
from corpus.types import Document

VERSION = 1
"""Raised when readers come to give other texts: sources are then read again when added."""

Reader = Callable[[bytes, str, str, str | None], list[Document]]
"""Bytes, document id, source, encoding or ``None`` → documents."""

READERS: dict[str, Reader] = {
    ".jsonl": jsonl.read,
    ".markdown": markdown.read,
    ".md": markdown.read,
    ".txt": text.read,
}


def reader_for(name: str) -> Reader | None:
    """The reader for a file's name, or ``None`` where its suffix is not known."""
    return READERS.get(PurePath(name).suffix.lower())
