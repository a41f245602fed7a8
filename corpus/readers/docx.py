"""Word (.docx): headings by style, paragraphs and lists as lines, tables row by row."""

import io
import re
from collections.abc import Iterator

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from corpus.errors import ReadError
from corpus.readers.archive import open_archive
from corpus.readers.building import TextBuilder
from corpus.readers.tables import add_table
from corpus.types import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read a Word file as one document; a citation points at its headings and lines.

    Raises:
        ReadError: It is encrypted, broken, unsafe or without text.
    """
    archive = open_archive(data, source, check_xml=True)
    if not archive.has("word/document.xml"):
        raise ReadError(f"{source}：不是 Word 文档，或文件已损坏；请用 Word 或 WPS 另存为 .docx。")
    try:
        opened = docx.Document(io.BytesIO(data))
        builder = TextBuilder(source)
        for block in opened.iter_inner_content():
            if isinstance(block, Table):
                add_table(builder, _rows(block))
            else:
                _add_paragraph(builder, block)
        title = opened.core_properties.title
    except ReadError:
        raise
    except Exception as error:  # a broken file fails anywhere inside the library
        raise ReadError(
            f"{source}：无法读取（{type(error).__name__}）；请用 Word 或 WPS 另存为 .docx。"
        ) from None
    plain = title if title and title.strip().lower() not in {"word document", ""} else None
    return [builder.document(data, document_id, MEDIA_TYPE, title=plain)]


def _add_paragraph(builder: TextBuilder, paragraph: Paragraph) -> None:
    level = _level(paragraph)
    if level is not None:
        builder.heading(paragraph.text, level)
    else:
        # A line break by hand ends a line here too.
        for line in paragraph.text.split("\n"):
            builder.line(line)
    for box in _boxes(paragraph):
        builder.line(box)


def _level(paragraph: Paragraph) -> int | None:
    # Without a style of its own it has the default, which takes long to look up.
    style = paragraph.style if paragraph._p.style is not None else None
    while style is not None:
        name = style.name or ""
        if name.lower() in {"title", "标题"}:
            return 1
        if match := _HEADING.match(name):
            return int(match[1])
        style = style.base_style
    outline = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
    number = outline.get(f"{_W}val") if outline is not None else None
    return int(number) + 1 if number is not None and number.isdigit() and int(number) < 9 else None


def _boxes(paragraph: Paragraph) -> Iterator[str]:
    """The text of text boxes, which a paragraph's own text leaves out."""
    for box in paragraph._p.iter(f"{_W}txbxContent"):
        if any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            continue
        for inner in box.iter(f"{_W}p"):
            yield "".join(text.text or "" for text in inner.iter(f"{_W}t"))


def _rows(table: Table) -> Iterator[tuple[str, list[str]]]:
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            # A merged cell is given once for each place that it takes.
            if cell._tc is not before:
                cells.append(" ".join(cell.text.split("\n")))
            before = cell._tc
        yield "", cells
