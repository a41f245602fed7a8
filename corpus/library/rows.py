"""Documents and passages to rows of the library's tables, and back."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.types import Document, Page, Passage, Section

_PASSAGE_FIELDS = ("heading", "page", "page_label", "lines")
_JSON = json.JSONEncoder(ensure_ascii=False)
_NO_HEADING = '{"heading": []'


def document_values(document: Document) -> dict[str, Any]:
    """A document's columns."""
    values = asdict(document) | {"characters": len(document.text)}
    for name in ("sections", "pages", "notes"):
        values[name] = _JSON.encode(values[name])
    return values


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


def passage_fields(passage: Passage) -> str:
    """What of a passage its place in the text does not tell."""
    return _JSON.encode({name: getattr(passage, name) for name in _PASSAGE_FIELDS})


def passage_of(row: sqlite3.Row, document: Document) -> Passage:
    """The passage that a row holds."""
    start, end = row["start"], row["stop"]
    return passage_from(document.id, start, end, document.text[start:end], row["fields"])


def passage_from(document_id: str, start: int, end: int, text: str, fields: str) -> Passage:
    """A passage from its text, its place, and what ``passage_fields`` told of it."""
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


def heading_of(fields: str) -> tuple[str, ...]:
    """The headings that ``passage_fields`` told of."""
    if fields.startswith(_NO_HEADING):
        return ()
    return tuple(json.loads(fields)["heading"])


def packed_words(words: Sequence[str]) -> bytes:
    """A passage's words as they are kept; none of them holds a line break."""
    return "\n".join(words).encode()


def unpacked_words(data: bytes) -> list[str]:
    """The words that ``packed_words`` packed."""
    text = data.decode()
    return text.split("\n") if text else []
