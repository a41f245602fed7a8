"""The command ``reindex``: brings what is in Milvus to the mean length of its passages as it is."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from corpus.errors import InputError
from ui.milvus import milvus_named
from ui.options import AsJson, Engine, MilvusToken, MilvusUri, print_json

if TYPE_CHECKING:
    from retrieval.engines.milvus.store import Reindexed

commands = typer.Typer()


@commands.command(epilog="例：wenju reindex --engine milvus --milvus-uri milvus.db")
def reindex(
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> None:
    """重新清点 Milvus 里的资料，按现在的平均长度重算每段的向量；要读写全部向量。"""
    from retrieval.engines.milvus import MilvusStore, connect
    from ui.terminal import bar_of, progress_bar

    milvus = milvus_named(engine, milvus_uri, milvus_token)
    if milvus is None:
        raise InputError(
            "reindex 只用于 Milvus，请加上 --engine milvus --milvus-uri 地址；"
            "资料库的索引会自己更新，不必整理。"
        )
    store = MilvusStore(connect(milvus.uri, milvus.token), create=False)
    with progress_bar() as bar:
        done = store.reindex(bar_of(bar, bar.add_task("重新整理", total=None)))
    if as_json:
        print_json(asdict(done))
        return
    print(_summary(done))


def _summary(done: "Reindexed") -> str:
    """One line on what it did."""
    if not done.passages:
        return "Milvus 里还没有段落，不必整理。"
    means = f"平均每段 {done.mean:.1f} 项，此前按 {done.before:.1f} 项计分"
    return f"重新整理了 {done.passages} 段；{means}。"
