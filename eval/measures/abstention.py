"""Abstention measures: does the system stay silent where, and only where, it should?"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.types import Status

Floats = NDArray[np.float64]


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
    # Ranking by -c is ranking by 1 - c, without the subtraction's rounding making ties.
    area = auroc([-confidence for confidence in confidences], [not one for one in answerable])
    sums = {
        name: (float(part.sum()), float(whole.sum()))
        for name, (part, whole) in shares(statuses, answerable).items()
    }
    return {"auroc": area} | {
        name: part / whole if whole else None for name, (part, whole) in sums.items()
    }


def shares(
    statuses: Sequence[Status], answerable: Sequence[bool]
) -> Mapping[str, tuple[Floats, Floats]]:
    """Return the measures that are shares, as what each question adds to part and to whole.

    Each array has one number a question; the measure is the first one's sum over the second's.
    """
    silent = np.array([status is Status.NO_ANSWER for status in statuses], dtype=float)
    answered = np.array([status is Status.ANSWERED for status in statuses], dtype=float)
    uncertain = np.array([status is Status.UNCERTAIN for status in statuses], dtype=float)
    positive = 1.0 - np.array(answerable, dtype=float)
    rightly_silent = silent * positive
    return {
        "answered_unanswerable": (answered * positive, positive),
        "abstained_answerable": (silent * (1 - positive), 1 - positive),
        "uncertain": (uncertain, np.ones(len(statuses))),
        "precision": (rightly_silent, silent),
        "recall": (rightly_silent, positive),
        "f1": (2 * rightly_silent, silent + positive),
    }


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return the area under the ROC curve.

    Returns:
        A number in 0..1, or ``None`` where one class is missing.
    """
    area = weighted_auroc(
        np.array(scores, dtype=float), np.array(positive, dtype=bool), np.ones((1, len(scores)))
    )
    return None if np.isnan(area[0]) else float(area[0])


def weighted_auroc(scores: Floats, positive: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the area under the ROC curve for each of several weightings of the examples.

    It is the share of pairs of a positive and another example, each pair with the product of
    its weights, in which the positive one scores higher, a tie counting half (Mann and Whitney).

    Args:
        scores: Shape (examples,).
        positive: Shape (examples,).
        weights: Shape (weightings, examples).

    Returns:
        Shape (weightings,), in 0..1; NaN where one class has no weight.
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf) > 0)
    if not len(starts):
        return np.full(len(weights), np.nan)
    of_positives = np.where(positive[order], weights[:, order], 0.0)
    of_others = weights[:, order] - of_positives
    high = np.add.reduceat(of_positives, starts, axis=1)
    low = np.add.reduceat(of_others, starts, axis=1)
    won = (high * (np.cumsum(low, axis=1) - low / 2)).sum(axis=1)
    pairs = high.sum(axis=1) * low.sum(axis=1)
    area: Floats = np.divide(won, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return area
