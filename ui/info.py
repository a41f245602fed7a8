"""What ``info`` tells of a document."""

from collections.abc import Sequence
from typing import Any

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
