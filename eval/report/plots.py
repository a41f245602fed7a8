"""The plots of an evaluation: what succeeds by k, at what risk, how calibrated, by kind."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from eval.calibration import Point, operating_point, risk_coverage
from eval.findings import Findings, flat
from eval.report.labels import interval, kind_name, number
from eval.report.svg import Axis, Dot, Series, circle, figure, framed, line, share_axis, text
from eval.resample import intervals
from eval.types import Report, Row, measures
from retrieval.types import Status

_RANKS = range(1, 11)
_TENTHS = tuple(round(place / 5, 1) for place in range(6))
_MOST_KINDS = 24
_KIND_SERIES = (
    ("passage.answer_hit@1", "首段含答案"),
    ("sentence.answer_hit@1", "重点句含答案"),
    ("abstention.answered_unanswerable", "没有依据却作答（越小越好）"),
)
_ROOM = 12
_ROW, _LEFT, _RIGHT = 30, 128, 426


def plots(findings: Findings) -> list[str]:
    """Return the figures that there is something to plot for, in HTML."""
    report = findings.report
    makers = (
        success_by_k(findings),
        risk_against_coverage(report.rows),
        reliability_diagram(findings),
        by_kind(report),
    )
    return [made for made in makers if made]


def success_by_k(findings: Findings) -> str:
    """Plot how many questions have what they ask for among the first k."""
    rows = findings.report.rows
    wanted = (
        (1, "文档", "document.success@", [row.document_rank for row in rows if row.gold]),
        (
            2,
            "段落",
            "passage.answer_hit@",
            [row.passage_rank for row in rows if "passage.answer_hit@1" in row.values],
        ),
    )
    series = [
        _by_k(findings, colour, label, measure, ranks)
        for colour, label, measure, ranks in wanted
        if ranks
    ]
    if not series:
        return ""
    lowest = [value for one in series for dot in one.dots for value in (dot.span or (dot.y,))]
    return figure(
        "前 k 位的命中率",
        Axis("前 k 位", 0.8, 10.2, tuple(_RANKS)),
        share_axis("命中的题目比例", lowest, from_zero=False),
        series,
        note="文档：所求文档在前 k 篇里；段落：前 k 段里有一段含答案。竖线是 95% 区间。",
    )


def risk_against_coverage(rows: Sequence[Row]) -> str:
    """Plot what share of answers is wrong when only the surest questions are answered."""
    curve = risk_coverage(rows)
    if not curve:
        return ""
    settings = (
        ("作答", [Status.ANSWERED]),
        ("作答＋不确定", [Status.ANSWERED, Status.UNCERTAIN]),
    )
    dots = [
        Dot(point.coverage, point.risk, f"{name}：{_told(point)}", name=name)
        for name, statuses in settings
        if (point := operating_point(rows, statuses)) is not None
    ]
    return figure(
        "风险与覆盖率",
        Axis("覆盖率：作答的比例", 0, 1, _TENTHS),
        share_axis("风险：作答中错的比例", [point.risk for point in curve]),
        [
            Series(1, "按置信度从高到低作答", [(point.coverage, point.risk) for point in curve]),
            Series(2, "现在的两个阈值", dots=dots),
        ],
        note="只答最有把握的那些题时，其中有多少是错的。首段含答案为对；没有答案的题，作答就是错。",
    )


def reliability_diagram(findings: Findings) -> str:
    """Plot how often the first passage is right against how sure 问据 was."""
    if findings.calibration_error is None:
        return ""
    bins = findings.bins
    largest = max(one.count for one in bins)
    dots = [
        Dot(
            one.confidence,
            one.right,
            f"{one.count} 题：平均置信度 {one.confidence:.2f}，对 {one.right:.0%}",
        )
        for one in bins
    ]
    return figure(
        "可靠性图",
        Axis("置信度", 0, 1, _TENTHS),
        Axis("答对的比例", 0, 1, _TENTHS),
        [Series(1, "按置信度分的十档", [(dot.x, dot.y) for dot in dots], dots)],
        note="越贴近虚线越可信；浅色柱是各档的题数。"
        f"期望校准误差 ECE {findings.calibration_error:.3f}。",
        diagonal=True,
        bars=[(one.low, one.high, 0.3 * one.count / largest, f"{one.count} 题") for one in bins],
    )


def by_kind(report: Report) -> str:
    """Plot the first passage, its sentence, and silence, kind by kind."""
    groups: dict[str, list[Row]] = {}
    for row in report.rows:
        groups.setdefault(row.kind, []).append(row)
    if len(groups) < 2:
        return ""
    largest = sorted(groups, key=lambda kind: -len(groups[kind]))[:_MOST_KINDS]
    kinds = [kind for kind in groups if kind in largest]
    parts = list(_kind_grid(len(kinds)))
    for place, kind in enumerate(kinds):
        parts += _kind_row(kind_name(kind), groups[kind], _ROW * place)
    height = _ROW * len(kinds) + 34
    plot = f'<svg viewBox="0 0 440 {height}" role="img" aria-label="按类别">{"".join(parts)}</svg>'
    legend = [(colour, label) for colour, (_, label) in enumerate(_KIND_SERIES, start=1)]
    note = f"只画题数最多的 {_MOST_KINDS} 类。" if len(kinds) < len(groups) else ""
    return framed("按类别", legend, plot, f"类别后是题数，横线是 95% 区间。{note}")


def _by_k(
    findings: Findings, colour: int, label: str, measure: str, ranks: Sequence[int | None]
) -> Series:
    shares = [sum(rank is not None and rank <= k for rank in ranks) / len(ranks) for k in _RANKS]
    # A little apart, so that intervals at the same k can both be seen.
    dots = [
        Dot(
            k + 0.12 * (colour - 1.5),
            share,
            f"{label}前 {k}：{number(share)}",
            findings.intervals.get(f"{measure}{k}"),
        )
        for k, share in zip(_RANKS, shares, strict=True)
    ]
    return Series(colour, label, [(dot.x, dot.y) for dot in dots], dots)


def _told(point: Point) -> str:
    return f"覆盖 {point.coverage:.1%}，风险 {point.risk:.1%}，置信度 {point.confidence:.2f} 以上"


def _kind_grid(count: int) -> Iterator[str]:
    for tick in _TENTHS:
        across = _LEFT + tick * (_RIGHT - _LEFT)
        yield line((across, 4, across, _ROW * count + 6), "grid")
        yield text(across, _ROW * count + 24, f"{tick:g}", "middle")


def _cut(name: str) -> str:
    """A kind's name as far as there is room: Chinese characters are twice as wide."""
    room, kept = _ROOM, ""
    for character in name:
        room -= 2 if east_asian_width(character) in "FW" else 1
        if room < 0:
            return kept + "…"
        kept += character
    return kept


def _kind_row(name: str, rows: Sequence[Row], top: float) -> Iterator[str]:
    yield text(_LEFT - 12, top + 20, f"{_cut(name)} {len(rows)}", "end")
    values, spans = flat(measures(rows)), intervals(rows)
    found = [
        (colour, f"{label} {number(value)}（{interval(spans[measure])}）", value, spans[measure])
        for colour, (measure, label) in enumerate(_KIND_SERIES, start=1)
        if (value := values.get(measure)) is not None
    ]
    for place, (colour, title, value, (low, high)) in enumerate(found):
        height = top + 15 + 8 * (place - (len(found) - 1) / 2)
        low, high, across = (_LEFT + one * (_RIGHT - _LEFT) for one in (low, high, value))
        yield line((low, height, high, height), f"span c{colour}")
        yield circle(across, height, colour, f"{name}：{title}")
