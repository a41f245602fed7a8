"""The JSON of an answer: the contract's keys in its order, offsets in code points."""

import json
from collections.abc import Callable

from corpus.load import load_builtin
from corpus.readers.jsonl import document_from_record
from retrieval.retriever import Retriever
from retrieval.types import Answer, Evidence, Status
from ui.wire import answer_json

ANSWER = [
    "question", "status", "confidence", "message", "terms", "added_terms", "evidence", "elapsed_ms",
]  # fmt: skip
EVIDENCE = [
    "rank", "score", "bm25", "document", "heading", "page", "lines", "start", "end", "text",
    "sentence", "context", "short_answer", "highlights",
]  # fmt: skip
QUESTION = "三届石化产业发展大会签约金额是多少？"


def test_the_keys_are_the_contracts_in_its_order() -> None:
    wire = answer_json(Retriever(load_builtin()).ask(QUESTION), 2.0)

    assert list(wire) == ANSWER
    for rank, evidence in enumerate(wire["evidence"], start=1):
        assert list(evidence) == EVIDENCE
        assert evidence["rank"] == rank
        assert list(evidence["document"]) == ["id", "title", "source", "sha256"]
        assert list(evidence["sentence"]) == ["start", "end", "text"]


def test_contributions_and_features_come_only_when_asked_for() -> None:
    answer = Retriever(load_builtin()).ask(QUESTION)

    (first, *_) = answer_json(answer, 2.0, explain=True)["evidence"]

    assert list(first) == [*EVIDENCE, "contributions", "features"]
    assert abs(sum(share for _, share in first["contributions"]) - first["bm25"]) < 1e-6
    assert first["features"] == dict(answer.evidence[0].features)


def test_offsets_count_code_points_beyond_the_first_plane() -> None:
    text = "𠮷野家😀😀开在图书馆旁边。图书馆😀每周一闭馆，𠮷野家每周二休息。"
    retriever = Retriever([document_from_record("文", "题😀", text, "x")])

    wire = answer_json(retriever.ask("图书馆每周几闭馆？"), 2.0)

    wire = json.loads(json.dumps(wire))
    (evidence,) = wire["evidence"]
    sentence = evidence["sentence"]
    assert evidence["end"] - evidence["start"] == len(evidence["text"])
    assert text[evidence["start"] : evidence["end"]] == evidence["text"]
    assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["text"] == "图书馆😀每周一闭馆，𠮷野家每周二休息。"
    assert "图书馆" in [text[start:end] for start, end in evidence["highlights"]]


def test_all_of_an_answer_is_carried_over(
    make_evidence: Callable[..., Evidence], make_answer: Callable[..., Answer]
) -> None:
    text = "前一句。后一句共178亿元。"
    evidence = make_evidence(
        text,
        (4, 14),
        context=(0, 4),
        short_answer=((8, 13),),
        highlights=((4, 7),),
        contributions=(("一句", 2.0),),
        page=3,
        heading=("上", "下"),
    )
    answer = make_answer(evidence, status=Status.UNCERTAIN, confidence=0.5, added=("石化",))

    wire = answer_json(answer, 1.23456)

    assert wire["status"] == "uncertain"
    assert wire["confidence"] == 0.5
    assert wire["message"] is None
    assert wire["added_terms"] == ["石化"]
    assert wire["elapsed_ms"] == 1.235
    (one,) = wire["evidence"]
    assert one["bm25"] == 2.0
    assert one["heading"] == ["上", "下"]
    assert one["page"] == 3
    assert one["lines"] == [1, 1]
    assert one["context"] == {"start": 0, "end": 4, "text": "前一句。"}
    assert one["short_answer"] == [[8, 13]]
    assert one["highlights"] == [[4, 7]]


def test_each_question_of_a_message_has_an_object_of_its_own() -> None:
    retriever = Retriever(load_builtin())
    questions = ["石化产业发展大会办了几届？", "那签约金额呢？"]
    message = "".join(questions)

    wire = answer_json(retriever.ask(message), 2.0)

    assert list(wire) == [*ANSWER, "parts"]
    assert wire["question"] == message
    assert [part["question"] for part in wire["parts"]] == questions
    assert [list(part) for part in wire["parts"]] == [ANSWER[:-1]] * 2
    assert "178亿元" in wire["parts"][1]["evidence"][0]["sentence"]["text"]


def test_no_answer_has_a_message_and_no_evidence() -> None:
    wire = answer_json(Retriever(load_builtin()).ask("你好"), 0.0)

    assert (wire["status"], wire["confidence"], wire["evidence"]) == ("no_answer", 0.0, [])
    assert wire["message"]
