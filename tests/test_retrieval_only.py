"""Questions restricted to documents, and passages that stand in several."""

from dataclasses import replace

import pytest

from corpus.errors import UnknownDocumentError
from corpus.load import load_builtin
from retrieval.retriever import Retriever
from ui.wire import answer_json

QUESTION = "三届石化产业发展大会签约金额是多少？"
ANSWER = "石化产业发展大会.md"


def test_a_question_looks_only_in_the_chosen_documents() -> None:
    retriever = Retriever(load_builtin())
    other = next(name for name in retriever.documents if name != ANSWER)

    answer = retriever.ask(QUESTION, only=[other])

    assert {one.document.id for one in answer.evidence} <= {other}
    assert [document.id for document in answer.only] == [other]
    assert retriever.ask(QUESTION, only=[ANSWER]).evidence[0].document.id == ANSWER


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(UnknownDocumentError, match="没有的"):
        Retriever(load_builtin()).ask(QUESTION, only=["没有的.md"])


def test_the_same_passage_in_two_documents_is_shown_once() -> None:
    documents = load_builtin()
    twin = replace(next(one for one in documents if one.id == ANSWER), id="副本.md")
    alone = Retriever(documents).ask(QUESTION)

    answer = Retriever([*documents, twin]).ask(QUESTION)

    texts = [one.citation.quote for one in answer.evidence]
    assert len(texts) == len(set(texts)) == 5
    first = answer.evidence[0]
    assert {first.document.id, *(other.document.id for other in first.also)} == {ANSWER, "副本.md"}
    assert answer.status == alone.status
    wire = answer_json(answer, 0.0)["evidence"]
    assert len(wire[0]["also"]) == 1
    assert "also" not in answer_json(alone, 0.0)["evidence"][0]
