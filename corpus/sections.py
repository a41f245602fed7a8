"""Text to sections: Markdown headings, and the plain headings that Chinese papers use."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from corpus.types import Section, Span

_NUMERAL = "[一二三四五六七八九十百千零〇两0-9０-９]+"
_SPACE = r"[ \t\u3000\u00a0]"
# Begins with a set, which is what the search goes through a text for.
_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029](?:(?<=\r)\n)?")
_MAX_HEADING = 60
_MAX_RUN_IN = 30

# A line longer than this holds several paragraphs that lost their breaks.
_LONG_LINE = 400
_MAX_FIELD = 40

# 第三条的规定, 第三条、第四条: here an article is only spoken of.
_NOT_REFERENCE = "(?![的和与及至或、]|规定|所[列述称指]|中[的所规])"
# Kinds of plain headings, outermost first. A label's place depends on what it heads.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(f"第{_NUMERAL}[编篇]{_NOT_REFERENCE}")),
    ("chapter", re.compile(f"第{_NUMERAL}章{_NOT_REFERENCE}")),
    ("section", re.compile(f"第{_NUMERAL}节{_NOT_REFERENCE}")),
    ("article", re.compile(f"第{_NUMERAL}条(?:之{_NUMERAL})?{_NOT_REFERENCE}")),
    # Not 一、二、三等奖.
    (
        "numbered",
        re.compile("[一二三四五六七八九十百]{1,4}、(?![一二三四五六七八九十]{1,4}[、等])"),
    ),
    ("bracketed", re.compile("[（(][一二三四五六七八九十]{1,4}[)）]")),
)
# A run-in label: 机构设置： but not 他说： or 12:30.
_LABEL = re.compile(r"([\u3400-\u9fff]{2,8})[:：]")
_SPEECH = re.compile(
    r"(?:说|(?<![街渠通管])道|问|答|曰|(?<![名职简])称|喊|讲|表示|指出|认为|强调|透露|坦言|宣布|告诉.{1,3}"
    r"|如下|包括|以及|其中|以下|[是有即如]|(?<![行作])为)$"
)
_ATX = re.compile(r"(?m)^ {0,3}(#{1,6})(?=[ \t\r\n]|\Z)([^\r\n]*)")
_FENCE = re.compile(
    r"(?ms)^ {0,3}(`{3,}(?=[^`\r\n]*[\r\n])|~~~+)[^\r\n]*[\r\n].*?"
    r"(?:^ {0,3}\1[`~]*[ \t]*(?=\r|\n|\Z)|\Z)"
)
# A block of fields at the very start: title: …
_FRONT_MATTER = re.compile(
    r"(?s)---[ \t]*(?:\r\n|\n)(?=[\w-]+[ \t]*:).*?[\r\n](?:---|\.\.\.)[ \t]*(?=\r|\n|\Z)"
)
_SETEXT = re.compile(
    r"(?m)^(?! {0,3}[#>\-*+|=])( {0,3}\S[^\r\n]{0,80})(?:\r\n|\r|\n)"
    r" {0,3}(=+|-{2,})[ \t]*(?=\r|\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A plain heading before the levels are known."""

    kind: str
    section: Section


def markdown_sections(text: str) -> tuple[Section, ...]:
    """Find the ATX and setext headings of a Markdown text, outside front matter and fenced code.

    Args:
        text: The file's characters; line ends of all kinds.
    """
    # A lone CR ends a line too; replaced one for one, so that offsets stay.
    lines = re.sub(r"\r(?!\n)", "\n", text)
    front = _FRONT_MATTER.match(lines)
    first = front.end() if front else 0
    fenced = [match.span() for match in _FENCE.finditer(lines, first)]
    found = [
        Section(_atx_words(match[2]), len(match[1]), match.start(), match.end())
        for match in _ATX.finditer(lines, first)
    ]
    found += [
        Section(match[1].strip(), 1 if match[2][0] == "=" else 2, match.start(), match.end())
        for match in _SETEXT.finditer(lines, first)
        # A rule under a paragraph is no heading's underline.
        if match[2][0] == "=" or match[1].rstrip()[-1] not in "。；！？，、："
    ]
    # A place is inside a fence where more fences begin than end before it.
    begins, ends = [begin for begin, _ in fenced], [end for _, end in fenced]
    kept = [
        section
        for section in found
        if section.heading
        and bisect_right(begins, section.start) == bisect_right(ends, section.start)
    ]
    return without_empty(text, sorted(kept, key=lambda section: section.start))


def _atx_words(rest: str) -> str:
    """What an ATX heading says: without the marks that may close it."""
    words = rest.strip()
    without = words.rstrip("#")
    return without.strip() if not without or without[-1] in " \t" else words


