"""Everyday words find the official ones, and only add to what the user typed."""

from collections import Counter
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import normalize
from corpus.readers.jsonl import document_from_record
from corpus.terms import tokens
from retrieval.query import SYNONYM_WEIGHT, make_query
from retrieval.retriever import Retriever
from retrieval.synonyms import TABLE, synonyms


def rows() -> list[list[str]]:
    lines = resources.files("retrieval").joinpath(TABLE).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def meant(question: str) -> dict[str, tuple[str, ...]]:
    query = make_query(question)
    return {query.text[slice(*one.span)]: one.official for one in query.synonyms}


def first(question: str, *texts: str) -> str:
    documents = [
        document_from_record(f"文{number}", "题", text, "x") for number, text in enumerate(texts)
    ]
    return Retriever(documents).ask(question).evidence[0].citation.quote


def test_each_row_of_the_table_says_what_why_and_says_it_once() -> None:
    everyday = Counter(normalize(one) for row in rows() for one in row[0].split())

    assert all(len(row) == 3 and all(field.strip() for field in row) for row in rows())
    assert not [one for one, times in everyday.items() if times > 1]
    assert not [row for row in rows() if set(row[0].split()) & set(row[1].split())]


@pytest.mark.parametrize(
    ("question", "everyday", "official"),
    [
        ("盖文化广场花了多少钱？", "花了多少钱", "投入"),
        ("市科协归谁管", "归谁管", "领导"),
        ("一共有几个部门？", "几个部门", "内设机构"),
        ("保姆的工资几号发？", "工资", "劳动报酬"),
        ("單位的一把手是誰", "1把手", "主要负责人"),
        ("打人要坐牢吗", "坐牢", "有期徒刑"),
    ],
)
def test_an_everyday_expression_brings_official_words(
    question: str, everyday: str, official: str
) -> None:
    assert official in meant(question)[everyday]


@pytest.mark.parametrize("question", ["办公室有几间？", "修辞手法", "骗局", "花园", "抢答器"])
def test_an_expression_inside_another_word_is_none(question: str) -> None:
    assert not meant(question)


def test_the_longer_expression_wins() -> None:
    assert "酒后开车" in meant("酒后开车怎么处罚")
    assert "开车" not in meant("酒后开车怎么处罚")


def test_a_synonym_only_adds_and_weighs_less() -> None:
    query = make_query("孩子的工资归谁管，劳动报酬呢？")
    own, added = dict(query.terms), dict(query.expansion)

    assert {"孩子", "工资", "劳动", "报酬"} <= own.keys()
    assert {"未成年人", "薪酬"} <= added.keys()
    assert not own.keys() & added.keys()
    assert max(added.values()) == pytest.approx(SYNONYM_WEIGHT)
    assert query.searched == (*query.terms, *query.expansion)


def test_a_plain_question_finds_what_an_official_text_says() -> None:
    found = first(
        "归谁管？", "协会每年办展览。", "协会受市委领导，由一位副书记分管。", "协会编写科普书。"
    )

    assert found == "协会受市委领导，由一位副书记分管。"


@given(st.text("花了多少钱归谁管一把手老板办公室在哪 3a。", max_size=30))
def test_expressions_stand_in_the_question_one_after_the_other(question: str) -> None:
    text = normalize(question)

    found = synonyms(text, tokens(text))

    places = [place for one in found for place in range(*one.span)]
    assert places == sorted(set(places))
    assert all(0 <= one.span[0] < one.span[1] <= len(text) and one.official for one in found)
