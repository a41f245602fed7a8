"""Answers, reports and lists for a terminal, with rich. Nothing here decides anything."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from corpus.types import Span
from retrieval.types import Answer, Evidence, Status
from ui.notices import notice_text
from ui.texts import SIMPLIFIED
from ui.wording import added_words, confidence_words, file_size, place, restriction

if TYPE_CHECKING:
    from corpus.library import Row

    # What it measures with takes long to load, and an answer needs none of it.
    from eval.compare import Comparison
    from eval.findings import Findings
    from retrieval.engines.milvus import Listed

_HIGHLIGHT = "bold yellow"
_SHORT_ANSWER = "bold reverse"
_SHOWN_TERMS = 8
_SHOWN_CHANGES = 40
_BY_KIND = frozenset(
    {
        "questions",
        "document.success@1",
        "passage.answer_hit@1",
        "passage.answer_hit@5",
        "sentence.answer_hit@1",
        "short_answer.exact",
        "short_answer.f1",
    }
)
_ENDLESS = 10_000
"""A line's width where nobody's screen has to hold it, in columns."""

# An escape sequence inside a document must not reach the terminal.
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd")
# Nor may one that turns the order of the characters after it.
_CONTROLS |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_CONTROLS |= {0x09: " ", 0x0A: "\n", 0x0D: " "}


def show(renderable: RenderableType) -> None:
    """Print on standard output: coloured and wrapped for a terminal, whole lines for a file."""
    if Console().is_terminal:
        Console(highlight=False, markup=False, emoji=False).print(renderable)
        return
    screen = Console(highlight=False, markup=False, emoji=False, width=_ENDLESS)
    with screen.capture() as captured:
        screen.print(renderable)
    for line in captured.get().rstrip("\n").split("\n"):
        print(line.rstrip())


def progress_bar() -> Progress:
    """A progress bar on standard error, for people: gone when done, absent from files."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def bar_of(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    """What moves a bar that is there only once there is something to wait for."""
    return lambda done, whole: bar.update(task, completed=done, total=whole, visible=True)


def render_answer(answer: Answer, explain: bool = False) -> RenderableType:
    """The answer, its best sentence first, then numbered citations; of each part in turn."""
    if not answer.parts:
        return Group(*_answer(answer, explain))
    lines: list[RenderableType] = []
    for part in answer.parts:
        lines += [Text(shown(part.question), style="bold underline"), *_answer(part, explain)]
        lines.append(Text(""))
    return Group(*lines, *_notice(answer))


def render_findings(findings: "Findings") -> RenderableType:
    """The measures in one table, by kind where the questions have kinds, and what changed."""
    report = findings.report
    table = Table("指标", "值", "95% 区间", title="评测结果", title_justify="left")
    extra = {name: value for name, value in findings.values.items() if name.startswith("short_")}
    for name, value in [
        *_flat(report.to_json()),
        *extra.items(),
        ("calibration.ece", findings.calibration_error),
    ]:
        ends = findings.intervals.get(name)
        table.add_row(name, _figure(value), f"{ends[0]:.3f}–{ends[1]:.3f}" if ends else "")
    parts: list[RenderableType] = [table]
    kinds = report.by_kind()
    if len(kinds) > 1:
        parts.append(_kinds(kinds))
    if findings.comparison is not None:
        parts.append(_compared(findings.comparison))
    return Group(*parts)


def render_documents(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """The documents' figures in a table."""
    table = Table("标题", "来源", "编码", title=f"资料 {len(rows)} 篇", title_justify="left")
    for name in ("字数", "小节", "段落"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            *(Text(shown(str(row[key] or "—"))) for key in ("title", "source", "encoding")),
            *(str(row[key]) for key in ("characters", "sections", "passages")),
        )
    return table


def render_rows(rows: "Sequence[Row]") -> RenderableType:
    """A library's documents in a table."""
    table = Table("id", "标题", title=f"资料 {len(rows)} 篇", title_justify="left")
    for name in ("大小", "字数", "段落", "页"):
        table.add_column(name, justify="right")
    table.add_column("添加于")
    for row in rows:
        table.add_row(
            shown(row.id),
            shown(row.title),
            file_size(row.size),
            f"{row.characters:,}",
            f"{row.passages:,}",
            str(row.pages or ""),
            row.added[:10],
        )
    return table


def render_listed(rows: "Sequence[Listed]") -> RenderableType:
    """The documents in Milvus in a table."""
    table = Table("id", "标题", title=f"资料 {len(rows)} 篇", title_justify="left")
    for name in ("字数", "小节", "段落"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            Text(shown(row.id)),
            Text(shown(row.title)),
            f"{row.characters:,}",
            f"{row.sections:,}",
            f"{row.passages:,}",
        )
    return table


