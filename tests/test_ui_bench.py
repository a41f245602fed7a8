"""``wenju bench`` from the command line."""

import json
from pathlib import Path

import pytest

from tests.test_ui_cli import wenju


def test_one_json_object_and_a_report(tmp_path: Path) -> None:
    arguments = ["bench", "--passages", "120", "--questions", "25", "--system", "sqlite-fts5"]

    done = wenju(*arguments, "--report", tmp_path / "报告", "--json")

    assert done.returncode == 0
    (one,) = json.loads(done.stdout)["runs"]
    assert one["system"] == "sqlite-fts5"
    assert {path.name for path in (tmp_path / "报告").iterdir()} == {
        "bench.json",
        "bench.md",
        "bench.svg",
    }


def test_a_table_for_people(tmp_path: Path) -> None:
    text = tmp_path / "文.txt"
    text.write_text("食堂早上七点开门，晚上八点关门，周末照常供应三餐。" * 40, "utf-8")

    arguments = ["bench", "--passages", "120", "--questions", "20", "--system", "wenju"]
    done = wenju(*arguments, "--corpus", text)

    assert done.returncode == 0
    assert "p50（毫秒）" in done.stdout
    assert "wenju" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--system", "无此系统"], "sqlite-fts5"),
        (["--corpus", "没有的文件"], "没有的文件"),
        (["--passages", "3"], "--passages"),
        (["--workspace", "/dev/null/x", "--passages", "100"], "--workspace"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(arguments: list[str], said: str) -> None:
    done = wenju("bench", *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
