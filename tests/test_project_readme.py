"""The commands of README.md and docs/scale.md, run as they stand there, on small made files.

Each document's lines run in one folder, in their order, as a reader would type them; what can't
run here is listed with its reason. The commands of ``wenju --help`` are held against the text.
"""

import io
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.made_files import pdf, word
from tests.test_ui_cli import ROOT, wenju
from ui.cli import app

DOCUMENTS = ("README.md", "docs/scale.md")
USUAL = "127.0.0.1:7860"
"""Where the documents say that the page is; the tests' servers are elsewhere."""

_MAKE = "the targets of make are run on made machines by test_project_setup"
_NETWORK = "it installs from a package registry; test_project_packaging builds and installs offline"
_LONG = "it takes minutes; test_ui_bench runs the command on a small size"
_CLUSTER = "it needs a cluster of Milvus; the same line with a file is run"
EXCEPTIONS = {
    "make serve": _MAKE,
    "make test": _MAKE,
    'pip download -c constraints.txt -d wheelhouse . "setuptools>=77"': _NETWORK,
    "pip install --no-index --find-links wheelhouse .": _NETWORK,
    "pip install 'wenju[milvus]'": _NETWORK,
    "wenju bench": _LONG,
    "wenju bench --passages 100000 --passages 1000000 --corpus 资料/ --report 报告/": _LONG,
    "export WENJU_MILVUS_TOKEN=用户名:密码": _CLUSTER,
    "wenju serve --engine milvus --milvus-uri http://milvus.example:19530": _CLUSTER,
    "wenju add 资料/ --engine milvus --milvus-uri http://milvus.example:19530": _CLUSTER,
    "wenju serve --engine milvus --milvus-uri http://milvus.example:19530 --host 0.0.0.0": _CLUSTER,
}
"""Lines that are not run, and why."""


def shell_lines(text: str) -> list[str]:
    """The lines of a document's ``sh`` blocks and the commands in its tables, without comments."""
    found: list[str] = []
    inside = False
    for line in text.replace("\\\n", "").splitlines():
        if line.startswith("```"):
            inside = line == "```sh"
        elif inside and line.strip():
            found.append(re.sub(r"\s+#\s.*", "", line).strip())
        elif line.startswith("|"):
            found += re.findall(r"`(wenju [^`]+)`", line)
    return found


def mentions(text: str) -> list[str]:
    """Every command that a document speaks of, whole or in part."""
    inline = re.findall(r"`(wenju [a-z][^`]*)`", text)
    return [
        *inline,
        *(line[line.index("wenju ") :] for line in shell_lines(text) if "wenju " in line),
    ]


def commands() -> dict[str, Any]:
    """The commands that ``wenju --help`` lists."""
    root: Any = typer.main.get_command(app)
    return dict(root.commands)


def options(command: Any) -> set[str]:
    """What ``--help`` of a command lists, but itself."""
    return {
        name for one in command.params for name in (*one.opts, *one.secondary_opts) if "-" in name
    }


def unknown(mention: str) -> list[str]:
    """What of a command that is spoken of there is not."""
    name, *rest = shlex.split(mention)[1:]
    if name not in commands():
        return [f"{mention}: there is no command {name}"]
    known = options(commands()[name])
    used = [word for word in rest if re.fullmatch(r"--?[a-z][a-z-]*", word)]
    return [f"{mention}: there is no option {word}" for word in used if word not in known]


class Reader:
    """Types the lines of a document in a folder that holds what they name."""

    def __init__(self, folder: Path, stack: ExitStack, patch: pytest.MonkeyPatch) -> None:
        self._stack = stack
        self._patch = patch
        self._address = ""
        for name, content in made().items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        patch.chdir(folder)
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))

    def problems(self, line: str) -> list[str]:
        """Run a line; returns what was wrong with it."""
        if line in EXCEPTIONS:
            return []
        try:
            words = shlex.split(line)
        except ValueError as error:
            return [f"{line}: {error}"]
        match words:
            case ["wenju", "serve", *rest]:
                self._address = self._stack.enter_context(served(rest))
                return []
            case ["wenju", *rest, ">", name]:
                return self._command(line, rest, lambda out: Path(name).write_text(out, "utf-8"))
            case ["wenju", *rest]:
                return self._command(line, rest)
            case ["cat", name, "|", "wenju", *rest]:
                piped = io.TextIOWrapper(io.BytesIO(Path(name).read_bytes()))
                self._patch.setattr(sys, "stdin", piped)
                return self._command(line, rest)
            case ["curl", *rest]:
                return self._request(line, rest)
        return [f"{line}: neither run nor listed among the exceptions"]

    def _command(
        self, line: str, words: list[str], keep: Callable[[str], object] = lambda _: None
    ) -> list[str]:
        done = wenju(*words)
        keep(done.stdout)
        if done.returncode or "Traceback" in done.stderr:
            return [f"{line}: exit status {done.returncode}\n{done.stdout}{done.stderr}"]
        return []

    def _request(self, line: str, words: list[str]) -> list[str]:
        if not self._address:
            return [f"{line}: no server was started before it"]
        program = shutil.which("curl")
        if program is None:
            pytest.skip("there is no curl here")
        there = [word.replace(USUAL, self._address) for word in words]
        done = subprocess.run(
            [program, "--fail", "--show-error", "--noproxy", "*", *there],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
        )
        if USUAL not in line or done.returncode or json.loads(done.stdout).get("refused"):
            return [f"{line}: exit status {done.returncode}\n{done.stdout}{done.stderr}"]
        return []


