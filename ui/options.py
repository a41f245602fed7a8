"""What the commands share: options, and how they print."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

Corpus = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus",
        metavar="PATH",
        help="要查的文件、文件夹或 .jsonl 集合，可重复；不指定则用内置资料。",
    ),
]
MaybeLibrary = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", help="要用的资料库。")
]
KeptIn = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", envvar="WENJU_LIBRARY", help="资料库所在的文件夹。"),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="文本编码，如 gb18030；不指定则自动识别。"),
]
Engine = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="检索引擎：rank_bm25、bm25s、milvus；不指定则自动选。"),
]
MilvusUri = Annotated[
    str | None,
    typer.Option(
        "--milvus-uri",
        metavar="FILE_OR_URI",
        help="Milvus 的文件或地址；与 --engine milvus 用。",
    ),
]
MilvusToken = Annotated[
    str | None,
    typer.Option("--milvus-token", metavar="TOKEN", envvar="WENJU_MILVUS_TOKEN", help="其令牌。"),
]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 对象。")]


def warn(lines: Iterable[str]) -> None:
    """Say on standard error what was passed over."""
    from ui.terminal import shown

    for line in lines:
        typer.echo(f"wenju：注意，{shown(line)}", err=True)


def valid(text: str) -> str:
    """Bytes of the command line that are no valid text arrive as lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")


def print_json(wire: dict[str, Any]) -> None:
    """Print one object; where the output can't hold every character, escapes can."""
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    print(json.dumps(wire, ensure_ascii=not unicode, allow_nan=False))
