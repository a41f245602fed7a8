"""Files of every format, made by real writers: for the tests and for the command that adds many."""

import io
import zipfile
from xml.sax.saxutils import escape

import docx
import openpyxl
import pptx
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = {False: "STSong-Light", True: "MSung-Light"}
_PER_LINE = 38
_LINES = 34


def pdf(
    paragraphs: list[str],
    *,
    title: str = "",
    running: str = "",
    traditional: bool = False,
    per_page: int = _LINES,
) -> bytes:
    """A PDF: a large title, paragraphs of full lines, a running header and page numbers."""
    font = FONT[traditional]
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4)
    lines: list[tuple[str, int]] = [(title, 20)] if title else []
    for paragraph in paragraphs:
        text = "　　" + paragraph
        lines += [(text[at : at + _PER_LINE], 12) for at in range(0, len(text), _PER_LINE)]
    pages = [lines[at : at + per_page] for at in range(0, len(lines), per_page)]
    for number, on_page in enumerate(pages, start=1):
        page.setFont(font, 9)
        if running:
            page.drawString(60, 812, running)
        page.drawString(290, 30, f"- {number} -")
        for at, (text, size) in enumerate(on_page):
            page.setFont(font, size)
            page.drawString(60, 760 - 20 * at, text)
        page.showPage()
    page.save()
    return buffer.getvalue()


def word(paragraphs: list[str], *, title: str = "") -> bytes:
    """A Word document."""
    document = docx.Document()
    if title:
        document.add_heading(title, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return _saved(document)


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """An Excel workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book)


def slides(pages: list[tuple[str, str]]) -> bytes:
    """A presentation: a title and a text a slide."""
    presentation = pptx.Presentation()
    for title, text in pages:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    return _saved(presentation)


def html(paragraphs: list[str], *, title: str = "", charset: str = "utf-8") -> str:
    """A web page with the furniture that pages have."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}</title>'
        "<style>p{color:red}</style></head><body><nav><a href='/'>首页</a><a>概况</a></nav>"
        f"<article><h1>{escape(title)}</h1>{body}</article><script>alert(1)</script>"
        "<footer>版权所有</footer></body></html>"
    )


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def epub(chapters: dict[str, list[str]], *, title: str) -> bytes:
    """An e-book, a file a chapter."""
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    pages = {
        f"O/{name}": f"<html><body><h1>{heading}</h1>{''.join(f'<p>{p}</p>' for p in texts)}"
        "</body></html>"
        for name, (heading, texts) in zip(names, chapters.items(), strict=True)
    }
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles>"
            '<rootfile full-path="O/book.opf"/></rootfiles></container>',
            "O/book.opf": f"<package><metadata><title>{title}</title></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
            **pages,
        }
    )


def ofd(pages: list[list[str]], *, title: str) -> bytes:
    """An OFD file: a text object a line, as the standard lays them out."""
    names = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    listed = "".join(f'<Page ID="{at}" BaseLoc="{name}"/>' for at, name in enumerate(names))
    members: dict[str, str | bytes] = {
        "OFD.xml": f"<OFD><DocBody><DocInfo><Title>{title}</Title></DocInfo>"
        "<DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": "<Document><CommonData><PageArea><PhysicalBox>0 0 210 297"
        f"</PhysicalBox></PageArea></CommonData><Pages>{listed}</Pages></Document>",
    }
    for name, lines in zip(names, pages, strict=True):
        objects = "".join(
            f'<TextObject Boundary="30 {40 + 9 * at} {len(line) * 5} 6" Size="5">'
            f"<TextCode>{line}</TextCode></TextObject>"
            for at, line in enumerate(lines)
        )
        members[f"Doc_0/{name}"] = f"<Page><Content><Layer>{objects}</Layer></Content></Page>"
    return zipped(members)


def _saved(made: object) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)  # type: ignore[attr-defined]  # each of the three writers has it
    return buffer.getvalue()
