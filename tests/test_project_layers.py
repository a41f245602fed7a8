"""The rules of the layout: who may import what, who may print, how long a file is.

`breaches` judges one file by its path and source; small breaking examples prove that it sees each
breach, and then it is asked about every file of the product.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each package may import those before it, and itself.
LAYERS = ("corpus", "retrieval", "eval", "ui")

# Only files under these prefixes may import these libraries.
HOMES = {
    **dict.fromkeys(
        ("rank_bm25", "bm25s", "tantivy", "pymilvus", "milvus_lite", "grpc"),
        ("retrieval/engines/", "eval/peers/"),
    ),
    **dict.fromkeys(("gradio", "gradio_client"), ("ui/web/",)),
    **dict.fromkeys(("jieba", "rjieba"), ("corpus/segment.py",)),
}

MAX_LINES = 300
# Path of a longer file: the reason why it is better whole.
LONG_FILES: dict[str, str] = {}


def imported(path: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yields every imported name with its line, those inside functions and in strings too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=module, level=0) if module:
                yield module, node.lineno
            case ast.ImportFrom(module=module, level=level, names=names):
                package = path.split("/")[:-level]
                for alias in names:
                    yield ".".join([*package, module or alias.name]), node.lineno
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, node.lineno


def import_breaches(path: str, tree: ast.Module) -> Iterator[str]:
    layer = path.split("/", maxsplit=1)[0]
    for name, line in imported(path, tree):
        top = name.split(".")[0]
        if top == "tests":
            yield f"{path}:{line} imports the tests"
        if top in LAYERS and LAYERS.index(top) > LAYERS.index(layer):
            yield f"{path}:{line} imports {name}, and {layer} may not know {top}"
        if top in HOMES and not path.startswith(HOMES[top]):
            yield f"{path}:{line} imports {top}, which only {' and '.join(HOMES[top])} may"


def statement_breaches(path: str, tree: ast.Module) -> Iterator[str]:
    may_print = path.startswith("ui/") or path.endswith("/__main__.py")
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(n.name.split(".")[0] == "eval" for n in names):
                yield f"{path}:{node.lineno} hides the builtin eval: write `from eval.x import y`"
            case ast.Assert():
                yield f"{path}:{node.lineno} has an assert statement: raise an error instead"
            case ast.Call(func=ast.Name(id="print")) if not may_print:
                yield f"{path}:{node.lineno} prints, which only ui and __main__ modules may"


def breaches(path: str, source: str) -> list[str]:
    """Names what in one product file is against the rules, each with the file and line."""
    tree = ast.parse(source)
    found = [*import_breaches(path, tree), *statement_breaches(path, tree)]
    if not ast.get_docstring(tree):
        found.append(f"{path} has no docstring that says what it is for")
    lines = len(source.splitlines())
    if lines > MAX_LINES and path not in LONG_FILES:
        found.append(f"{path} has {lines} lines: split it, or list it with a reason")
    return found


def product_files() -> list[str]:
    return sorted(
        file.relative_to(ROOT).as_posix()
        for layer in LAYERS
        for file in (ROOT / layer).rglob("*.py")
    )


@pytest.mark.parametrize(
    ("path", "code", "breach"),
    [
        ("corpus/a.py", "from retrieval.types import Hit", "corpus may not know retrieval"),
        ("corpus/a.py", "import ui.web", "corpus may not know ui"),
        ("retrieval/a.py", "def f():\n    from eval.qa import load_qa", "may not know eval"),
        ("retrieval/engines/a.py", "if TYPE_CHECKING:\n    import ui", "may not know ui"),
        ("eval/a.py", "importlib.import_module('ui.web.chat')", "eval may not know ui"),
        ("eval/a.py", "__import__('ui')", "eval may not know ui"),
        ("ui/a.py", "from tests import helper", "imports the tests"),
        ("retrieval/judge.py", "from rank_bm25 import BM25Okapi", "imports rank_bm25"),
        ("ui/a.py", "import bm25s.selection", "imports bm25s"),
        ("eval/runner.py", "import tantivy", "imports tantivy"),
        ("retrieval/store.py", "import_module('pymilvus')", "imports pymilvus"),
        ("ui/commands.py", "import gradio as gr", "imports gradio"),
        ("retrieval/query.py", "from jieba.posseg import cut", "imports jieba"),
        ("ui/a.py", "import eval", "hides the builtin eval"),
        ("ui/a.py", "import eval.runner", "hides the builtin eval"),
        ("eval/runner.py", "def f():\n    print('x')", "eval/runner.py:3 prints"),
        ("ui/a.py", "assert f()", "has an assert statement"),
        ("ui/a.py", "x = 1\n" * MAX_LINES, f"has {MAX_LINES + 1} lines"),
    ],
)
def test_a_breach_is_named(path: str, code: str, breach: str) -> None:
    (found,) = breaches(path, f'"""What it is for."""\n{code}')

    assert breach in found


def test_a_file_with_no_docstring_is_named() -> None:
    assert breaches("ui/a.py", "x = 1") == ["ui/a.py has no docstring that says what it is for"]


def test_a_relative_import_is_resolved_against_its_package() -> None:
    source = "from . import a\nfrom .b import c\nfrom .. import d\nfrom ..e.f import g"

    names = [name for name, _ in imported("ui/web/chat.py", ast.parse(source))]

    assert names == ["ui.web.a", "ui.web.b", "ui.d", "ui.e.f"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("corpus/segment.py", "import jieba"),
        ("retrieval/engines/bm25.py", "from rank_bm25 import BM25Okapi"),
        ("retrieval/judge.py", "from corpus.types import Passage\nfrom retrieval.types import Hit"),
        ("eval/peers/tantivy.py", "import tantivy\nfrom retrieval.types import Hit"),
        ("eval/__main__.py", "from eval.runner import run\nprint(run())"),
        ("ui/commands.py", "from eval.runner import run\nprint(run())"),
        ("ui/web/page.py", "import gradio as gr\nfrom corpus.types import Document"),
    ],
)
def test_what_the_layout_allows_is_no_breach(path: str, code: str) -> None:
    assert breaches(path, f'"""What it is for."""\n{code}') == []


def test_no_product_file_is_against_the_rules() -> None:
    files = product_files()

    assert {file.split("/")[0] for file in files} == set(LAYERS)
    assert [b for f in files for b in breaches(f, (ROOT / f).read_text(encoding="utf-8"))] == []


def test_every_file_listed_as_long_is_still_long_and_has_its_reason() -> None:
    for path, reason in LONG_FILES.items():
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        assert len(lines) > MAX_LINES, path
        assert reason, path
