"""Which documents of a collection a QA set means: by id, else by file name, stem or title."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.errors import InputError
from corpus.types import Document
from eval.qa import Question

_SHOWN = 5  # names that a message lists
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,8}$")  # of a file; 第1.2条 has none


@dataclass(frozen=True, slots=True)
class Gold:
    """Each question's gold documents.

    Attributes:
        ids: One entry a question, in the questions' order: the ids of its gold documents. A
            name that fits no document, or several, stays as it was written and so can never
            be found: it counts as a failure. Empty for unanswerable questions.
        warnings: A line for the user for each thing that was wrong but not fatal.
    """

    ids: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()


def find_gold(documents: Iterable[Document], questions: Sequence[Question]) -> Gold:
    """Find the gold documents of a QA set in a collection.

    A name is looked up among the ids, then the file names, the file names without suffix, and
    the titles; the first of these that knows the name decides.

    Raises:
        InputError: Documents are named, and not one of them is in the collection.
    """
    collection = list(documents)
    ids = {document.id for document in collection}
    indexes = [_index(collection, naming) for naming in (_file_names, _stems, _titles)]
    wanted = [question.documents if question.answerable else () for question in questions]
    names = dict.fromkeys(name for question_names in wanted for name in question_names)
    found = {name: name if name in ids else _lookup(name, indexes) for name in names}
    unknown = [name for name in names if found[name] is None]
    if unknown and len(unknown) == len(names):
        raise InputError(
            f"问答集指明的文档都不在资料中或有重名（{listed(unknown)}）；"
            "请核对 documents 与资料的 id、文件名或标题，或换用配套的资料。"
        )
    return Gold(
        ids=tuple(
            tuple(dict.fromkeys(found[name] or name for name in question_names))
            for question_names in wanted
        ),
        warnings=(
            (
                f"问答集指明的 {len(unknown)} 个文档不在资料中或有重名，"
                f"按未找到计：{listed(unknown)}。",
            )
            if unknown
            else ()
        ),
    )


def _index(
    documents: Iterable[Document], naming: Callable[[Document], set[str]]
) -> Mapping[str, set[str]]:
    index: dict[str, set[str]] = {}
    for document in documents:
        for name in naming(document):
            index.setdefault(name, set()).add(document.id)
    return index


def _lookup(name: str, indexes: Iterable[Mapping[str, set[str]]]) -> str | None:
    for index in indexes:
        if name in index:
            candidates = index[name]
            return next(iter(candidates)) if len(candidates) == 1 else None
    return None


def _file_names(document: Document) -> set[str]:
    return {PurePosixPath(document.id).name, PurePosixPath(document.source).name}


def _stems(document: Document) -> set[str]:
    return {_SUFFIX.sub("", name) for name in _file_names(document)}


def _titles(document: Document) -> set[str]:
    return {document.title}


def listed(names: Sequence[str]) -> str:
    """Return the first few names as a message lists them, on one line."""
    text = "、".join(" ".join(name.split()) for name in names[:_SHOWN])
    return text if len(names) <= _SHOWN else f"{text} 等 {len(names)} 个"
