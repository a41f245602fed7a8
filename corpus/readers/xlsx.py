"""Excel (.xlsx): each sheet a section, question-and-answer pairs by themselves, rows as lines."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from corpus.errors import ReadError
from corpus.readers.archive import open_archive
from corpus.readers.building import TextBuilder
from corpus.readers.tables import Row, add_table
from corpus.types import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 200_000
MAX_COLUMNS = 500


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read a workbook as one document; a citation points at a row's first cell.

    Raises:
        ReadError: It is encrypted, broken, unsafe, too large or without text.
    """
    archive = open_archive(data, source, check_xml=True)
    if not archive.has("xl/workbook.xml"):
        raise ReadError(
            f"{source}：不是 Excel 工作簿，或文件已损坏；请用 Excel 或 WPS 另存为 .xlsx。"
        )
    builder = TextBuilder(source)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = list(_rows(sheet, source))
            if any(any(cells) for _, cells in rows):
                builder.open_section(sheet.title, 1)
                add_table(builder, rows, level=2)
        book.close()
    except ReadError:
        raise
    except Exception as error:  # a broken file fails anywhere inside the library
        raise ReadError(
            f"{source}：无法读取（{type(error).__name__}）；请用 Excel 或 WPS 另存为 .xlsx。"
        ) from None
    return [builder.document(data, document_id, MEDIA_TYPE)]


def _rows(sheet: Any, source: str) -> Iterator[Row]:
    # What a sheet says of its size is often wrong, and may be meant to harm.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_ROWS:
            raise ReadError(
                f"{source}：工作表 {sheet.title} 超过 {MAX_ROWS:,} 行；请拆成几个文件。"
            )
        cells = [_shown(cell) for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            first = next(at for at, cell in enumerate(cells) if cell)
            column = openpyxl.utils.get_column_letter(first + 1)
            yield f"{sheet.title}!{column}{number}", cells


def _shown(cell: Any) -> str:
    """A cell's value as a person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        whole = value.time() == time()
        return f"{value:%Y-%m-%d}" if whole else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    return str(value)
