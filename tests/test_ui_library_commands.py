"""The commands that keep a library, run as a user runs them."""

import io
import json
import sys
from pathlib import Path

import pytest

from corpus.library import Library
from tests.test_ui_cli import wenju

MEAL = "食堂早上七点开门，晚上八点关门。"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "食堂.txt").write_text(MEAL, "utf-8")
    done = wenju("add", tmp_path / "食堂.txt", "--library", tmp_path / "库")
    assert (done.returncode, done.stdout) == (0, "新增 1；切分了 1 段。\n")
    return tmp_path / "库"


def test_what_was_added_answers_and_its_citations_verify(kept: Path, tmp_path: Path) -> None:
    done = wenju("ask", "食堂晚上什么时候关门？", "--library", kept, "--json")
    answer = json.loads(done.stdout)
    assert answer["evidence"][0]["document"]["id"] == "食堂.txt"

    (tmp_path / "答.json").write_text(done.stdout, "utf-8")
    assert wenju("verify", tmp_path / "答.json", "--library", kept).returncode == 0
    wenju("remove", "食堂.txt", "--library", kept)
    again = wenju("verify", tmp_path / "答.json", "--library", kept)
    assert again.returncode == 1
    assert "移除" in again.stdout


def test_verify_says_what_changed(kept: Path, tmp_path: Path) -> None:
    assert json.loads(wenju("verify", "--library", kept, "--json").stdout)["ok"] == 1
    (tmp_path / "食堂.txt").write_text("改了。", "utf-8")

    done = wenju("verify", "--library", kept)
    assert done.returncode == 1
    assert "食堂.txt" in done.stdout


def test_standard_input_is_added_under_a_name(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO("# 通知\n\n周五开会。".encode()))
    monkeypatch.setattr(sys, "stdin", given)
    wenju("add", "-", "--name", "通知.md", "--library", kept)

    listed = json.loads(wenju("list", "--library", kept, "--json").stdout)["documents"]
    assert [row["id"] for row in listed] == ["通知.md", "食堂.txt"]


def test_words_are_previewed_added_and_removed(kept: Path) -> None:
    word = "早上七点"
    done = wenju("words", "add", word, "--preview", MEAL, "--library", kept, "--json")
    assert "早上7点" not in json.loads(done.stdout)["before"]
    assert json.loads(wenju("words", "--library", kept, "--json").stdout)["words"] == []

    wenju("words", "add", word, "--library", kept)
    assert wenju("words", "--library", kept).stdout == f"{word}\n"
    wenju("words", "remove", word, "--library", kept)
    assert wenju("words", "--library", kept).stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "没有的.txt"),
        ("add", "坏.txt"),
        ("remove", "没有的"),
        ("words", "remove", "没有的词"),
        ("words", "add", "，"),
        ("words", "drop", "词"),
        ("verify", "没有的.json"),
        ("ask", "问？", "--only", "没有的"),
        ("ask", "问？", "--corpus", "."),
    ],
)
def test_bad_input_is_said_in_one_line(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "坏.txt").write_bytes(b"\x00\xff" * 50)
    monkeypatch.chdir(tmp_path)

    done = wenju(*arguments, "--library", kept)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert len(Library(kept).rows()) == 1


def test_a_library_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    done = wenju("list", "--library", tmp_path / "无")

    assert done.returncode == 2
    assert "wenju add" in done.stderr


def test_a_second_writer_is_told_in_one_line(kept: Path) -> None:
    with Library(kept).writing():
        done = wenju("remove", "食堂.txt", "--library", kept)

    assert done.returncode == 2
    assert "另一个程序" in done.stderr
    assert len(Library(kept).rows()) == 1
