"""A message of several questions is cut into them, and each is answered."""

from collections.abc import Callable

import pytest

from corpus.load import load_builtin
from retrieval.parts import MAX_PARTS, split_questions, together
from retrieval.retriever import Retriever
from retrieval.types import Answer, Evidence, Notice, Status

MakeEvidence = Callable[..., Evidence]
MakeAnswer = Callable[..., Answer]

SURE, SURE_TOO = "三届石化产业发展大会签约金额是多少？", "濮阳市科协内设几个部门？"
UNKNOWN = "红烧肉怎么做才不腻？"


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return Retriever(load_builtin())


def best(answer: Answer) -> str:
    first = answer.evidence[0]
    return first.document.text[slice(*first.sentence)]


@pytest.mark.parametrize(
    "message",
    [
        "科协有几个内设机构？办公地址在哪里？",
        "科协有几个内设机构？？办公地址在哪里？！",
        "科协有几個內設機構？辦公地址在哪裡？",
        "科协有几个内设机构\n办公地址在哪里",
        "科协有几个内设机构，办公地址在哪里？",
        "科协有几个内设机构以及办公地址在哪里？",
        "科协有几个内设机构;办公地址在哪里",
        "1. 科协有几个内设机构？\n2. 办公地址在哪里？",
        "1、科协有几个内设机构 2、办公地址",
        "（1）科协有几个内设机构？（2）办公地址在哪里？",
        "①科协有几个内设机构②办公地址在哪里",
        "- 科协有几个内设机构\n- 办公地址在哪里",
        "你好！科协有几个内设机构？办公地址在哪里？谢谢！",
    ],
)
def test_two_questions_are_told_apart(message: str) -> None:
    first, second = split_questions(message)

    assert first.rstrip("？?") in {"科协有几个内设机构", "科协有几個內設機構"}
    assert second.rstrip("？?！") in {"办公地址在哪里", "辦公地址在哪裡", "办公地址"}


@pytest.mark.parametrize(
    "message",
    [
        "",
        "？？",
        "科协有几个内设机构？？",
        "科协有几个内设机构？！",
        "是科协办的还是政府办的？",
        "是科协办的？还是政府办的？",
        "大会办了几届？还是没有办过？",
        "是在北京办的，还是在濮阳办的？",
        "「科普e站是什么？谁来建？」这句话出自哪里？",
        "“谁来建？怎么建？”是哪篇文章的标题？",
        "我是农民。想建科普e站，找谁？",
        "请问科协有公众号吗？谢谢！",
        "在吗？科协归谁管？",
        "科协归谁管？可以告诉我吗？",
        "谁能告诉我，科协有几个内设机构？",
        "无论谁申请，要交多少钱？",
        "如果不知道找谁，应该怎么办？",
        "什么样的企业，可以享受哪些优惠？",
        "我几年前买了房，现在想卖，要交多少税？",
        "濮阳市科协内设机构有哪些，分别是什么？",
        "除了梁集村，还有哪些村？",
        "我有三个条件：1. 是农民 2. 有土地 3. 有执照，能申请什么？",
        "网址 http://a.cn/?q=1&p=2 是哪个单位的？",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert split_questions(message) == (message,)


def test_a_statement_stays_with_the_question_after_it() -> None:
    assert split_questions("我是农民。想建科普e站找谁？能补多少钱？谢谢") == (
        "我是农民。想建科普e站找谁？",
        "能补多少钱？",
    )


def test_each_question_is_answered_and_the_second_may_point_back(retriever: Retriever) -> None:
    message = "石化产业发展大会办了几届？其签约金额是多少？"

    answer = retriever.ask(message, k=3)

    assert answer.question == message
    assert [part.question for part in answer.parts] == [
        "石化产业发展大会办了几届？",
        "其签约金额是多少？",
    ]
    assert "三届" in best(answer.parts[0])
    assert "178亿元" in best(answer.parts[1])
    assert {"石化", "大会"} <= set(answer.parts[1].added_terms)
    assert answer.added_terms == ()


def test_what_a_turn_before_the_message_brought_in_is_named(retriever: Retriever) -> None:
    answer = retriever.ask("那签约金额呢？院士有谁？", ["石化产业发展大会办了几届？"])

    assert len(answer.parts) == 2
    assert {"石化", "大会"} <= set(answer.added_terms)


def test_one_question_has_no_parts(retriever: Retriever) -> None:
    assert retriever.ask(SURE).parts == ()


def test_the_evidence_takes_turns_and_no_passage_twice(retriever: Retriever) -> None:
    answer = retriever.ask(f"{SURE}{SURE_TOO}其项目有多少个？石化产业发展大会呢？", k=4)

    first, second, *_ = ([one.hit.passage.id for one in part.evidence] for part in answer.parts)
    passages = [one.hit.passage.id for one in answer.evidence]
    assert passages[:2] == [first[0], second[0]]
    assert len(passages) == len(set(passages)) == 4


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (Status.ANSWERED, Status.ANSWERED, Status.ANSWERED),
        (Status.ANSWERED, Status.UNCERTAIN, Status.UNCERTAIN),
        (Status.ANSWERED, Status.NO_ANSWER, Status.UNCERTAIN),
        (Status.UNCERTAIN, Status.NO_ANSWER, Status.UNCERTAIN),
        (Status.NO_ANSWER, Status.NO_ANSWER, Status.NO_ANSWER),
    ],
)
def test_status_and_confidence_are_the_most_cautious(
    make_answer: MakeAnswer, first: Status, second: Status, both: Status
) -> None:
    parts = [make_answer(status=first, confidence=0.9), make_answer(status=second, confidence=0.2)]

    for ordered in (parts, parts[::-1]):
        answer = together("两问", ordered, 5)
        assert (answer.status, answer.confidence) == (both, 0.2)


def test_what_is_only_related_is_no_evidence_beside_an_answer(
    make_answer: MakeAnswer, make_evidence: MakeEvidence
) -> None:
    found, related = (
        make_evidence("甲。乙。", (0, 2)),
        make_evidence("甲。乙。", (2, 4), span=(2, 4)),
    )
    sure = make_answer(found)
    unsure = make_answer(related, status=Status.NO_ANSWER, notice=Notice.RELATED)

    beside, alone = together("两问", [unsure, sure], 5), together("两问", [unsure, unsure], 5)

    assert (beside.evidence, beside.notice) == ((found,), None)
    assert (alone.evidence, alone.notice) == ((related,), Notice.RELATED)


def test_of_many_questions_the_first_are_answered_and_it_is_said(retriever: Retriever) -> None:
    answer = retriever.ask(SURE * (MAX_PARTS + 1))

    assert len(answer.parts) == MAX_PARTS
    assert answer.notice is Notice.TOO_MANY
    assert retriever.ask(SURE * MAX_PARTS).notice is None


def test_an_evaluation_asks_a_row_whole(retriever: Retriever) -> None:
    message = SURE + UNKNOWN

    assert retriever.rank(message).confidence != retriever.ask(message).confidence
