"""What the options of a command name: documents, a library or Milvus, ready to be used."""

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputError
from ui.library_commands import opened
from ui.milvus import Milvus, holdings_in
from ui.options import warn

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.types import Document
    from ui.holdings import Holdings


def holdings_of(
    corpus: list[Path] | None,
    library: Path | None,
    encoding: str | None,
    engine: str | Milvus | None,
    *,
    create: bool = False,
) -> "Holdings":
    """What is answered from: Milvus or the library that was named, else the documents."""
    from ui.holdings import fixed, kept
    from ui.terminal import bar_of, progress_bar

    if isinstance(engine, Milvus):
        if corpus or library is not None or encoding is not None:
            raise InputError("--engine milvus 用的是 Milvus 里的资料；请去掉 --corpus、--library。")
        return holdings_in(engine)
    if library is not None:
        from retrieval.live import LiveRetriever

        found = library_of(library, corpus, encoding, create=create)
        with progress_bar() as bar:
            task = bar.add_task("建立索引", total=None, visible=False)
            return kept(LiveRetriever(found, engine, bar_of(bar, task)))
    from retrieval.retriever import Retriever

    documents = documents_of(corpus, encoding)
    with progress_bar() as bar:
        indexing = bar.add_task("建立索引", total=len(documents))
        return fixed(
            Retriever(documents, engine, lambda done, _: bar.update(indexing, completed=done))
        )


def library_of(
    directory: Path, corpus: list[Path] | None, encoding: str | None, *, create: bool = False
) -> "Library":
    """The library that was named, and nothing else."""
    if corpus or encoding is not None:
        raise InputError("--library 不能与 --corpus、--encoding 一起用；请只用其中一种。")
    return opened(directory, create=create)


def documents_of(paths: list[Path] | None, encoding: str | None) -> "tuple[Document, ...]":
    """The documents that were named, or the built-in ones."""
    from corpus.load import load_builtin, load_paths

    if not paths:
        if encoding is not None:
            raise InputError("--encoding 只用于 --corpus 指定的文件；请一并指定 --corpus。")
        return load_builtin()
    loaded = load_paths(paths, encoding)
    warn(loaded.refused)
    return loaded.documents
