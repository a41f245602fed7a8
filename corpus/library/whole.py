"""All of a library at one moment, for an index in memory."""

import sqlite3
from dataclasses import dataclass

from corpus.cut import cut_of
from corpus.fields import passage_from
from corpus.library.changes import segmenter_name
from corpus.library.rows import document_of
from corpus.segment import Segmenter, segmenter_with
from corpus.terms import bag_of, heading_text
from corpus.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Stored:
    """All of a library at one moment, ready to be indexed: nothing needs to be cut again.

    Attributes:
        revision: The library's at that moment.
        documents: In the order of their ids.
        passages: In the order of (document id, start).
        search_texts: Each passage's text in search form.
        heading_texts: Each passage's title and headings in search form.
        bags: Each passage's terms.
        segmenter: What cut them, with the user's words.
    """

    revision: int
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    search_texts: tuple[str, ...]
    heading_texts: tuple[str, ...]
    bags: tuple[list[str], ...]
    segmenter: Segmenter


def load_stored(connection: sqlite3.Connection) -> Stored:
    """What a connection sees."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    forms = connection.execute("SELECT form FROM words")
    segmenter = segmenter_with(frozenset(row["form"] for row in forms), segmenter_name(connection))
    documents = {
        row["id"]: document_of(row)
        for row in connection.execute("SELECT * FROM documents ORDER BY id")
    }
    passages: list[Passage] = []
    search_texts: list[str] = []
    heading_texts: list[str] = []
    bags: list[list[str]] = []
    for row in connection.execute("SELECT * FROM passages ORDER BY document_id"):
        cut, document = cut_of(row), documents[row["document_id"]]
        search_texts += cut.forms
        for (start, end), fields, form, words in zip(
            cut.spans.tolist(), cut.fields, cut.forms, cut.words, strict=True
        ):
            text = document.text[start:end]
            passages.append(passage_from(document.id, start, end, text, fields))
            heading = passages[-1].heading
            heading_texts.append(heading_text(document.title, heading))
            bags.append(bag_of(words.split("\n") if words else [], heading, form))
    return Stored(
        revision=int(found[0]) if found else 0,
        documents=tuple(documents.values()),
        passages=tuple(passages),
        search_texts=tuple(search_texts),
        heading_texts=tuple(heading_texts),
        bags=tuple(bags),
        segmenter=segmenter,
    )
