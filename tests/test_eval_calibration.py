"""Risk, coverage and calibration against examples worked by hand."""

from dataclasses import replace

import pytest

from eval.calibration import (
    Point,
    calibration_error,
    is_right,
    operating_point,
    reliability,
    risk_coverage,
)
from eval.types import Row
from retrieval.types import Status

RIGHT = Row(
    id="1",
    kind="",
    question="问",
    answerable=True,
    answers=("答",),
    gold=("甲",),
    evidence="",
    status=Status.ANSWERED,
    confidence=0.95,
    found_document="甲",
    found_text="",
    found_sentence="",
    found_short_answer="",
    document_rank=1,
    passage_rank=1,
    values={"document.success@1": 1.0, "passage.answer_hit@1": 1.0},
    milliseconds=1.0,
)
WRONG = replace(
    RIGHT, confidence=0.75, values={"document.success@1": 1.0, "passage.answer_hit@1": 0.0}
)
UNANSWERABLE = replace(RIGHT, answerable=False, values={}, confidence=0.35, status=Status.NO_ANSWER)
DOUBTED = replace(RIGHT, confidence=0.35, status=Status.UNCERTAIN)
ROWS = [DOUBTED, WRONG, RIGHT, UNANSWERABLE]


def test_an_answer_is_right_where_the_first_passage_holds_it() -> None:
    assert is_right(RIGHT) is True
    assert is_right(WRONG) is False
    assert is_right(UNANSWERABLE) is False


def test_where_only_documents_are_named_the_first_document_decides() -> None:
    assert is_right(replace(RIGHT, values={"document.success@1": 1.0})) is True
    assert is_right(replace(RIGHT, values={"document.success@1": 0.0})) is False
    assert is_right(replace(RIGHT, values={})) is None


def test_the_risk_rises_as_less_sure_questions_are_answered() -> None:
    """Right, wrong, then two of the same confidence, one of them right: 0, 1/2, 2/4."""
    assert risk_coverage(ROWS) == [Point(0.25, 0, 0.95), Point(0.5, 0.5, 0.75), Point(1, 0.5, 0.35)]
    assert risk_coverage([]) == []


def test_the_thresholds_stand_where_the_statuses_changed() -> None:
    assert operating_point(ROWS, [Status.ANSWERED]) == Point(0.5, 0.5, 0.75)
    assert operating_point(ROWS, [Status.ANSWERED, Status.UNCERTAIN]) == Point(0.75, 1 / 3, 0.35)
    assert operating_point([UNANSWERABLE], [Status.ANSWERED]) is None


def test_the_bins_hold_each_question_once_and_the_error_weighs_them() -> None:
    """Bins .3, .7 and .9: |.35 - .5| twice, |.75 - 0| and |.95 - 1| once, over four."""
    bins = reliability(ROWS)

    assert [(one.low, one.count, one.right) for one in bins] == [
        (0.3, 2, 0.5), (0.7, 1, 0.0), (0.9, 1, 1.0),
    ]  # fmt: skip
    assert calibration_error(bins) == pytest.approx((2 * 0.15 + 0.75 + 0.05) / 4)
    assert calibration_error([]) is None


def test_the_highest_confidence_is_in_the_last_bin() -> None:
    (last,) = reliability([replace(RIGHT, confidence=1.0)])

    assert (last.low, last.high) == (0.9, 1.0)


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    rows = [replace(RIGHT, confidence=number / 2000) for number in range(2000)]
    curve = risk_coverage(rows)

    assert len(curve) == 500
    assert (curve[0].coverage, curve[-1].coverage) == (1 / 2000, 1)
