"""Text to sections: Markdown headings, and the plain headings that Chinese papers use."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from corpus.types import Section

_NUMERAL = "[一二三四五六七八九十百千零〇两0-9０-９]+"
_SPACE = r"[ \t\u3000\u00a0]"
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_MAX_HEADING = 60
_MAX_RUN_IN = 30

# Kinds of plain headings, outermost first. A label's place depends on what it heads.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(f"第{_NUMERAL}[编篇]")),
    ("chapter", re.compile(f"第{_NUMERAL}章")),
    ("section", re.compile(f"第{_NUMERAL}节")),
    ("article", re.compile(f"第{_NUMERAL}条(?:之{_NUMERAL})?")),
    ("numbered", re.compile("[一二三四五六七八九十百]{1,4}、")),
    ("bracketed", re.compile("[（(][一二三四五六七八九十]{1,4}[)）]")),
)
# A run-in label: 机构设置： but not 他说：, 12:30 or https:
_LABEL = re.compile(r"([\u3400-\u9fff]{2,8})[:：](?!//)")
_SPEECH = re.compile(
    r"(?:说|道|问|答|曰|称|表示|指出|认为|强调|写道|如下|例如|比如|包括|分别是|就是|还有)$"
)
_ATX = re.compile(r"(?m)^ {0,3}(#{1,6})(?=[ \t\r\n]|\Z)([^\r\n]*)")
_FENCE = re.compile(
    r"(?ms)^ {0,3}(```+|~~~+)[^\r\n]*[\r\n].*?(?:^ {0,3}\1[`~]*[ \t]*(?=\r|\n|\Z)|\Z)"
)
_SETEXT = re.compile(
    r"(?m)^(?! {0,3}[#>\-*+|])( {0,3}\S[^\r\n]{0,80})(?:\r\n|\r|\n)"
    r" {0,3}(=+|-{2,})[ \t]*(?=\r|\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A plain heading before the levels are known."""

    kind: str
    section: Section


def markdown_sections(text: str) -> tuple[Section, ...]:
    """Find the ATX and setext headings of a Markdown text, outside fenced code.

    Args:
        text: The file's characters; line ends of all kinds.
    """
    # A lone CR ends a line too; replaced one for one, so that offsets stay.
    lines = re.sub(r"\r(?!\n)", "\n", text)
    fenced = [match.span() for match in _FENCE.finditer(lines)]
    found = [
        Section(_atx_words(match[2]), len(match[1]), match.start(), match.end())
        for match in _ATX.finditer(lines)
    ]
    found += [
        Section(match[1].strip(), 1 if match[2][0] == "=" else 2, match.start(), match.end())
        for match in _SETEXT.finditer(lines)
    ]
    starts = [start for start, _ in fenced]
    kept = [
        section
        for section in found
        if section.heading
        and not ((at := bisect_right(starts, section.start)) and section.start < fenced[at - 1][1])
    ]
    return without_empty(text, sorted(kept, key=lambda section: section.start))


def _atx_words(rest: str) -> str:
    """What an ATX heading says: without the marks that may close it."""
    words = rest.strip()
    without = words.rstrip("#")
    return without.strip() if not without or without[-1] in " \t" else words


def plain_sections(text: str) -> tuple[Section, ...]:
    """Find the headings of a plain Chinese text.

    A paragraph starts at a line's start or, in a text without line breaks, after 。 and blank
    space. A paragraph that starts with 一、, （一）, 第三章, 第十二条 or a label such as 机构设置：
    opens a section.

    Args:
        text: The file's characters; line ends of all kinds.
    """
    broken = _BREAK.search(text.strip()) is not None
    found = [
        heading
        for start, end in (_lines(text) if broken else _run_in_paragraphs(text))
        if (heading := _heading_at(text, start, end, broken=broken)) is not None
    ]
    return without_empty(text, _levelled(found))


def without_empty(text: str, sections: list[Section]) -> tuple[Section, ...]:
    """Drop headings with nothing under them: they would be lost, so they stay ordinary text."""
    kept: list[Section] = []
    following = len(text)
    following_level = 0
    for section in reversed(sections):
        has_body = bool(text[section.body : following].strip())
        if has_body or following_level > section.level:
            kept.append(section)
            following, following_level = section.start, section.level
    return tuple(reversed(kept))


def _lines(text: str) -> list[tuple[int, int]]:
    ends = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return [
        (_skip_blank(text, start), stop)
        for start, stop in zip(starts, [*(start for start, _ in ends), len(text)], strict=True)
    ]


def _run_in_paragraphs(text: str) -> list[tuple[int, int]]:
    starts = [_skip_blank(text, 0)]
    starts += [match.end() for match in re.finditer(rf"[。！？]{_SPACE}+", text)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _skip_blank(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\u3000\u00a0":
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
