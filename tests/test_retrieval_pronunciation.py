"""A word typed wrongly by its sound is found; a name that the documents lack stays lacking."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.jsonl import document_from_record
from retrieval.collection import Collection, build_collection
from retrieval.query import SOUND_ALIKE_WEIGHT, corrected, make_query
from retrieval.retriever import Retriever
from retrieval.types import Status

TEXTS = (
    "濮阳市科协每年举办科普活动，评选优秀科技工作者。",
    "示范市的需求很多，科普大篷车开进农村广场。",
    "山西的公务员参加了南洋的比赛，犯罪分子肇事，同业被抓。",
)


def collection(*texts: str) -> Collection:
    return build_collection(
        [document_from_record(f"文{number}", "题", text, "x") for number, text in enumerate(texts)]
    )


COLLECTION = collection(*TEXTS)


def heard(question: str) -> dict[str, str]:
    query = corrected(make_query(question), COLLECTION.engine.idf)
    return {query.text[slice(*one.span)]: one.word for one in query.sound_alikes}


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        ("科谱工作有哪些", "科谱", "科普"),
        ("濮阳市课协在哪", "课协", "科协"),
        ("平选了多少人", "平选", "评选"),
        ("示犯市是哪个", "示犯", "示范"),
        ("企业的须求", "须求", "需求"),
        ("公务园有多少", "公务园", "公务员"),
        ("农村广厂", "广厂", "广场"),
        ("科普大蓬车", "大蓬车", "大篷车"),
        ("犯罪份子是谁", "犯罪份子", "犯罪分子"),
        ("科譜工作", "科谱", "科普"),
        ("工作折的人数", "工作折", "工作者"),
        ("频选了多少人", "频选", "评选"),
        ("似范市有哪些", "似范", "示范"),
    ],
)
def test_what_makes_no_word_is_read_as_a_word_that_sounds_like_it(
    question: str, typed: str, meant: str
) -> None:
    assert heard(question)[typed] == meant


@pytest.mark.parametrize(
    "question",
    [
        "南阳在哪里",
        "陕西有多少人",
        "安阳市科协归谁管",
        "科普活动有多少",
        "课程是什么",
        "口罩事项",
        "合同也有",
        "他的指标",
        "gdp 2018",
        "",
    ],
)
def test_a_word_is_left_as_it_is_whether_or_not_a_document_has_it(question: str) -> None:
    assert heard(question) == {}


def test_a_sound_alike_only_adds_and_weighs_less() -> None:
    query = make_query("科谱活动")

    better = corrected(query, COLLECTION.engine.idf)

    own, added = dict(better.terms), dict(better.expansion)
    assert better.terms == query.terms
    assert added["科普"] == pytest.approx(SOUND_ALIKE_WEIGHT)
    assert not own.keys() & added.keys()


def test_a_misspelt_question_finds_its_passage_and_marks_the_word_there() -> None:
    filler = [f"第{number}个部门负责其他各项工作。" for number in range(20)]
    retriever = Retriever(list(collection(*TEXTS, *filler).documents.values()))

    first = retriever.ask("科谱大蓬车").evidence[0]

    assert "大篷车" in first.citation.quote
    assert "科普大篷车" in {first.document.text[start:end] for start, end in first.highlights}


def test_a_place_that_no_document_names_is_not_answered_with_one_that_sounds_alike() -> None:
    retriever = Retriever(list(COLLECTION.documents.values()))

    assert retriever.ask("陕西有哪些人？").status is not Status.ANSWERED


def test_a_long_question_of_odd_characters_is_still_asked() -> None:
    assert Retriever(list(COLLECTION.documents.values())).ask("饕餮魑魅" * 500).question


def test_the_sounds_are_not_loaded_for_a_question_without_a_mistake() -> None:
    program = (
        "import sys; from corpus.load import load_builtin;"
        "from retrieval.retriever import Retriever; r = Retriever(load_builtin());"
        "r.ask('科普活动有多少场？'); print('pypinyin' in sys.modules);"
        "r.ask('科谱活动有多少场？'); print('pypinyin' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )

    assert run.stdout.split() == ["False", "True"]


@given(st.text("科谱普濮阳市课协会示犯范饕餮的ab1 ", max_size=25))
def test_of_any_question_the_spans_hold_what_was_typed_and_the_words_are_the_documents(
    question: str,
) -> None:
    query = corrected(make_query(question), COLLECTION.engine.idf)

    unknown = COLLECTION.engine.idf("")
    for alike in query.sound_alikes:
        typed = query.text[slice(*alike.span)]
        assert len(typed) == len(alike.word)
        assert sum(one != other for one, other in zip(typed, alike.word, strict=True)) == 1
        assert COLLECTION.engine.idf(alike.word) < unknown
