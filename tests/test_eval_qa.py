"""QA sets are read as the contract says, and a broken one is refused at its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import DuplicateIdError, FormatError, ReadError, WenjuError
from eval.qa import Question, load_qa, parse_csv, parse_jsonl


def test_a_question_alone_is_enough() -> None:
    """All else is optional: answerable is true, and the id is the line's number."""
    expected = (Question(id="2", question="谁？"),)

    assert expected == parse_jsonl('\n{"question": "谁？"}\n', "a.jsonl")


def test_every_field_is_read() -> None:
    line = (
        '{"id": 7, "question": "那金额呢？", "answers": ["178亿元", "178亿元", " "],'
        ' "documents": ["甲.md"], "evidence": "共178亿元。", "answerable": true,'
        ' "kind": "number", "after": ["签了几个项目？"], "note": "不认识的字段"}'
    )
    expected = Question(
        id="7",
        question="那金额呢？",
        answers=("178亿元",),
        documents=("甲.md",),
        evidence="共178亿元。",
        kind="number",
        after=("签了几个项目？",),
    )

    assert (expected,) == parse_jsonl(line, "a.jsonl")


def test_missing_and_null_mean_the_same() -> None:
    line = (
        '{"id": null, "question": "谁？", "answers": null, "documents": null, "evidence": null,'
        ' "answerable": null, "kind": null, "after": null}'
    )

    assert parse_jsonl('{"question": "谁？"}', "a") == parse_jsonl(line, "a")


def test_a_lone_answer_is_a_list_of_one() -> None:
    (question,) = parse_jsonl('{"question": "谁？", "answers": "甲"}', "a")

    assert question.answers == ("甲",)


def test_a_line_separator_inside_a_text_does_not_end_the_line() -> None:
    (question,) = parse_jsonl('{"question": "谁\u2028来了？"}\r\n', "a")

    assert question.question == "谁\u2028来了？"


def test_csv_and_json_lines_give_the_same_questions() -> None:
    jsonl = (
        '{"id": "1", "question": "有哪些，呢？", "answers": ["甲", "乙"], "answerable": true}\n'
        '{"id": "2", "question": "今天\\n如何", "documents": ["丙"], "answerable": false}\n'
        '{"id": "3", "question": "几届", "answers": ["[三]届"], "after": ["前", "后"]}\n'
    )
    rows = (
        "ID,Question,answers,documents,answerable,after\r\n"
        '1,"有哪些，呢？",甲|乙,,是,\r\n'
        '2,"今天\n如何",,丙,FALSE,\r\n'
        '\r\n3,几届,[三]届,,,"[""前"", ""后""]"\r\n'
    )

    assert parse_jsonl(jsonl, "a") == parse_csv(rows, "a.csv")


def test_csv_questions_are_numbered_by_the_line_they_start_on() -> None:
    rows = 'question\n"一\n二"\n三\n'

    assert [question.id for question in parse_csv(rows, "a.csv")] == ["2", "4"]


def test_a_csv_that_excel_saved_in_gb18030_is_read(tmp_path: Path) -> None:
    path = tmp_path / "题.CSV"
    path.write_bytes("question,answers\n濮阳市科协开了几届大会？,三届\n".encode("gb18030"))

    (question,) = load_qa(path)

    assert (question.question, question.answers) == ("濮阳市科协开了几届大会？", ("三届",))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('{"question": "一"}\n{"question": ', 2, "不是一个 JSON 对象"),
        ('[{"question": "一"}]', 1, "--squad"),
        ("[" * 100_000, 1, "不是一个 JSON 对象"),
        ('\n\n{"id": "a"}', 3, "缺少 question"),
        ('{"question": null}', 1, "缺少 question"),
        ('{"question": ["一"]}', 1, "question 应是文字"),
        ('{"question": "一", "id": true}', 1, "id 应是文字"),
        ('{"question": "一", "answers": {"text": "甲"}}', 1, "answers 应是文字"),
        ('{"question": "一", "documents": [1.5]}', 1, "documents 应是文字"),
        ('{"question": "一", "answerable": "yes"}', 1, "answerable 应是 true 或 false"),
        ('{"question": "\\ud800"}', 1, "孤立代理项"),
    ],
)
def test_a_broken_line_is_named(text: str, line: int, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_jsonl(text, "题.jsonl")

    message = str(caught.value)
    assert message.startswith(f"题.jsonl 第 {line} 行：")
    assert what in message
    assert "；" in message  # what to do
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("问题,答案\n一,二\n", 1, "表头没有 question"),
        ("question,answerable\n一,也许\n", 2, "answerable 应是 true 或 false"),
        ("question,kind\n一,a\n二,a,b\n", 3, "格数多于表头"),
        ("kind,question\na\n", 2, "缺少 question"),
        ('question\n"一"二\n', 2, "不是有效的 CSV"),
    ],
)
def test_a_broken_csv_line_is_named(text: str, line: int, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_csv(text, "题.csv")

    assert str(caught.value).startswith(f"题.csv 第 {line} 行：")
    assert what in str(caught.value)


def test_a_blank_question_is_kept_to_be_asked() -> None:
    """CMRC 2018's trial set has two; leaving them out would change its measures."""
    (question,) = parse_jsonl('{"question": "", "kind": "a"}', "a")

    assert question.question == ""
    assert (question,) == tuple(
        replace(other, id="1") for other in parse_csv("question,kind\n,a\n", "a.csv")
    )


def test_two_questions_of_one_id_are_refused_with_both_lines() -> None:
    """The number of a line without an id can also be another's id."""
    with pytest.raises(DuplicateIdError, match="第 3 行：id '1' 与第 1 行重复"):
        parse_jsonl('{"question": "一"}\n\n{"id": 1, "question": "二"}', "a")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_questions_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="没有题目"):
        parse_jsonl(text, "a")


def test_an_excel_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="另存为“CSV UTF-8"):
        load_qa(tmp_path / "题.xlsx")


@pytest.mark.parametrize("name", ["没有.jsonl", "."])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match="无法读取") as caught:
        load_qa(tmp_path / name)

    assert "\n" not in str(caught.value)


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "题.jsonl"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")

    with pytest.raises(WenjuError, match=r"题\.jsonl"):
        load_qa(path)
