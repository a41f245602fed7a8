"""The engine for large collections: parts, what has gone, and files give what one build gives."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engines.bm25s import Bm25sEngine
from retrieval.engines.part import Part
from retrieval.engines.postings import Joiner, Postings, batches, join
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
