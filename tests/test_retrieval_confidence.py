"""How sure an answer is: what the evidence lacks of the question counts."""

import pytest

from corpus.load import load_builtin
from retrieval.retriever import Retriever
from retrieval.types import Status


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return Retriever(load_builtin())


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("濮阳市科协有几个内设机构？", "周口市科协有几个内设机构？"),
        ("三届石化产业发展大会签了多少个项目？", "第五届石化产业发展大会签了多少个项目？"),
        ("2017年评出多少个创新驱动示范市？", "2023年评出多少个创新驱动示范市？"),
        ("丁二烯项目年产多少吨？", "丁二烯项目每年交多少税？"),
        ("结对帮扶的是哪个村？", "结对帮扶的村有多少头牛？"),
    ],
)
def test_a_detail_that_the_documents_do_not_have_lowers_it(
    retriever: Retriever, there: str, missing: str
) -> None:
    known, unknown = retriever.ask(there), retriever.ask(missing)

    assert known.status is Status.ANSWERED
    assert unknown.status is not Status.ANSWERED
    assert unknown.confidence < known.confidence


def test_what_no_document_speaks_of_is_declined(retriever: Retriever) -> None:
    for question in ("鲸鱼怎么睡觉？", "怎样申请护照？", "苹果手机多少钱？"):
        answer = retriever.ask(question)
        assert answer.status is Status.NO_ANSWER
        assert answer.notice is not None
