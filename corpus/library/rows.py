"""Documents to rows of the library's tables, and back."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus.types import Document, Page, Section

_JSON = json.JSONEncoder(ensure_ascii=False)


def document_values(document: Document) -> dict[str, Any]:
    """A document's columns."""
    sections, pages = (
        _JSON.encode([asdict(one) for one in some]) if some else "[]"
        for some in (document.sections, document.pages)
    )
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "sha256": document.sha256,
        "text": document.text,
        "characters": len(document.text),
        "sections": sections,
        "pages": pages,
        "notes": _JSON.encode(document.notes) if document.notes else "[]",
    }


def document_of(row: sqlite3.Row) -> Document:
    """The document that a row holds."""
    return document_from({name: row[name] for name in row.keys()})  # noqa: SIM118 - no mapping


def document_from(row: Mapping[str, Any]) -> Document:
    """A document from what ``document_values`` told of it."""
    return Document(
        id=row["id"],
        title=row["title"],
        source=row["source"],
        media_type=row["media_type"],
        encoding=row["encoding"],
        sha256=row["sha256"],
        text=row["text"],
        sections=tuple(Section(**section) for section in json.loads(row["sections"])),
        pages=tuple(Page(**page) for page in json.loads(row["pages"])),
        notes=tuple(json.loads(row["notes"])),
    )
