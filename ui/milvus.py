"""The commands over Milvus: what ``--engine milvus`` stands for in each of them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputError
from retrieval.engines import MILVUS

if TYPE_CHECKING:
    from rich.progress import Progress

    from corpus.library import Added
    from corpus.types import Document
    from retrieval.retriever import Retriever
    from ui.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Milvus:
    """Where Milvus is: a file or a server's address, and what lets one in."""

    uri: str
    token: str | None = None


def milvus_named(engine: str | None, uri: str | None, token: str | None) -> Milvus | None:
    """The Milvus that the options name; ``None`` where another engine is asked for.

    Raises:
        InputError: The options don't fit together.
    """
    if engine != MILVUS:
        if uri is not None:
            raise InputError("--milvus-uri 只与 --engine milvus 一起用；请加上 --engine milvus。")
        return None
    if uri is None:
        raise InputError(
            "--engine milvus 还要知道 Milvus 在哪里；请用 --milvus-uri 指定文件或服务器地址。"
        )
    return Milvus(uri, token)


def place_named(
    library: Path | None, engine: str | None, uri: str | None, token: str | None
) -> Path | Milvus:
    """Where the documents are kept that a command is about: in a library, or in Milvus.

    Raises:
        InputError: Neither is named, or the options don't fit together.
    """
    if engine not in {None, MILVUS}:
        raise InputError(f"这个命令的 --engine 只能是 {MILVUS}；资料库会自己选引擎，不必写。")
    milvus = milvus_named(engine, uri, token)
    if milvus is not None:
        return milvus
    if library is None:
        raise InputError(
            "请用 --library 指定资料库所在的文件夹，或用 --engine milvus --milvus-uri 指定 Milvus。"
        )
    return library


def holdings_in(milvus: Milvus) -> "Holdings":
    """What is answered from.

    Raises:
        EngineError: Milvus is away, or there is nothing of ours in it.
    """
    from retrieval.engines.milvus import LiveMilvus, connect
    from ui.holdings import Holdings

    return Holdings(LiveMilvus(connect(milvus.uri, milvus.token)).current)


def add_to(
    milvus: Milvus,
    paths: Sequence[Path],
    piped: tuple[str, bytes] | None,
    encoding: str | None,
    bar: "Progress",
) -> "Added":
    """Add files; those that are there as they are stay.

    Args:
        milvus: Where to.
        paths: Files, folders and ``.jsonl`` collections.
        piped: Name and bytes of standard input, or ``None``.
        encoding: Overrides the detection.
        bar: Shows how far it is.

    Raises:
        EngineError: Milvus is away, slow, or holds something else.
    """
    from corpus.folders import find_files
    from corpus.library import Added
    from corpus.load import read_bytes, read_files
    from retrieval.engines.milvus import MilvusStore, connect

    result = Added()
    store = MilvusStore(connect(milvus.uri, milvus.token))
    before = store.hashes()
    files, refused = find_files(paths)
    result.refused += refused
    task = bar.add_task("添加资料", total=None)

    def changed(documents: Sequence["Document"]) -> Iterator["Document"]:
        for document in documents:
            if before.get(document.id) == document.sha256:
                result.unchanged += 1
                continue
            (result.replaced if document.id in before else result.added).append(document.id)
            yield document

    def read() -> Iterator["Document"]:
        for _, outcome in read_files(files, encoding):
            if isinstance(outcome, InputError):
                result.refused.append(str(outcome))
            else:
                yield from changed(outcome)
        if piped is not None:
            name, data = piped
            yield from changed(read_bytes(data, name, name, name, encoding))

    result.segmented = store.put(read(), lambda done: bar.update(task, completed=done))
    return result


def remove_from(milvus: Milvus, ids: Sequence[str]) -> None:
    """Remove documents: all are there or none is removed.

    Raises:
        InputError: There is none of one of the ids.
        EngineError: Milvus is away, or there is nothing of ours in it.
    """
    from retrieval.engines.milvus import MilvusStore, connect, missing_documents

    connection = connect(milvus.uri, milvus.token)
    store = MilvusStore(connection, create=False)
    if missing := missing_documents(connection, ids):
        raise InputError(f"没有 id 为 {missing[0]!r} 的文档；用 wenju list 可以看到全部 id。")
    store.remove(ids)


@contextmanager
def made_in(milvus: Milvus, documents: Sequence["Document"]) -> Iterator["Retriever"]:
    """Documents in Milvus for a while, under a name of their own, to be evaluated.

    Raises:
        EngineError: Milvus is away, slow, or refuses them.
    """
    from retrieval.engines.milvus import MilvusStore, connect, milvus_collection
    from retrieval.retriever import Retriever
    from retrieval.weights import load_model

    connection = connect(milvus.uri, milvus.token)
    prefix = f"wenju_eval_{os.getpid()}"
    store = MilvusStore(connection, prefix)
    try:
        store.put(documents)
        yield Retriever.of(milvus_collection(connection, prefix), load_model())
    finally:
        store.drop()
        connection.close()
