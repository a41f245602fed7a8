"""Milvus as the engine: a real Milvus Lite file, and servers that are away or never answer."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EngineError
from corpus.load import load_builtin
from corpus.readers.jsonl import document_from_record
from corpus.segment import RJIEBA
from corpus.types import Document
from retrieval.collection import Collection, build_collection
from retrieval.engines.milvus import (
    Connection,
    MilvusStore,
    connect,
    connection,
    milvus_collection,
)
from retrieval.engines.milvus.schema import NO_VECTOR
from retrieval.query import make_query
from retrieval.retriever import Retriever
from retrieval.weights import load_model
from tests.test_ui_cli import wenju

QUESTIONS = (
    "三届石化产业发展大会签约金额是多少？",
    "谁分管科协工作？",
    "濮阳市科协内设哪几个部门？",
    "青年科技奖什么时候评选？",
    "海豹吃什么？",
)


def local(documents: list[Document]) -> Collection:
    return build_collection(documents, "rank_bm25", segmenter=RJIEBA)


def hits(collection: Collection, question: str, k: int = 20) -> list[tuple[str, float]]:
    query = make_query(question, collection.segmenter)
    found = collection.engine.search(query.searched, k)
    return [(collection.passages[number].id, score) for number, score in found]


def assert_answers_alike(one: Collection, other: Collection) -> None:
    for question in QUESTIONS:
        mine, theirs = hits(one, question), hits(other, question)
        assert [name for name, _ in mine] == [name for name, _ in theirs]
        assert [score for _, score in mine] == pytest.approx(
            [score for _, score in theirs], abs=1e-4
        )
        answers = [Retriever.of(each, load_model()).ask(question) for each in (one, other)]
        shown = [[e.citation for e in answer.evidence] for answer in answers]
        assert shown[0] == shown[1]
        assert answers[0].status == answers[1].status
        for evidence in answers[0].evidence:
            shares = sum(share for _, share in evidence.hit.contributions)
            assert shares == pytest.approx(evidence.hit.score, abs=1e-6)


def test_answers_are_those_of_the_local_engine_in_any_order_of_insertion(
    milvus: Connection,
) -> None:
    documents = list(load_builtin())
    store = MilvusStore(milvus)
    # The mean length, which is frozen at first, is made that of all.
    store.put(documents[len(documents) // 2 :])
    store.put(documents[: len(documents) // 2])
    store.reindex()

    collection = milvus_collection(milvus)

    assert_answers_alike(collection, local(documents))
    assert list(collection.documents) == [one.id for one in documents]
    assert len(collection.documents) == len(documents)
    assert collection.documents[documents[0].id] == documents[0]
    assert {passage.id for passage in collection.passages} == {
        passage.id for passage in local(documents).passages
    }


def test_deleting_and_adding_keeps_frequencies_right(milvus: Connection) -> None:
    documents = list(load_builtin())
    store = MilvusStore(milvus)
    store.put(documents)
    collection = milvus_collection(milvus)
    before = {term: collection.engine.idf(term) for term in ("科协", "U:濮", "没见过的词")}

    store.remove([one.id for one in documents[:2]])
    fewer = local(documents[2:])
    assert collection.engine.idf("科协") == pytest.approx(fewer.engine.idf("科协"))
    assert documents[0].id not in collection.documents
    store.put(documents[:2])
    store.put(documents[:2])
    store.reindex()

    assert {term: collection.engine.idf(term) for term in before} == pytest.approx(before)
    assert_answers_alike(collection, local(documents))


def test_a_search_can_be_restricted_to_documents(milvus: Connection) -> None:
    documents = list(load_builtin())
    MilvusStore(milvus).put(documents)
    retriever = Retriever.of(milvus_collection(milvus), load_model())

    answer = retriever.ask(QUESTIONS[0], only=[documents[1].id])

    assert {one.document.id for one in answer.evidence} <= {documents[1].id}


def test_a_change_that_was_broken_off_is_counted_anew(milvus: Connection) -> None:
    documents = list(load_builtin())
    store = MilvusStore(milvus)
    store.put(documents)
    names = store._names
    row = milvus.query(names.terms, 'id == "科协"', ["id", "number", "held"])[0]
    milvus.put(names.terms, [row | {"held": 1, "vector": NO_VECTOR}])
    store._totals.say({"changing": "1", "passages": "3"})

    MilvusStore(milvus)

    assert_answers_alike(milvus_collection(milvus), local(documents))


@pytest.mark.parametrize("broken", ["documents", "passages"])
def test_documents_that_were_not_written_to_the_end_are_added_anew(
    milvus: Connection, broken: str
) -> None:
    first, *others = documents = list(load_builtin())
    store = MilvusStore(milvus)
    store.put([first])
    put = Connection.put

    def stopped(self: Connection, collection: str, rows: Any) -> None:
        if collection.endswith(broken):
            put(self, collection, rows[:5])
            raise KeyboardInterrupt
        put(self, collection, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "put", stopped)
        with pytest.raises(KeyboardInterrupt):
            store.put(others)
    # Who reads meanwhile gets answers.
    Retriever.of(milvus_collection(milvus), load_model()).ask(QUESTIONS[0])

    again = MilvusStore(milvus)

    kept = again.hashes()
    assert first.id in kept
    assert len(kept) < len(documents)
    again.put([one for one in documents if one.id not in kept])
    again.reindex()
    assert_answers_alike(milvus_collection(milvus), local(documents))


def test_a_long_document_comes_back_whole(milvus: Connection) -> None:
    text = "第一章　总则\n" + "科协组织建言献策。" * 5000
    document = document_from_record("长.txt", "长文", text, "长.txt")

    MilvusStore(milvus).put([document])

    assert milvus_collection(milvus).documents["长.txt"] == document


def test_an_empty_one_and_one_of_other_rules_are_refused(milvus: Connection) -> None:
    with pytest.raises(EngineError, match="wenju add"):
        milvus_collection(milvus)
    store = MilvusStore(milvus)
    store.put(load_builtin()[:1])
    store._totals.say({"fingerprint": "以前的规则"})
    with pytest.raises(EngineError, match="切分方式"):
        milvus_collection(milvus)
    with pytest.raises(EngineError, match="切分方式"):
        MilvusStore(milvus)


def test_a_collection_of_another_schema_is_left_alone(milvus: Connection) -> None:
    from retrieval.engines.milvus import schema

    milvus.create("wenju_passages", *schema._schema("documents"))

    with pytest.raises(EngineError, match="wenju_passages"):
        MilvusStore(milvus)
    milvus.load("wenju_passages")
    assert milvus.count("wenju_passages") == 0


@pytest.mark.parametrize("listens", [False, True])
def test_a_server_that_is_away_or_silent_is_told_of_in_one_line(
    listens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_WAITS", (0.01, 0.01))
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{server.getsockname()[1]}"
        if listens:
            server.listen()
        with pytest.raises(EngineError) as told:
            connect(uri, timeout=0.5)

    assert uri in str(told.value)
    assert "--milvus-uri" in str(told.value)
    assert "\n" not in str(told.value)


def test_what_fails_for_a_moment_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from pymilvus.exceptions import MilvusException

    monkeypatch.setattr(connection, "_WAITS", (0.0, 0.0, 0.0))
    tries: list[int] = []

    def request() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise MilvusException(code=2, message="server unavailable")
        return "好"

    assert connection.trying(request, "http://somewhere") == "好"
    assert len(tries) == 3


def test_a_wrong_token_is_not_tried_again() -> None:
    from pymilvus.exceptions import MilvusException

    tries: list[int] = []

    def request() -> str:
        tries.append(1)
        raise MilvusException(code=65535, message="auth check failure, please check token")

    with pytest.raises(EngineError, match="--milvus-token"):
        connection.trying(request, "http://somewhere", connecting=True)
    assert len(tries) == 1


def test_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "食堂.txt").write_text("食堂早上七点开门，晚上八点关门。", "utf-8")
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")

    added = wenju("add", tmp_path / "食堂.txt", *there)
    again = wenju("add", tmp_path / "食堂.txt", *there)
    asked = wenju("ask", "食堂晚上什么时候关门？", *there, "--json")

    assert (added.returncode, added.stdout) == (0, "新增 1；切分了 1 段。\n")
    assert (again.returncode, again.stdout) == (0, "未变 1；切分了 0 段。\n")
    assert json.loads(asked.stdout)["evidence"][0]["document"]["id"] == "食堂.txt"


def test_an_evaluation_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "m.db"
    corpus, qa = tmp_path / "文.jsonl", tmp_path / "题.jsonl"
    corpus.write_text(json.dumps({"id": "甲", "title": "食堂", "text": "食堂七点开门。"}), "utf-8")
    qa.write_text(json.dumps({"question": "食堂几点开门？", "documents": ["甲"]}), "utf-8")

    options = ("--corpus", corpus, "--qa", qa, "--engine", "milvus", "--milvus-uri", file)
    done = wenju("eval", *options, "--json")

    assert json.loads(done.stdout)["document"]["success@1"] == 1.0
    left = connect(str(file))
    assert not any(left.exists(f"wenju_eval_{kind}") for kind in ("passages", "meta"))
    left.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "milvus"], "--milvus-uri"),
        (["--milvus-uri", "x.db"], "--engine milvus"),
        (["--engine", "milvus", "--milvus-uri", "x.db", "--corpus", "."], "--corpus"),
        (["--engine", "milvus", "--milvus-uri", "/dev/null/x.db"], "/dev/null/x.db"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(options: list[str], said: str) -> None:
    done = wenju("ask", "谁分管科协工作？", *options)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
