"""The short answer marked in a sentence, and the neighbour that a sentence needs."""

import pytest

from corpus.readers.jsonl import document_from_record
from retrieval.retriever import Retriever
from retrieval.types import Evidence


def first(text: str, question: str) -> Evidence:
    document = document_from_record("文", "说明", text, "文.txt")
    return Retriever([document]).ask(question, k=1).evidence[0]


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("阅览室共有座位三百二十个。", "阅览室有多少个座位？", ["三百二十个"]),
        ("阅览室于２０１９年５月启用。", "阅览室什么时候启用？", ["２０１９年５月"]),
        ("本馆设有借阅部、采编部和技术部。", "本馆设有哪些部门？", ["借阅部、采编部和技术部"]),
        ("本館設有借閱部、採編部等部門。", "本馆设有哪些部门？", ["借閱部、採編部"]),
        (
            "本馆编写了《馆藏目录》和《读者手册》。",
            "本馆编写了哪些读物？",
            ["《馆藏目录》", "《读者手册》"],
        ),
        (
            "本馆为读者服务、为学校服务。",
            "本馆有哪些服务？",
            ["为读者服务、为学校服务"],
        ),
        ("本馆请来李明、王芳两位馆长。", "本馆请来哪些馆长？", []),
        ("本馆由市文化局主管。", "本馆由谁主管？", []),
    ],
)
def test_a_clear_answer_is_marked_on_the_documents_own_characters(
    text: str, question: str, marked: list[str]
) -> None:
    evidence = first(text, question)

    assert [text[start:end] for start, end in evidence.short_answer] == marked


def test_what_the_question_says_itself_is_no_answer() -> None:
    text = "2019年开放的阅览室有座位320个，2021年增加到500个。"

    evidence = first(text, "2019年开放的阅览室哪年增加座位？")

    assert [text[start:end] for start, end in evidence.short_answer] == ["2021年"]


@pytest.mark.parametrize(
    ("text", "question", "context"),
    [
        (
            "新馆今年开放。其中阅览座位三百个，自习座位一百个。",
            "自习座位有多少个？",
            "新馆今年开放。",
        ),
        (
            "可以外借的资料有以下几类：\n- 图书\n- 期刊",
            "可以外借的资料有哪几类？",
            "- 图书\n- 期刊",
        ),
        ("新馆今年开放。自习座位一百个。", "自习座位有多少个？", None),
    ],
)
def test_a_sentence_comes_with_the_neighbour_it_needs(
    text: str, question: str, context: str | None
) -> None:
    evidence = first(text, question)

    assert (evidence.context and text[slice(*evidence.context)]) == context
