"""One turn as Markdown."""

from collections.abc import Callable

from retrieval.types import Answer, Evidence, Status
from ui.web.export import turn_markdown
from ui.web.texts import SIMPLIFIED

MakeEvidence = Callable[..., Evidence]
MakeAnswer = Callable[..., Answer]


def test_an_answer_is_exported_with_its_citations(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence("甲句。\n乙句。", (4, 7))
    assert turn_markdown(make_answer(evidence), SIMPLIFIED) == (
        "## 问什么？\n\n**乙句。**\n\n*把握很大*\n\n1. 题目 · 第1行\n\n   > 甲句。\n   > 乙句。\n"
    )


def test_an_uncertain_answer_says_so(make_evidence: MakeEvidence, make_answer: MakeAnswer) -> None:
    answer = make_answer(make_evidence("甲句。", (0, 3)), status=Status.UNCERTAIN)
    assert SIMPLIFIED.uncertain_note in turn_markdown(answer, SIMPLIFIED)


def test_related_passages_are_not_numbered(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    answer = make_answer(make_evidence("甲句。", (0, 3)), status=Status.NO_ANSWER)
    assert turn_markdown(answer, SIMPLIFIED) == (
        "## 问什么？\n\n未找到确切依据，以下内容可能相关：\n\n- 题目 · 第1行\n\n  > 甲句。\n"
    )


def test_a_message_stands_alone(make_answer: MakeAnswer) -> None:
    answer = make_answer(status=Status.NO_ANSWER, message="您好！")
    assert turn_markdown(answer, SIMPLIFIED) == "## 问什么？\n\n您好！\n"


def test_markup_in_questions_and_documents_is_escaped(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence("# <b>![a](b)</b>\n1. $x$", (0, 16))
    text = turn_markdown(make_answer(evidence, question="**粗**\n# 题"), SIMPLIFIED)
    assert text.startswith("## \\*\\*粗\\*\\* # 题\n")
    assert "   > \\# \\<b\\>!\\[a\\](b)\\</b\\>\n   > \\1. \\$x\\$" in text
