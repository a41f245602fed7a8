"""A question that points back borrows from the turns before; one that stands alone does not."""

import pytest

from corpus.load import load_builtin
from eval.measures.passage import answer_rank
from eval.qa import Question, load_builtin_qa
from retrieval.collection import build_collection
from retrieval.engines import Engine
from retrieval.followup import BORROWED_WEIGHT, with_turns_before
from retrieval.query import make_query
from retrieval.retriever import Retriever
from retrieval.types import Answer

BEFORE = "石化产业发展大会办了几届？"
TALKS = [question for question in load_builtin_qa() if question.after]
CHANGES = [question for question in TALKS if question.kind == "subject_change"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return build_collection(load_builtin()).engine


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return Retriever(load_builtin())


def added(engine: Engine, question: str, *after: str) -> set[str]:
    return set(with_turns_before(make_query(question), after, engine)[1])


@pytest.mark.parametrize(
    "question",
    [
        "那签约金额呢？",
        "签约金额呢",
        "签约金额是多少？",
        "它是哪一年开始办的？",
        "它們有多少個項目？",
        "参加它的院士有谁？",
        "其签约金额是多少？",
        "还有呢？",
        "为什么？",
        "具体有哪些？",
        "还有吗？",
        "分别是多少？",
        "在哪儿？",
        "其中有多少个项目建成投产？",
        "再说说签约项目的资金",
        "那第三届的签约金额有多少亿元？",
    ],
)
def test_a_question_that_points_back_borrows_the_subject(engine: Engine, question: str) -> None:
    assert {"石化", "大会"} <= added(engine, question, BEFORE)


@pytest.mark.parametrize(
    "question",
    [
        "濮阳市科协的内设机构有哪些？",
        "濮阳市科协的机构设置呢？",
        "公众号叫什么？",
        "梁集村在哪？",
        "科技馆有多大？",
        "今天天气怎么样？",
        "巴黎在哪里？",
        "什么是科普e站？",
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
def test_a_change_of_subject_borrows_nothing(engine: Engine, question: str) -> None:
    query = make_query(question)

    assert with_turns_before(query, [BEFORE], engine) == (query, ())


@pytest.mark.parametrize("message", ["谢谢", "你好", "好的", "再见", "你是谁？"])
def test_small_talk_borrows_nothing_and_is_nobodys_subject(engine: Engine, message: str) -> None:
    follow_up = "那签约金额呢？"

    assert added(engine, message, BEFORE) == set()
    assert added(engine, follow_up, message) == set()
    assert added(engine, follow_up, BEFORE, message) == added(engine, follow_up, BEFORE)


def test_with_no_turn_before_nothing_is_added(engine: Engine) -> None:
    query = make_query("那签约金额呢？")

    assert with_turns_before(query, [], engine) == (query, ())


def test_borrowed_terms_weigh_less_and_own_terms_keep_their_weight(engine: Engine) -> None:
    own, topic = make_query("那签约金额呢？"), dict(make_query(BEFORE).terms)

    query, names = with_turns_before(own, [BEFORE], engine)

    terms = dict(query.terms)
    assert {term: terms[term] for term, _ in own.terms} == dict(own.terms)
    assert names
    assert {name: terms[name] for name in names} == {
        name: topic[name] * BORROWED_WEIGHT for name in names
    }
    assert query.text == own.text


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        ("2017年新增了多少家企业？", "那2018年呢？", "2018年新增了多少家企业?"),
        ("濮阳市科协有几个内设机构？", "那安阳市呢？", "安阳市科协有几个内设机构?"),
        ("第二届大会签约多少？", "第三届呢", "第3届大会签约多少?"),
    ],
)
def test_another_year_place_or_ordinal_takes_the_place_of_the_one_before(
    engine: Engine, before: str, question: str, asked: str
) -> None:
    query, names = with_turns_before(make_query(question), [before], engine)

    assert query.text == asked
    assert not {"2017", "濮阳", "濮阳市", "2"} & set(names)
    assert names


def test_a_chain_of_follow_ups_keeps_its_subject(engine: Engine) -> None:
    names = added(engine, "其中建成的呢？", "科技馆在哪里？", BEFORE, "那签约金额呢？", "还有呢？")

    assert {"石化", "大会", "签约"} <= names
    assert "科技馆" not in names


def test_the_latest_subject_counts(engine: Engine) -> None:
    names = added(engine, "那地址呢？", BEFORE, "濮阳市科技馆的开放时间是什么？")

    assert "科技馆" in names
    assert "石化" not in names


def test_of_a_turn_with_two_questions_the_last_is_gone_on_from(engine: Engine) -> None:
    names = added(engine, "它有多大？", f"{BEFORE}濮阳市科技馆在哪里？")

    assert "科技馆" in names
    assert "石化" not in names


def test_turns_of_any_length_are_borne(engine: Engine) -> None:
    assert added(engine, "那签约金额呢？", "石化产业，" * 100_000) >= {"石化"}
    assert added(engine, "那签约金额呢？", "", "？！", "😀") == set()
    assert added(engine, "那签约金额呢？", *["你好"] * 500, BEFORE) >= {"石化"}


def test_four_in_five_follow_ups_find_the_right_passage_first(retriever: Retriever) -> None:
    def found(question: Question) -> bool:
        ranking = retriever.rank(question.question, question.after)
        return answer_rank(ranking.passages, question.answers, question.documents) == 1

    right = [found(question) for question in TALKS if question.kind == "followup"]

    assert len(right) >= 24
    assert sum(right) >= 0.8 * len(right)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.id)
def test_a_change_of_subject_is_answered_as_if_asked_alone(
    retriever: Retriever, change: Question
) -> None:
    def shown(answer: Answer) -> object:
        return answer.status, [
            (one.citation.start, one.sentence, one.document.id) for one in answer.evidence
        ]

    answer = retriever.ask(change.question, change.after)

    assert answer.added_terms == ()
    assert shown(answer) == shown(retriever.ask(change.question))
