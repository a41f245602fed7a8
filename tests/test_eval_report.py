"""A report's files hold every question, say what failed and why, and are written whole."""

import csv
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InputError
from eval.compare import compare_with
from eval.failures import Failure, failures
from eval.findings import find
from eval.report import require_writable, write_report
from eval.report.markdown import escape, to_markdown
from eval.report.page import to_html
from eval.report.table import to_csv
from eval.saved import Saved
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
    "short_answer.coverage": 1.0,
    "short_answer.exact": 1.0,
    "short_answer.f1": 1.0,
    "short_answer.sentence_f1": 0.5,
}
GOOD = Row(
    id="好",
    kind="number",
    question="几届？",
    answerable=True,
    answers=("三届", "3届"),
    gold=("甲.md",),
    evidence="办了三届",
    status=Status.ANSWERED,
    confidence=0.91234,
    found_document="甲.md",
    found_text="大会办了三届。",
    found_sentence="大会办了三届。",
    found_short_answer="三届",
    document_rank=1,
    passage_rank=1,
    values=HIT,
    milliseconds=2.0,
)
WRONG = replace(
    GOOD,
    id="错",
    question="多少钱？",
    found_document="乙.md",
    found_text="见 ![图](http://example.com/a.png)\n<b>",
    found_sentence="见 ![图]",
    found_short_answer="图",
    document_rank=None,
    passage_rank=None,
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
    found_short_answer="",
)
INVENTED = replace(
    GOOD,
    id="编",
    kind="",
    question="谁？",
    answerable=False,
    answers=(),
    gold=(),
    evidence="",
    document_rank=None,
    passage_rank=None,
    values={},
)
REPORT = Report(
    rows=(GOOD, WRONG, NOTHING, INVENTED),
    documents=2,
    passages=7,
    passage_chars=Lengths(12.5, 30),
    sentence_chars=Lengths(10.0, 20),
    index_seconds=0.5,
    warnings=("一条提醒。",),
    about={"corpus": "资料 <i>", "engine": "rank_bm25"},
)
FOUND = find(REPORT)
EARLIER = Saved(
    "旧的 <u>", {"engine": "别的"}, (replace(WRONG, id="好", question="几届？"), WRONG, NOTHING)
)
COMPARED = find(REPORT, compare_with(EARLIER, REPORT.rows))


def test_failures_name_what_went_wrong_the_gravest_first() -> None:
    missed = (Failure.WRONG_DOCUMENT, Failure.WRONG_PASSAGE, Failure.WRONG_SENTENCE)

    assert failures(GOOD) == ()
    assert failures(WRONG) == missed
    assert failures(NOTHING) == (Failure.ABSTAINED, *missed)
    assert failures(INVENTED) == (Failure.ANSWERED_UNANSWERABLE,)


def test_silence_on_an_unanswerable_question_is_no_failure() -> None:
    assert failures(replace(INVENTED, status=Status.NO_ANSWER)) == ()
    assert failures(replace(INVENTED, status=Status.UNCERTAIN)) == ()


def test_a_report_is_four_files_and_leaves_others_alone(tmp_path: Path) -> None:
    directory = tmp_path / "新" / "报告"
    directory.mkdir(parents=True)
    (directory / "笔记.txt").write_text("留着", encoding="utf-8")
    paths = write_report(FOUND, directory)

    names = ["report.html", "report.md", "questions.csv", "summary.json"]
    assert [path.name for path in paths] == names
    assert sorted([*paths, directory / "笔记.txt"]) == sorted(directory.iterdir())
    assert (directory / "笔记.txt").read_text(encoding="utf-8") == "留着"


