"""Every citation is exact, whatever the document and the question."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.load import load_builtin
from corpus.passages import MAX_PASSAGE, cut_passages
from corpus.readers.jsonl import document_from_record
from corpus.sentences import MAX_SENTENCE
from corpus.types import Document
from eval.qa import load_builtin_qa
from retrieval.retriever import Retriever
from retrieval.types import Answer, Status

CHINESE = "科协的签约金额三届一百七十八亿元第十二条机构设置：，。；！？、“”（）《》\n\r \u3000"
TEXTS = st.text(st.one_of(st.sampled_from(CHINESE), st.characters(exclude_categories=["Cs"])))


def assert_exact(answer: Answer) -> None:
    for evidence in answer.evidence:
        passage, text = evidence.hit.passage, evidence.document.text
        assert text[passage.start : passage.end] == passage.text == evidence.citation.quote
        first, last = evidence.sentence
        assert passage.start <= first < last <= passage.end
        assert last - first <= MAX_SENTENCE
        assert all(first <= start < end <= last for start, end in evidence.short_answer)
        spans = [place for span in evidence.highlights for place in span]
        assert spans == sorted(spans)
        assert all(passage.start <= place <= passage.end for place in spans)
        total = sum(share for _, share in evidence.hit.contributions)
        assert total == pytest.approx(evidence.hit.score, abs=1e-6)


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return Retriever(load_builtin())


def document(text: str) -> Document:
    return document_from_record("文", "标题", text, "文.txt")


@given(TEXTS)
@example("一" * 1000)
@example("e\u0301" * 500 + "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 100)
@example("第一行\r\n第二行\r第三行\n\n一、标题\n正文。")
@settings(deadline=None)
def test_passages_are_slices_that_cover_all_but_blanks_and_heading_lines(text: str) -> None:
    made = document(text)
    passages = cut_passages(made)
    uncovered = list(text)
    before = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert 0 < len(passage.text) <= MAX_PASSAGE
        assert passage.start >= before
        before = passage.end
        uncovered[passage.start : passage.end] = " " * len(passage.text)
    for section in made.sections:
        uncovered[section.start : section.body] = " " * (section.body - section.start)
    assert not "".join(uncovered).strip()


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
@settings(deadline=None, max_examples=60)
def test_evidence_from_random_documents_is_exact(texts: list[str], question: str) -> None:
    made = [
        document_from_record(f"文{number}", "标题", text, "x") for number, text in enumerate(texts)
    ]
    assert_exact(Retriever(made).ask(question))


def test_one_long_line_is_cut_and_cited() -> None:
    text = "濮阳市科协内设三个部室,下辖四个事业单位" * 50_000
    assert len(text) == 1_000_000
    passages = cut_passages(document(text))
    assert all(text[one.start : one.end] == one.text for one in passages)
    assert sum(len(one.text) for one in passages) == len(text)


def test_evidence_for_every_builtin_question_is_exact(retriever: Retriever) -> None:
    for question in load_builtin_qa():
        assert_exact(retriever.ask(question.question))


def test_two_retrievers_answer_alike_whatever_the_order_of_documents(
    retriever: Retriever,
) -> None:
    other = Retriever(tuple(reversed(load_builtin())))
    for question in load_builtin_qa()[::5]:
        assert other.ask(question.question) == retriever.ask(question.question)


@pytest.mark.parametrize(
    "question",
    [
        "三届石化产业发展大会签约金额是多少？",
        "三屆石化產業發展大會簽約金額是多少？",
        "３届石化产业发展大会签约金额是多少",
    ],
)
def test_the_amount_signed_is_found_in_any_script_and_width(
    retriever: Retriever, question: str
) -> None:
    answer = retriever.ask(question)
    best = answer.evidence[0]
    assert answer.status is not Status.NO_ANSWER
    assert "178亿元" in best.document.text[slice(*best.sentence)]
    assert [best.document.text[slice(*span)] for span in best.short_answer] == ["178亿元"]


@pytest.mark.parametrize(
    "message",
    ["", "  ", "你好", "谢谢！", "。。。", "😀🎉", "asdfgh", "你有哪些资料？", "问" * 10_000],
)
def test_what_asks_nothing_of_the_documents_gets_no_citation(
    retriever: Retriever, message: str
) -> None:
    answer = retriever.ask(message)
    assert (answer.status, answer.confidence, answer.evidence) == (Status.NO_ANSWER, 0.0, ())
    assert answer.notice
    assert answer.question == message


def test_a_follow_up_borrows_terms_and_a_new_subject_does_not(retriever: Retriever) -> None:
    before = ["石化产业发展大会办了几届？"]
    followed = retriever.ask("那签约金额呢？", before)
    assert "石化" in followed.added_terms
    assert followed.evidence[0].document.id == "石化产业发展大会.md"
    assert retriever.ask("濮阳市科协内设哪几个部门？", before).added_terms == ()