def _answer(answer: Answer, explain: bool) -> Iterator[RenderableType]:
    yield from _notice(answer)
    if (restricted := restriction(answer, SIMPLIFIED)) is not None:
        yield Text(shown(restricted), style="dim")
    if answer.added_terms:
        borrowed = SIMPLIFIED.separator.join(added_words(answer.added_terms))
        yield Text(shown(f"{SIMPLIFIED.added_terms}{borrowed}"), style="dim")
    cited = answer.status is not Status.NO_ANSWER
    if cited and answer.evidence:
        yield _lead(answer.evidence[0])
        sure = f"{confidence_words(answer, SIMPLIFIED)}（{answer.confidence:.2f}）"
        uncertain = answer.status is Status.UNCERTAIN
        yield Text(f"{sure} {SIMPLIFIED.uncertain_note}" if uncertain else sure, style="dim")
    for number, evidence in enumerate(answer.evidence, start=1):
        yield Text("")
        mark = f"[{number}] " if cited else "· "
        yield Text(shown(mark + place(evidence.citation, SIMPLIFIED)), style="cyan")
        yield Padding(_quote(evidence), (0, 0, 0, 4))
        for other in evidence.also:
            where = f"{SIMPLIFIED.see_also} {place(other.citation, SIMPLIFIED)}"
            yield Padding(Text(shown(where), style="cyan"), (0, 0, 0, 4))
        if explain:
            yield Padding(_explained(evidence), (0, 0, 0, 4))


def _notice(answer: Answer) -> Iterator[RenderableType]:
    said = notice_text(answer, SIMPLIFIED)
    if said is not None:
        yield Text(shown(said), style="bold")


def _lead(evidence: Evidence) -> Text:
    lead = Text()
    if evidence.context is not None:
        lead.append(shown(evidence.document.text[slice(*evidence.context)]), style="dim")
        lead.append(" ")
    lead.append(_marked(evidence, evidence.sentence, evidence.short_answer, _SHORT_ANSWER, "bold"))
    return lead


def _quote(evidence: Evidence) -> Text:
    passage = evidence.hit.passage
    span = (passage.start, passage.end)
    return _marked(evidence, span, evidence.highlights, _HIGHLIGHT, "")


def _marked(
    evidence: Evidence, span: Span, marks: Iterable[Span], mark_style: str, style: str
) -> Text:
    start, end = span
    text = Text(shown(evidence.document.text[start:end]), style=style)
    for first, last in marks:
        text.stylize(mark_style, max(first, start) - start, min(last, end) - start)
    return text


def _explained(evidence: Evidence) -> Text:
    total = evidence.hit.score or 1.0
    shares = "  ".join(
        f"{term} {share / total:.0%}" for term, share in evidence.hit.contributions[:_SHOWN_TERMS]
    )
    features = "  ".join(f"{name}={value:.2f}" for name, value in evidence.features if value)
    return Text(
        shown(f"BM25 {evidence.hit.score:.2f}，引擎排第 {evidence.hit.rank}：{shares}\n{features}"),
        style="dim",
    )


def _kinds(kinds: Mapping[str, Mapping[str, Any]]) -> Table:
    first = next(iter(kinds.values()))
    columns = [name for name, _ in _flat(first) if name in _BY_KIND]
    table = Table("类别", *columns, title="分类", title_justify="left")
    for kind, measured in kinds.items():
        values = dict(_flat(measured))
        table.add_row(Text(shown(kind or "—")), *(_figure(values.get(name)) for name in columns))
    return table


def _compared(comparison: "Comparison") -> RenderableType:
    """The measures of both runs, and the questions that changed, those that got worse first."""
    from eval.report.labels import p_value, signed

    title = f"与「{comparison.name}」相比（共有 {comparison.shared} 题）"
    table = Table("指标", title=Text(shown(title)), title_justify="left")
    for column in ("当时", "这次", "差", "差的 95% 区间", "p", "变好", "变差"):
        table.add_column(column, justify="right")
    for name, found in comparison.measures.items():
        table.add_row(
            name,
            _figure(found.before),
            _figure(found.after),
            signed(found.after - found.before),
            f"{signed(found.low)} 至 {signed(found.high)}",
            p_value(found.p),
            *map(str, comparison.moved.get(name, ("", ""))),
        )
    lines: list[RenderableType] = [table, Text("p：配对随机化检验，双侧", style="dim")]
    for change in comparison.changes[:_SHOWN_CHANGES]:
        moved = [*(f"-{name}" for name in change.worse), *(f"+{name}" for name in change.better)]
        told = f"{change.after.id}　{change.after.question}　{'，'.join(moved)}"
        lines.append(Text(shown(told)))
    if len(comparison.changes) > _SHOWN_CHANGES:
        lines.append(Text(f"共 {len(comparison.changes)} 题有变化，--report 的报告里全部列出。"))
    return Group(*lines)


def _flat(wire: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in wire.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{name}.")
        else:
            pairs.append((prefix + name, value))
    return pairs


def _figure(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def shown(text: str) -> str:
    """A text as a terminal may see it: what would steer the terminal is replaced."""
    return text.translate(_CONTROLS)
