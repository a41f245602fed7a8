"""A question that points back borrows from the turns before; one that stands alone does not."""

import pytest

from retrieval.followup import BORROWED_WEIGHT, with_turns_before
from retrieval.query import make_query

BEFORE = "石化产业发展大会办了几届？"


def added(question: str, *after: str) -> set[str]:
    return set(with_turns_before(make_query(question), after)[1])


@pytest.mark.parametrize(
    "question",
    [
        "那签约金额呢？",
        "签约金额呢",
        "它是哪一年开始办的？",
        "它們有多少個項目？",
        "还有呢？",
        "其中有多少个项目建成投产？",
        "再说说签约项目的资金",
        "那第三届的签约金额有多少亿元？",
    ],
)
def test_a_question_that_points_back_borrows_the_subject(question: str) -> None:
    assert {"石化", "大会"} <= added(question, BEFORE)


@pytest.mark.parametrize(
    "question",
    [
        "濮阳市科协的内设机构有哪些？",
        "濮阳市科协的机构设置呢？",
        "那不勒斯地区以前是谁的殖民地？",
        "再生资源的回收政策有哪些？",
        "其他行业的从业人员有多少？",
        "其它行业的从业人员有多少？",
        "应该怎样申请低保补助？",
        "吉他演奏会在哪里举行？",
        "什么情况下我可以设置留置权呢？",
        "拜占庭帝国的最后一位皇帝战死，当时他几岁？",
    ],
)
def test_a_change_of_subject_borrows_nothing(question: str) -> None:
    query = make_query(question)

    assert with_turns_before(query, [BEFORE]) == (query, ())


@pytest.mark.parametrize("message", ["谢谢", "你好", "好的", "再见", "你是谁？"])
def test_small_talk_borrows_nothing_and_is_nobodys_subject(message: str) -> None:
    assert added(message, BEFORE) == set()
    assert added("那签约金额呢？", message) == set()
    assert added("那签约金额呢？", BEFORE, message) == added("那签约金额呢？", BEFORE)


def test_with_no_turn_before_nothing_is_added() -> None:
    query = make_query("那签约金额呢？")

    assert with_turns_before(query, []) == (query, ())


def test_borrowed_terms_weigh_less_and_own_terms_keep_their_weight() -> None:
    own, topic = make_query("那签约金额呢？"), make_query(BEFORE)

    query, names = with_turns_before(own, [BEFORE])

    terms = dict(query.terms)
    assert {term: terms[term] for term, _ in own.terms} == dict(own.terms)
    assert {name: terms[name] for name in names} == {
        term: weight * BORROWED_WEIGHT
        for term, weight in topic.terms
        if term not in dict(own.terms)
    }
    assert query.text == own.text


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    names = added("其中建成的呢？", "科技馆在哪里？", BEFORE, "那签约金额呢？", "还有呢？")

    assert {"石化", "大会", "签约"} <= names
    assert "科技馆" not in names


def test_the_latest_subject_counts() -> None:
    names = added("那地址呢？", BEFORE, "濮阳市科技馆的开放时间是什么？")

    assert "科技馆" in names
    assert "石化" not in names


def test_turns_of_any_length_are_borne() -> None:
    assert added("那签约金额呢？", "石化产业，" * 100_000) >= {"石化"}
    assert added("那签约金额呢？", "", "？！", "😀") == set()
