"""The built-in QA set is of the size and the kinds promised, and quotes its documents exactly."""

import pytest

from corpus.load import load_builtin
from eval.qa import Question, load_builtin_qa

QUESTIONS = load_builtin_qa()
TEXTS = {document.id: document.text for document in load_builtin()}
KINDS = (
    "number",
    "date",
    "name",
    "list",
    "reason",
    "paraphrase",
    "traditional",
    "typo",
    "numerals",
    "greeting",
    "followup",
    "subject_change",
)


def _quoted(question: Question, quote: str) -> bool:
    return any(quote in TEXTS[name] for name in question.documents)


def test_it_has_at_least_150_questions() -> None:
    assert len(QUESTIONS) >= 150


def test_at_least_40_have_no_answer_and_half_of_these_are_near_misses() -> None:
    unanswerable = [question for question in QUESTIONS if not question.answerable]
    near = [question for question in unanswerable if question.kind == "near"]

    assert len(unanswerable) >= 40
    assert 2 * len(near) >= len(unanswerable)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_is_there(kind: str) -> None:
    assert kind in {question.kind for question in QUESTIONS}


def test_every_gold_document_is_built_in() -> None:
    named = {name for question in QUESTIONS for name in question.documents}

    assert named <= TEXTS.keys()


def test_every_answerable_question_has_answers_documents_and_evidence() -> None:
    bare = [
        question.id
        for question in QUESTIONS
        if question.answerable
        and not (question.answers and question.documents and question.evidence)
    ]

    assert bare == []


def test_every_answer_is_an_exact_quote_of_a_named_document() -> None:
    wrong = [
        (question.id, answer)
        for question in QUESTIONS
        for answer in question.answers
        if not _quoted(question, answer)
    ]

    assert wrong == []


def test_every_evidence_is_an_exact_quote_of_a_named_document() -> None:
    wrong = [
        question.id
        for question in QUESTIONS
        if question.evidence is not None and not _quoted(question, question.evidence)
    ]

    assert wrong == []


def test_every_evidence_holds_one_of_the_answers() -> None:
    wrong = [
        question.id
        for question in QUESTIONS
        if question.evidence is not None
        and not any(answer in question.evidence for answer in question.answers)
    ]

    assert wrong == []


def test_an_unanswerable_question_names_neither_answer_nor_document() -> None:
    wrong = [
        question.id
        for question in QUESTIONS
        if not question.answerable and (question.answers or question.documents or question.evidence)
    ]

    assert wrong == []


def test_no_question_is_asked_twice() -> None:
    assert len(QUESTIONS) == len({(question.after, question.question) for question in QUESTIONS})


def test_talks_of_several_turns_are_there() -> None:
    kinds = [question.kind for question in QUESTIONS if question.after]

    assert kinds.count("followup") >= 24
    assert kinds.count("subject_change") >= 12
    assert len(kinds) == kinds.count("followup") + kinds.count("subject_change")
