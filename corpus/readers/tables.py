"""Tables to lines: question-and-answer pairs each by itself, other rows with their headers."""

import re
from collections.abc import Iterable, Sequence

from corpus.readers.building import TextBuilder, clean

Row = tuple[str, Sequence[str]]
"""What a row is called (a cell's name), or nothing, and its cells."""

_QUESTION = re.compile("问题|标准问题?|常见问题|问|提问|咨询问题|问句|question|q|questions", re.I)
_ANSWER = re.compile("答案|回答|答复|答|解答|回复|标准答案|解决办法|answer|a|answers|reply", re.I)
_MAX_HEADER = 20


def add_table(builder: TextBuilder, rows: Iterable[Row], *, level: int = 1) -> None:
    """Add a table's rows.

    Where the first row names a question's and an answer's column, each row is a section of its
    own, so that no pair is ever merged with another. Else each row is one line: with a header
    row 「表头：值，表头：值」, without one the cells side by side.

    Args:
        builder: What it is added to.
        rows: Blank ones are passed over.
        level: The headings' level of question-and-answer pairs.
    """
    kept = [
        (label, [clean(cell) for cell in cells])
        for label, cells in rows
        if any(clean(cell) for cell in cells)
    ]
    if not kept:
        return
    header = kept[0][1]
    question, answer = _column(header, _QUESTION), _column(header, _ANSWER)
    if question is not None and answer is not None and len(kept) > 1:
        for number, (label, cells) in enumerate(kept[1:], start=2):
            _add_pair(builder, (label, cells), header, (question, answer), number, level)
        return
    headed = _is_header(header, [cells for _, cells in kept[1:]])
    for number, (label, cells) in enumerate(kept[1:] if headed else kept, start=1 + headed):
        if label:
            builder.page(number, label)
        if headed:
            pairs = [
                f"{name}：{cell}" if name else cell
                for name, cell in zip([*header, *[""] * len(cells)], cells, strict=False)
                if cell
            ]
            builder.line("，".join(pairs))
        else:
            filled = [cell for cell in cells if cell]
            builder.line("：".join(filled) if len(filled) == 2 else " | ".join(filled))


def _add_pair(
    builder: TextBuilder,
    row: Row,
    header: Sequence[str],
    columns: tuple[int, int],
    number: int,
    level: int,
) -> None:
    label, cells = row
    question, answer = (cells[at] if at < len(cells) else "" for at in columns)
    if label:
        builder.page(number, label)
    if not question or not answer:
        builder.line(" | ".join(cell for cell in cells if cell))
        return
    builder.open_section(question, level)
    builder.line(question)
    for at, cell in enumerate(cells):
        if at not in columns and cell and at < len(header) and "相似" in header[at]:
            builder.line(f"{header[at]}：{cell}")
    builder.line(answer)
    for at, cell in enumerate(cells):
        name = header[at] if at < len(header) else ""
        if at not in columns and cell and name and "相似" not in name:
            builder.line(f"{name}：{cell}")


def _column(header: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, cell in enumerate(header) if pattern.fullmatch(cell)), None)


def _is_header(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names its columns: short, distinct, without figures, all filled."""
    filled = [cell for cell in first if cell]
    return (
        bool(others)
        and len(filled) >= 2
        and len(filled) >= max(len([c for c in row if c]) for row in others) - 1
        and len(set(filled)) == len(filled)
        and all(len(cell) <= _MAX_HEADER and not re.search(r"\d{2}", cell) for cell in filled)
        and not any(re.search("[。；！？]", cell) for cell in filled)
        and (len(others) > 1 or len(filled) > 2)
    )
