"""The command ``words``: the user's own words, in a library or in Milvus."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import InputError
from ui.library_commands import opened
from ui.milvus import Milvus, place_named
from ui.options import AsJson, Engine, KeptIn, MilvusToken, MilvusUri, print_json, valid

commands = typer.Typer()

_ADD, _REMOVE = "add", "remove"


@commands.command(
    epilog="例：wenju words add 石化产业发展大会 --library 资料库/　"
    "wenju words --engine milvus --milvus-uri milvus.db"
)
def words(
    action: Annotated[str, typer.Argument(metavar="[add|remove]", help="添加或移除。")] = "",
    given: Annotated[list[str] | None, typer.Argument(metavar="WORD", help="词。")] = None,
    library: KeptIn = None,
    preview: Annotated[
        str | None, typer.Option(metavar="TEXT", help="只看这句话会怎样切，不改资料。")
    ] = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> None:
    """用户词：分词时保持完整的词。不带参数时列出全部。"""
    from ui.terminal import shown

    if action not in {"", _ADD, _REMOVE} or bool(action) != bool(given):
        raise InputError("用法是 wenju words、wenju words add 词 或 wenju words remove 词。")
    named = [valid(word) for word in given or ()]
    place = place_named(library, engine, milvus_uri, milvus_token)
    if preview is not None:
        _preview(preview, _kept(place, action == _ADD), action, named, as_json)
        return
    segmented = 0
    if named and isinstance(place, Milvus):
        segmented = _changed_in_milvus(place, action, named)
    elif named and isinstance(place, Path):
        segmented = _changed_in_library(place, action, named)
    kept = _kept(place)
    if as_json:
        print_json({"words": list(kept), "segmented": segmented})
        return
    if named:
        print(f"重新切分了 {segmented} 段。")
    for word in kept:
        print(shown(word))


def _kept(place: Path | Milvus, create: bool = False) -> tuple[str, ...]:
    """The words that there are."""
    if isinstance(place, Milvus):
        from retrieval.engines.milvus import connect, milvus_words

        return milvus_words(connect(place.uri, place.token))
    return opened(place, create=create).words()


def _changed_in_library(place: Path, action: str, named: Sequence[str]) -> int:
    """Add or remove words; returns the number of passages that were cut anew."""
    with opened(place, create=action == _ADD).writing() as writer:
        change = writer.add_word if action == _ADD else writer.remove_word
        return sum(change(word).segmented for word in named)


def _changed_in_milvus(place: Milvus, action: str, named: Sequence[str]) -> int:
    """The same in Milvus."""
    from retrieval.engines.milvus import MilvusStore, connect

    store = MilvusStore(connect(place.uri, place.token), create=action == _ADD)
    change = store.add_word if action == _ADD else store.remove_word
    return sum(change(word).segmented for word in named)


def _preview(
    text: str, kept: Sequence[str], action: str, named: Sequence[str], as_json: bool
) -> None:
    """Show how a text is cut now and how it would be."""
    from corpus.library.words import cut_preview
    from ui.terminal import shown

    before, after = cut_preview(
        text,
        kept,
        add=named if action == _ADD else (),
        remove=named if action == _REMOVE else (),
    )
    if as_json:
        print_json({"before": before, "after": after})
    else:
        print(f"现在：{shown(' / '.join(before))}\n之后：{shown(' / '.join(after))}")
