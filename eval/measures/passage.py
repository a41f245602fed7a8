"""Passage measures: does one of the first passages hold an answer?"""

from collections.abc import Collection, Mapping, Sequence

from corpus.types import Passage
from eval.measures.contains import contains_answer

CUTOFFS: tuple[int, ...] = (1, 5, 10)
NAMES: tuple[str, ...] = tuple(f"answer_hit@{k}" for k in CUTOFFS)
"""The measures' names, in the order of the report."""


def answer_rank(
    passages: Sequence[Passage], answers: Sequence[str], gold: Collection[str]
) -> int | None:
    """Find the first passage of a ranking that holds an answer.

    Args:
        passages: The ranked passages, best first.
        answers: The right answers, at least one.
        gold: Ids of the gold documents; where there are any, a passage of another document
            does not count.

    Returns:
        Its rank, from 1, or ``None`` where none of the first ten holds one.
    """
    return next(
        (
            rank
            for rank, passage in enumerate(passages[: max(CUTOFFS)], start=1)
            if (not gold or passage.document_id in gold) and contains_answer(passage.text, answers)
        ),
        None,
    )


def passage_values(rank: int | None) -> Mapping[str, float]:
    """Return ``{name: 1.0 or 0.0}`` with the names of ``NAMES``, from what ``answer_rank`` gave."""
    return {
        name: float(rank is not None and rank <= k) for name, k in zip(NAMES, CUTOFFS, strict=True)
    }
