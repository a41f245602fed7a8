"""Proof that citations hold: every source is read again and compared, character by character."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import file_digest, sha256
from pathlib import Path

from corpus.errors import FormatError, InputError, ReadError
from corpus.folders import FoundFile
from corpus.library.add import FILE, UPLOAD
from corpus.library.changes import Source
from corpus.library.store import Library
from corpus.load import read_bytes, read_files
from corpus.types import Document


class State(StrEnum):
    """What became of a source since it was added."""

    OK = "ok"
    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one document.

    Attributes:
        document_id: The document.
        source: The name or path as the user knows it.
        state: What became of its source.
        detail: One line on what that means and what to do; empty where all is well.
        quotes: So many passages were compared and are just as the source has them.
    """

    document_id: str
    source: str
    state: State
    detail: str = ""
    quotes: int = 0


def verify_library(library: Library) -> Iterator[Check]:
    """Read every source again and compare hash, text and passages.

    Raises:
        LibraryError: The library itself can't be read.
    """
    for source, ids in library.sources():
        yield from _verify(library, source, ids)


def verify_citations(library: Library, path: Path) -> Iterator[Check]:
    """Check what ``wenju ask --json`` printed against the library, quote by quote.

    Raises:
        FormatError: The file is none such.
    """
    try:
        evidence = json.loads(path.read_text("utf-8"))["evidence"]
        cited = [
            (
                one["document"]["id"],
                one["document"]["sha256"],
                one["start"],
                one["end"],
                one["text"],
            )
            for one in evidence
        ]
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{error.strerror}）；请检查路径。") from None
    except (ValueError, KeyError, TypeError):
        raise FormatError(f"{path}：不是 wenju ask --json 的输出；请用它的输出来核对。") from None
    for document_id, digest, start, end, quote in cited:
        name = f"{document_id}#{start}-{end}"
        document = library.document(document_id)
        if document is None:
            gone = library.removed(document_id)
            detail = f"文档已于 {gone.removed} 移除。" if gone else "资料库里没有这篇文档。"
            yield Check(name, document_id, State.MISSING, detail)
        elif document.sha256 != digest:
            yield Check(name, document.source, State.CHANGED, "文档在引用之后更新过；请重新提问。")
        elif document.text[start:end] != quote:
            yield Check(name, document.source, State.CHANGED, "引文与原文不符。")
        else:
            yield Check(name, document.source, State.OK, quotes=1)


def _verify(library: Library, source: Source, ids: tuple[str, ...]) -> Iterator[Check]:
    documents = [document for name in ids if (document := library.document(name)) is not None]
    state, detail, place = _located(library, source)
    again: dict[str, Document] = {}
    if state in {State.OK, State.MOVED}:
        try:
            again = {one.id: one for one in _read_again(library, source, ids, place)}
        except InputError as error:
            state, detail = State.UNREADABLE, str(error)
    for document in documents:
        found = again.get(document.id)
        if found is None:
            if state in {State.OK, State.MOVED}:
                yield Check(document.id, document.source, State.CHANGED, "来源里不再有这篇文档。")
            else:
                yield Check(document.id, document.source, state, detail)
        elif found.text != document.text:
            yield Check(
                document.id,
                document.source,
                State.CHANGED,
                "读出的文字与保存的不同；请重新添加以更新。",
            )
        else:
            spans = library.spans(document.id)
            quotes = sum(
                found.text[start:stop] == document.text[start:stop] for start, stop in spans
            )
            yield Check(document.id, document.source, state, detail, quotes)


def _located(library: Library, source: Source) -> tuple[State, str, Path | None]:
    """Where the source's bytes are now."""
    if source.key.startswith(UPLOAD):
        data = library.original(source.key) or b""
        if sha256(data).hexdigest() != source.sha256:
            return State.CHANGED, "资料库里保存的原件与指纹不符；请重新上传。", None
        return State.OK, "", None
    path = Path(source.key.removeprefix(FILE))
    try:
        if _digest(path) == source.sha256:
            return State.OK, "", path
        return State.CHANGED, "文件在添加之后改过；请重新添加以更新。", None
    except FileNotFoundError:
        pass
    except OSError as error:
        return State.UNREADABLE, f"无法读取（{error.strerror}）；请检查权限。", None
    root = Path(source.root) if source.root else path.parent
    if (moved := _search(root, source)) is not None:
        return State.MOVED, f"文件已移到 {moved}；重新添加那个文件夹即可更新路径。", moved
    return State.MISSING, "文件不见了；引文仍可在资料库里查看，但无法与原件核对。", None


def _search(root: Path, source: Source) -> Path | None:
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        try:
            same_size = path.is_file() and path.stat().st_size == source.size
            if same_size and _digest(path) == source.sha256:
                return path
        except OSError:
            continue
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read_again(
    library: Library, source: Source, ids: tuple[str, ...], place: Path | None
) -> tuple[Document, ...]:
    if place is None:
        name = source.key.removeprefix(UPLOAD)
        data = library.original(source.key) or b""
        return read_bytes(data, name, ids[0], name, source.encoding)
    found = FoundFile(place, ids[0], str(place), None)
    for _, outcome in read_files([found], source.encoding):
        if isinstance(outcome, InputError):
            raise outcome
        return outcome
    return ()
