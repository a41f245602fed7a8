"""Intervals and tests: weights of one give the measures, and chance is told from change."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.findings import flat
from eval.resample import differences, estimate, intervals, make_table
from eval.types import Row, measures
from retrieval.types import Status

ROW = Row(
    id="1",
    kind="",
    question="问",
    answerable=True,
    answers=("答",),
    gold=(),
    evidence="",
    status=Status.ANSWERED,
    confidence=0.9,
    found_document="甲",
    found_text="",
    found_sentence="",
    found_short_answer="",
    document_rank=None,
    passage_rank=None,
    values={},
    milliseconds=1.0,
)
HIT = "passage.answer_hit@1"


def _row(right: bool) -> Row:
    return replace(ROW, values={HIT: float(right)})


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    answerable = draw(st.booleans())
    return replace(
        ROW,
        answerable=answerable,
        status=draw(st.sampled_from(list(Status))),
        confidence=draw(st.sampled_from([0.0, 0.3, 0.5, 1.0])),
        values=draw(
            st.dictionaries(
                st.sampled_from([HIT, "document.mrr@10", "short_answer.f1"]), st.floats(0, 1)
            )
        )
        if answerable
        else {},
    )


@given(st.lists(_rows(), min_size=1, max_size=12))
def test_each_question_once_gives_the_measures_themselves(rows: list[Row]) -> None:
    estimates = estimate(make_table(rows), np.ones((1, len(rows))))
    expected = flat(measures(rows))

    for name, (value,) in estimates.items():
        known = expected.get(name)
        assert np.isnan(value) if known is None else value == pytest.approx(known, abs=6e-5)


@given(
    st.lists(st.tuples(_rows(), st.integers(0, 3)), min_size=1, max_size=8).filter(
        lambda drawn: any(times for _, times in drawn)
    )
)
def test_a_weight_is_how_often_a_question_stands_there(drawn: list[tuple[Row, int]]) -> None:
    weighted = estimate(
        make_table([row for row, _ in drawn]), np.array([[float(times) for _, times in drawn]])
    )
    repeated = [row for row, times in drawn for _ in range(times)]
    written_out = estimate(make_table(repeated), np.ones((1, len(repeated))))

    for name, values in weighted.items():
        assert values == pytest.approx(written_out[name], nan_ok=True)


def test_an_interval_is_that_of_the_binomial_and_the_same_each_time() -> None:
    """80 of 100 right: the standard error is sqrt(.8 * .2 / 100) = .04."""
    rows = [_row(number < 80) for number in range(100)]
    low, high = intervals(rows)[HIT]

    assert low == pytest.approx(0.8 - 1.96 * 0.04, abs=0.015)
    assert high == pytest.approx(0.8 + 1.96 * 0.04, abs=0.015)
    assert intervals(rows)[HIT] == (low, high)


def test_what_has_no_value_has_no_interval() -> None:
    found = intervals([_row(right=True)])

    assert found[HIT] == (1.0, 1.0)
    assert not {"abstention.auroc", "document.success@1"} & set(found)
    assert intervals([]) == {}
    assert differences([], []) == {}


def test_the_test_of_a_yes_or_no_measure_is_mcnemars() -> None:
    """Of 10 questions that changed 9 got better: p is 2 * (1 + 10) / 2**10 = .0215 exactly."""
    before = [_row(right=False)] * 9 + [_row(right=True)] * 31
    after = [_row(right=True)] * 9 + [_row(right=False)] + [_row(right=True)] * 30
    found = differences(before, after)[HIT]

    assert (found.before, found.after) == (31 / 40, 39 / 40)
    assert found.p == pytest.approx(0.0215, abs=0.01)
    assert 0 < found.low < 8 / 40 < found.high


def test_three_changes_are_not_enough() -> None:
    """All eight outcomes of three coins are equally likely: p is 2/8, by counting them."""
    before = [_row(right=False)] * 3 + [_row(right=True)] * 20
    outcomes = [sum(signs) for signs in product((-1, 1), repeat=3)]
    exact = sum(abs(total) >= 3 for total in outcomes) / len(outcomes)

    assert differences(before, [_row(right=True)] * 23)[HIT].p == pytest.approx(exact, abs=0.03)


def test_the_same_run_twice_differs_in_nothing() -> None:
    rows = [_row(number % 3 > 0) for number in range(30)]
    found = differences(rows, rows)[HIT]

    assert (found.low, found.high, found.p) == (0, 0, 1)


def test_a_better_order_of_confidence_shows_in_auroc() -> None:
    """Before, confidence says nothing; after, it tells the two classes apart."""
    before = [
        replace(ROW, answerable=number % 2 == 0, confidence=(number * 7 % 20) / 20)
        for number in range(40)
    ]
    after = [replace(row, confidence=0.9 if row.answerable else 0.1) for row in before]
    found = differences(before, after)["abstention.auroc"]

    assert found.after == 1
    assert found.low > 0
    assert found.p < 0.01
