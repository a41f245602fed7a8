"""An evaluation as a Markdown page: the measures, then every failure and what was found instead."""

import re
from collections.abc import Iterator, Mapping, Sequence

from eval.failures import Failure, by_failure
from eval.findings import Findings, flat
from eval.report.labels import (
    KIND_COLUMNS,
    LABELS,
    STATUS,
    about,
    interval,
    kind_name,
    latency,
    number,
    p_value,
    signed,
)
from eval.resample import RESAMPLES
from eval.types import Report, Row

_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~$])")


def to_markdown(findings: Findings) -> str:
    """Return the page. A dash stands where there was nothing to measure.

    All text of documents and questions is escaped, so that it shows as written and a picture
    named in a document is not fetched.
    """
    report = findings.report
    parts = [_head(report), _measures(findings), _comparison(findings), _kinds(report)]
    return "\n".join(line for part in (*parts, _failures(report.rows)) for line in part)


def escape(text: str) -> str:
    """Return a text on one line, escaping what Markdown or HTML would act on."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _head(report: Report) -> Iterator[str]:
    answerable = sum(row.answerable for row in report.rows)
    yield "# 评测报告\n"
    yield (
        f"{len(report.rows)} 题（有答案 {answerable}，无答案 {len(report.rows) - answerable}）；"
        f"{report.documents} 篇文档，{report.passages} 个段落。"
    )
    if report.about:
        yield f"\n{_about(report.about)}。"
    if times := latency(report):
        yield f"\n建索引 {report.index_seconds:.2f} 秒；每题用时 {times}。"
    for warning in report.warnings:
        yield f"\n注意：{escape(warning)}"


def _measures(findings: Findings) -> Iterator[str]:
    yield "\n## 指标\n"
    lines = [
        (label, number(findings.values.get(name)), interval(findings.intervals.get(name)))
        for name, label in LABELS.items()
    ]
    calibration = ("置信度：期望校准误差 ECE", number(findings.calibration_error), "—")
    yield from _table(("指标", "值", "95% 区间"), [*lines, calibration])
    yield f"\n95% 区间用自助法：题目有放回地重抽 {RESAMPLES} 次，种子固定。"


def _comparison(findings: Findings) -> Iterator[str]:
    comparison = findings.comparison
    if comparison is None:
        return
    yield f"\n## 与「{escape(comparison.name)}」相比\n"
    yield f"两次共有 {comparison.shared} 题。当时：{_about(comparison.about)}。\n"
    for warning in comparison.warnings:
        yield f"注意：{escape(warning)}\n"
    lines = []
    for name, label in LABELS.items():
        if (found := comparison.measures.get(name)) is not None:
            difference = signed(found.after - found.before)
            span = f"{signed(found.low)} 至 {signed(found.high)}"
            moved = map(str, comparison.moved.get(name, ("—", "—")))
            lines.append(
                (
                    label,
                    number(found.before),
                    number(found.after),
                    difference,
                    span,
                    p_value(found.p),
                    *moved,
                )
            )
    head = ("指标", "当时", "这次", "差", "差的 95% 区间", "p", "变好", "变差")
    yield from _table(head, lines)
    yield f"\np 值用配对随机化检验（双侧，{RESAMPLES} 次）；差的区间用配对自助法。"
    yield f"\n### 有变化的题（{len(comparison.changes)}）\n"
    for change in comparison.changes:
        yield f"- **{escape(change.after.question)}**（{escape(change.after.id)}）"
        for word, names in (("变差", change.worse), ("变好", change.better)):
            if names:
                yield f"    - {word}：{'、'.join(LABELS[name] for name in names)}"
        yield f"    - 当时：{_found(change.before)}"
        yield f"    - 这次：{_found(change.after)}"


def _kinds(report: Report) -> Iterator[str]:
    if not any(row.kind for row in report.rows):
        return
    yield "\n## 按类别\n"
    lines = []
    for kind, result in report.by_kind().items():
        values = flat(result)
        numbers = [number(values.get(name)) for name in KIND_COLUMNS]
        lines.append((escape(kind_name(kind)), str(result["questions"]), *numbers))
    yield from _table(("类别", "题数", *(LABELS[name] for name in KIND_COLUMNS)), lines)


def _failures(rows: Sequence[Row]) -> Iterator[str]:
    groups = by_failure(rows)
    yield f"\n## 失败的题（{sum(map(len, groups.values()))}）"
    for failure, group in groups.items():
        yield f"\n### {failure.value}（{len(group)}）\n"
        for row, reasons in group:
            yield from _failure(row, reasons)
    if not groups:
        yield "\n没有。"
    yield ""


def _failure(row: Row, reasons: Sequence[Failure]) -> Iterator[str]:
    yield f"- **{escape(row.question)}**（{escape(row.id)}）"
    yield f"    - {STATUS[row.status]}，置信度 {row.confidence:.2f}；{'、'.join(reasons)}"
    if row.answers:
        yield f"    - 答案：{escape(' / '.join(row.answers))}"
    if row.gold:
        yield f"    - 应在：{escape('、'.join(row.gold))}"
    if row.evidence:
        yield f"    - 依据：{escape(row.evidence)}"
    yield f"    - 找到：{_found(row)}"
    if row.found_sentence:
        yield f"    - 重点句：{escape(row.found_sentence)}"
    if row.found_short_answer:
        yield f"    - 短答案：{escape(row.found_short_answer)}"


def _found(row: Row) -> str:
    if row.found_document is None:
        return "什么也没有"
    return f"{escape(row.found_document)}：{escape(row.found_text)}"


def _about(settings: Mapping[str, str]) -> str:
    return "；".join(f"{name} {escape(value)}" for name, value in about(settings))


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(line)} |" for line in lines)
