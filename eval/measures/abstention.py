"""Abstention measures: does the system stay silent where, and only where, it should?"""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.types import Status


def abstention(
    statuses: Sequence[Status], confidences: Sequence[float], answerable: Sequence[bool]
) -> Mapping[str, float | None] | None:
    """Measure a set of replies, with ``no_answer`` as the positive class.

    Args:
        statuses: One a question.
        confidences: One a question, in 0..1.
        answerable: One a question: whether there is an answer to find.

    Returns:
        The contract's ``abstention`` block. A value with nothing to measure (a share of no
        questions, a precision without a ``no_answer``, an AUROC with one class) is ``None``,
        and so is the block where there are no questions.
    """
    if not statuses:
        return None
    silent = np.array([status is Status.NO_ANSWER for status in statuses])
    answered = np.array([status is Status.ANSWERED for status in statuses])
    uncertain = np.array([status is Status.UNCERTAIN for status in statuses])
    positive = ~np.array(answerable, dtype=bool)
    rightly_silent = int((silent & positive).sum())
    # Ranking by -c is ranking by 1 - c, without the subtraction's rounding making ties.
    return {
        "auroc": auroc([-confidence for confidence in confidences], positive.tolist()),
        "answered_unanswerable": _share(int((answered & positive).sum()), int(positive.sum())),
        "abstained_answerable": _share(int((silent & ~positive).sum()), int((~positive).sum())),
        "uncertain": _share(int(uncertain.sum()), len(statuses)),
        "precision": _share(rightly_silent, int(silent.sum())),
        "recall": _share(rightly_silent, int(positive.sum())),
        "f1": _share(2 * rightly_silent, int(silent.sum()) + int(positive.sum())),
    }


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return the area under the ROC curve, by the rank formula of Mann and Whitney.

    With mid-ranks for ties, ``(R - p(p+1)/2) / (p n)`` where ``R`` is the sum of the ranks of
    the ``p`` positive examples among all, and ``n`` the number of the others: the share of
    pairs in which the positive example scores higher, a tie counting half.

    Returns:
        A number in 0..1, or ``None`` where one class is missing.
    """
    is_positive = np.array(positive, dtype=bool)
    positives = int(is_positive.sum())
    negatives = len(is_positive) - positives
    if not positives or not negatives:
        return None
    _, places, counts = np.unique(
        np.array(scores, dtype=float), return_inverse=True, return_counts=True
    )
    mid_ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mid_ranks[places][is_positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
