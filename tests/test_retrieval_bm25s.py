"""The engine for large collections: parts, what has gone, and files give what one build gives."""

from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engines import part
from retrieval.engines.bm25s import Bm25sEngine
from retrieval.engines.joining import Joiner, join
from retrieval.engines.part import Part
from retrieval.engines.postings import Postings, batches
from retrieval.engines.rank_bm25 import RankBM25Engine
from retrieval.types import WeightedTerm

TERMS = st.sampled_from("甲乙丙丁戊己")
BAGS = st.lists(st.lists(TERMS, max_size=8), max_size=8)
QUERIES = st.lists(st.tuples(TERMS, st.floats(0.1, 3.0)), min_size=1, max_size=6)


def part_of(bags: list[list[str]], gone: set[int], order: list[float] | None = None) -> Part:
    return Part(
        join(batches(bags)),
        np.array(sorted(gone), np.int64),
        None if order is None else np.array(order),
    )


@st.composite
def _parts(draw: st.DrawFn) -> list[tuple[list[list[str]], set[int]]]:
    """A few parts, each with those of its passages that have gone."""
    parts = draw(st.lists(BAGS, min_size=1, max_size=3))
    return [
        (bags, draw(st.sets(st.integers(0, len(bags) - 1)) if bags else st.just(set())))
        for bags in parts
    ]


@given(_parts(), QUERIES)
def test_parts_score_as_one_collection_of_what_is_there(
    parts: list[tuple[list[list[str]], set[int]]], query: list[WeightedTerm]
) -> None:
    engine = Bm25sEngine([part_of(bags, gone) for bags, gone in parts])
    kept = [
        (base + number, bag)
        for place, (bags, gone) in enumerate(parts)
        for base in [sum(len(before) for before, _ in parts[:place])]
        for number, bag in enumerate(bags)
        if number not in gone
    ]
    whole = RankBM25Engine()
    whole.build([bag for _, bag in kept])

    found = engine.search(query, 100)

    expected = [(kept[number][0], score) for number, score in whole.search(query, 100)]
    assert dict(found) == pytest.approx(dict(expected), abs=1e-9)
    assert [engine.idf(term) for term in "甲乙庚"] == [whole.idf(term) for term in "甲乙庚"]
    # Now that all of its terms are known.
    assert engine.search(query, 100) == found


@given(st.lists(st.lists(TERMS, max_size=8), max_size=40), QUERIES, st.integers(1, 12))
def test_the_first_hits_are_those_of_rank_bm25_in_its_order(
    bags: list[list[str]], query: list[WeightedTerm], k: int
) -> None:
    stored, plain = Bm25sEngine(), RankBM25Engine()
    stored.build(bags)
    plain.build(bags)

    assert [number for number, _ in stored.search(query, k)] == [
        number for number, _ in plain.search(query, k)
    ]


WORDS = "甲乙丙丁戊己庚辛"


