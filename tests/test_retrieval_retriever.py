"""A retriever answers the same in any process and thread, and shows what it found unaltered."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.load import load_builtin
from corpus.readers.jsonl import document_from_record
from eval.qa import load_builtin_qa
from retrieval.retriever import MAX_QUESTION, Retriever
from retrieval.types import Answer, Notice, Status

FLAGSHIP = "三届石化产业发展大会签约金额是多少？"
# Prints the digest of all answers to every tenth built-in question.
DIGEST = """
from hashlib import sha256
from corpus.load import load_builtin
from eval.qa import load_builtin_qa
from retrieval.retriever import Retriever
retriever = Retriever(load_builtin())
answers = [retriever.ask(one.question, one.after) for one in load_builtin_qa()[::10]]
print(sha256(repr(answers).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return Retriever(load_builtin())


def sentence(answer: Answer, place: int = 0) -> str:
    evidence = answer.evidence[place]
    return evidence.document.text[slice(*evidence.sentence)]


def test_the_flagship_question_has_its_amount_in_the_first_sentence(retriever: Retriever) -> None:
    answer = retriever.ask(FLAGSHIP)

    assert answer.status is not Status.NO_ANSWER
    assert "178亿元" in sentence(answer)


def test_two_processes_answer_alike_whatever_their_hash_seed() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]

    digests = {process.communicate()[0] for process in running}

    assert [process.returncode for process in running] == [0, 0]
    assert len(digests) == 1


def test_threads_that_share_a_retriever_get_what_one_alone_gets(retriever: Retriever) -> None:
    questions = [one.question for one in load_builtin_qa()[::8]]
    alone = [retriever.ask(question) for question in questions]
    shared = Retriever(load_builtin())

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(shared.ask, questions * 4))

    assert together == alone * 4


def test_asking_and_ranking_agree(retriever: Retriever) -> None:
    for question in load_builtin_qa()[::4]:
        answer = retriever.ask(question.question, question.after, k=3)
        ranking = retriever.rank(question.question, question.after)

        assert (ranking.status, ranking.confidence) == (answer.status, answer.confidence)
        if answer.evidence:
            assert ranking.passages[:3] == tuple(one.hit.passage for one in answer.evidence)
            assert ranking.sentence == answer.evidence[0].sentence


@pytest.mark.parametrize("k", [0, 1, 3, 100])
def test_no_more_evidence_than_asked_for_and_the_best_of_it_stays(
    retriever: Retriever, k: int
) -> None:
    most = retriever.ask(FLAGSHIP, k=100).evidence

    assert retriever.ask(FLAGSHIP, k=k).evidence == most[:k]
    scores = [one.score for one in most]
    assert scores == sorted(scores, reverse=True)


def test_a_passage_is_shown_once_with_its_place_in_the_engines_order(retriever: Retriever) -> None:
    evidence = retriever.ask(FLAGSHIP, k=100).evidence

    assert len({one.hit.passage.id for one in evidence}) == len(evidence)
    ranks = sorted(one.hit.rank for one in evidence)
    assert ranks == list(range(1, len(evidence) + 1))


def test_every_citation_says_where_its_quote_stands(retriever: Retriever) -> None:
    for question in load_builtin_qa()[::6]:
        for one in retriever.ask(question.question).evidence:
            citation, text = one.citation, one.document.text
            first, last = citation.lines
            assert text[citation.start : citation.end] == citation.quote
            assert (citation.title, citation.sha256) == (one.document.title, one.document.sha256)
            assert text.count("\n", 0, citation.start) + 1 == first
            assert text.count("\n", 0, citation.end) + 1 == last
            if one.context is not None:
                assert citation.start <= one.context[0] < one.context[1] <= citation.end
                assert one.context[1] <= one.sentence[0] or one.context[0] >= one.sentence[1]


def test_a_traditional_question_finds_a_simplified_document_and_the_reverse() -> None:
    simplified = "图书馆每周一闭馆，其余时间对读者开放。"
    traditional = "博物館每週二閉館，門票收費二十元。"
    retriever = Retriever(
        [
            document_from_record("简", "简", simplified, "x"),
            document_from_record("繁", "繁", traditional, "x"),
        ]
    )

    assert sentence(retriever.ask("圖書館週幾閉館？")) == simplified
    assert sentence(retriever.ask("博物馆的门票多少钱？")) == traditional


@pytest.mark.parametrize(
    "message",
    [
        "qwrtpsdfg zxcvb",
        "搿咘哷曱甴",
        "¿Dónde está la biblioteca?",
        "お元気ですか",
        "Где находится музей?",
        "!@#$%^&*()",
        "\u200b\u200b",
        "\ud800",
        FLAGSHIP * (MAX_QUESTION // len(FLAGSHIP) + 1),
    ],
)
def test_what_no_document_speaks_of_gets_a_short_message_and_no_citation(
    retriever: Retriever, message: str
) -> None:
    answer = retriever.ask(message)

    assert (answer.status, answer.confidence, answer.evidence) == (Status.NO_ANSWER, 0.0, ())
    assert answer.notice is not None


@pytest.mark.parametrize("message", ["继续", "还有吗？", "我想问个问题", "多少钱？", "的得地"])
def test_a_message_that_names_nothing_is_asked_to_be_more_specific(message: str) -> None:
    answer = Retriever(load_builtin()).ask(message)

    assert (answer.notice, answer.evidence) == (Notice.VAGUE, ())


def test_an_unsure_answer_is_told_from_a_sure_one(retriever: Retriever) -> None:
    for question in load_builtin_qa()[::3]:
        answer = retriever.ask(question.question)
        assert 0 <= answer.confidence <= 1
        if answer.status is Status.NO_ANSWER:
            assert answer.notice
        else:
            assert answer.evidence
            assert answer.notice is None


def test_a_follow_up_finds_its_answer_and_names_what_it_borrowed(retriever: Retriever) -> None:
    answer = retriever.ask("那签约金额呢？", ["石化产业发展大会办了几届？"])

    assert any("178亿元" in sentence(answer, place) for place in range(len(answer.evidence)))
    assert {"石化", "大会"} <= set(answer.added_terms)
    assert set(answer.added_terms) <= {term for term, _ in answer.terms}


def test_thanks_after_a_question_borrow_nothing(retriever: Retriever) -> None:
    answer = retriever.ask("谢谢", [FLAGSHIP])

    assert answer.added_terms == ()
    assert answer.evidence == ()


def test_with_no_document_nothing_is_found() -> None:
    answer = Retriever([]).ask(FLAGSHIP)

    assert (answer.status, answer.confidence, answer.evidence) == (Status.NO_ANSWER, 0.0, ())
    assert answer.notice


def test_a_single_document_of_a_single_sentence_answers() -> None:
    retriever = Retriever([document_from_record("文", "馆", "图书馆每周一闭馆。", "x")])

    assert sentence(retriever.ask("图书馆哪天闭馆？")) == "图书馆每周一闭馆。"


def test_progress_counts_the_documents_up_to_all_of_them() -> None:
    seen: list[tuple[int, int]] = []

    Retriever(load_builtin()[:3], progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 3), (2, 3), (3, 3)]
