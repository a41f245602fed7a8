"""What an evaluation yields: a row for each question, and the measures over the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.measures import document, passage, sentence
from eval.measures.abstention import abstention
from retrieval.types import Status

DIGITS = 4
"""Decimals of every number in the JSON."""

BLOCKS: Mapping[str, tuple[str, ...]] = {
    "document": document.NAMES,
    "passage": passage.NAMES,
    "sentence": sentence.NAMES,
}
"""The ranking measures' blocks and the names in them, in the order of the JSON."""


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
        status: Of the reply.
        confidence: Of the reply, 0 to 1.
        found_document: Id of the first passage's document, ``None`` where nothing was found.
        found_text: The first passage's text, or empty.
        found_sentence: The sentence highlighted in it, or empty.
        values: ``{"<block>.<measure>": value}`` for the measures that apply to the question.
        milliseconds: What ranking took.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    answers: tuple[str, ...]
    gold: tuple[str, ...]
    status: Status
    confidence: float
    found_document: str | None
    found_text: str
    found_sentence: str
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
    """

    rows: tuple[Row, ...]
    documents: int
    passages: int
    passage_chars: Lengths | None
    sentence_chars: Lengths | None
    index_seconds: float
    warnings: tuple[str, ...] = ()

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
            **measures(self.rows),
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
    """Return the blocks of measures over some rows, rounded; a block without rows is ``None``."""
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


def _mean(rows: Sequence[Row], block: str, names: Sequence[str]) -> dict[str, float] | None:
    measured = [row.values for row in rows if f"{block}.{names[0]}" in row.values]
    if not measured:
        return None
    return {
        name: float(np.mean([values[f"{block}.{name}"] for values in measured])) for name in names
    }


def _lengths(lengths: Lengths | None) -> dict[str, float | None] | None:
    return _rounded(None if lengths is None else {"mean": lengths.mean, "max": lengths.max})


def _rounded(block: Mapping[str, float | None] | None) -> dict[str, float | None] | None:
    if block is None:
        return None
    return {name: None if value is None else round(value, DIGITS) for name, value in block.items()}
