"""A citation's place and an answer's confidence, in words."""

from retrieval.types import Answer, Citation, Status

_SURE = 0.9


def place(citation: Citation) -> str:
    """标题 › 小标题 · 第3页, or lines where there are no pages."""
    path = " › ".join((citation.title, *citation.heading))
    if citation.page is not None:
        return f"{path} · 第{citation.page}页"
    first, last = citation.lines
    return f"{path} · 第{first}行" if first == last else f"{path} · 第{first}–{last}行"


def confidence_words(answer: Answer) -> str:
    """把握很大, 较有把握 or 不太确定."""
    if answer.status is Status.UNCERTAIN:
        return "不太确定，请核对原文"
    return "把握很大" if answer.confidence >= _SURE else "较有把握"
