"""The commands: what they print, and how they refuse."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "三届石化产业发展大会签约金额是多少？"
KEYS = [
    "question", "status", "confidence", "message", "terms", "added_terms", "evidence", "elapsed_ms",
]  # fmt: skip
EVIDENCE_KEYS = [
    "rank", "score", "bm25", "document", "heading", "page", "lines", "start", "end", "text",
    "sentence", "context", "short_answer", "highlights",
]  # fmt: skip


def wenju(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_ask_prints_the_sentence_and_its_citation() -> None:
    done = wenju("ask", QUESTION)
    assert done.returncode == 0
    assert "178亿元" in done.stdout.splitlines()[0]
    assert "[1] 中国（濮阳）石化产业发展大会" in done.stdout


def test_ask_json_is_one_object_with_the_contracts_keys() -> None:
    done = wenju("ask", QUESTION, "--json", "-k", "2")
    answer = json.loads(done.stdout)
    assert list(answer) == KEYS
    assert len(answer["evidence"]) == 2
    assert all(list(evidence) == EVIDENCE_KEYS for evidence in answer["evidence"])
    explained = json.loads(wenju("ask", QUESTION, "--json", "--explain").stdout)
    assert list(explained["evidence"][0]) == [*EVIDENCE_KEYS, "contributions", "features"]


def test_no_answer_exits_with_1() -> None:
    done = wenju("ask", "你好")
    assert (done.returncode, done.stderr) == (1, "")
    assert "[1]" not in done.stdout


@pytest.mark.parametrize("named", [["."], ["a.txt", "b.jsonl"]])
def test_ask_reads_own_files_folders_and_collections(tmp_path: Path, named: list[str]) -> None:
    (tmp_path / "a.txt").write_bytes("图书馆周一闭馆。".encode("gb18030"))
    (tmp_path / "b.jsonl").write_text(
        '{"id": "1", "title": "食堂", "text": "食堂七点开门。"}\n', "utf-8"
    )
    corpus = [part for name in named for part in ("--corpus", tmp_path / name)]
    for question, answer in [("图书馆哪天闭馆？", "周一"), ("食堂几点开门？", "七点")]:
        done = wenju("ask", question, *corpus, "--json")
        assert answer in json.loads(done.stdout)["evidence"][0]["sentence"]["text"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", ["空.txt"]),
        ("图.txt", bytes(range(256)) * 8, ["图.txt"]),
        ("坏.txt", "好".encode() * 900 + b"\xff\xff\xff", ["坏.txt", "2700"]),
        ("行.jsonl", b'{"id": "1", "title": "t", "text": "x"}\n{"id": \n', ["第 2 行"]),
        ("重.jsonl", b'{"id": "1", "title": "t", "text": "x"}\n' * 2, ["第 2 行", "'1'"]),
    ],
)
def test_a_bad_file_is_refused_in_one_line(
    tmp_path: Path, name: str, data: bytes, words: list[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert_refused(wenju("ask", "问", "--corpus", tmp_path / name), *words)


def test_bad_usage_is_refused_in_one_line(tmp_path: Path) -> None:
    assert_refused(wenju("ask", "问", "--corpus", tmp_path), str(tmp_path))
    assert_refused(wenju("ask", "问", "--corpus", tmp_path / "无"), "无")
    assert_refused(wenju("ask", "问", "--engine", "无"), "rank_bm25")
    assert_refused(wenju("ask"), "QUESTION")
    assert_refused(wenju("ask", "问", "--frob"), "--frob")
    assert_refused(wenju("frob"), "frob")
    assert_refused(wenju("ask", "问", "-k", "0"), "-k")


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", "${7*7}", "**粗** $x^2$", "What is this?", "😀", "？！"],
)
def test_odd_questions_come_back_as_typed(question: str) -> None:
    done = wenju("ask", question, "--json")
    assert done.returncode in {0, 1}
    assert json.loads(done.stdout)["question"] == question


def test_an_escape_sequence_in_a_document_never_reaches_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("图书馆\x1b[2J周一闭馆。" + "阅览室全年开放。" * 20, "utf-8")
    done = wenju("ask", "图书馆哪天闭馆？", "--corpus", tmp_path)
    assert "周一闭馆" in done.stdout
    assert "\x1b" not in done.stdout


def test_eval_prints_the_contracts_json_and_writes_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("图书馆周一闭馆。", "utf-8")
    qa = {"question": "图书馆哪天闭馆？", "answers": ["周一"], "documents": ["a.txt"]}
    (tmp_path / "qa.jsonl").write_text(json.dumps(qa), "utf-8")
    done = wenju(
        "eval", "--corpus", tmp_path / "a.txt", "--qa", tmp_path / "qa.jsonl",
        "--report", tmp_path / "报告", "--json",
    )  # fmt: skip
    measured = json.loads(done.stdout)
    assert measured["sentence"] == {"answer_hit@1": 1.0}
    assert measured["document"]["success@1"] == 1.0
    assert (tmp_path / "报告" / "report.md").is_file()


def test_ask_loads_nothing_it_does_not_need() -> None:
    script = (
        "import sys; sys.argv = ['wenju', 'ask', '你好']\n"
        "from ui.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'gradio', 'fastapi', 'ir_measures', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
