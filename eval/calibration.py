"""Is the confidence worth its name? Risk against coverage, and confidence against the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures.abstention import Floats
from eval.types import Row
from retrieval.types import Status

BINS = 10
_MAX_POINTS = 500


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when only the surest questions are answered.

    Attributes:
        coverage: The share of questions that are answered.
        risk: The share of wrong ones among them.
        confidence: The least sure of them.
    """

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies between two tenths.

    Attributes:
        low: The lower tenth.
        high: The upper one, which belongs to the bin above.
        count: How many questions there are.
        confidence: Their mean confidence.
        right: The share of them whose outcome was right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def is_right(row: Row) -> bool | None:
    """Tell whether answering a question with its first passage is right.

    It is where the passage holds an answer; where the set names documents only, where it is
    of a gold one; never for an unanswerable question. ``None`` where nothing is known.
    """
    if not row.answerable:
        return False
    for name in ("passage.answer_hit@1", "document.success@1"):
        if name in row.values:
            return row.values[name] == 1
    return None


def risk_coverage(rows: Sequence[Row]) -> list[Point]:
    """Return the curve of selective prediction (El-Yaniv and Wiener), the surest first.

    Questions of one confidence are answered together. Long curves are thinned evenly.
    """
    confidence, right = _outcomes(rows)
    order = np.argsort(-confidence, kind="stable")
    confidence, wrong = confidence[order], 1 - right[order]
    answered = np.arange(1, len(order) + 1)
    ends = np.flatnonzero(np.diff(confidence, append=-1.0))
    if len(ends) > _MAX_POINTS:
        ends = ends[np.linspace(0, len(ends) - 1, _MAX_POINTS).round().astype(int)]
    risk = np.cumsum(wrong) / answered
    return [
        Point(float(answered[end] / len(order)), float(risk[end]), float(confidence[end]))
        for end in ends
    ]


def operating_point(rows: Sequence[Row], statuses: Sequence[Status]) -> Point | None:
    """Return where the curve stands when the questions of these statuses are answered."""
    known = [row for row in rows if is_right(row) is not None]
    answered = [row for row in known if row.status in statuses]
    if not answered:
        return None
    wrong = sum(not is_right(row) for row in answered)
    return Point(
        len(answered) / len(known),
        wrong / len(answered),
        min(row.confidence for row in answered),
    )


def reliability(rows: Sequence[Row]) -> list[Bin]:
    """Return the bins of the reliability diagram that have questions, by confidence."""
    confidence, right = _outcomes(rows)
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(
            place / BINS,
            (place + 1) / BINS,
            int((places == place).sum()),
            float(confidence[places == place].mean()),
            float(right[places == place].mean()),
        )
        for place in np.unique(places).tolist()
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error (Naeini and others), ``None`` without questions.

    The mean over questions of the distance between their bin's mean confidence and its share
    of right outcomes.
    """
    total = sum(one.count for one in bins)
    return (
        sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else None
    )


def _outcomes(rows: Sequence[Row]) -> tuple[Floats, Floats]:
    known = [(row.confidence, right) for row in rows if (right := is_right(row)) is not None]
    return (
        np.array([confidence for confidence, _ in known], dtype=float),
        np.array([right for _, right in known], dtype=float),
    )
