"""A reindexing of Milvus, on a real Milvus Lite file: scores are then those of a fresh one."""

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.readers.jsonl import document_from_record
from corpus.types import Document
from retrieval.engines.milvus import (
    Connection,
    MilvusStore,
    connect,
    milvus_collection,
    store,
    vectors,
)
from retrieval.query import make_query
from tests.test_retrieval_milvus_words import broken_off, held_in
from tests.test_ui_cli import assert_refused, wenju

SHORT = [f"食堂{number}号窗口七点开门。" for number in range(12)]
LONG = [f"第{number}条　" + "市科协组织科普活动，食堂照常开门。" * 9 for number in range(6)]


def documents(texts: list[str], kind: str) -> list[Document]:
    return [
        document_from_record(f"{kind}{number}", kind, text, f"{kind}{number}")
        for number, text in enumerate(texts)
    ]


def scores(milvus: Connection) -> list[tuple[str, float]]:
    collection = milvus_collection(milvus)
    query = make_query("食堂几点开门？", collection.segmenter)
    found = collection.engine.search(query.searched, 50)
    return [(collection.passages[number].id, score) for number, score in found]


def test_scores_are_those_of_a_fresh_collection(milvus: Connection, tmp_path: Path) -> None:
    short, long = documents(SHORT, "短"), documents(LONG, "长")
    kept = MilvusStore(milvus)
    kept.put(short)
    kept.put(long)
    fresh = connect(str(tmp_path / "fresh.db"))
    MilvusStore(fresh).put([*short, *long])
    assert scores(milvus) != scores(fresh)
    seen: list[tuple[int, int]] = []

    done = kept.reindex(lambda passed, whole: seen.append((passed, whole)))

    assert scores(milvus) == scores(fresh)
    assert held_in(milvus) == held_in(fresh)
    assert done.passages == len(milvus_collection(milvus).passages)
    assert done.mean > 2 * done.before
    assert seen[-1] == (2 * done.passages, 2 * done.passages)
    fresh.close()


def test_one_that_was_broken_off_is_done_again(
    milvus: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_AT_ONCE", 4)
    short, long = documents(SHORT, "短"), documents(LONG, "长")
    kept = MilvusStore(milvus)
    kept.put(short)
    kept.put(long)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "put", broken_off(2, Connection.put))
        with pytest.raises(KeyboardInterrupt):
            kept.reindex()
    halfway = held_in(milvus)

    MilvusStore(milvus)

    fresh = connect(str(tmp_path / "fresh.db"))
    monkeypatch.setattr(store, "_AT_ONCE", 200)
    MilvusStore(fresh).put([*short, *long])
    assert held_in(milvus) == held_in(fresh) != halfway
    fresh.close()


@pytest.mark.parametrize("length", [1, 7, 60, 900])
@pytest.mark.parametrize("before", [30.0, 411.5])
def test_a_vector_is_rescaled_as_if_it_were_made_anew_and_never_twice(
    length: int, before: float
) -> None:
    bag = Counter({f"词{number}": number + 1 for number in range(40)})
    while bag.total() > length:
        bag = Counter({term: times - 1 for term, times in bag.items() if times > 1})
    bag["余"] += length - bag.total()
    numbers = {term: number for number, term in enumerate(bag, start=1)}
    old, new = (vectors.vector_of(bag, numbers, mean) for mean in (before, 250.0))

    once = vectors.rescaled(old, length, before, 250.0)

    assert once == new
    assert vectors.rescaled(once, length, before, 250.0) == new


def test_from_the_command_line(tmp_path: Path) -> None:
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")
    for kind, texts in (("短", SHORT), ("长", LONG)):
        (tmp_path / f"{kind}.txt").write_text("\n".join(texts), "utf-8")
        wenju("add", tmp_path / f"{kind}.txt", *there)

    done = wenju("reindex", *there)
    again = json.loads(wenju("reindex", *there, "--json").stdout)

    assert done.returncode == 0
    assert done.stdout.startswith(f"重新整理了 {again['passages']} 段；平均每段 ")
    assert done.stdout.count("\n") == 1
    assert f"{again['mean']:.1f} 项" in done.stdout
    assert again["mean"] == again["before"]


def test_where_there_is_nothing_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")

    for _ in range(2):
        assert_refused(wenju("reindex", *there), "wenju add")
    assert_refused(wenju("reindex"), "--engine milvus")
    wenju("words", "add", "科普大篷车", *there)
    assert wenju("reindex", *there).stdout == "Milvus 里还没有段落，不必整理。\n"
