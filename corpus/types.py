"""What the packages hand to each other about documents: frozen, and counted in code points."""

from dataclasses import dataclass

Span = tuple[int, int]
"""A half-open range of offsets into ``Document.text``, in Unicode code points."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and where its section begins.

    Attributes:
        heading: The heading's words, without its markup.
        level: 1 for the outermost.
        start: Offset of the heading's first character.
        body: Offset at which the section's own text starts. For a heading on a line of its
            own that is after the line; for a heading inside running text it equals ``start``,
            because such a heading stays in its passage.
    """

    heading: str
    level: int
    start: int
    body: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide or row: its number, counted from 1, and the offset at which it starts.

    ``label`` names it where 第N页 would be wrong: 幻灯片 3, 人员表!A3.
    """

    number: int
    start: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read, with its structure. ``text`` is never altered afterwards.

    Attributes:
        id: Unique in its collection; for a file its path relative to what the user named.
        title: What a citation calls it.
        source: The name or path as the user knows it.
        media_type: For example ``text/markdown``.
        encoding: The text encoding that was found or given; ``None`` where the format has none.
        sha256: Of the original bytes, in hexadecimal.
        text: The decoded characters with line ends and markup kept, without byte-order mark.
        sections: Headings in order of their start.
        pages: Empty where the format has no pages.
        notes: What the reader has to say, one line each: pages without text, for example.
    """

    id: str
    title: str
    source: str
    media_type: str
    encoding: str | None
    sha256: str
    text: str
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A few whole sentences of one document: what is indexed, ranked and cited.

    ``document.text[start:end] == text`` always holds.

    Attributes:
        id: ``<document id>#<start>-<end>``.
        document_id: The document it is cut from.
        start: First offset, in code points.
        end: Offset after the last.
        text: Exactly what is shown.
        heading: The headings it stands under, outermost first, without the document's title.
        page: Its first page, or ``None``.
        lines: First and last line, counted from 1.
        page_label: What the page is called where 第N页 would be wrong, or ``None``.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    heading: tuple[str, ...]
    page: int | None
    lines: tuple[int, int]
    page_label: str | None = None