def plain_sections(text: str) -> tuple[Section, ...]:
    """Find the headings of a plain Chinese text.

    A paragraph starts at a line's start or, in a text or a long line without breaks, after 。
    and blank space. A paragraph that starts with 一、, （一）, 第三章, 第十二条 or a label such as
    机构设置： opens a section; the short lines of a form (时间：…, 地点：…) do not.

    Args:
        text: The file's characters; line ends of all kinds.
    """
    lines = _lines(text)
    found: list[_Found] = []
    for (start, end), is_field in zip(lines, _form_fields(text, lines), strict=True):
        if is_field:
            continue
        broken = len(lines) > 1 and end - start <= _LONG_LINE
        for first, last in [(start, end)] if broken else _run_in_paragraphs(text, start, end):
            if heading := _heading_at(text, first, last, broken=broken):
                found.append(heading)
    return without_empty(text, _levelled(found))


def _form_fields(text: str, lines: list[Span]) -> list[bool]:
    """Which lines are fields of a form: short, labelled, and next to another such line."""
    short = [
        end - start <= _MAX_FIELD
        and (label := _LABEL.match(text, start, end)) is not None
        and not text[label.end() : end].isspace()
        and label.end() < end
        for start, end in lines
    ]
    return [
        field and (before or after)
        for before, field, after in zip([False, *short], short, [*short[1:], False], strict=False)
    ]


def without_empty(text: str, sections: list[Section]) -> tuple[Section, ...]:
    """Drop headings with nothing under them: they would be lost, so they stay ordinary text."""
    kept: list[Section] = []
    for number, section in enumerate(sections, start=1):
        following = sections[number] if number < len(sections) else None
        end = following.start if following else len(text)
        deeper = following is not None and following.level > section.level
        if deeper or text[section.body : end].strip():
            kept.append(section)
    return tuple(kept)


def _lines(text: str) -> list[Span]:
    """The lines that hold anything, without the blank space before them."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    stops = [*(start for start, _ in breaks), len(text)]
    lines = [(_skip_blank(text, *line), line[1]) for line in zip(starts, stops, strict=True)]
    return [(start, stop) for start, stop in lines if start < stop]


def _run_in_paragraphs(text: str, start: int, end: int) -> list[Span]:
    marks = re.compile(rf"[。！？][”’」』）)]*{_SPACE}+").finditer(text, start, end)
    starts = [start, *(match.end() for match in marks)]
    return list(zip(starts, [*starts[1:], end], strict=True))


def _skip_blank(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t\u3000\u00a0":
        start += 1
    return start


def _heading_at(text: str, start: int, end: int, *, broken: bool) -> _Found | None:
    """Read the heading with which the paragraph ``text[start:end]`` starts, if it has one."""
    for kind, pattern in _KINDS:
        match = pattern.match(text, start, end)
        if match is None:
            continue
        if kind == "article":
            return _Found(kind, Section(match[0], 0, start, start))
        rest = text[match.end() : end].strip()
        if broken and 0 < len(rest) <= _MAX_HEADING and not re.search("[。；;！!？?，,：:]$", rest):
            if not re.search("[。；;！!？?]", rest):
                return _Found(kind, Section(text[start:end].strip(), 0, start, end))
        elif broken and not rest and kind in {"part", "chapter", "section"}:
            return _Found(kind, Section(match[0], 0, start, end))
        return _run_in_heading(kind, text, start, match.end(), end)
    label = _LABEL.match(text, start, end)
    if label is None or _SPEECH.search(label[1]):
        return None
    alone = broken and not text[label.end() : end].strip()
    return _Found("label", Section(label[1], 0, start, end if alone else start))


def _run_in_heading(kind: str, text: str, start: int, after: int, end: int) -> _Found | None:
    """A numbered heading inside running text ends at a blank, else at 。 or a colon."""
    blank = re.compile(rf"[^。；;！!？?\s]{{2,{_MAX_HEADING}}}(?={_SPACE})").match(text, after, end)
    stop = blank or re.compile(rf"[^。；;！!？?：:\s]{{2,{_MAX_RUN_IN}}}(?=[。：:])").match(
        text, after, end
    )
    if stop is None:
        return None
    return _Found(kind, Section(text[start : stop.end()], 0, start, start))


def _levelled(found: list[_Found]) -> list[Section]:
    """Give each kind its level: as in ``_KINDS``; labels outermost where they come first."""
    present = {heading.kind for heading in found}
    order = [kind for kind, _ in _KINDS if kind in present]
    if "label" in present:
        order.insert(0 if found[0].kind == "label" else len(order), "label")
    level = {kind: number for number, kind in enumerate(order, start=1)}
    return [replace(heading.section, level=level[heading.kind]) for heading in found]