@st.composite
def _collections(draw: st.DrawFn) -> list[tuple[list[list[str]], set[int]]]:
    """Up to three parts of some hundred passages, with words from rare to in nearly all of them.

    Only few passages differ, so that many scores are equal.
    """
    drawn = np.random.default_rng(draw(st.integers(0, 10_000)))
    shares = np.array(draw(st.permutations([0.98, 0.9, 0.5, 0.3, 0.1, 0.03, 0.01, 0.01])))
    often = drawn.integers(1, 4, size=(draw(st.integers(1, 60)), len(WORDS)))
    often *= drawn.random(often.shape) < shares
    kinds = [
        [word for word, times in zip(WORDS, row, strict=True) for _ in range(times)]
        for row in often
    ]
    return [
        (
            [kinds[kind] for kind in drawn.integers(0, len(kinds), draw(st.integers(0, 150)))],
            draw(st.sets(st.integers(0, 149), max_size=40)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]


@given(
    _collections(),
    st.lists(
        st.tuples(st.sampled_from([*WORDS, "壬"]), st.floats(0.001, 3.0)), min_size=1, max_size=12
    ),
    st.integers(1, 12),
    st.none() | st.floats(0.0, 1.0),
    st.integers(1, 200),
)
def test_what_is_left_out_of_the_sum_changes_no_hit_and_no_score(
    parts: list[tuple[list[list[str]], set[int]]],
    query: list[WeightedTerm],
    k: int,
    allowed: float | None,
    step: int,
) -> None:
    """Few are wanted of many, of few that are allowed, of parts from which some have gone."""
    parts = [(bags, {one for one in gone if one < len(bags)}) for bags, gone in parts]
    there = [one not in gone for bags, gone in parts for one in range(len(bags))]
    inside = np.random.default_rng(len(there)).random(len(there)) < (allowed or 0.0)
    whole = RankBM25Engine()
    whole.build([bag for bags, gone in parts for n, bag in enumerate(bags) if n not in gone])
    kept = np.flatnonzero(there)

    with patch.object(part, "_FEW", step):
        engine = Bm25sEngine(
            [
                part_of(bags, gone, [float(base + one) for one in range(len(bags))])
                for place, (bags, gone) in enumerate(parts)
                for base in [sum(len(before) for before, _ in parts[:place])]
            ]
        )
        among = None if allowed is None else inside
        found = engine.search(query, k, among)
        explained = engine.explain(query, [number for number, _ in found])

    expected = whole.search(query, k, None if among is None else among[kept])
    assert [number for number, _ in found] == [kept[number] for number, _ in expected]
    assert [score for _, score in found] == pytest.approx(
        [score for _, score in expected], abs=1e-9
    )
    assert [dict(shares) for shares in explained] == [
        pytest.approx(dict(shares), abs=1e-9)
        for shares in whole.explain(query, [number for number, _ in expected])
    ]


@given(_parts(), QUERIES, st.data())
def test_passages_that_were_not_found_are_explained_as_well(
    parts: list[tuple[list[list[str]], set[int]]], query: list[WeightedTerm], data: st.DataObject
) -> None:
    bags = [bag for bags, _ in parts for bag in bags]
    engine, whole = Bm25sEngine([part_of(bags, set()) for bags, _ in parts]), RankBM25Engine()
    whole.build(bags)
    numbers = data.draw(st.lists(st.integers(0, len(bags) - 1)) if bags else st.just([]))
    engine.search(query, 1)

    explained, expected = engine.explain(query, numbers), whole.explain(query, numbers)

    assert [dict(one) for one in explained] == [
        pytest.approx(dict(one), abs=1e-9) for one in expected
    ]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_passage_that_owes_nearly_all_to_a_common_word_is_found(k: int) -> None:
    """So often in a passage so short that it brings nearly the most that it can bring."""
    rest = ["丁"] * 60
    special = [["辛", *rest], ["辛", "庚", *rest], ["甲"] * 30, ["辛", *["甲"] * 30]]
    bags = [*special, *[["甲", *rest]] * 60, *[rest] * 40]
    stored, plain = Bm25sEngine(), RankBM25Engine()
    stored.build(bags)
    plain.build(bags)

    for rare, common in product(np.linspace(0.01, 1.0, 40), np.geomspace(0.1, 5.0, 40)):
        query = [("辛", 1.0), ("庚", float(rare)), ("甲", float(common))]
        with patch.object(part, "_FEW", 1):
            found = stored.search(query, k)
        expected = plain.search(query, k)
        assert [number for number, _ in found] == [number for number, _ in expected]


@pytest.mark.parametrize("k", [1, 10, 100])
def test_the_best_of_many_thousands_are_those_of_the_whole_sum(k: int) -> None:
    """Words like those of a language: each half as common as the one before, in long lists."""
    drawn = np.random.default_rng(7)
    words = [f"词{number}" for number in range(12)]
    bags = [
        [word for word, times in zip(words, row, strict=True) for _ in range(times)]
        for row in drawn.poisson([2.0 / 1.8**rank for rank in range(12)], size=(20_000, 12))
    ]
    stored, plain = Bm25sEngine(), RankBM25Engine()
    stored.build(bags)
    plain.build(bags)

    # Some of the words, some of them at a low weight: the rare ones do not always decide.
    for weights in drawn.random((30, 12)) ** 3:
        some = drawn.permutation(12)[: drawn.integers(2, 13)]
        query = [(words[word], float(weights[word])) for word in some]
        few = drawn.random(len(bags)) < 0.01
        for among in (None, few):
            found, expected = stored.search(query, k, among), plain.search(query, k, among)
            assert [number for number, _ in found] == [number for number, _ in expected]
            assert [score for _, score in found] == pytest.approx(
                [score for _, score in expected], abs=1e-9
            )


def test_equal_passages_of_two_parts_come_in_the_order_that_the_parts_are_given() -> None:
    bags = [["甲"], ["甲"], ["甲"]]
    engine = Bm25sEngine([part_of(bags, set()), part_of(bags, set(), [-0.5, 0.5, 9.0])])

    assert [number for number, _ in engine.search([("甲", 1.0)], 10)] == [3, 0, 4, 1, 2, 5]


def test_the_best_of_many_thousands_are_found_among_near_ties() -> None:
    """More passages than are looked at as one block, most of them nearly equal."""
    drawn = np.random.default_rng(3)
    bags = [
        ["甲"] * int(times) + ["乙"] * int(rest)
        for times, rest in drawn.integers(1, 6, size=(12_000, 2))
    ]
    stored, plain = Bm25sEngine(), RankBM25Engine()
    stored.build(bags)
    plain.build(bags)
    query = [("甲", 1.0), ("乙", 0.3)]

    found, expected = stored.search(query, 100), plain.search(query, 100)

    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected])


def test_a_saved_index_answers_as_the_built_one(tmp_path: Path) -> None:
    bags = [["濮阳", "B:濮阳", "U:濮"], ["科协", "U:濮"], [], ["𠮷野家"] * 300]
    joiner = Joiner(tmp_path)
    for batch in batches(bags):
        joiner.add(batch)
    built = Bm25sEngine([Part(joiner.finish())])
    opened = Bm25sEngine([Part(Postings.open(tmp_path))])

    for term in ("濮阳", "U:濮", "𠮷野家", "没见过"):
        assert opened.search([(term, 1.0)], 5) == built.search([(term, 1.0)], 5)
    assert [number for number, _ in opened.search([("𠮷野家", 1.0)], 5)] == [3]


def test_terms_with_the_same_hash_are_kept_apart() -> None:
    """CRC-32 is short: 2vaxgj and 4wqz6n, say, may share one; found here by trying."""
    first, second = _colliding()
    engine = Bm25sEngine()
    engine.build([[first], [second], [second]])

    assert [number for number, _ in engine.search([(first, 1.0)], 5)] == [0]
    assert [number for number, _ in engine.search([(second, 1.0)], 5)] == [1, 2]


def _colliding() -> tuple[str, str]:
    import zlib

    seen: dict[int, str] = {}
    for number in range(400_000):
        term = str(number * 7919)
        other = seen.setdefault(zlib.crc32(term.encode()), term)
        if other != term:
            return other, term
    raise AssertionError("no two of them collide")
