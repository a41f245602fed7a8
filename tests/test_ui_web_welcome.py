"""The example questions suit the documents that are loaded."""

from corpus.load import load_builtin
from corpus.types import Document
from retrieval.retriever import Retriever
from retrieval.types import Status
from ui.texts import SIMPLIFIED
from ui.web.welcome import BUILTIN_EXAMPLES, examples


def document(title: str) -> Document:
    return Document(title, title, title, "text/plain", "utf-8", "", "文。")


def test_the_builtin_documents_answer_their_examples_first() -> None:
    documents = load_builtin()
    assert examples({one.id: one for one in documents}, SIMPLIFIED) == list(BUILTIN_EXAMPLES)
    retriever = Retriever(documents)
    for (question, name), words in zip(
        BUILTIN_EXAMPLES.items(), ("178亿元", "学会学术部", "市委副书记"), strict=True
    ):
        answer = retriever.ask(question)
        assert answer.status is not Status.NO_ANSWER
        assert answer.evidence[0].document.id == name
        assert words in answer.evidence[0].hit.passage.text


def test_other_documents_are_asked_about_by_their_titles() -> None:
    documents = [document("甲"), document("甲"), document("乙"), document("长" * 40)]
    assert examples({one.id: one for one in documents}, SIMPLIFIED) == [
        "《甲》讲了什么？",
        "《乙》讲了什么？",
    ]


def test_without_documents_there_is_nothing_to_suggest() -> None:
    assert examples({}, SIMPLIFIED) == []
