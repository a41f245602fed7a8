"""Each engine scores as the formula says, in collections of any size."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from corpus.errors import EngineError
from retrieval.engines import ENGINE_NAMES, K1, B, Engine, create_engine
from retrieval.types import WeightedTerm

TERMS = st.sampled_from("甲乙丙丁戊己")
BAGS = st.lists(st.lists(TERMS, max_size=8), max_size=12)
QUERIES = st.lists(st.tuples(TERMS, st.floats(0.1, 3.0)), min_size=1, max_size=6)


@pytest.fixture(params=ENGINE_NAMES, autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test is made with every engine."""
    named.append(request.param)
    yield
    named.pop()


named: list[str] = []


def built(bags: list[list[str]]) -> Engine:
    engine = create_engine(named[-1])
    engine.build(bags)
    return engine


def test_scores_are_those_of_the_formula_worked_by_hand() -> None:
    """Three passages of 2, 3 and 1 terms: mean length 2, k1 1.5, b 0.75.

    甲 is in two passages of three: idf ln(1 + 1.5/2.5) = ln 1.6. 乙 is in one: ln(1 + 2.5/1.5).
    """
    engine = built([["甲", "乙"], ["甲", "甲", "丙"], ["丁"]])
    common, rare = math.log(1.6), math.log(8 / 3)
    # Length 2, the mean: 1 * 2.5 / (1 + 1.5). Length 3, twice: 2 * 2.5 / (2 + 1.5 * 1.375).
    once, twice = 1.0, 5 / 4.0625

    found = engine.search([("甲", 1.0), ("乙", 1.0)], 10)

    assert [number for number, _ in found] == [0, 1]
    assert [score for _, score in found] == pytest.approx(
        [common * once + rare * once, common * twice], abs=1e-12
    )


@given(BAGS, QUERIES)
def test_scores_are_those_of_rank_bm25_with_the_same_idf(
    bags: list[list[str]], query: list[WeightedTerm]
) -> None:
    expected = [0.0] * len(bags)
    if any(bags):
        okapi = BM25Okapi(bags, k1=K1, b=B)
        for term in okapi.idf:
            holders = sum(term in bag for bag in bags)
            okapi.idf[term] = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
        weighted = sum(weight * okapi.get_scores([term]) for term, weight in query)
        expected = list(np.atleast_1d(weighted))

    found = dict(built(bags).search(query, len(bags)))

    asked = {term for term, _ in query}
    assert set(found) == {number for number, bag in enumerate(bags) if asked & set(bag)}
    assert found == pytest.approx({number: expected[number] for number in found}, abs=1e-9)


@given(BAGS, QUERIES)
def test_contributions_add_up_to_the_score_and_start_with_the_largest(
    bags: list[list[str]], query: list[WeightedTerm]
) -> None:
    engine = built(bags)

    for number, score in engine.search(query, len(bags)):
        shares = engine.explain(query, [number])[0]
        values = [share for _, share in shares]
        assert sum(values) == pytest.approx(score, abs=1e-6)
        assert values == sorted(values, reverse=True)
        assert {term for term, _ in shares} == {term for term, _ in query} & set(bags[number])


@given(BAGS, QUERIES, st.integers(0, 5))
def test_the_best_come_first_and_no_more_than_asked_for(
    bags: list[list[str]], query: list[WeightedTerm], k: int
) -> None:
    engine = built(bags)
    every = engine.search(query, len(bags))

    scores = [score for _, score in every]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-8)
    assert engine.search(query, k) == every[:k]


@pytest.mark.parametrize("bags", [[], [[]], [[], [], []]])
def test_a_collection_without_a_term_finds_nothing(bags: list[list[str]]) -> None:
    engine = built(bags)

    assert engine.search([("甲", 1.0)], 5) == []
    assert engine.idf("甲") > 0


def test_a_single_passage_is_found() -> None:
    ((number, score),) = built([["甲", "乙"]]).search([("甲", 1.0)], 5)

    assert number == 0
    assert score == pytest.approx(math.log(1 + 0.5 / 1.5))


def test_a_term_of_every_passage_still_counts_for_something() -> None:
    engine = built([["甲"], ["甲", "乙"], ["甲", "丙"]])

    found = engine.search([("甲", 1.0)], 5)

    assert len(found) == 3
    assert min(score for _, score in found) > 0
    assert 0 < engine.idf("甲") < engine.idf("乙") < engine.idf("没见过")


def test_unknown_terms_change_nothing() -> None:
    engine = built([["甲"], ["乙"]])
    known = engine.search([("甲", 1.0)], 5)

    assert engine.search([("没见过", 9.0), ("甲", 1.0)], 5) == known
    assert engine.search([("没见过", 1.0)], 5) == []
    assert engine.search([], 5) == []
    assert engine.explain([("没见过", 1.0)], [0]) == [[]]


def test_a_passage_that_shares_no_term_is_never_a_hit() -> None:
    found = built([["甲"], [], ["乙"], ["甲", "乙"]]).search([("甲", 1.0)], 100)

    assert {number for number, _ in found} == {0, 3}


def test_a_weight_multiplies_its_terms_share() -> None:
    engine = built([["甲", "乙"], ["乙"]])
    single = dict(engine.explain([("甲", 1.0), ("乙", 1.0)], [0])[0])

    tripled = dict(engine.explain([("甲", 3.0), ("乙", 1.0)], [0])[0])

    assert tripled == pytest.approx({"甲": 3 * single["甲"], "乙": single["乙"]})
    assert engine.search([("甲", 3.0)], 1)[0][1] == pytest.approx(3 * single["甲"])


def test_a_term_that_is_given_twice_counts_twice_and_is_explained_once() -> None:
    engine = built([["甲"], ["乙"]])

    assert engine.search([("甲", 1.0), ("甲", 1.0)], 5) == engine.search([("甲", 2.0)], 5)
    assert engine.explain([("甲", 1.0), ("甲", 1.0)], [0]) == engine.explain([("甲", 2.0)], [0])


def test_equal_passages_come_in_their_own_order() -> None:
    bags = [["乙"], *[["甲", "丙"]] * 5]

    forwards = built(bags).search([("甲", 0.1), ("丙", 0.7)], 10)
    backwards = built(bags).search([("丙", 0.7), ("甲", 0.1)], 10)

    assert [number for number, _ in forwards] == [1, 2, 3, 4, 5]
    assert [number for number, _ in backwards] == [1, 2, 3, 4, 5]


def test_sums_that_differ_in_their_last_bits_alone_are_equal() -> None:
    """Three shares add up to a little less in one order than in the other, to a computer alone."""
    engine = built([["甲", "乙", "丙"], ["丁", "戊", "己"]])
    query = [("丁", 0.7), ("戊", 0.2), ("己", 0.1), ("甲", 0.1), ("乙", 0.2), ("丙", 0.7)]

    for one in (query, query[::-1]):
        assert [number for number, _ in engine.search(one, 10)] == [0, 1]


def test_building_again_forgets_what_was_there() -> None:
    engine = built([["甲"], ["甲"]])
    engine.search([("甲", 1.0)], 5)

    engine.build([["乙"]])

    assert engine.search([("甲", 1.0)], 5) == []
    assert [number for number, _ in engine.search([("乙", 1.0)], 5)] == [0]


def test_an_unknown_engine_is_refused_in_one_line_that_names_the_known_ones() -> None:
    with pytest.raises(EngineError) as refused:
        create_engine("无此引擎")

    message = str(refused.value)
    assert "无此引擎" in message
    assert all(name in message for name in ENGINE_NAMES)
    assert "\n" not in message
