"""Document to passages: a few whole sentences each, never across a heading."""

import re
from bisect import bisect_right

from corpus.sentences import sentence_spans
from corpus.types import Document, Page, Passage, Section, Span

MAX_PASSAGE = 200
"""A passage's largest length, in characters."""

VERSION = 1
"""Raised with every change of what ``cut_passages`` returns: what is kept is then cut anew."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def cut_passages(document: Document) -> list[Passage]:
    """Cut a document into passages.

    Args:
        document: Any document.

    Returns:
        In order, without overlap, each at most 200 characters of whole sentences. They cover
        the text but for blank space and the lines of headings.
    """
    text = document.text
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    passages: list[Passage] = []
    for heading, start, end in _areas(document):
        for first, last in _packed(sentence_spans(text, start, end)):
            page = page_at(document, first)
            passages.append(
                Passage(
                    id=f"{document.id}#{first}-{last}",
                    document_id=document.id,
                    start=first,
                    end=last,
                    text=text[first:last],
                    heading=heading,
                    page=page.number if page else None,
                    lines=(bisect_right(lines, first), bisect_right(lines, last - 1)),
                    page_label=page.label if page else None,
                )
            )
    return passages


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