def test_the_summary_is_the_json_of_eval_and_more_beside_it(tmp_path: Path) -> None:
    write_report(COMPARED, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert summary.pop("about") == REPORT.about
    assert summary.pop("by_kind") == REPORT.by_kind()
    assert summary.pop("warnings") == ["一条提醒。"]
    assert summary.pop("intervals")["document.success@1"] == [0.0, 1.0]
    assert 0 <= summary.pop("calibration")["ece"] <= 1
    assert summary.pop("compare")["name"] == "旧的 <u>"
    assert REPORT.to_json() == summary


def test_the_table_has_a_line_a_question_that_reads_back() -> None:
    text = to_csv(REPORT.rows)
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
    assert (rows[0]["document_rank"], rows[1]["document_rank"]) == ("1", "")
    assert (rows[0]["evidence"], rows[0]["found_short_answer"]) == ("办了三届", "三届")


def test_the_page_lists_each_failure_once_with_what_was_found_instead() -> None:
    page = to_markdown(FOUND)

    assert "## 失败的题（3）" in page
    for question in ("多少钱？", "在哪？", "谁？"):
        assert page.count(f"**{question}**") == 1
    assert "几届？" not in page
    assert re.search(r"### 有依据却说没有（1）\n\n- \*\*在哪？\*\*", page)
    assert "找到：什么也没有" in page
    assert "应在：甲.md" in page
    assert "找到：乙.md" in page


def test_the_page_shows_measures_kinds_and_warnings() -> None:
    page = to_markdown(FOUND)

    assert "| 文档：首位即所求 | 0.3333 | 0.000–1.000 |" in page
    assert "资料 资料 \\<i\\>；引擎 rank\\_bm25。" in page
    assert "| number | 3 | 0.3333 |" in page
    assert "| （未标） | 1 | — |" in page
    assert "注意：一条提醒。" in page


def test_a_page_without_failures_or_questions_says_so() -> None:
    for to_page in (to_markdown, to_html):
        assert "没有。" in to_page(find(replace(REPORT, rows=(GOOD,))))
        assert "0 题" in to_page(find(replace(REPORT, rows=())))


def test_both_pages_tell_what_changed_since_an_earlier_run() -> None:
    """几届？ was wrong and is right."""
    for page in (to_markdown(COMPARED), to_html(COMPARED)):
        assert "与「旧的" in page
        assert "只比较共有的 3 题，当时另有 0 题，这次另有 1 题" in page
        assert "变好：文档：首位即所求、" in page
        assert "引擎 别的" in page
    assert "相比" not in to_markdown(FOUND) + to_html(FOUND)


def test_the_html_shows_what_was_found_next_to_what_should_have_been() -> None:
    page = to_html(FOUND)

    assert page.count("<article>") == 3
    assert "<summary>有依据却说没有（1）</summary>" in page
    assert "<p>答案：三届 / 3届</p>" in page
    assert "<mark>见 ![<b>图</b>]</mark>(http://example.com/a.png)" in page
    assert "一条提醒。" in page
    for plot in ("前 k 位的命中率", "风险与覆盖率", "可靠性图", "按类别"):
        assert f"<figcaption>{plot}</figcaption>" in page


def test_text_of_documents_cannot_act_in_the_html() -> None:
    page = to_html(COMPARED)

    assert "&lt;b&gt;" in page
    assert not re.search("<(i|u|script|img|link)[ >]", page)
    assert "default-src 'none'" in page


def test_text_of_documents_cannot_act_in_the_page() -> None:
    page = to_markdown(FOUND)

    assert "![" not in page
    assert "<b>" not in page
    assert escape("a|b\n*c* `d` &lt; ~e~ $f$") == r"a\|b \*c\* \`d\` \&lt; \~e\~ \$f\$"


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("旧", encoding="utf-8")
    write_report(FOUND, tmp_path)

    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# 评测报告")


def test_a_file_that_cannot_be_replaced_leaves_nothing_half_written(tmp_path: Path) -> None:
    """A folder stands where the table should go."""
    (tmp_path / "questions.csv").mkdir()

    with pytest.raises(InputError, match="不能写入报告"):
        write_report(FOUND, tmp_path)

    names = ["questions.csv", "report.html", "report.md"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_directory_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "文件"
    path.write_text("", encoding="utf-8")

    for refuse in (lambda: require_writable(path), lambda: write_report(FOUND, path)):
        with pytest.raises(InputError, match="--report") as caught:
            refuse()

        assert "\n" not in str(caught.value)


def test_a_directory_that_takes_no_file_is_refused_before_the_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    # Root may write everywhere but where the kernel says no.
    with pytest.raises(InputError, match="--report"):
        require_writable(Path("/proc") if os.geteuid() == 0 else tmp_path)


def test_a_directory_is_made_before_the_run_and_left_empty(tmp_path: Path) -> None:
    require_writable(tmp_path / "新")

    assert list((tmp_path / "新").iterdir()) == []


def test_an_id_that_is_not_valid_unicode_does_not_cost_the_report(tmp_path: Path) -> None:
    report = replace(REPORT, rows=(replace(WRONG, found_document="\udcce.txt"),))

    write_report(find(report), tmp_path)

    assert "?.txt" in (tmp_path / "questions.csv").read_text(encoding="utf-8-sig")
