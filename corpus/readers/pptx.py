"""PowerPoint (.pptx): one slide a page, its title a heading, its texts in reading order."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx

from corpus.errors import ReadError
from corpus.readers.archive import open_archive
from corpus.readers.building import TextBuilder
from corpus.readers.tables import add_table
from corpus.types import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_DEEPEST = 20


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read a presentation as one document; a citation points at a slide.

    Raises:
        ReadError: It is encrypted, broken, unsafe or without text.
    """
    archive = open_archive(data, source, check_xml=True)
    if not archive.has("ppt/presentation.xml"):
        raise ReadError(
            f"{source}：不是演示文稿，或文件已损坏；请用 PowerPoint 或 WPS 另存为 .pptx。"
        )
    builder = TextBuilder(source)
    try:
        for number, slide in enumerate(pptx.Presentation(io.BytesIO(data)).slides, start=1):
            builder.page(number, f"幻灯片 {number}")
            title = slide.shapes.title
            if title is not None and title.has_text_frame:
                builder.heading(title.text_frame.text, 1)
            for shape in _ordered(slide.shapes):
                if title is None or shape.shape_id != title.shape_id:
                    _add(builder, shape)
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                for line in slide.notes_slide.notes_text_frame.text.splitlines():
                    builder.line(line)
    except ReadError:
        raise
    except Exception as error:  # a broken file fails anywhere inside the library
        raise ReadError(
            f"{source}：无法读取（{type(error).__name__}）；请用 PowerPoint 或 WPS 另存为 .pptx。"
        ) from None
    return [builder.document(data, document_id, MEDIA_TYPE)]


def _ordered(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """Shapes from top to bottom and left to right, those of a group in its place.

    Where one stands where its layout puts it, all are taken as they were made.
    """
    found = list(shapes)
    places = [(shape._element.y, shape._element.x) for shape in found]
    if all(top is not None and left is not None for top, left in places):
        found = [found[at] for at in sorted(range(len(found)), key=places.__getitem__)]
    for shape in found:
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            yield from _ordered(shape.shapes, depth + 1)
        else:
            yield shape


def _add(builder: TextBuilder, shape: Any) -> None:
    if getattr(shape, "has_table", False) and shape.has_table:
        add_table(builder, [("", [cell.text for cell in row.cells]) for row in shape.table.rows])
    elif getattr(shape, "has_text_frame", False) and shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            builder.line("".join(run.text for run in paragraph.runs) or paragraph.text)
