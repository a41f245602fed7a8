"""The commands that list and remove documents, with ``--engine milvus``, on a real file."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.test_ui_cli import assert_refused, wenju

TEXTS = {"食堂.txt": "食堂早上七点开门。", "通知.md": "# 通知\n\n## 开会\n\n周五开会。\n"}
Options = tuple[str | Path, ...]


@pytest.fixture
def there(tmp_path: Path) -> Options:
    options = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert wenju("add", tmp_path / name, *options).returncode == 0
    return options


def test_documents_are_listed(there: Options) -> None:
    listed = json.loads(wenju("list", *there, "--json").stdout)["documents"]
    table = wenju("list", *there)

    assert [(row["id"], row["passages"], row["characters"]) for row in listed] == [
        (name, 1, len(TEXTS[name])) for name in ("通知.md", "食堂.txt")
    ]
    assert [row["sha256"] for row in listed] == [
        sha256(TEXTS[row["id"]].encode()).hexdigest() for row in listed
    ]
    assert table.returncode == 0
    assert "资料 2 篇" in table.stdout
    assert all(name in table.stdout for name in TEXTS)


def test_info_tells_of_the_documents_and_of_the_whole(there: Options, tmp_path: Path) -> None:
    wenju("words", "add", "周五开会", *there)

    told = json.loads(wenju("info", *there, "--json").stdout)
    files = json.loads(wenju("info", "--corpus", tmp_path / "食堂.txt", "--json").stdout)

    assert told["milvus"]["words"] == ["周五开会"]
    assert told["milvus"]["passages"] == 2
    assert told["milvus"]["uri"] == str(tmp_path / "m.db")
    (named,) = files["documents"]
    (kept,) = (row for row in told["documents"] if row["id"] == "食堂.txt")
    assert kept | {"source": ""} == named | {"source": ""}
    assert "资料 2 篇" in wenju("info", *there).stdout


def test_what_is_removed_answers_no_more(there: Options) -> None:
    done = wenju("remove", "食堂.txt", *there)

    assert (done.returncode, done.stdout) == (0, "已移除 食堂.txt\n")
    listed = json.loads(wenju("list", *there, "--json").stdout)["documents"]
    assert [row["id"] for row in listed] == ["通知.md"]
    assert wenju("ask", "食堂几点开门？", *there).returncode == 1


def test_all_are_there_or_none_is_removed(there: Options) -> None:
    assert_refused(wenju("remove", "食堂.txt", "没有的", *there), "没有的", "wenju list")
    assert len(json.loads(wenju("list", *there, "--json").stdout)["documents"]) == 2


def test_verify_says_what_to_do_instead(there: Options) -> None:
    assert_refused(wenju("verify", *there), "--library", "Milvus")


@pytest.mark.parametrize("command", [("list",), ("remove", "甲"), ("info",)])
def test_where_there_is_nothing_one_line_says_so(command: tuple[str, ...], tmp_path: Path) -> None:
    there = ("--engine", "milvus", "--milvus-uri", tmp_path / "m.db")

    for _ in range(2):
        assert_refused(wenju(*command, *there), "wenju add")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list",), "--library"),
        (("remove", "甲"), "--library"),
        (("verify",), "--library"),
        (("list", "--engine", "milvus"), "--milvus-uri"),
        (("list", "--engine", "bm25s"), "milvus"),
        (("info", "--engine", "milvus", "--milvus-uri", "m.db", "--corpus", "."), "--corpus"),
    ],
)
def test_options_that_do_not_fit_are_refused(arguments: tuple[str, ...], said: str) -> None:
    assert_refused(wenju(*arguments), said)
