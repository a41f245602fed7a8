"""What an evaluation yields: a row for each question, and the measures over the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.measures import document, passage, sentence, short_answer
from eval.measures.abstention import abstention
from retrieval.types import Status

DIGITS = 4
"""Decimals of every number in the JSON."""

# The JSON of eval has these alone; the reports have them all.
_CONTRACT = frozenset({"document", "passage", "sentence", "abstention"})

BLOCKS: Mapping[str, tuple[str, ...]] = {
    "document": document.NAMES,
    "passage": passage.NAMES,
    "sentence": sentence.NAMES,
    "short_answer": short_answer.NAMES,
}
"""The blocks of measures of single questions, and the names in them, in the reports' order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question and what came of it.

    Attributes:
        id: The question's.
        kind: Its label, empty where there is none.
        question: As asked.
        answerable: Whether there is an answer to find.
        answers: The right answers.
        gold: Ids of the gold documents; a name that fits none stays as written.
        evidence: A quote that holds the answer, or empty.
        status: Of the reply.
        confidence: Of the reply, 0 to 1.
        found_document: Id of the first passage's document, ``None`` where nothing was found.
        found_text: The first passage's text, or empty.
        found_sentence: The sentence highlighted in it, or empty.
        found_short_answer: What is marked in the sentence, its parts joined, or empty.
        document_rank: The first gold document's place among the distinct documents, from 1;
            ``None`` where none is named or none was found.
        passage_rank: The place of the first passage that holds an answer, from 1 to 10, or
            ``None``.
        values: ``{"<block>.<measure>": value}`` for the measures that apply to the question.
        milliseconds: What ranking took.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    answers: tuple[str, ...]
    gold: tuple[str, ...]
    evidence: str
    status: Status
    confidence: float
    found_document: str | None
    found_text: str
    found_sentence: str
    found_short_answer: str
    document_rank: int | None
    passage_rank: int | None
    values: Mapping[str, float]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Lengths:
    """Mean and largest length of some texts, in characters."""

    mean: float
    max: int


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation's result.

    Attributes:
        rows: One a question, in the QA set's order.
        documents: How many the collection has.
        passages: How many it is cut into.
        passage_chars: The passages' lengths, ``None`` where there are none.
        sentence_chars: The lengths of the sentences of the passages.
        index_seconds: What indexing took.
        warnings: Lines for the user.
        about: What was evaluated and with what, as people call it: the documents, the
            questions, the engine, the version, the time.
    """

    rows: tuple[Row, ...]
    documents: int
    passages: int
    passage_chars: Lengths | None
    sentence_chars: Lengths | None
    index_seconds: float
    warnings: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the contract's JSON of ``eval``: its keys in its order, and no others."""
        milliseconds = [row.milliseconds for row in self.rows]
        return {
            "questions": len(self.rows),
            "answerable": sum(row.answerable for row in self.rows),
            "documents": self.documents,
            "passages": self.passages,
            "passage_chars": _lengths(self.passage_chars),
            "sentence_chars": _lengths(self.sentence_chars),
            **{name: block for name, block in measures(self.rows).items() if name in _CONTRACT},
            "seconds": _rounded(
                {"index": self.index_seconds, "questions": sum(milliseconds) / 1000}
            ),
            "latency_ms": _rounded(percentiles(milliseconds)),
        }

    def by_kind(self) -> dict[str, dict[str, object]]:
        """Return for each kind, in order of appearance, its counts and its measures.

        Questions without a label stand under the empty text.
        """
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.kind, []).append(row)
        return {
            kind: {
                "questions": len(rows),
                "answerable": sum(row.answerable for row in rows),
                **measures(rows),
            }
            for kind, rows in groups.items()
        }


def measures(rows: Sequence[Row]) -> dict[str, dict[str, float | None] | None]:
    """Return the blocks of measures over some rows, rounded; a block without rows is ``None``.

    They are those of the JSON of ``eval``, with ``short_answer`` before the last.
    """
    silence = abstention(
        [row.status for row in rows],
        [row.confidence for row in rows],
        [row.answerable for row in rows],
    )
    blocks = {block: _rounded(_mean(rows, block, names)) for block, names in BLOCKS.items()}
    return blocks | {"abstention": _rounded(silence)}


def percentiles(milliseconds: Sequence[float]) -> dict[str, float] | None:
    """Return the 50th, 95th and 99th percentile, interpolated; ``None`` for no values."""
    if not milliseconds:
        return None
    return {f"p{share}": float(np.percentile(milliseconds, share)) for share in (50, 95, 99)}


def _mean(rows: Sequence[Row], block: str, names: Sequence[str]) -> dict[str, float | None] | None:
    columns = {
        name: [row.values[key] for row in rows if key in row.values]
        for name, key in ((name, f"{block}.{name}") for name in names)
    }
    if not any(columns.values()):
        return None
    return {name: float(np.mean(column)) if column else None for name, column in columns.items()}


def _lengths(lengths: Lengths | None) -> dict[str, float | None] | None:
    return _rounded(None if lengths is None else {"mean": lengths.mean, "max": lengths.max})


def _rounded(block: Mapping[str, float | None] | None) -> dict[str, float | None] | None:
    if block is None:
        return None
    return {name: None if value is None else round(value, DIGITS) for name, value in block.items()}