@contextmanager
def served(words: list[str]) -> Iterator[str]:
    """A server with the options of a line, but on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "ui",
        "serve",
        *words,
        "--port",
        str(port),
        "--no-browser",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert f"127.0.0.1:{port}" in said, "the server did not start; its error is above"
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
        assert process.wait(timeout=20) == 0


def made() -> dict[str, str | bytes]:
    """The files that the lines name."""
    trial = "试用期为三个月，期满考核合格的予以转正。"
    lead = "市科协由市委副书记分管，科协归市委领导。"
    asked = {"id": "1", "question": "试用期多长？", "answers": [{"text": "三个月"}]}
    paragraph = {"id": "p", "context": trial, "qas": [asked]}
    squad = json.dumps({"version": "1", "data": [{"title": "合同", "paragraphs": [paragraph]}]})
    article = json.dumps({"id": "一", "title": "合同", "text": trial})
    question = json.dumps(
        {"question": "试用期多长？", "answers": ["三个月"], "documents": ["一"], "answerable": True}
    )
    return {
        "合同/劳动合同.txt": trial,
        "合同.pdf": pdf(["本合同一式两份，双方各执一份。"], title="合同"),
        "制度.md": "# 请假\n\n请假须提前一天报批。\n",
        "制度.docx": word(["请假须提前一天报批。"], title="请假"),
        "办法.docx": word(["本办法自发布之日起施行。"], title="办法"),
        "通知.txt": "周五上午九点开会，三届石化产业发展大会的总结材料请带齐。",
        "资料/科协.txt": lead,
        "资料.jsonl": article,
        "题目.jsonl": question,
        "articles.jsonl": article,
        "qa.jsonl": question,
        "cmrc2018_trial.json": squad,
        "drcd_dev.json": squad,
    }


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_runs(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shell_lines(text_of(document))
    assert lines

    with ExitStack() as stack:
        reader = Reader(tmp_path, stack, monkeypatch)
        assert [problem for line in lines for problem in reader.problems(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "wenju ask 试用期多长？ --libary 资料库/",
        "wenju fly",
        "wenju ask 你好",
        "wenju ask '试用期多长？",
        "make coffee",
        f"curl -s http://{USUAL}/healthz",
    ],
)
def test_a_line_that_does_not_run_is_named(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        (problem,) = Reader(tmp_path, stack, monkeypatch).problems(line)

    assert problem.startswith(line)


def test_every_exception_still_stands_in_a_document_and_has_its_reason() -> None:
    standing = {line for document in DOCUMENTS for line in shell_lines(text_of(document))}

    assert set(EXCEPTIONS) - standing == set()
    assert all(EXCEPTIONS.values())


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/benchmarks.md", "CONTRIBUTING.md"])
def test_what_is_spoken_of_is_there(document: str) -> None:
    assert [what for mention in mentions(text_of(document)) for what in unknown(mention)] == []


@pytest.mark.parametrize(
    ("mention", "what"), [("wenju fly", "fly"), ("wenju words --libary 资料库/", "--libary")]
)
def test_what_is_not_there_is_named(mention: str, what: str) -> None:
    (problem,) = unknown(mention)

    assert problem.endswith(f" {what}")


def test_every_command_and_option_is_told_of() -> None:
    readme = text_of("README.md")
    told = "\n".join(map(text_of, DOCUMENTS))

    assert [name for name in commands() if f"wenju {name}" not in readme] == []
    assert [
        f"{name} {option}"
        for name, command in commands().items()
        for option in sorted(options(command) - {"--browser"})
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", told)
    ] == []
