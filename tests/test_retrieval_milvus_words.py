"""The user's words in Milvus, on a real Milvus Lite file: as in a library, and without a trace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EngineError, InputError
from corpus.library import Library, add_bytes
from corpus.load import load_builtin, read_bytes
from corpus.segment import RJIEBA
from retrieval.collection import stored_collection
from retrieval.engines.milvus import (
    Connection,
    LiveMilvus,
    MilvusStore,
    connect,
    connection,
    milvus_collection,
    milvus_words,
    words,
)
from retrieval.engines.milvus.schema import Names
from tests.test_retrieval_milvus import assert_answers_alike
from tests.test_ui_cli import assert_refused, wenju

WORD = "石化产业发展大会"
NAMES = Names("wenju")
LEAD = "市委副书记分管科协工作。"


def held_in(milvus: Connection) -> dict[str, Any]:
    """All that matters of what is in Milvus, with terms in place of their numbers."""
    terms = list(milvus.every(NAMES.terms, 'id != ""', ["id", "number", "held"]))
    by_number = {row["number"]: row["id"] for row in terms}
    rows = milvus.every(NAMES.passages, "id >= 0", ["*", "vector"])
    meta = {row["id"]: row["value"] for row in milvus.query(NAMES.meta, 'id != ""', ["*"])}
    return {
        "passages": {
            row["id"]: (
                row["search_text"],
                row["length"],
                {by_number[number]: share for number, share in row["vector"].items()},
            )
            for row in rows
        },
        "terms": {row["id"]: row["held"] for row in terms if row["held"]},
        "meta": {key: value for key, value in meta.items() if key != "revision"},
    }


def broken_off(after: int, put: Callable[..., None]) -> Callable[..., None]:
    """Writes passages so many times, and then is stopped."""
    left = [after]

    def stopped(self: Connection, collection: str, rows: Any) -> None:
        if collection == NAMES.passages:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        put(self, collection, rows)

    return stopped


def test_answers_are_those_of_a_library_with_the_word(milvus: Connection, tmp_path: Path) -> None:
    texts = {f"{document.id}.txt": document.text for document in load_builtin()}
    library = Library(tmp_path / "库", create=True)
    with library.writing() as writer:
        for name, text in texts.items():
            add_bytes(writer, name, text.encode())
        writer.cut_with(RJIEBA)
        changed = writer.add_word(WORD)
    store = MilvusStore(milvus)
    store.put(library.load().documents)

    change = store.add_word(WORD)
    store.reindex()

    assert change.segmented == changed.segmented
    assert store.words() == milvus_words(milvus) == (WORD,)
    collection = milvus_collection(milvus)
    local = stored_collection(library.load(), "rank_bm25")
    assert collection.engine.idf(WORD) == pytest.approx(local.engine.idf(WORD))
    assert_answers_alike(collection, local)


def test_a_word_does_the_same_before_and_after_the_documents(
    milvus: Connection, tmp_path: Path
) -> None:
    MilvusStore(milvus).put(load_builtin())
    MilvusStore(milvus).add_word(WORD)
    MilvusStore(milvus).reindex()
    other = connect(str(tmp_path / "other.db"))
    MilvusStore(other).add_word(WORD)
    MilvusStore(other).put(load_builtin())
    MilvusStore(other).reindex()

    assert held_in(milvus) == held_in(other)
    other.close()


def test_only_passages_with_its_characters_change_and_it_leaves_no_trace(
    milvus: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_AT_ONCE", 2)
    store = MilvusStore(milvus)
    store.put(load_builtin())
    before = held_in(milvus)

    with pytest.MonkeyPatch.context() as patch:
        # Several pages, of several batches each.
        patch.setattr(connection, "_PAGE", 3)
        change = store.add_word(WORD)

    during = held_in(milvus)
    changed = {key for key, row in during["passages"].items() if row != before["passages"][key]}
    having = {key for key, row in before["passages"].items() if WORD in row[0]}
    assert changed == having
    assert change.segmented >= len(having) > 2
    assert all(WORD in during["passages"][key][2] for key in having)
    assert during["terms"][WORD] == len(having)

    store.remove_word(WORD)

    assert held_in(milvus) == before
    assert milvus_words(milvus) == ()


def test_a_word_that_stands_in_a_heading_alone_is_found_there(milvus: Connection) -> None:
    text = "# 通知\n\n## 科普大篷车\n\n每周五下乡。\n\n## 食堂\n\n七点开门。\n"
    store = MilvusStore(milvus)
    store.put(read_bytes(text.encode(), "车.md", "车.md", "车.md"))

    change = store.add_word("科普大篷车")

    assert change.segmented == held_in(milvus)["terms"]["科普大篷车"] == 1


def test_readers_cut_questions_with_the_words_of_now(milvus: Connection) -> None:
    store = MilvusStore(milvus)
    store.put(load_builtin())
    live = LiveMilvus(milvus)
    asked = f"{WORD}签约金额是多少？"
    first = live.current()
    plain = dict(first.ask(asked).terms)

    store.add_word(WORD)
    again = dict(live.current().ask(asked).terms)

    assert WORD not in plain
    assert WORD in again
    store.remove_word(WORD)
    assert dict(live.current().ask(asked).terms) == plain


def test_without_a_change_of_words_the_retriever_stays(milvus: Connection) -> None:
    store = MilvusStore(milvus)
    store.put(load_builtin()[:2])
    live = LiveMilvus(milvus)
    first = live.current()

    store.put(load_builtin()[2:])

    assert live.current() is first
    assert len(first.documents) == len(load_builtin())


@pytest.mark.parametrize("comes", [True, False])
def test_a_change_that_was_broken_off_is_completed(
    milvus: Connection, monkeypatch: pytest.MonkeyPatch, comes: bool
) -> None:
    monkeypatch.setattr(words, "_AT_ONCE", 2)
    store = MilvusStore(milvus)
    store.put(load_builtin())
    store.reindex()
    states = [held_in(milvus)]
    store.add_word(WORD)
    store.reindex()
    states.append(held_in(milvus))
    if comes:
        store.remove_word(WORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "put", broken_off(1, Connection.put))
        with pytest.raises(KeyboardInterrupt):
            (store.add_word if comes else store.remove_word)(WORD)
    # Who reads meanwhile keeps to the words that were.
    assert bool(milvus_words(milvus)) != comes

    MilvusStore(milvus).reindex()

    assert held_in(milvus) == states[comes]


def test_words_that_do_not_fit_the_passages_are_refused(milvus: Connection) -> None:
    store = MilvusStore(milvus)
    store.put(load_builtin()[:1])
    store.add_word("科普大篷车")
    milvus.delete(NAMES.meta, 'id like "word:%"')

    for opened in (MilvusStore, milvus_collection):
        with pytest.raises(EngineError, match="切分方式"):
            opened(milvus)


@pytest.mark.parametrize("word", ["，", "科", "有 空格", "字" * 21])
def test_what_can_not_be_a_word_is_refused(milvus: Connection, word: str) -> None:
    with pytest.raises(InputError, match="不能作用户词"):
        MilvusStore(milvus).add_word(word)


def test_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "科协.txt").write_text(LEAD, "utf-8")
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")
    wenju("add", tmp_path / "科协.txt", *there)

    tried = wenju("words", "add", "分管科协", "--preview", LEAD, *there, "--json")
    added = wenju("words", "add", "分管科协", *there)
    listed = wenju("words", *there, "--json")
    asked = wenju("ask", "谁分管科协？", *there, "--json")
    removed = wenju("words", "remove", "分管科协", *there)

    assert "分管科协" in json.loads(tried.stdout)["after"]
    assert (added.returncode, added.stdout) == (0, "重新切分了 1 段。\n分管科协\n")
    assert json.loads(listed.stdout) == {"words": ["分管科协"], "segmented": 0}
    assert "分管科协" in [term for term, _ in json.loads(asked.stdout)["terms"]]
    assert (removed.returncode, removed.stdout) == (0, "重新切分了 1 段。\n")
    assert_refused(wenju("words", "remove", "分管科协", *there), "分管科协", "wenju words")


def test_where_there_is_nothing_only_a_new_word_makes_something(tmp_path: Path) -> None:
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")

    for arguments in ((), ("remove", "科普大篷车")):
        assert_refused(wenju("words", *arguments, *there), "wenju add")
    assert wenju("words", "add", "科普大篷车", *there).returncode == 0
    assert wenju("words", *there).stdout == "科普大篷车\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--library"),
        (["--engine", "milvus"], "--milvus-uri"),
        (["--engine", "bm25s"], "milvus"),
    ],
)
def test_words_have_to_be_somewhere(options: list[str], said: str) -> None:
    assert_refused(wenju("words", *options), said)
