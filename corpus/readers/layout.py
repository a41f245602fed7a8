"""Lines on pages to paragraphs: for formats that keep where characters stand, and no more."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.readers.building import TextBuilder

_EDGE = 0.09
"""The share of a page's height, above and below, where running headers and numbers stand."""
_LARGER = 1.15
_MAX_HEADING = 60
_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]*(?:第|page|p\.?)?\s*[\dⅠⅡⅢⅣⅤivxIVX]{1,5}\s*页?"
    r"(?:\s*[/,，共of]+\s*\d{1,5}\s*页?)?[-—–·.\s]*",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"第[一二三四五六七八九十百千零〇两\d]+[编篇章节条]|[一二三四五六七八九十]{1,4}、|"
    r"[（(][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}[.、．](?!\d)|[•●■◆▪·○-]\s|附件|[\u4e00-\u9fff]{2,8}：$"
)
_ENDS = re.compile(r"[。！？!?：:；;…”』」]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page; lengths in the page's own unit, heights counted from the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its number, its height, its lines from top to bottom."""

    number: int
    height: float
    lines: Sequence[Line]


def add_sheets(builder: TextBuilder, sheets: Sequence[Sheet]) -> None:
    """Join lines to paragraphs, over page breaks too, and add them.

    Lines that are larger than the text are headings, where they are few. What runs along the
    top or bottom of most pages, and page numbers, are dropped.
    """
    running = _running(sheets)
    kept = [
        (sheet, [line for line in sheet.lines if not _is_edge(sheet, line, running)])
        for sheet in sheets
    ]
    body = _body_size([line for _, lines in kept for line in lines])
    levels = _levels([line for _, lines in kept for line in lines], body)
    paragraph = _Paragraph(builder)
    for sheet, lines in kept:
        paragraph.next_page(sheet.number)
        if not lines:
            continue
        left = _most([round(line.left) for line in lines if _is_body(line, body)] or [0])
        right = _right_edge([line for line in lines if _is_body(line, body)])
        before: Line | None = None
        for line in lines:
            level = levels.get(round(line.size, 1)) if len(line.text) <= _MAX_HEADING else None
            if level is not None and not line.text.endswith("。"):
                paragraph.heading(line.text, level)
                before = None
                continue
            if _begins(line, before, paragraph, left):
                paragraph.end()
            # A line that ends a sentence need be but a little short to end its paragraph.
            room = 2.5 * line.size if _ENDS.search(line.text) else 0.25 * (right - left)
            paragraph.take(line.text, short=line.right < right - room)
            before = line
    paragraph.end()


class _Paragraph:
    """The paragraph that is being joined."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self.text = ""
        self.short = False
        self._pages: list[tuple[int, int]] = []

    def next_page(self, number: int) -> None:
        """Let a page begin with the next character."""
        self._pages.append((number, len(self.text)))

    def take(self, text: str, *, short: bool) -> None:
        """Add a line to it."""
        text = text.strip()
        latin = self.text[-1:].isascii() and text[:1].isascii()
        if self.text and latin and self.text[-1:] not in "-":
            self.text += " "
        # A page that begins here begins with this line.
        self._pages = [(number, min(at, len(self.text))) for number, at in self._pages]
        self.text += text
        self.short = short

    def heading(self, text: str, level: int) -> None:
        """End it and add a heading."""
        self.end()
        self._begin_pages()
        self._builder.heading(text, level)

    def end(self) -> None:
        """Add what was joined as one line."""
        if not self.text:
            return
        start = self._builder.length
        self._builder.line(self.text)
        for number, at in self._pages:
            # After the last character it begins with the next line.
            whole = at >= len(self.text)
            self._builder.page(number, back=0 if whole else self._builder.length - start - at)
        self.text, self._pages, self.short = "", [], False

    def _begin_pages(self) -> None:
        for number, _ in self._pages:
            self._builder.page(number)
        self._pages = []


def _begins(line: Line, before: Line | None, so_far: _Paragraph, left: float) -> bool:
    """Whether a paragraph begins with a line."""
    if not so_far.text or _STARTS.match(line.text.lstrip()):
        return True
    if line.left > left + 0.8 * line.size and (before is None or line.left > before.left + 0.5):
        return True
    if before is not None:
        if line.top - before.bottom > 1.2 * max(line.size, before.size):
            return True
        if abs(line.size - before.size) > 0.12 * before.size:
            return True
        if line.left < before.left - 0.5 and before.left > left + 3 * line.size:
            return True
    return so_far.short


def _running(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The texts, less their figures, that stand at the edge of most pages."""
    if len(sheets) < 3:
        return frozenset()
    seen = Counter(
        text
        for sheet in sheets
        for text in {_masked(line.text) for line in sheet.lines if _at_edge(sheet, line)}
    )
    return frozenset(text for text, count in seen.items() if count > len(sheets) / 2)


def _is_edge(sheet: Sheet, line: Line, running: frozenset[str]) -> bool:
    return _at_edge(sheet, line) and (
        _masked(line.text) in running or _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
    )


def _at_edge(sheet: Sheet, line: Line) -> bool:
    return line.bottom < _EDGE * sheet.height or line.top > (1 - _EDGE) * sheet.height


def _masked(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    """Sizes of headings to their levels; none where large lines are more than a few."""
    large = [line for line in lines if line.size > _LARGER * body]
    letters = sum(len(line.text) for line in lines)
    if not large or sum(len(line.text) for line in large) > 0.25 * letters:
        return {}
    sizes = sorted({round(line.size, 1) for line in large}, reverse=True)
    return {size: level for level, size in enumerate(sizes[:6], start=1)}


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end: where most do, give or take a character."""
    if not lines:
        return 0.0
    size = median(line.size for line in lines) or 1.0
    counted = Counter(round(line.right / size) for line in lines)
    edge, count = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
    return edge * size if count > 1 else max(line.right for line in lines)


def _is_body(line: Line, body: float) -> bool:
    return abs(line.size - body) <= 0.12 * body


def _most(values: Sequence[int]) -> float:
    counted = Counter(values).most_common()
    top = [value for value, count in counted if count == counted[0][1]]
    return float(min(top)) if top else median(values)
