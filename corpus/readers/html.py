"""Web pages (.html): the main text with its headings, without menus and other furniture."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from corpus.decode import decode
from corpus.errors import InputError
from corpus.readers.building import TextBuilder
from corpus.readers.tables import add_table
from corpus.types import Document

_FURNITURE = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "aside",
    "form",
    "button",
    "select",
    "iframe",
    "svg",
    "canvas",
    "object",
    "header",
    "footer",
    "dialog",
    "menu",
    "head",
]
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"}
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|sidebar|side|footer|foot|header|breadcrumbs?|crumbs?|copyright|"
    r"share|toolbar|pagination|pager|comments?|related|ads?|banner|login|skip)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "ul",
        "td",
        "th",
        "tr",
        "caption",
        "tbody",
        "thead",
    ]
)
_HEADING = re.compile(r"h([1-6])")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
# Entities that a page declares for itself; browsers know none of them either.
_SUBSET = re.compile(r"<!DOCTYPE[^>\[]{0,500}\[.*?\]\s*>", re.IGNORECASE | re.DOTALL)
_MAIN = ("article", "main", "[role=main]", "#content", "#main", ".content", ".article")
_SHARE = 0.5
_LINKS = 0.7
_SHORT = 25


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:
    """Read a web page as one document; a citation points at its headings and lines.

    Raises:
        ReadError: It is binary, undecodable or without text.
    """
    text, found = _decoded(data, source, encoding)
    soup = BeautifulSoup(_SUBSET.sub("", text), "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    builder = TextBuilder(source)
    add_page(builder, soup)
    return [builder.document(data, document_id, "text/html", title=title, encoding=found)]


def add_page(builder: TextBuilder, soup: BeautifulSoup) -> None:
    """Add a page's main text to a document."""
    _strip(soup)
    for line in _lines(_main(soup)):
        if isinstance(line, Tag):
            add_table(builder, _rows(line))
        elif line[0]:
            builder.heading(line[1], line[0])
        else:
            builder.line(line[1])


def _decoded(data: bytes, source: str, encoding: str | None) -> tuple[str, str]:
    """The page's characters; what it says of its encoding counts where that is true."""
    said = _META.search(data[:4096])
    if (
        encoding is None
        and said is not None
        and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe"))
    ):
        name = said[1].decode().lower()
        # What calls itself GB2312 mostly has characters of its larger successors.
        name = "gb18030" if name in {"gb2312", "gbk", "gb_2312-80"} else name
        try:
            decoded = decode(data, source, name)
            return decoded.text, decoded.encoding
        except InputError:
            pass
    decoded = decode(data, source, encoding)
    return decoded.text, decoded.encoding


def _strip(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in {"html", "body", "main", "article"}:
            continue
        hidden = tag.has_attr("hidden") or str(tag.get("aria-hidden", "")) == "true"
        style = str(tag.get("style", "")).replace(" ", "").lower()
        named = " ".join([str(tag.get("id", "")), *_classes(tag)])
        inside_article = tag.name in {"header", "footer"} and tag.find_parent("article")
        if (
            (tag.name in _FURNITURE and not inside_article)
            or hidden
            or "display:none" in style
            or str(tag.get("role", "")) in _ROLES
            or (_NAMED.search(named) and not tag.find(["h1", "article", "main"]))
        ):
            tag.decompose()
    for tag in soup.find_all(["ul", "ol", "div", "p", "table"]):
        if not tag.decomposed and _is_menu(tag):
            tag.decompose()


def _classes(tag: Tag) -> list[str]:
    found = tag.get("class")
    return [str(name) for name in found] if isinstance(found, list) else [str(found or "")]


def _is_menu(tag: Tag) -> bool:
    """Whether a block is nearly all short links."""
    links = tag.find_all("a")
    if len(links) < 3:
        return False
    whole = len(tag.get_text("", strip=True))
    linked = [len(link.get_text("", strip=True)) for link in links]
    return sum(linked) > _LINKS * whole and sum(linked) < _SHORT * len(linked)


def _main(soup: BeautifulSoup) -> Tag:
    body = soup.body or soup
    whole = len(body.get_text("", strip=True))
    for selector in _MAIN:
        found = soup.select(selector)
        if len(found) == 1 and len(found[0].get_text("", strip=True)) >= _SHARE * whole:
            return found[0]
    return body


def _lines(tag: Tag) -> Iterator[tuple[int, str] | Tag]:
    """Lines as (level of a heading or 0, text), and tables as they are."""
    gathered: list[str] = []

    def done() -> Iterator[tuple[int, str]]:
        text = " ".join("".join(gathered).split())
        gathered.clear()
        if text:
            yield 0, text

    for child in tag.children:
        if isinstance(child, PreformattedString):
            continue  # comments and the like
        if isinstance(child, NavigableString):
            gathered.append(str(child))
        elif isinstance(child, Tag):
            if match := _HEADING.fullmatch(child.name):
                yield from done()
                yield int(match[1]), " ".join(child.get_text(" ", strip=True).split())
            elif child.name == "br":
                yield from done()
            elif child.name == "table" and not child.find("table"):
                yield from done()
                yield child
            elif child.name == "pre":
                yield from done()
                yield from ((0, line) for line in child.get_text().splitlines())
            elif child.name in _BLOCKS or child.find(list(_BLOCKS)) or child.find("br"):
                yield from done()
                yield from _lines(child)
            else:
                gathered.append(child.get_text(""))
    yield from done()


def _rows(table: Tag) -> Iterator[tuple[str, list[str]]]:
    for row in table.find_all("tr"):
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        yield "", cells
