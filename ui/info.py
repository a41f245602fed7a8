"""What is told of a document, of a library, and of how a report was made."""

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from corpus.library import Library
from corpus.library.schema import VERSION
from corpus.types import Document, Passage


def document_row(document: Document, passages: Sequence[Passage]) -> dict[str, Any]:
    """A document's figures; sizes in characters."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "sha256": document.sha256,
        "characters": len(document.text),
        "sections": len(document.sections),
        "passages": len(passages),
    }


def library_facts(library: Library) -> dict[str, Any]:
    """A library's own figures; its size in bytes."""
    with library.snapshot() as snapshot:
        fingerprint = snapshot.fingerprint
    return {
        "directory": str(library.directory),
        "schema": VERSION,
        "revision": library.revision(),
        "fingerprint": fingerprint,
        "bytes": library.path.stat().st_size,
        "words": list(library.words()),
    }


def made_with(engine: str) -> dict[str, str]:
    """What a report says of how it was made."""
    now = datetime.now().astimezone()
    return {"engine": engine, "version": version("wenju"), "time": f"{now:%Y-%m-%d %H:%M}"}
