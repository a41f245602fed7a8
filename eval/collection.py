"""What ``eval`` is run on: documents and questions, from what the user named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DuplicateIdError, InputError
from corpus.load import Loaded, load_builtin, load_paths
from corpus.types import Document
from eval.qa import Question, load_builtin_qa, load_qa
from eval.squad import Squad, load_squad


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and the questions to ask of them.

    Attributes:
        documents: Those of ``--corpus``, then those of ``--squad``.
        questions: Those of ``--qa``, then those of ``--squad``.
        refused: One line for each file inside a folder that could not be used.
    """

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    refused: tuple[str, ...] = ()


def gather(
    corpus_paths: Sequence[Path] = (),
    qa: Path | None = None,
    squad: Path | None = None,
    encoding: str | None = None,
) -> Collection:
    """Read everything that was named, and add it up.

    With no ``--corpus`` and no ``--squad`` the built-in documents are used; with nothing named
    at all, the built-in QA set as well.

    Args:
        corpus_paths: Files, folders and ``.jsonl`` collections.
        qa: A QA set.
        squad: A SQuAD-style file, which brings both documents and questions.
        encoding: Overrides the detection, for the files of ``corpus_paths``.

    Raises:
        InputError: Documents without questions were named, or something cannot be read.
        DuplicateIdError: Two documents, or two questions, have one id.
    """
    if corpus_paths and qa is None and squad is None:
        raise InputError(
            "指定了 --corpus 却没有题目；请用 --qa 指定问答集，或用 --squad 指定 SQuAD 式文件。"
        )
    contexts = load_squad(squad) if squad is not None else Squad((), ())
    asked = load_qa(qa) if qa is not None else ()
    if corpus_paths:
        loaded = load_paths(corpus_paths, encoding)
    elif squad is None:
        loaded = Loaded(load_builtin())
        asked = asked or load_builtin_qa()
    else:
        loaded = Loaded(())
    documents = (*loaded.documents, *contexts.documents)
    questions = (*asked, *contexts.questions)
    _require_distinct([document.id for document in documents], "文档")
    _require_distinct([question.id for question in questions], "题目")
    return Collection(documents, questions, loaded.refused)


def named(
    corpus_paths: Sequence[Path] = (), qa: Path | None = None, squad: Path | None = None
) -> dict[str, str]:
    """Return what ``gather`` reads for the same arguments, as reports name it."""
    documents = [*corpus_paths, *([squad] if squad else [])]
    questions = [one for one in (qa, squad) if one]
    return {
        "corpus": "、".join(map(str, documents)) or "内置资料",
        "questions": "、".join(map(str, questions)) or "内置问答集",
    }


def _require_distinct(ids: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise DuplicateIdError(
                f"同时指定的几个文件里有 id 同为 {name!r} 的{what}；请改成不同的 id，或分开评测。"
            )
        seen.add(name)


def development_collections(data: Path) -> Iterator[tuple[str, Collection]]:
    """The built-in set, and those under a folder that is laid out as the fitting takes it.

    Args:
        data: It has ``squad/*.json``, ``lecoqa/articles.jsonl`` with ``qa.jsonl``, and
            ``abstention/*.docs.jsonl`` with ``*.qa.jsonl``, or some of them.
    """
    yield "builtin", gather()
    for path in sorted(data.glob("squad/*.json")):
        yield path.stem, gather(squad=path)
    for path in data.glob("lecoqa/qa.jsonl"):
        yield "lecoqa", gather([path.with_name("articles.jsonl")], path)
    for path in sorted(data.glob("abstention/*.qa.jsonl")):
        name = path.name.removesuffix(".qa.jsonl")
        yield name, gather([path.with_name(f"{name}.docs.jsonl")], path)
