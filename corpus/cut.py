"""A document's passages as a library keeps them: cut, in search form and in words, in one row."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.fields import fields_of, heading_of
from corpus.normalize import normalize_all
from corpus.passages import Place, places
from corpus.segment import Segmenter
from corpus.terms import words_of_all
from corpus.types import Document

INSERT_CUT = (
    "INSERT OR REPLACE INTO passages (document_id, spans, fields, search_text, words)"
    " VALUES (?, ?, ?, ?, ?)"
)
Row = tuple[str, bytes, str, str, str]
"""The columns of ``INSERT_CUT``."""
Known = Mapping[tuple[str, tuple[str, ...]], str]
"""By text and headings: a passage's words, one a line."""

# Words hold no line break, so an empty line tells the passages' apart.
_BETWEEN = "\n\n"
_SPAN_BYTES = 3 * 4
_TOGETHER = 8_000
"""So many characters are cut at once."""


@dataclass(frozen=True, slots=True)
class Cut:
    """All passages of a document, in their order.

    Attributes:
        document_id: The document's.
        spans: Each one's start and end in the document's text, in code points, shape
            (passages, 2).
        fields: For each what its place in the text does not tell; see ``corpus.fields``.
        forms: Each one's text in search form.
        words: The words of each and of its headings, one a line.
    """

    document_id: str
    spans: NDArray[np.int32]
    fields: list[str]
    forms: list[str]
    words: list[str]

    def __len__(self) -> int:
        return len(self.fields)

    def row(self) -> Row:
        """The row that keeps it."""
        sizes = np.fromiter(map(len, self.forms), np.int32, len(self))
        numbers = np.column_stack([self.spans, sizes]).astype("<i4")
        return (
            self.document_id,
            numbers.tobytes(),
            "\n".join(self.fields),
            "".join(self.forms),
            _BETWEEN.join(self.words),
        )


def passages_in(row: Row) -> int:
    """How many passages a row keeps."""
    return len(row[1]) // _SPAN_BYTES


def cut_of(row: sqlite3.Row) -> Cut:
    """What a row keeps."""
    numbers = np.frombuffer(row["spans"], "<i4").reshape(-1, 3)
    if not len(numbers):
        return Cut(row["document_id"], numbers[:, :2], [], [], [])
    text = row["search_text"]
    bounds = pairwise(accumulate(numbers[:, 2].tolist(), initial=0))
    return Cut(
        row["document_id"],
        numbers[:, :2],
        row["fields"].split("\n"),
        [text[start:end] for start, end in bounds],
        row["words"].split(_BETWEEN),
    )


def cut_document(document: Document, segmenter: Segmenter, known: Known) -> tuple[Cut, int]:
    """Cut a document into passages, and these into words.

    Args:
        document: Any document.
        segmenter: What cuts the words.
        known: The words of passages that need not be cut again.

    Returns:
        The passages, and how many of them were segmented.
    """
    found = places(document)
    texts = [document.text[place.start : place.end] for place in found]
    forms = normalize_all(texts)
    words = [known.get((text, place.heading), "") for text, place in zip(texts, found, strict=True)]
    new = [number for number, one in enumerate(words) if not one]
    cut = words_under([found[n].heading for n in new], [forms[n] for n in new], segmenter)
    for number, one in zip(new, cut, strict=True):
        words[number] = one
    return _cut(document, found, forms, words), len(new)


def cut_documents(documents: Iterable[Document], segmenter: Segmenter) -> Iterator[Cut]:
    """The same of many documents of which nothing is known, in less time.

    Args:
        documents: Taken as they are needed.
        segmenter: What cuts the words.
    """
    for some in portions(documents, _TOGETHER):
        found = [places(document) for document in some]
        pairs = zip(some, found, strict=True)
        texts = [one.text[place.start : place.end] for one, cut in pairs for place in cut]
        forms = normalize_all(texts)
        words = words_under([place.heading for cut in found for place in cut], forms, segmenter)
        first = 0
        for document, cut in zip(some, found, strict=True):
            own = slice(first, first + len(cut))
            yield _cut(document, cut, forms[own], words[own])
            first += len(cut)


def portions(documents: Iterable[Document], characters: int) -> Iterator[list[Document]]:
    """Documents some at a time, so that each portion has about as many characters."""
    portion: list[Document] = []
    size = 0
    for document in documents:
        portion.append(document)
        size += len(document.text)
        if size > characters:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _cut(document: Document, found: list[Place], forms: list[str], words: list[str]) -> Cut:
    return Cut(
        document.id,
        np.array([side for place in found for side in place[:2]], np.int32).reshape(-1, 2),
        [fields_of(place) for place in found],
        forms,
        words,
    )


def words_under(
    headings: Sequence[tuple[str, ...]], forms: Sequence[str], segmenter: Segmenter
) -> list[str]:
    """The words of passages and of their headings, one a line.

    Args:
        headings: Those of each passage.
        forms: Each passage's text in search form.
        segmenter: What cuts them.
    """
    distinct = list(dict.fromkeys(one for heading in headings for one in heading))
    cut = words_of_all([*normalize_all(distinct), *forms], segmenter)
    of_heading = dict(zip(distinct, cut, strict=False))
    return [
        "\n".join(filter(None, [*(of_heading[one] for one in heading), words]))
        if heading
        else words
        for heading, words in zip(headings, cut[len(distinct) :], strict=True)
    ]


def known_words(cut: Cut, document: Document) -> dict[tuple[str, tuple[str, ...]], str]:
    """What ``cut_document`` takes, of a document that was cut before."""
    texts = [document.text[start:end] for start, end in cut.spans.tolist()]
    headings = map(heading_of, cut.fields)
    return dict(zip(zip(texts, headings, strict=True), cut.words, strict=True))
