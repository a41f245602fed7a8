"""What a person reads: the sentence first, numbered citations, and nothing that steers a screen."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.jsonl import document_from_record
from retrieval.retriever import Retriever
from retrieval.types import Answer, Evidence, Notice, Status
from ui.terminal import render_answer, render_documents, show, shown
from ui.texts import SIMPLIFIED

MakeEvidence = Callable[..., Evidence]
MakeAnswer = Callable[..., Answer]
TEXT = "大会办了三届。三届共签约178亿元。"


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Renders an answer to a file and returns its lines."""

    def render(answer: Answer, *, explain: bool = False) -> list[str]:
        show(render_answer(answer, explain))
        return capsys.readouterr().out.splitlines()

    return render


def test_the_sentence_comes_first_then_how_sure_then_numbered_citations(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    first = make_evidence(TEXT, (7, 18), title="石化大会", heading=("签约",), page=3)
    second = make_evidence(TEXT, (0, 7), title="概况")

    lines = printed(make_answer(first, second))

    assert lines == [
        "三届共签约178亿元。",
        "把握很大（0.95）",
        "",
        "[1] 石化大会 › 签约 · 第3页",
        f"    {TEXT}",
        "",
        "[2] 概况 · 第1行",
        f"    {TEXT}",
    ]


@pytest.mark.parametrize(
    ("status", "confidence", "words"),
    [
        (Status.ANSWERED, 0.95, "把握很大（0.95）"),
        (Status.ANSWERED, 0.7, "较有把握（0.70）"),
        (
            Status.UNCERTAIN,
            0.95,
            f"不太确定（0.95） {SIMPLIFIED.uncertain_note}",
        ),
    ],
)
def test_confidence_is_said_in_words(
    make_evidence: MakeEvidence,
    make_answer: MakeAnswer,
    printed: Callable[..., list[str]],
    status: Status,
    confidence: float,
    words: str,
) -> None:
    answer = make_answer(make_evidence(TEXT, (0, 7)), status=status, confidence=confidence)

    assert printed(answer)[1] == words


def test_what_is_only_related_has_no_number(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    lines = printed(
        make_answer(make_evidence(TEXT, (0, 7)), status=Status.NO_ANSWER, notice=Notice.RELATED)
    )

    assert lines == ["未找到确切依据，以下内容可能相关", "", "· 题目 · 第1行", f"    {TEXT}"]


def test_a_sentence_is_shown_with_the_one_it_needs_and_with_what_was_borrowed(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    evidence = make_evidence(TEXT, (7, 18), context=(0, 7))

    lines = printed(make_answer(evidence, added=("石化", "B:石化", "大会")))

    assert lines[:2] == ["已结合上文：石化、大会", "大会办了三届。 三届共签约178亿元。"]


def test_each_question_of_a_message_is_answered_below_the_other(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    first = make_answer(make_evidence(TEXT, (0, 7)), question="几届？")
    second = make_answer(status=Status.NO_ANSWER, question="谁管？", notice=Notice.NOTHING)

    lines = printed(make_answer(question="几届？谁管？", parts=(first, second)))

    assert lines[:3] == ["几届？", "大会办了三届。", "把握很大（0.95）"]
    assert lines[-2:] == ["谁管？", "资料里没有找到与这个问题有关的内容，可以换个说法再问。"]


def test_explaining_names_the_terms_and_their_shares(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    evidence = make_evidence(TEXT, (0, 7), contributions=(("大会", 3.0), ("届", 1.0)))

    text = "\n".join(printed(make_answer(evidence), explain=True))

    assert "BM25 4.00" in text
    assert "大会 75%  届 25%" in text


def test_a_long_passage_stays_on_its_line_in_a_file(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    text = "很长的一句话" * 33

    lines = printed(make_answer(make_evidence(text, (0, len(text)))))

    assert lines[0] == text
    assert lines[-1] == f"    {text}"
    assert all(line == line.rstrip() for line in lines)


def test_markup_in_a_document_is_shown_as_written(
    make_evidence: MakeEvidence, make_answer: MakeAnswer, printed: Callable[..., list[str]]
) -> None:
    text = "[red]红[/red] **粗** $x^2$ <b>:smile: {{7*7}}。"

    assert printed(make_answer(make_evidence(text, (0, len(text)))))[0] == text


@given(st.text(max_size=60) | st.text("文\x1b\x9b\x7f\u202a\u202e\u2066\u2069\r\n\t"))
def test_no_character_that_steers_a_terminal_is_ever_shown(text: str) -> None:
    safe = shown(text)

    assert len(safe) == len(text)
    assert all(one == "\n" or unicodedata.category(one) != "Cc" for one in safe)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(safe)


def test_titles_and_sources_cannot_steer_a_terminal_either(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {
        "title": "题\x1b[31m", "source": "a\x9b31m.txt", "encoding": None,
        "characters": 1, "sections": 0, "passages": 1,
    }  # fmt: skip
    document = document_from_record("文", "题\x1b]0;x\x07", "图书馆每周一闭馆。", "x")

    show(render_documents([row]))
    show(render_answer(Retriever([document]).ask("图书馆哪天闭馆？"), explain=True))

    out = capsys.readouterr().out
    assert "题" in out
    assert not {"\x1b", "\x9b", "\x07"} & set(out)
