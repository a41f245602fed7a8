"""Document to passages: a few whole sentences each, never across a heading."""

import re
from bisect import bisect_right
from typing import NamedTuple

from corpus.sentences import sentence_spans
from corpus.types import Document, Page, Passage, Section, Span

MAX_PASSAGE = 200
"""A passage's largest length, in characters."""

VERSION = 1
"""Raised with every change of what ``cut_passages`` returns: what is kept is then cut anew."""

_LINE_END = re.compile(r"[\r\n](?:(?<=\r)\n)?")


class Place(NamedTuple):
    """Where a passage is cut, and what it stands under; see ``Passage``."""

    start: int
    end: int
    heading: tuple[str, ...]
    page: Page | None
    lines: tuple[int, int]


def cut_passages(document: Document) -> list[Passage]:
    """Cut a document into passages.

    Args:
        document: Any document.

    Returns:
        In order, without overlap, each at most 200 characters of whole sentences. They cover
        the text but for blank space and the lines of headings.
    """
    return [
        Passage(
            id=f"{document.id}#{start}-{end}",
            document_id=document.id,
            start=start,
            end=end,
            text=document.text[start:end],
            heading=heading,
            page=page.number if page else None,
            lines=lines,
            page_label=page.label if page else None,
        )
        for start, end, heading, page, lines in places(document)
    ]


def places(document: Document) -> list[Place]:
    """Where a document's passages are, in their order: what ``cut_passages`` cuts."""
    text = document.text
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    pages = document.pages
    return [
        Place(
            start,
            end,
            heading,
            page_at(document, start) if pages else None,
            (bisect_right(lines, start), bisect_right(lines, end - 1)),
        )
        for heading, first, last in _areas(document)
        for start, end in _packed(sentence_spans(text, first, last))
    ]


def page_at(document: Document, offset: int) -> Page | None:
    """The page on which a character stands; ``None`` where the format has no pages."""
    number = bisect_right([page.start for page in document.pages], offset)
    return document.pages[number - 1] if number else None


def _areas(document: Document) -> list[tuple[tuple[str, ...], int, int]]:
    """The stretches of text between headings: heading path, start, end."""
    areas: list[tuple[tuple[str, ...], int, int]] = []
    path: list[Section] = []
    start = 0
    for section in document.sections:
        areas.append((_path(path, document.title), start, section.start))
        while path and path[-1].level >= section.level:
            path.pop()
        path.append(section)
        start = section.body
    areas.append((_path(path, document.title), start, len(document.text)))
    return areas


def _path(sections: list[Section], title: str) -> tuple[str, ...]:
    headings = [section.heading for section in sections]
    # A text's first heading is usually its title; saying it twice helps nobody.
    return tuple(headings[1:] if headings and headings[0] == title else headings)


def _packed(sentences: list[Span]) -> list[Span]:
    """Join neighbouring sentences while they fit into one passage."""
    packed: list[Span] = []
    for start, end in sentences:
        if packed and end - packed[-1][0] <= MAX_PASSAGE:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed
