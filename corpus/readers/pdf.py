"""PDF: pages, headings by size, lines joined to paragraphs; pages without text through OCR."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import ReadError
from corpus.readers import ocr
from corpus.readers.building import TextBuilder, clean
from corpus.readers.layout import Line, Sheet, add_sheets
from corpus.types import Document

MAX_PAGES = 10_000
_NO_TEXT_SHOWN = 20
_MADE_UP_TITLE = re.compile(
    r"untitled|\(anonymous\)|无标题|.*\.(?:docx?|wps|pptx?|xlsx?)|microsoft.*", re.I
)


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read a PDF as one document; a citation points at its page.

    Raises:
        ReadError: It is encrypted, broken, too long, or has no text and nothing to read it with.
    """
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(f"{source}：PDF 有密码；请去掉密码后再添加。") from None
        raise ReadError(f"{source}：不是完整的 PDF，或已损坏；请重新导出。") from None
    try:
        count = len(file)
        if not 0 < count <= MAX_PAGES:
            raise ReadError(
                f"{source}：PDF 有 {count:,} 页，最多读 {MAX_PAGES:,} 页；请拆成几个文件。"
            )
        sheets, without = _sheets(file, count)
        title = clean(str(file.get_metadata_dict().get("Title") or ""))
    finally:
        file.close()
    if len(without) == count:
        raise ReadError(f"{source}：PDF 里没有文字，可能是扫描件；{ocr.HOW}。")
    notes = (f"第 {_pages(without)} 页没有文字，可能是图片；{ocr.HOW}。",) if without else ()
    builder = TextBuilder(source)
    add_sheets(builder, sheets)
    shown = None if _MADE_UP_TITLE.fullmatch(title) else title
    return [builder.document(data, document_id, "application/pdf", title=shown, notes=notes)]


def _sheets(file: pdfium.PdfDocument, count: int) -> tuple[list[Sheet], list[int]]:
    """The pages with their lines, and the numbers of those that hold only pictures."""
    sheets: list[Sheet] = []
    without: list[int] = []
    for index in range(count):
        try:
            page = file[index]
        except pdfium.PdfiumError:
            without.append(index + 1)
            continue
        try:
            height = page.get_height()
            lines = list(_lines(page, height))
            if not lines and _has_picture(page):
                recognised = ocr.page_lines(page)
                lines = recognised or []
                if not lines:
                    without.append(index + 1)
            sheets.append(Sheet(index + 1, height, lines))
        finally:
            page.close()
    if not any(sheet.lines for sheet in sheets):
        without = list(range(1, count + 1))
    return sheets, without


def _lines(page: pdfium.PdfPage, height: float) -> Iterator[Line]:
    text_page = page.get_textpage()
    try:
        codes = _codes(text_page)
        count = len(codes)
        start = 0
        for index in range(count + 1):
            if index < count and codes[index] not in (0x0A, 0x0D):
                continue
            if index > start and (line := _line(text_page, codes, start, index, height)):
                yield line
            start = index + 1
    finally:
        text_page.close()


def _codes(text_page: Any) -> list[int]:
    """The UTF-16 units of a page's characters, by their numbers."""
    count = text_page.count_chars()
    if not count:
        return []
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        return list(buffer[:count])
    # Characters that have no text are left out there, and the numbers would no longer fit.
    return [raw.FPDFText_GetUnicode(text_page, index) for index in range(count)]


def _line(text_page: Any, codes: list[int], start: int, stop: int, height: float) -> Line | None:
    text = _decoded(codes[start:stop])
    if not text.strip():
        return None
    first, last = start, stop - 1
    while first < last and chr(codes[first]).isspace():
        first += 1
    while last > first and chr(codes[last]).isspace():
        last -= 1
    left, bottom, _, top = text_page.get_charbox(first, loose=True)
    _, last_bottom, right, last_top = text_page.get_charbox(last, loose=True)
    size = max(abs(top - bottom), abs(last_top - last_bottom))
    font = raw.FPDFText_GetFontSize(text_page, first)
    # A size of 1 is scaled by the text's matrix; then the box tells it.
    size = font if font > 2 else size
    return Line(
        text.rstrip(),
        left,
        right,
        height - max(top, last_top),
        height - min(bottom, last_bottom),
        size,
    )


def _decoded(codes: list[int]) -> str:
    """UTF-16 units to text; 0xFFFE and 2 are hyphens at a line's end."""
    units = [code for code in codes if code not in (0, 2, 0xFFFE)]
    data = b"".join((code & 0xFFFF).to_bytes(2, "little") for code in units)
    return data.decode("utf-16-le", "replace")


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _pages(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:_NO_TEXT_SHOWN]))
    return f"{shown} 等 {len(numbers)}" if len(numbers) > _NO_TEXT_SHOWN else shown
