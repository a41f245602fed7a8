"""One turn as Markdown."""

from collections.abc import Callable

from retrieval.types import Answer, Evidence, Notice, Status
from ui.texts import SIMPLIFIED
from ui.web.export import turn_markdown

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
    evidence = make_evidence("甲句。", (0, 3))
    answer = make_answer(evidence, status=Status.NO_ANSWER, notice=Notice.RELATED)
    assert turn_markdown(answer, SIMPLIFIED) == (
        "## 问什么？\n\n未找到确切依据，以下内容可能相关\n\n- 题目 · 第1行\n\n  > 甲句。\n"
    )


def test_a_message_stands_alone(make_answer: MakeAnswer) -> None:
    answer = make_answer(status=Status.NO_ANSWER, notice=Notice.BYE)
    assert turn_markdown(answer, SIMPLIFIED) == "## 问什么？\n\n再见，欢迎随时再来提问。\n"


def test_each_question_of_a_message_has_a_heading_of_its_own(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    first = make_answer(make_evidence("甲句。", (0, 3)), question="甲？")
    second = make_answer(status=Status.NO_ANSWER, question="*乙*？", notice=Notice.NOTHING)
    text = turn_markdown(make_answer(question="甲？乙？", parts=(first, second)), SIMPLIFIED)
    assert text.startswith("## 甲？乙？\n\n### 甲？\n\n**甲句。**\n")
    assert "\n\n### \\*乙\\*？\n\n资料里没有找到" in text


def test_markup_in_questions_and_documents_is_escaped(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence("# <b>![a](b)</b>\n1. $x$", (0, 16))
    text = turn_markdown(make_answer(evidence, question="**粗**\n# 题"), SIMPLIFIED)
    assert text.startswith("## \\*\\*粗\\*\\* # 题\n")
    assert "   > \\# \\<b\\>!\\[a\\](b)\\</b\\>\n   > \\1. \\$x\\$" in text
