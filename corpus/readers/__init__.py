"""One reader a format, looked up by suffix: bytes in, documents out."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from corpus.types import Document

VERSION = 1
"""Raised when readers come to give other texts: sources are then read again when added."""

Reader = Callable[[bytes, str, str, str | None], list[Document]]
"""Bytes, document id, source, encoding or ``None`` → documents."""

# Each is loaded when its first file comes: some stand on libraries that take a while.
_MODULES = {
    ".csv": "csv",
    ".docx": "docx",
    ".epub": "epub",
    ".htm": "html",
    ".html": "html",
    ".jsonl": "jsonl",
    ".markdown": "markdown",
    ".md": "markdown",
    ".ofd": "ofd",
    ".pdf": "pdf",
    ".pptx": "pptx",
    ".tsv": "csv",
    ".txt": "text",
    ".xlsx": "xlsx",
    **dict.fromkeys((".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"), "ocr"),
    **dict.fromkeys(
        (".caj", ".doc", ".dot", ".dps", ".et", ".ppt", ".rtf", ".wps", ".xls"), "legacy"
    ),
}
SUFFIXES = tuple(suffix for suffix, module in _MODULES.items() if module not in {"legacy", "ocr"})
"""What is told of the formats that can be read."""

_HARMLESS = {"csv", "jsonl", "markdown", "text", "legacy"}


def reader_for(name: str) -> Reader | None:
    """The reader for a file's name, or ``None`` where its suffix is not known."""
    module = _MODULES.get(PurePath(name).suffix.lower())
    if module is None:
        return None
    reader: Reader = import_module(f"corpus.readers.{module}").read
    return reader


def is_known(name: str) -> bool:
    """Whether there is a reader for a file's name."""
    return PurePath(name).suffix.lower() in _MODULES


def is_risky(name: str) -> bool:
    """Whether a file may take down what reads it: anything but plain text."""
    module = _MODULES.get(PurePath(name).suffix.lower())
    return module is not None and module not in _HARMLESS
