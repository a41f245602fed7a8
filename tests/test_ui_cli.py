"""The commands: what they print, and how they refuse."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ui.__main__ import main

ROOT = Path(__file__).parent.parent
QUESTION = "三届石化产业发展大会签约金额是多少？"
KEYS = [
    "question", "status", "confidence", "message", "terms", "added_terms", "evidence", "elapsed_ms",
]  # fmt: skip
EVIDENCE_KEYS = [
    "rank", "score", "bm25", "document", "heading", "page", "lines", "start", "end", "text",
    "sentence", "context", "short_answer", "highlights",
]  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def wenju(*arguments: str | Path) -> Done:
    """Runs a command in this process, which is quicker than starting one."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["wenju", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
    assert isinstance(stopped.value.code, int)
    return Done(stopped.value.code, out.getvalue(), err.getvalue())


def process(
    *arguments: str | bytes | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command as its own process, as a shell would."""
    command = [sys.executable, "-m", "ui", *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, cwd=ROOT, env=os.environ | (environment or {})
    )


def assert_refused(done: Done, *words: str) -> None:
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


def test_questions_before_are_taken_oldest_first() -> None:
    done = wenju(
        "ask", "那签约金额呢？", "--json",
        "--after", "科技馆在哪里？", "--after", "石化产业发展大会办了几届？",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert {"石化", "大会"} <= set(answer["added_terms"])
    assert "科技馆" not in answer["added_terms"]
    assert answer["evidence"][0]["document"]["id"] == "石化产业发展大会.md"
    shown = wenju("ask", "那签约金额呢？", "--after", "石化产业发展大会办了几届？")
    assert shown.stdout.startswith("已结合上文：")


def test_k_limits_what_is_printed() -> None:
    done = wenju("ask", QUESTION, "-k", "2")
    assert "[2] " in done.stdout
    assert "[3] " not in done.stdout


def test_explain_shows_the_shares_of_the_terms() -> None:
    assert "BM25 " in wenju("ask", QUESTION, "-k", "1", "--explain").stdout
    assert "BM25 " not in wenju("ask", QUESTION, "-k", "1").stdout


def test_a_given_encoding_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("圖書館每週一閉館。".encode("big5"))
    named = ("--corpus", tmp_path / "a.txt", "--encoding")
    done = wenju("ask", "图书馆哪天闭馆？", *named, "big5")
    assert done.stdout.splitlines()[0] == "圖書館每週一閉館。"
    assert_refused(wenju("ask", "问", *named, "utf-8"), "a.txt")
    assert_refused(wenju("ask", "问", *named, "无此编码"), "无此编码")
    assert_refused(wenju("ask", "问", "--encoding", "big5"), "--corpus")


def test_a_file_of_a_folder_that_cannot_be_used_is_named_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "好.txt").write_text("图书馆周一闭馆。", "utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    done = wenju("ask", "图书馆哪天闭馆？", "--corpus", tmp_path, "--json")
    assert done.stderr.startswith("wenju：注意，")
    assert done.stderr.count("\n") == 1
    assert "空.txt" in done.stderr
    assert "周一" in json.loads(done.stdout)["evidence"][0]["sentence"]["text"]


def test_two_collections_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"id": "同", "title": "t", "text": "x"}\n', "utf-8")
    done = wenju("ask", "问", "--corpus", tmp_path / "a.jsonl", "--corpus", tmp_path / "b.jsonl")
    assert_refused(done, "'同'", "a.jsonl", "b.jsonl")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "缺少参数 QUESTION；用法见 wenju ask --help。"),
        (["ask", "问", "--frob"], "没有 --frob 这个选项；用法见 wenju ask --help。"),
        (["frob"], "没有 frob 这个命令；用法见 wenju --help。"),
        (["ask", "问", "-k", "0"], "-k 不能小于 1；用法见 wenju ask --help。"),
        (["ask", "问", "-k", "101"], "-k 不能大于 100；用法见 wenju ask --help。"),
        (["ask", "问", "-k", "五"], "-k 应是整数；用法见 wenju ask --help。"),
        (["ask", "问", "又问"], "多出了参数 又问；用法见 wenju ask --help。"),
        (["ask", "问", "--corpus"], "选项 --corpus 缺少值；用法见 wenju --help。"),
    ],
)
def test_wrong_usage_is_said_in_the_users_language(arguments: list[str], said: str) -> None:
    done = wenju(*arguments)
    assert_refused(done)
    assert done.stderr == f"wenju：{said}\n"


@pytest.mark.parametrize("command", ["ask", "eval", "info", "serve"])
def test_the_help_of_each_command_has_an_example(command: str) -> None:
    done = wenju(command, "--help")
    assert done.returncode == 0
    assert f"例：wenju {command}" in " ".join(done.stdout.split())


def test_without_a_command_the_commands_are_listed() -> None:
    done = wenju()
    assert (done.returncode, done.stderr) == (0, "")
    assert all(command in done.stdout for command in ("ask", "eval", "info", "serve"))


def test_the_version_is_printed() -> None:
    done = wenju("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("wenju ")
    assert len(done.stdout.split()) == 2


def test_info_tells_of_each_document(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 一\n\n图书馆周一闭馆。\n\n## 二\n\n食堂七点开门。\n", "utf-8")
    (tmp_path / "b.txt").write_bytes("图书馆周一闭馆，食堂七点开门。".encode("gb18030"))
    done = wenju("info", "--corpus", tmp_path, "--json")
    first, second = json.loads(done.stdout)["documents"]
    assert (first["title"], first["encoding"], first["sections"]) == ("一", "utf-8", 2)
    assert (second["id"], second["encoding"], second["characters"]) == ("b.txt", "gb18030", 15)
    assert "gb18030" in wenju("info", "--corpus", tmp_path).stdout
    assert "石化产业发展大会.md" in wenju("info").stdout


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


def test_eval_keeps_a_run_and_compares_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "a.txt").write_text("图书馆周一闭馆。", "utf-8")
    qa = {"question": "图书馆哪天闭馆？", "answers": ["周二"], "documents": ["a.txt"]}
    (tmp_path / "qa.jsonl").write_text(json.dumps(qa), "utf-8")
    options = ("eval", "--corpus", tmp_path / "a.txt", "--qa", tmp_path / "qa.jsonl")

    assert_refused(wenju(*options, "--compare", "旧"), "没有保存过名为 旧 的评测")
    assert_refused(wenju(*options, "--save", "../旧"), "名字")
    kept = wenju(*options, "--save", "旧", "--json")
    assert "compare" not in json.loads(kept.stdout)

    (tmp_path / "a.txt").write_text("图书馆周二闭馆。", "utf-8")
    compared = json.loads(wenju(*options, "--compare", "旧", "--json").stdout)["compare"]
    assert compared["changes"] == [
        {
            "id": "1",
            "question": "图书馆哪天闭馆？",
            "better": [*(f"passage.answer_hit@{k}" for k in (1, 5, 10)), "sentence.answer_hit@1"],
            "worse": [],
        }
    ]
    shown = wenju(*options, "--compare", "旧").stdout
    assert "与「旧」相比（共有 1 题）" in shown
    assert "+passage.answer_hit@1" in shown
    assert_refused(wenju("eval", "--compare", "旧"), "另一套题")


def test_eval_refuses_a_report_nowhere_before_it_runs(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("", "utf-8")
    assert_refused(wenju("eval", "--report", tmp_path / "占用"), "--report")


def test_eval_shows_intervals_and_the_short_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("图书馆有3层。", "utf-8")
    qa = {"question": "图书馆有几层？", "answers": ["3层"]}
    (tmp_path / "qa.jsonl").write_text(json.dumps(qa), "utf-8")
    shown = wenju("eval", "--corpus", tmp_path / "a.txt", "--qa", tmp_path / "qa.jsonl").stdout
    rows = {line.split()[1]: line.split() for line in shown.splitlines() if line.startswith("│")}

    assert rows["passage.answer_hit@1"][5] == "1.000–1.000"
    assert rows["short_answer.exact"][3] == "1"


def test_ask_loads_nothing_it_does_not_need() -> None:
    script = (
        "import sys; sys.argv = ['wenju', 'ask', '你好']\n"
        "from ui.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'gradio', 'fastapi', 'ir_measures', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_eval_asks_a_squad_file(tmp_path: Path) -> None:
    paragraph = {
        "context": "图书馆每周一闭馆。",
        "qas": [
            {
                "id": "1",
                "question": "图书馆周几闭馆？",
                "answers": [{"text": "周一", "answer_start": 4}],
            }
        ],
    }
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"data": [{"title": "馆", "paragraphs": [paragraph]}]}), "utf-8")
    measured = json.loads(wenju("eval", "--squad", file, "--json").stdout)
    assert list(measured) == [
        "questions", "answerable", "documents", "passages", "passage_chars", "sentence_chars",
        "document", "passage", "sentence", "abstention", "seconds", "latency_ms",
    ]  # fmt: skip
    assert (measured["questions"], measured["documents"]) == (1, 1)
    assert measured["passage"]["answer_hit@1"] == 1.0
    assert "passage.answer_hit@1" in wenju("eval", "--squad", file).stdout


def test_eval_refuses_what_it_cannot_measure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("图书馆周一闭馆。", "utf-8")
    (tmp_path / "qa.jsonl").write_text('{"question": "问"}\n{"question"\n', "utf-8")
    assert_refused(wenju("eval", "--corpus", tmp_path / "a.txt"), "--qa")
    assert_refused(wenju("eval", "--qa", tmp_path / "qa.jsonl"), "2")
    assert_refused(wenju("eval", "--qa", tmp_path / "无.jsonl"), "无.jsonl")
    assert_refused(wenju("eval", "--squad", tmp_path / "a.txt"), "a.txt")


def test_bytes_that_are_no_text_are_taken_as_a_question() -> None:
    # Where escapes are written, a lone surrogate would be one of them.
    done = process("ask", b"\xe5\x9b\xff\xfe?", "--json", environment={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, b"")
    answer = json.loads(done.stdout)
    assert answer["status"] == "no_answer"
    assert answer["question"].encode("utf-8")


def test_json_survives_an_output_that_lacks_the_characters() -> None:
    done = process("ask", QUESTION, "--json", environment={"PYTHONIOENCODING": "ascii"})
    assert json.loads(done.stdout.decode("ascii"))["question"] == QUESTION
    done = process("ask", QUESTION, environment={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("option", [["--json", "-k", "100"], ["-k", "100"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_error(option: Sequence[str]) -> None:
    command = [sys.executable, "-m", "ui", "ask", QUESTION, *option]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")


def test_a_closed_output_is_no_error_and_a_full_one_is_said_in_one_line() -> None:
    def into(target: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", "-c", f'"$@" {target}', "sh", sys.executable, "-m", "ui", "ask", QUESTION]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    closed = into(">&-")
    assert (closed.returncode, closed.stderr) == (0, "")
    if Path("/dev/full").exists():
        full = into(">/dev/full")
        assert full.returncode == 2
        assert full.stderr.startswith("wenju：写不出结果")
        assert full.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("event", "name"), [("import", "typer"), ("import", "jieba"), ("open", "石化产业发展大会.md")]
)
def test_an_interruption_ends_without_a_traceback(event: str, name: str) -> None:
    """Interrupted while it loads, and while it reads."""
    script = (
        "import signal, sys\n"
        "def hook(event, arguments):\n"
        f"    if event == {event!r} and str(arguments[0]).endswith({name!r}):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "from ui.__main__ import main\n"
        "sys.addaudithook(hook)\n"
        f"sys.argv = ['wenju', 'ask', {QUESTION!r}]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "")
