"""E-books (.epub): the chapters in the order of the spine, each with its headings."""

import posixpath
from urllib.parse import unquote

from bs4 import BeautifulSoup
from lxml import etree

from corpus.errors import ReadError
from corpus.readers.archive import Archive, open_archive
from corpus.readers.building import TextBuilder
from corpus.readers.html import add_page
from corpus.types import Document

_CONTAINER = "META-INF/container.xml"
_TYPES = {"application/xhtml+xml", "text/html"}


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (it names its own)
    """Read an e-book as one document; a citation points at its chapter.

    Raises:
        ReadError: It is protected, broken, unsafe or without text.
    """
    archive = open_archive(data, source)
    if not archive.has(_CONTAINER):
        raise ReadError(f"{source}：不是 EPUB 电子书，或文件已损坏；请重新下载。")
    if archive.has("META-INF/rights.xml"):
        raise ReadError(f"{source}：电子书有版权保护，无法读取；请用没有保护的版本。")
    root = archive.xml(_CONTAINER)
    package = next(iter(root.xpath("//*[local-name()='rootfile']/@full-path")), None)
    if package is None:
        raise ReadError(f"{source}：电子书缺少目录；请重新下载。")
    opf = archive.xml(unquote(str(package)))
    builder = TextBuilder(source)
    for number, name in enumerate(_spine(opf, posixpath.dirname(str(package))), start=1):
        if archive.has(name):
            builder.page(number, f"第 {number} 章节")
            _add_chapter(builder, archive, name)
    title = next(iter(opf.xpath("//*[local-name()='metadata']/*[local-name()='title']/text()")), "")
    return [builder.document(data, document_id, "application/epub+zip", title=str(title))]


def _spine(opf: etree._Element, folder: str) -> list[str]:
    items = {
        item.get("id"): item
        for item in opf.xpath("//*[local-name()='manifest']/*[local-name()='item']")
    }
    names = []
    for reference in opf.xpath("//*[local-name()='spine']/*[local-name()='itemref']"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _TYPES:
            continue
        if "nav" in (item.get("properties") or "").split():
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        names.append(path)
    return names


def _add_chapter(builder: TextBuilder, archive: Archive, name: str) -> None:
    data = archive.read(name)
    add_page(builder, BeautifulSoup(data, "lxml"))
