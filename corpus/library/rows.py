"""Documents and passages to rows of the library's tables, and back."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from corpus.passages import Place
from corpus.types import Document, Page, Passage, Section

_JSON = json.JSONEncoder(ensure_ascii=False)
_NO_HEADING = '{"heading": []'


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


def fields_of(place: Place) -> str:
    """What of a passage its span in the text does not tell: JSON on one line."""
    page = place.page
    start = _fields_start(place.heading, page and page.number, page and page.label)
    return f"{start}{place.lines[0]}, {place.lines[1]}]}}"


def passage_fields(passage: Passage) -> str:
    """The same of a passage that was cut."""
    start = _fields_start(passage.heading, passage.page, passage.page_label)
    return f"{start}{passage.lines[0]}, {passage.lines[1]}]}}"


@lru_cache(maxsize=256)
def _fields_start(heading: tuple[str, ...], page: int | None, label: str | None) -> str:
    """What passages that follow one another mostly share: all but their lines."""
    shared = _JSON.encode({"heading": heading, "page": page, "page_label": label})
    return shared[:-1] + ', "lines": ['


def passage_from(document_id: str, start: int, end: int, text: str, fields: str) -> Passage:
    """A passage from its text, its span, and what ``fields_of`` told of its place."""
    rest = json.loads(fields)
    return Passage(
        id=f"{document_id}#{start}-{end}",
        document_id=document_id,
        start=start,
        end=end,
        text=text,
        heading=tuple(rest["heading"]),
        page=rest["page"],
        page_label=rest["page_label"],
        lines=(rest["lines"][0], rest["lines"][1]),
    )


@lru_cache(maxsize=256)
def heading_of(fields: str) -> tuple[str, ...]:
    """The headings that ``fields_of`` told of."""
    if fields.startswith(_NO_HEADING):
        return ()
    return tuple(json.loads(fields)["heading"])
