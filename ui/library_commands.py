"""The commands that keep a library: add, list, remove, verify."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import InputError
from ui.milvus import Milvus, add_to, milvus_named, place_named, remove_from
from ui.options import (
    AsJson,
    Encoding,
    Engine,
    KeptIn,
    MilvusToken,
    MilvusUri,
    print_json,
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from corpus.library import Added, Check, Library

commands = typer.Typer()


def opened(directory: Path, *, create: bool = False) -> "Library":
    """The library; what an older 问据 cut is cut anew, with a bar that shows how far it is."""
    from corpus.library import Library
    from ui.terminal import bar_of, progress_bar

    with progress_bar() as bar:
        task = bar.add_task("更新资料库", total=None, visible=False)
        return Library(directory, create=create, progress=bar_of(bar, task))


@commands.command(
    epilog="例：wenju add 资料/ --library 资料库/　"
    "cat 通知.txt | wenju add - --name 通知.txt --library 资料库/"
)
def add(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="文件或文件夹；- 为标准输入。")
    ],
    library: KeptIn = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="标准输入的文件名，后缀决定格式。")
    ] = "标准输入.txt",
    encoding: Encoding = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> int:
    """添加或更新资料。只读新的和改过的；用不了的逐条说明，其余照常添加。"""
    from corpus.children import crew
    from ui.terminal import progress_bar, shown

    named = [Path(path) for path in paths if path != "-"]
    data = sys.stdin.buffer.read() if "-" in paths else None
    milvus = milvus_named(engine, milvus_uri, milvus_token)
    if milvus is None and library is None:
        raise InputError("请用 --library 指定资料库所在的文件夹。")
    kept = opened(library, create=True) if milvus is None and library is not None else None
    with progress_bar() as bar:
        if milvus is not None:
            piped = (name, data) if data is not None else None
            result = add_to(milvus, named, piped, encoding, bar)
        elif kept is not None:
            with crew():
                result = _add(kept, named, bar, encoding, data, name)
    usable = result.added or result.replaced or result.unchanged
    status = 2 if result.refused and not usable else 0
    if as_json:
        print_json(asdict(result))
        return status
    for line in result.refused:
        typer.echo(f"wenju：未添加，{shown(line)}", err=True)
    if usable or not result.refused:
        print(summary(result))
    return status


def _add(
    library: "Library",
    paths: list[Path],
    bar: "Progress",
    encoding: str | None,
    data: bytes | None,
    name: str,
) -> "Added":
    """Add to a library, and index it if it is large."""
    from corpus.library import add_bytes, add_paths
    from retrieval.stored.follow import index_ahead
    from ui.terminal import bar_of, shown

    task = bar.add_task("添加资料", total=None)
    with library.writing() as writer:
        result = add_paths(
            writer,
            paths,
            encoding,
            lambda done, whole, file: bar.update(
                task, completed=done, total=whole, description=f"添加资料 {shown(file)[:24]}"
            ),
        )
        if data is not None:
            result.merge(add_bytes(writer, name, data, encoding))
    bar.update(task, visible=False)
    index_ahead(library, bar_of(bar, bar.add_task("建立索引", total=None, visible=False)))
    return result


@commands.command("list", epilog="例：wenju list --library 资料库/")
def list_documents(
    library: KeptIn = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> None:
    """列出资料库或 Milvus 里的文档。"""
    place = place_named(library, engine, milvus_uri, milvus_token)
    if isinstance(place, Milvus):
        _list_milvus(place, as_json)
        return
    rows = opened(place).rows()
    if as_json:
        print_json({"documents": [asdict(row) for row in rows]})
        return
    from ui.terminal import render_rows, show

    show(render_rows(rows))


def _list_milvus(milvus: Milvus, as_json: bool) -> None:
    """What a file's size is and when it was added, Milvus isn't told."""
    from retrieval.engines.milvus import connect, milvus_documents

    listed = milvus_documents(connect(milvus.uri, milvus.token))
    if as_json:
        print_json({"documents": [asdict(one) for one in listed]})
        return
    from ui.terminal import render_listed, show

    show(render_listed(listed))


@commands.command(epilog="例：wenju remove 通知.txt --library 资料库/")
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="文档的 id，见 wenju list。")],
    library: KeptIn = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
) -> None:
    """移除文档。它的引文会说明文档已移除；原来的文件不动。"""
    from ui.terminal import shown

    place = place_named(library, engine, milvus_uri, milvus_token)
    if isinstance(place, Milvus):
        remove_from(place, ids)
        for document_id in ids:
            print(f"已移除 {shown(document_id)}")
        return
    with opened(place).writing() as writer:
        # All are there or none is removed.
        for document_id in ids:
            writer.require(document_id)
        for document_id in ids:
            writer.remove(document_id)
            print(f"已移除 {shown(document_id)}")


@commands.command(
    epilog="例：wenju verify --library 资料库/　"
    'wenju ask "…" --library 资料库/ --json > 答案.json; wenju verify 答案.json --library 资料库/'
)
def verify(
    library: KeptIn = None,
    answers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="ANSWER", help="wenju ask --json 的输出，核对其中的引文。"),
    ] = None,
    engine: Annotated[str | None, typer.Option(hidden=True)] = None,
    milvus_uri: Annotated[str | None, typer.Option("--milvus-uri", hidden=True)] = None,
    milvus_token: Annotated[str | None, typer.Option("--milvus-token", hidden=True)] = None,
    as_json: AsJson = False,
) -> int:
    """重读每份原件，核对指纹与引文。退出状态：0 全部相符，1 有不符，2 输入有误。"""
    from corpus.library.verify import State, verify_citations, verify_library
    from ui.terminal import progress_bar, shown

    if engine is not None or milvus_uri is not None or milvus_token is not None:
        raise InputError(
            "verify 只能核对资料库：Milvus 里没有记着原件在哪里；"
            "请把同样的文件添加到一个资料库，再用 wenju verify --library 核对。"
        )
    if library is None:
        raise InputError("请用 --library 指定资料库所在的文件夹。")
    kept = opened(library)
    checks: list[Check] = []
    if answers:
        for path in answers:
            checks += verify_citations(kept, path)
    else:
        with progress_bar() as bar:
            task = bar.add_task("核对原件", total=len(kept.rows()))
            for check in verify_library(kept):
                checks.append(check)
                bar.advance(task)
    wrong = [check for check in checks if check.state is not State.OK]
    if as_json:
        print_json(
            {
                "documents": len(checks),
                "ok": len(checks) - len(wrong),
                "quotes": sum(check.quotes for check in checks),
                "problems": [asdict(check) for check in wrong],
            }
        )
        return 1 if wrong else 0
    for check in wrong:
        print(shown(f"{check.document_id}：{check.detail}"))
    quotes = sum(check.quotes for check in checks)
    print(
        f"核对 {len(checks)} 项，相符 {len(checks) - len(wrong)} 项，逐字比对了 {quotes} 处引文。"
    )
    return 1 if wrong else 0


def summary(result: "Added") -> str:
    """One line on what was added."""
    said: list[tuple[str, int]] = [
        ("新增", len(result.added)),
        ("更新", len(result.replaced)),
        ("未变", result.unchanged),
        ("换了位置", result.moved),
        ("移除", len(result.removed)),
        ("未能添加", len(result.refused)),
    ]
    counts = "，".join(f"{word} {count}" for word, count in said if count)
    return f"{counts or '没有可添加的文件'}；切分了 {result.segmented} 段。"
