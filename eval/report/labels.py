"""What the reports call things, for people."""

from collections.abc import Mapping

from eval.types import Report, percentiles
from retrieval.types import Status

LABELS: Mapping[str, str] = {
    "document.success@1": "文档：首位即所求",
    "document.success@5": "文档：前 5 位含所求",
    "document.success@10": "文档：前 10 位含所求",
    "document.mrr@10": "文档：MRR@10",
    "document.ndcg@10": "文档：nDCG@10",
    "passage.answer_hit@1": "段落：首段含答案",
    "passage.answer_hit@5": "段落：前 5 段含答案",
    "passage.answer_hit@10": "段落：前 10 段含答案",
    "sentence.answer_hit@1": "重点句含答案",
    "short_answer.coverage": "短答案：标出的比例",
    "short_answer.exact": "短答案：与答案全同",
    "short_answer.f1": "短答案：逐字 F1",
    "short_answer.sentence_f1": "短答案：换成整句的 F1",
    "abstention.auroc": "拒答：AUROC",
    "abstention.answered_unanswerable": "拒答：没有依据却作答",
    "abstention.abstained_answerable": "拒答：有依据却说没有",
    "abstention.uncertain": "拒答：判为不确定",
    "abstention.precision": "拒答：精确率",
    "abstention.recall": "拒答：召回率",
    "abstention.f1": "拒答：F1",
}
"""The measures, in the order of the reports."""

LESS_IS_BETTER = frozenset(
    {
        "abstention.answered_unanswerable",
        "abstention.abstained_answerable",
    }
)

KIND_COLUMNS = (
    "document.success@1",
    "passage.answer_hit@1",
    "sentence.answer_hit@1",
    "short_answer.exact",
    "short_answer.f1",
    "abstention.answered_unanswerable",
    "abstention.abstained_answerable",
)
"""The measures that are broken down by kind."""

ABOUT: Mapping[str, str] = {
    "corpus": "资料",
    "questions": "题目",
    "engine": "引擎",
    "version": "版本",
    "time": "时间",
}

STATUS: Mapping[Status, str] = {
    Status.ANSWERED: "作答",
    Status.UNCERTAIN: "不确定",
    Status.NO_ANSWER: "未作答",
}


def number(value: float | None) -> str:
    """Return a measure as the reports write it; a dash where there was nothing to measure."""
    return "—" if value is None else f"{value:.4f}"


def interval(ends: tuple[float, float] | None) -> str:
    """Return an interval as the reports write it."""
    return "—" if ends is None else f"{ends[0]:.3f}–{ends[1]:.3f}"


def signed(difference: float) -> str:
    """Return a difference as the reports write it."""
    return f"{difference:+z.4f}"


def p_value(p: float) -> str:
    """Return a p value as the reports write it."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def kind_name(row_kind: str) -> str:
    """Return a kind's name; questions without a label have one too."""
    return row_kind or "（未标）"


def blocks() -> list[list[str]]:
    """Return the measures' names block by block."""
    grouped: dict[str, list[str]] = {}
    for name in LABELS:
        grouped.setdefault(name.split(".")[0], []).append(name)
    return list(grouped.values())


def about(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a run was made on, each with what people call it."""
    return [(label, settings[key]) for key, label in ABOUT.items() if key in settings]


def latency(report: Report) -> str:
    """Return what a question took, in milliseconds; nothing where none was asked."""
    times = percentiles([row.milliseconds for row in report.rows]) or {}
    return "，".join(f"{name} {value:.1f} 毫秒" for name, value in times.items())
