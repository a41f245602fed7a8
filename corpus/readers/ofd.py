"""OFD (GB/T 33190), the Chinese office standard: pages of text objects in a zip of XML."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.archive import Archive, open_archive
from corpus.readers.building import TextBuilder
from corpus.readers.layout import Line, Sheet, add_sheets
from corpus.types import Document

MAX_PAGES = 10_000
_HEIGHT = 297.0
"""Of a page that names none, in millimetres."""
_SAME_LINE = 0.5


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read an OFD file as one document; a citation points at its page.

    Raises:
        ReadError: It is encrypted, broken, unsafe, too long or without text.
    """
    archive = open_archive(data, source)
    if not archive.has("OFD.xml"):
        raise ReadError(f"{source}：不是 OFD 文件，或文件已损坏；请重新导出。")
    if archive.has("Encryptions.xml"):
        raise ReadError(f"{source}：OFD 有密码；请去掉密码后再添加。")
    root = archive.xml("OFD.xml")
    title = next(iter(root.xpath("//*[local-name()='Title']/text()")), "")
    sheets: list[Sheet] = []
    for body in root.xpath("//*[local-name()='DocRoot']/text()"):
        sheets += _sheets(archive, str(body).strip(), len(sheets), source)
    builder = TextBuilder(source)
    add_sheets(builder, sheets)
    return [builder.document(data, document_id, "application/ofd", title=str(title))]


def _sheets(archive: Archive, path: str, before: int, source: str) -> Iterator[Sheet]:
    document = archive.xml(path)
    folder = posixpath.dirname(path)
    whole = _box(next(iter(document.xpath("//*[local-name()='PhysicalBox']/text()")), ""))
    pages = document.xpath("//*[local-name()='Pages']/*[local-name()='Page']/@BaseLoc")
    if len(pages) > MAX_PAGES:
        raise ReadError(f"{source}：OFD 页数太多，最多读 {MAX_PAGES:,} 页；请拆成几个文件。")
    for number, place in enumerate(pages, start=before + 1):
        page = archive.xml(posixpath.normpath(posixpath.join(folder, str(place))))
        own = _box(next(iter(page.xpath("//*[local-name()='PhysicalBox']/text()")), ""))
        height = (own or whole or (0.0, 0.0, 210.0, _HEIGHT))[3]
        yield Sheet(number, height, _lines(page))


def _lines(page: etree._Element) -> list[Line]:
    """The page's text objects, those on one height joined to one line."""
    pieces: list[Line] = []
    for item in page.xpath("//*[local-name()='TextObject']"):
        box = _box(item.get("Boundary", ""))
        text = "".join(item.xpath("./*[local-name()='TextCode']/text()"))
        if box is None or not text.strip():
            continue
        left, top, width, height = box
        size = _number(item.get("Size", "")) or height
        pieces.append(Line(text, left, left + width, top, top + height, size))
    pieces.sort(key=lambda line: (line.top, line.left))
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last is not None and abs(piece.top - last.top) < _SAME_LINE * piece.size:
            lines[-1] = Line(
                last.text + piece.text,
                min(last.left, piece.left),
                max(last.right, piece.right),
                min(last.top, piece.top),
                max(last.bottom, piece.bottom),
                max(last.size, piece.size),
            )
        else:
            lines.append(piece)
    return lines


def _box(text: str) -> tuple[float, float, float, float] | None:
    numbers = [_number(part) for part in str(text).split()]
    found = [number for number in numbers if number is not None]
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
