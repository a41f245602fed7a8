"""What went wrong with a question, from the row that an evaluation leaves of it."""

from collections.abc import Sequence
from enum import StrEnum

from eval.types import Row
from retrieval.types import Status


class Failure(StrEnum):
    """A kind of failure, in the words of the report; the gravest first."""

    ANSWERED_UNANSWERABLE = "没有依据却作答"
    ABSTAINED = "有依据却说没有"
    WRONG_DOCUMENT = "首位不是所求文档"
    WRONG_PASSAGE = "首段不含答案"
    WRONG_SENTENCE = "重点句不含答案"


_MEASURED = {
    "document.success@1": Failure.WRONG_DOCUMENT,
    "passage.answer_hit@1": Failure.WRONG_PASSAGE,
    "sentence.answer_hit@1": Failure.WRONG_SENTENCE,
}


def failures(row: Row) -> tuple[Failure, ...]:
    """Return what went wrong with one question, the gravest first; nothing where all is well."""
    silence: list[Failure] = []
    if not row.answerable and row.status is Status.ANSWERED:
        silence.append(Failure.ANSWERED_UNANSWERABLE)
    if row.answerable and row.status is Status.NO_ANSWER:
        silence.append(Failure.ABSTAINED)
    missed = (failure for name, failure in _MEASURED.items() if row.values.get(name) == 0)
    return (*silence, *missed)


def by_failure(rows: Sequence[Row]) -> dict[Failure, list[tuple[Row, tuple[Failure, ...]]]]:
    """Return the questions that failed, the gravest failures first.

    Each stands once, under the gravest thing that went wrong, with all that did.
    """
    found = [(row, reasons) for row in rows if (reasons := failures(row))]
    groups = {
        failure: [(row, reasons) for row, reasons in found if reasons[0] is failure]
        for failure in Failure
    }
    return {failure: group for failure, group in groups.items() if group}
