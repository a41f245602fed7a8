"""Runs are kept under plain names, read back whole, and compared question by question."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InputError, WenjuError
from eval.compare import compare_with
from eval.qa import Question
from eval.saved import Saved, fingerprint, load_run, save_run
from eval.types import Report, Row
from retrieval.types import Status

GOOD = Row(
    id="1",
    kind="number",
    question="几届？",
    answerable=True,
    answers=("三届", "3届"),
    gold=("甲.md",),
    evidence="办了三届",
    status=Status.ANSWERED,
    confidence=0.9,
    found_document="甲.md",
    found_text="大会\n办了三届。",
    found_sentence="办了三届。",
    found_short_answer="三届",
    document_rank=1,
    passage_rank=None,
    values={"passage.answer_hit@1": 1.0, "document.mrr@10": 1.0, "short_answer.coverage": 1.0},
    milliseconds=2.0,
)
BAD = replace(
    GOOD,
    status=Status.NO_ANSWER,
    values={"passage.answer_hit@1": 0.0, "document.mrr@10": 0.5, "short_answer.coverage": 0.0},
)
SILENT = replace(
    GOOD, id="2", question="谁？", answerable=False, status=Status.NO_ANSWER, values={}
)
INVENTED = replace(SILENT, status=Status.ANSWERED)
QUESTIONS = [Question("1", "几届？"), Question("2", "谁？", answerable=False)]
REPORT = Report((GOOD, SILENT), 1, 2, None, None, 0.1, about={"engine": "rank_bm25"})


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data directory, which is nobody's."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def test_a_run_reads_back_as_it_was() -> None:
    save_run(REPORT, QUESTIONS, "改动前 v1.2")

    assert load_run("改动前 v1.2") == Saved("改动前 v1.2", REPORT.about, REPORT.rows)


def test_the_file_is_readable_lines_and_says_what_it_is(kept: Path) -> None:
    path = save_run(REPORT, QUESTIONS, "甲")
    first, second, _ = path.read_text(encoding="utf-8").splitlines()

    assert path.is_relative_to(kept)
    assert json.loads(first) == {
        "wenju_eval": 1,
        "questions": 2,
        "questions_sha256": fingerprint(QUESTIONS),
        "about": {"engine": "rank_bm25"},
    }
    assert '"question": "几届？"' in second


def test_saving_again_replaces_the_run_and_leaves_nothing_else() -> None:
    save_run(REPORT, QUESTIONS, "甲")
    path = save_run(replace(REPORT, rows=(BAD,)), QUESTIONS, "甲")

    assert load_run("甲").rows == (BAD,)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["", "../甲", "a/b", "a\\b", ".甲", "甲.", "甲 ", "a\nb", "a\0", "甲" * 61, "a:b", "*"]
)
def test_a_name_is_never_a_path(name: str) -> None:
    for use in (lambda: save_run(REPORT, QUESTIONS, name), lambda: load_run(name)):
        with pytest.raises(InputError, match="名字") as caught:
            use()
        assert "\n" not in str(caught.value)


def test_the_longest_name_can_be_kept() -> None:
    save_run(REPORT, QUESTIONS, "甲" * 60)

    assert load_run("甲" * 60).rows == REPORT.rows


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(InputError, match="还没有"):
        load_run("丙")
    save_run(REPORT, QUESTIONS, "乙")
    save_run(REPORT, QUESTIONS, "甲")
    with pytest.raises(InputError, match="已保存的：乙、甲"):
        load_run("丙")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.splitlines(keepends=True)[0],
        lambda data: data.replace(b'"wenju_eval": 1', b'"wenju_eval": 2'),
        lambda data: data.replace(b"answered", b"forgotten"),
        lambda data: b"\xff" + data,
        lambda data: data + b"{}\n",
    ],
)
def test_a_damaged_run_is_refused_with_its_path(damage: Callable[[bytes], bytes]) -> None:
    path = save_run(REPORT, QUESTIONS, "甲")
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(WenjuError, match="--save 甲") as caught:
        load_run("甲")
    assert str(path) in str(caught.value)


def test_a_place_that_cannot_be_written_is_named(kept: Path) -> None:
    (kept / "wenju").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match="不能保存评测"):
        save_run(REPORT, QUESTIONS, "甲")


def test_the_fingerprint_follows_the_questions_and_their_answers() -> None:
    other = [QUESTIONS[0], replace(QUESTIONS[1], answers=("我",))]

    assert fingerprint(QUESTIONS) == fingerprint(list(QUESTIONS))
    assert fingerprint(QUESTIONS) != fingerprint(other)


def test_each_question_is_better_or_worse_by_measure() -> None:
    compared = compare_with(Saved("旧", {}, (BAD, SILENT)), (GOOD, INVENTED))
    worse, better = compared.changes

    assert (worse.after.id, worse.worse) == ("2", ("abstention.answered_unanswerable",))
    assert (better.after.id, better.worse) == ("1", ())
    assert better.better == ("passage.answer_hit@1", "abstention.abstained_answerable")
    assert compared.moved["document.mrr@10"] == (1, 0)
    assert compared.moved["abstention.answered_unanswerable"] == (0, 1)
    assert "short_answer.coverage" not in compared.moved


def test_a_graded_measure_alone_lists_no_question() -> None:
    slightly = replace(GOOD, values=dict(GOOD.values) | {"document.mrr@10": 0.5})

    assert compare_with(Saved("旧", {}, (slightly,)), (GOOD,)).changes == ()


def test_only_questions_of_the_same_id_and_text_are_compared() -> None:
    asked_otherwise = replace(SILENT, question="是谁？")
    compared = compare_with(Saved("旧", {}, (BAD, SILENT)), (GOOD, asked_otherwise))

    assert (compared.shared, compared.only_before, compared.only_after) == (1, 1, 1)
    assert "只比较共有的 1 题" in compared.warnings[0]


def test_a_changed_answer_is_told() -> None:
    compared = compare_with(Saved("旧", {}, (replace(GOOD, answers=("两届",)),)), (GOOD,))

    assert "1 题的标准答案" in compared.warnings[0]


def test_another_question_set_is_refused_before_it_is_asked() -> None:
    saved = Saved("旧", {}, REPORT.rows)
    saved.require_shared(QUESTIONS)

    with pytest.raises(InputError, match="另一套题"):
        saved.require_shared([Question("1", "别的？")])


def test_the_json_of_a_comparison_has_numbers_for_each_measure() -> None:
    wire = compare_with(Saved("旧", {"engine": "x"}, (BAD, SILENT)), (GOOD, SILENT)).to_json()

    assert json.loads(json.dumps(wire, allow_nan=False)) == wire
    assert wire["name"] == "旧"
    assert wire["questions"] == {"shared": 2, "only_before": 0, "only_after": 0}
    measures = wire["measures"]
    assert isinstance(measures, dict)
    assert measures["passage.answer_hit@1"] == {
        "before": 0.0, "after": 1.0, "low": 1.0, "high": 1.0, "p": 1.0, "better": 1, "worse": 0,
    }  # fmt: skip
