"""The command ``info``: what there is to tell of each document, and of where they are kept."""

from dataclasses import asdict
from typing import Any

import typer

from corpus.errors import InputError
from ui.milvus import milvus_named
from ui.named import documents_of, library_of
from ui.options import (
    AsJson,
    Corpus,
    Encoding,
    Engine,
    MaybeLibrary,
    MilvusToken,
    MilvusUri,
    print_json,
)

commands = typer.Typer()


@commands.command(epilog="例：wenju info　wenju info --corpus 资料/　wenju info --library 资料库/")
def info(
    corpus: Corpus = None,
    library: MaybeLibrary = None,
    encoding: Encoding = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> None:
    """列出资料：每篇的编码、字数、小节与段落数；资料库和 Milvus 还有版本与用户词。"""
    from corpus.passages import cut_passages
    from ui.info import document_row, library_facts

    about: dict[str, Any] = {}
    milvus = milvus_named(engine, milvus_uri, milvus_token)
    if milvus is not None:
        if corpus or library is not None or encoding is not None:
            raise InputError("--engine milvus 用的是 Milvus 里的资料；请去掉 --corpus、--library。")
        from retrieval.engines.milvus import connect, milvus_documents, milvus_facts

        connection = connect(milvus.uri, milvus.token)
        rows = [asdict(listed) for listed in milvus_documents(connection)]
        about = {"milvus": milvus_facts(connection)}
    elif library is not None:
        stored = library_of(library, corpus, encoding)
        documents = stored.load().documents
        rows = [document_row(document, cut_passages(document)) for document in documents]
        about = {"library": library_facts(stored)}
    else:
        documents = documents_of(corpus, encoding)
        rows = [document_row(document, cut_passages(document)) for document in documents]
    if as_json:
        print_json({"documents": rows} | about)
        return
    from ui.terminal import render_documents, show

    show(render_documents(rows))
