"""An evaluation asks every question, measures what applies to it and counts what was not found."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.load import load_builtin
from corpus.readers.jsonl import document_from_record
from corpus.types import Document, Passage
from eval.qa import Question, load_builtin_qa
from eval.runner import evaluate
from eval.types import Report
from retrieval.retriever import Retriever
from retrieval.types import Ranking, Status

TEXTS = {"甲": "大会办了三届。签约178亿元。", "乙": "科协在濮阳。", "丙": "天气很好。"}


class _Scripted:
    """Gives each question the ranking written for it: documents in order, status, confidence."""

    def __init__(self, script: Mapping[str, tuple[str, Status, float]]):
        self._script = script
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.documents: dict[str, Document] = {
            name: document_from_record(name, name, text, "集") for name, text in TEXTS.items()
        }
        self.passages = tuple(
            Passage(f"{name}#0", name, 0, len(text), text, (), None, (1, 1))
            for name, text in TEXTS.items()
        )

    def rank(self, question: str, after: Sequence[str] = ()) -> Ranking:
        self.asked.append((question, tuple(after)))
        names, status, confidence = self._script[question]
        of = {passage.document_id: passage for passage in self.passages}
        passages = tuple(of[name] for name in names)
        sentence = (0, TEXTS[names[0]].index("。") + 1) if names else None
        short = ((4, 6),) if names == "甲乙丙" else ()  # 三届
        return Ranking(question, passages, sentence, short, status, confidence)


SCRIPT = {
    "几届？": ("甲乙丙", Status.ANSWERED, 0.9),
    "多少钱？": ("乙甲", Status.ANSWERED, 0.6),
    "在哪里？": ("", Status.NO_ANSWER, 0.0),
    "谁写的？": ("丙", Status.UNCERTAIN, 0.5),
    "你好": ("", Status.NO_ANSWER, 0.0),
}
QUESTIONS = (
    Question("1", "几届？", answers=("三届",), documents=("甲",), kind="number"),
    Question("2", "多少钱？", answers=("178亿元",), documents=("甲",), kind="number"),
    Question("3", "在哪里？", answers=("濮阳",), documents=("乙",), kind="name", after=("几届？",)),
    Question("4", "谁写的？", answerable=False),
    Question("5", "你好", answerable=False, kind="greeting"),
)


def _report(*questions: Question) -> Report:
    return evaluate(_Scripted(SCRIPT), questions or QUESTIONS, index_seconds=1.5)


def test_the_json_has_the_contracts_keys_in_its_order() -> None:
    result = _report().to_json()
    keys = {
        name: list(value) if isinstance(value, dict) else None for name, value in result.items()
    }
    expected = {
        "questions": None,
        "answerable": None,
        "documents": None,
        "passages": None,
        "passage_chars": ["mean", "max"],
        "sentence_chars": ["mean", "max"],
        "document": ["success@1", "success@5", "success@10", "mrr@10", "ndcg@10"],
        "passage": ["answer_hit@1", "answer_hit@5", "answer_hit@10"],
        "sentence": ["answer_hit@1"],
        "abstention": [
            "auroc",
            "answered_unanswerable",
            "abstained_answerable",
            "uncertain",
            "precision",
            "recall",
            "f1",
        ],
        "seconds": ["index", "questions"],
        "latency_ms": ["p50", "p95", "p99"],
    }

    assert expected == keys
    assert list(expected) == list(keys)


def test_a_row_has_the_ranks_and_the_short_answer() -> None:
    """The gold document is first, second and not found; only the first has anything marked."""
    rows = _report().rows

    assert [row.document_rank for row in rows] == [1, 2, None, None, None]
    assert [row.passage_rank for row in rows] == [1, 2, None, None, None]
    assert [row.found_short_answer for row in rows] == ["三届", "", "", "", ""]
    assert [row.values.get("short_answer.exact") for row in rows] == [1, None, None, None, None]


def test_the_first_of_several_gold_documents_gives_the_rank() -> None:
    (row,) = _report(replace(QUESTIONS[0], documents=("丙", "乙"))).rows

    assert row.document_rank == 2


def test_the_short_answer_is_in_the_breakdown_and_not_in_the_json() -> None:
    report = _report()

    assert report.by_kind()["number"]["short_answer"] == {
        "coverage": 0.5, "exact": 1.0, "f1": 1.0, "sentence_f1": 0.5,
    }  # fmt: skip
    assert report.by_kind()["greeting"]["short_answer"] is None
    assert "short_answer" not in report.to_json()


def test_a_whole_evaluation_worked_by_hand() -> None:
    """Gold is first, second and not found: ranks 1, 2 and none.

    The first sentence of 甲 holds 三届; 多少钱？ has the sentence of 乙, 在哪里？ has none.
    The confidences 0.9, 0.6 and 0.0 of the answerable ones, against 0.5 and 0.0 of the others,
    are in order in 2 + 2 + 0.5 of 6 pairs. Texts have 15, 6 and 5 characters; sentences 7, 8,
    6 and 5.
    """
    result = _report().to_json()

    assert (result["questions"], result["answerable"]) == (5, 3)
    assert (result["documents"], result["passages"]) == (3, 3)
    assert result["passage_chars"] == {"mean": round(26 / 3, 4), "max": 15}
    assert result["sentence_chars"] == {"mean": 6.5, "max": 8}
    assert result["document"] == {
        "success@1": 0.3333,
        "success@5": 0.6667,
        "success@10": 0.6667,
        "mrr@10": 0.5,
        "ndcg@10": 0.5436,
    }
    assert result["passage"] == {
        "answer_hit@1": 0.3333,
        "answer_hit@5": 0.6667,
        "answer_hit@10": 0.6667,
    }
    assert result["sentence"] == {"answer_hit@1": 0.3333}
    assert result["abstention"] == {
        "auroc": 0.75,
        "answered_unanswerable": 0.0,
        "abstained_answerable": 0.3333,
        "uncertain": 0.2,
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
    }


def test_a_block_with_nothing_to_measure_is_null() -> None:
    result = _report(Question("1", "几届？")).to_json()

    assert result["document"] is None
    assert result["passage"] is None
    assert result["sentence"] is None
    assert result["abstention"] is not None


def test_no_questions_and_no_documents_are_null_not_zero() -> None:
    retriever = _Scripted({})
    retriever.documents, retriever.passages = {}, ()
    result = evaluate(retriever, ()).to_json()

    for block in ("passage_chars", "sentence_chars", "document", "abstention", "latency_ms"):
        assert result[block] is None


def test_answers_of_an_unanswerable_question_are_not_measured() -> None:
    contradictory = Question("1", "几届？", answers=("三届",), documents=("甲",), answerable=False)
    result = _report(contradictory).to_json()

    assert (result["document"], result["passage"], result["sentence"]) == (None, None, None)


def test_a_row_tells_what_was_found_instead() -> None:
    row = _report().rows[1]

    assert (row.gold, row.answers) == (("甲",), ("178亿元",))
    assert (row.found_document, row.found_text, row.found_sentence) == (
        "乙",
        "科协在濮阳。",
        "科协在濮阳。",
    )
    assert (row.status, row.confidence) == (Status.ANSWERED, 0.6)
    assert row.values["document.mrr@10"] == 0.5


def test_a_row_of_nothing_found_is_there_and_counts_as_zero() -> None:
    row = _report().rows[2]

    assert (row.found_document, row.found_text, row.found_sentence) == (None, "", "")
    assert set(row.values.values()) == {0.0}


def test_earlier_turns_are_handed_on() -> None:
    retriever = _Scripted(SCRIPT)
    evaluate(retriever, QUESTIONS)

    assert ("在哪里？", ("几届？",)) in retriever.asked


def test_progress_is_told_after_each_question() -> None:
    done: list[int] = []
    evaluate(_Scripted(SCRIPT), QUESTIONS, progress=done.append)

    assert done == [1, 2, 3, 4, 5]


def test_time_is_measured_around_the_ranking_in_milliseconds() -> None:
    class Slow(_Scripted):
        def rank(self, question: str, after: Sequence[str] = ()) -> Ranking:
            time.sleep(0.02)
            return super().rank(question, after)

    result = evaluate(
        Slow(SCRIPT), QUESTIONS, progress=lambda _: time.sleep(0.2), index_seconds=1.5
    ).to_json()
    seconds, latency = result["seconds"], result["latency_ms"]

    assert isinstance(seconds, dict)
    assert isinstance(latency, dict)
    assert seconds["index"] == 1.5
    assert 0.1 <= seconds["questions"] < 1
    assert 20 <= latency["p50"] <= latency["p95"] <= latency["p99"] < 200


def test_results_are_broken_down_by_kind() -> None:
    kinds = _report().by_kind()

    assert list(kinds) == ["number", "name", "", "greeting"]
    assert (kinds["number"]["questions"], kinds["number"]["answerable"]) == (2, 2)
    assert kinds["number"]["sentence"] == {"answer_hit@1": 0.5}
    assert kinds["greeting"]["document"] is None


def test_a_missing_document_is_a_failure_and_a_warning() -> None:
    report = _report(
        Question("1", "几届？", documents=("没有的",)), Question("2", "多少钱？", documents=("乙",))
    )

    assert [row.values["document.success@1"] for row in report.rows] == [0, 1]
    assert "没有的" in report.warnings[0]


def test_a_blank_question_is_counted_and_warned_of() -> None:
    retriever = Retriever([document_from_record("甲", "甲", TEXTS["甲"], "集")])
    report = evaluate(retriever, [Question("空", " ", answers=("三届",), documents=("甲",))])

    assert report.warnings == ("1 题的问题是空的，照样计入：空。",)
    assert report.rows[0].status is Status.NO_ANSWER
    assert set(report.rows[0].values.values()) == {0.0}


def test_a_set_for_another_collection_is_refused() -> None:
    with pytest.raises(InputError, match="没有的"):
        _report(Question("1", "几届？", documents=("没有的",)))


@given(st.lists(st.sampled_from(QUESTIONS)))
def test_aggregates_are_the_means_of_the_rows(questions: list[Question]) -> None:
    report = evaluate(_Scripted(SCRIPT), questions)
    result = report.to_json()

    for block in ("document", "passage", "sentence"):
        means = result[block]
        rows = [row for row in report.rows if any(name.startswith(block) for name in row.values)]
        assert (means is None) == (not rows)
        if isinstance(means, dict):
            for name, mean in means.items():
                values = [row.values[f"{block}.{name}"] for row in rows]
                assert mean == pytest.approx(sum(values) / len(values), abs=0.00006)


def test_the_real_retriever_is_measured_on_the_built_in_set() -> None:
    """Each passage hit of the report is a quote that can be found again by hand."""
    retriever, questions = Retriever(load_builtin()), load_builtin_qa()
    report = evaluate(retriever, questions)

    assert [row.id for row in report.rows] == [question.id for question in questions]
    for row, question in zip(report.rows, questions, strict=True):
        ranking = retriever.rank(question.question, question.after)
        first = ranking.passages[0] if ranking.passages else None
        assert row.found_document == (first.document_id if first else None)
        assert row.found_sentence in row.found_text
        if first is not None and any(answer in first.text for answer in row.answers):
            assert row.values["passage.answer_hit@1"] == (first.document_id in row.gold)
