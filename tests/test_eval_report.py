"""A report's files hold every question, say what failed and why, and are written whole."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InputError
from eval.failures import Failure, failures
from eval.markdown import escape, to_markdown
from eval.report import to_csv, write_report
from eval.types import Lengths, Report, Row
from retrieval.types import Status

HIT = {
    "document.success@1": 1.0,
    "document.success@5": 1.0,
    "document.success@10": 1.0,
    "document.mrr@10": 1.0,
    "document.ndcg@10": 1.0,
    "passage.answer_hit@1": 1.0,
    "passage.answer_hit@5": 1.0,
    "passage.answer_hit@10": 1.0,
    "sentence.answer_hit@1": 1.0,
}
GOOD = Row(
    id="好",
    kind="number",
    question="几届？",
    answerable=True,
    answers=("三届", "3届"),
    gold=("甲.md",),
    status=Status.ANSWERED,
    confidence=0.91234,
    found_document="甲.md",
    found_text="大会办了三届。",
    found_sentence="大会办了三届。",
    values=HIT,
    milliseconds=2.0,
)
WRONG = replace(
    GOOD,
    id="错",
    question="多少钱？",
    found_document="乙.md",
    found_text="见 ![图](http://example.com/a.png)\n<b>",
    values=dict.fromkeys(HIT, 0.0),
)
NOTHING = replace(
    WRONG,
    id="无",
    question="在哪？",
    status=Status.NO_ANSWER,
    found_document=None,
    found_text="",
    found_sentence="",
)
INVENTED = replace(
    GOOD, id="编", kind="", question="谁？", answerable=False, answers=(), gold=(), values={}
)
REPORT = Report(
    rows=(GOOD, WRONG, NOTHING, INVENTED),
    documents=2,
    passages=7,
    passage_chars=Lengths(12.5, 30),
    sentence_chars=Lengths(10.0, 20),
    index_seconds=0.5,
    warnings=("一条提醒。",),
)


def test_failures_name_what_went_wrong_the_gravest_first() -> None:
    missed = (Failure.WRONG_DOCUMENT, Failure.WRONG_PASSAGE, Failure.WRONG_SENTENCE)

    assert failures(GOOD) == ()
    assert failures(WRONG) == missed
    assert failures(NOTHING) == (Failure.ABSTAINED, *missed)
    assert failures(INVENTED) == (Failure.ANSWERED_UNANSWERABLE,)


def test_silence_on_an_unanswerable_question_is_no_failure() -> None:
    assert failures(replace(INVENTED, status=Status.NO_ANSWER)) == ()
    assert failures(replace(INVENTED, status=Status.UNCERTAIN)) == ()


def test_a_report_is_three_files(tmp_path: Path) -> None:
    directory = tmp_path / "新" / "报告"
    paths = write_report(REPORT, directory)

    assert [path.name for path in paths] == ["report.md", "questions.csv", "summary.json"]
    assert sorted(paths) == sorted(directory.iterdir())


def test_the_summary_is_the_json_of_eval_with_kinds_and_warnings(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert summary.pop("by_kind") == REPORT.by_kind()
    assert summary.pop("warnings") == ["一条提醒。"]
    assert REPORT.to_json() == summary


def test_the_table_has_a_line_a_question_that_reads_back() -> None:
    text = to_csv(REPORT)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))

    assert text.startswith("\ufeff")  # by which Excel knows UTF-8
    assert [row["id"] for row in rows] == ["好", "错", "无", "编"]
    assert rows[0]["answers"] == "三届|3届"
    assert (rows[0]["confidence"], rows[0]["status"]) == ("0.9123", "answered")
    assert rows[1]["found_passage"] == WRONG.found_text
    assert rows[1]["failures"] == "首位不是所求文档|首段不含答案|重点句不含答案"
    assert rows[2]["found_document"] == ""
    assert rows[3]["document.success@1"] == ""
    assert float(rows[0]["document.ndcg@10"]) == 1


def test_the_page_lists_each_failure_once_with_what_was_found_instead() -> None:
    page = to_markdown(REPORT)

    assert "## 失败的题（3）" in page
    for question in ("多少钱？", "在哪？", "谁？"):
        assert page.count(f"**{question}**") == 1
    assert "几届？" not in page
    assert re.search(r"### 有依据却说没有（1）\n\n- \*\*在哪？\*\*", page)
    assert "什么也没有找到" in page
    assert "应在：甲.md" in page
    assert "找到：乙.md" in page


def test_the_page_shows_measures_kinds_and_warnings() -> None:
    page = to_markdown(REPORT)

    assert "| 文档：首位即所求 | 0.3333 |" in page
    assert "| number | 3 | 0.3333 |" in page
    assert "| （未标） | 1 | — |" in page
    assert "注意：一条提醒。" in page


def test_a_page_without_failures_or_questions_says_so() -> None:
    assert "没有。" in to_markdown(replace(REPORT, rows=(GOOD,)))
    assert "0 题" in to_markdown(replace(REPORT, rows=()))


def test_text_of_documents_cannot_act_in_the_page() -> None:
    page = to_markdown(REPORT)

    assert "![" not in page
    assert "<b>" not in page
    assert escape("a|b\n*c* `d` &lt; ~e~ $f$") == r"a\|b \*c\* \`d\` \&lt; \~e\~ \$f\$"


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("旧", encoding="utf-8")
    write_report(REPORT, tmp_path)

    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# 评测报告")


def test_a_file_that_cannot_be_replaced_leaves_nothing_half_written(tmp_path: Path) -> None:
    """A folder stands where the table should go."""
    (tmp_path / "questions.csv").mkdir()

    with pytest.raises(InputError, match="不能写入报告"):
        write_report(REPORT, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["questions.csv", "report.md"]


def test_a_directory_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "文件"
    path.write_text("", encoding="utf-8")

    with pytest.raises(InputError, match="--report") as caught:
        write_report(REPORT, path)

    assert "\n" not in str(caught.value)


def test_an_id_that_is_not_valid_unicode_does_not_cost_the_report(tmp_path: Path) -> None:
    report = replace(REPORT, rows=(replace(WRONG, found_document="\udcce.txt"),))

    write_report(report, tmp_path)

    assert "?.txt" in (tmp_path / "questions.csv").read_text(encoding="utf-8-sig")
