"""An evaluation as a Markdown page: the measures, then every failure and what was found instead."""

import re
from collections.abc import Iterator, Mapping, Sequence

from eval.failures import Failure, failures
from eval.types import BLOCKS, Report, Row, measures, percentiles
from retrieval.types import Status

_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~$])")
_STATUS = {
    Status.ANSWERED: "作答",
    Status.UNCERTAIN: "不确定",
    Status.NO_ANSWER: "未作答",
}
_LABELS = {
    "document.success@1": "文档：首位即所求",
    "document.success@5": "文档：前 5 位含所求",
    "document.success@10": "文档：前 10 位含所求",
    "document.mrr@10": "文档：MRR@10",
    "document.ndcg@10": "文档：nDCG@10",
    "passage.answer_hit@1": "段落：首段含答案",
    "passage.answer_hit@5": "段落：前 5 段含答案",
    "passage.answer_hit@10": "段落：前 10 段含答案",
    "sentence.answer_hit@1": "重点句含答案",
    "abstention.auroc": "拒答：AUROC",
    "abstention.answered_unanswerable": "拒答：没有依据却作答",
    "abstention.abstained_answerable": "拒答：有依据却说没有",
    "abstention.uncertain": "拒答：判为不确定",
    "abstention.precision": "拒答：精确率",
    "abstention.recall": "拒答：召回率",
    "abstention.f1": "拒答：F1",
}
_KIND_COLUMNS = (
    "document.success@1",
    "passage.answer_hit@1",
    "sentence.answer_hit@1",
    "abstention.answered_unanswerable",
    "abstention.abstained_answerable",
)


def to_markdown(report: Report) -> str:
    """Return the page. A dash stands where there was nothing to measure.

    All text of documents and questions is escaped, so that it shows as written and a picture
    named in a document is not fetched.
    """
    return "\n".join([*_head(report), *_measures(report), *_kinds(report), *_failures(report)])


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
    times = percentiles([row.milliseconds for row in report.rows])
    if times is not None:
        listed = "，".join(f"{name} {value:.1f} 毫秒" for name, value in times.items())
        yield f"\n建索引 {report.index_seconds:.2f} 秒；每题用时 {listed}。"
    for warning in report.warnings:
        yield f"\n注意：{escape(warning)}"


def _measures(report: Report) -> Iterator[str]:
    values = _flat(measures(report.rows))
    yield "\n## 指标\n"
    yield from _table(
        ("指标", "值"), [(label, _number(values.get(name))) for name, label in _LABELS.items()]
    )


def _kinds(report: Report) -> Iterator[str]:
    if not any(row.kind for row in report.rows):
        return
    yield "\n## 按类别\n"
    lines = []
    for kind, result in report.by_kind().items():
        values = _flat({block: result[block] for block in (*BLOCKS, "abstention")})
        numbers = [_number(values.get(name)) for name in _KIND_COLUMNS]
        lines.append((escape(kind) or "（未标）", str(result["questions"]), *numbers))
    yield from _table(("类别", "题数", *(_LABELS[name] for name in _KIND_COLUMNS)), lines)


def _failures(report: Report) -> Iterator[str]:
    found = [(row, reasons) for row in report.rows if (reasons := failures(row))]
    yield f"\n## 失败的题（{len(found)}）"
    for failure in Failure:
        # Each question stands once, under the gravest thing that went wrong.
        group = [(row, reasons) for row, reasons in found if reasons[0] is failure]
        if group:
            yield f"\n### {failure.value}（{len(group)}）\n"
        for row, reasons in group:
            yield from _failure(row, reasons)
    if not found:
        yield "\n没有。"
    yield ""


def _failure(row: Row, reasons: Sequence[Failure]) -> Iterator[str]:
    yield f"- **{escape(row.question)}**（{escape(row.id)}）"
    yield f"    - {_STATUS[row.status]}，置信度 {row.confidence:.2f}；{'、'.join(reasons)}"
    if row.answers:
        yield f"    - 答案：{escape(' / '.join(row.answers))}"
    if row.gold:
        yield f"    - 应在：{escape('、'.join(row.gold))}"
    if row.found_document is None:
        yield "    - 什么也没有找到"
        return
    yield f"    - 找到：{escape(row.found_document)}：{escape(row.found_text)}"
    if row.found_sentence:
        yield f"    - 重点句：{escape(row.found_sentence)}"


def _flat(blocks: Mapping[str, object]) -> dict[str, float | None]:
    return {
        f"{block}.{name}": value
        for block, values in blocks.items()
        if isinstance(values, Mapping)
        for name, value in values.items()
    }


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(line)} |" for line in lines)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"
