"""The development sets measured with a step left out, beside the same with all steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from eval.ablate.steps import Step, switched
from eval.collection import Collection, development_collections
from eval.resample import Difference, differences
from eval.runner import evaluate
from eval.types import Row
from retrieval.collection import Collection as Index
from retrieval.collection import build_collection
from retrieval.retriever import Retriever
from retrieval.weights import load_model

T = TypeVar("T")

MEASURES: Mapping[str, str] = {
    "document.success@1": "文档 success@1",
    "passage.answer_hit@1": "段落 hit@1",
    "passage.answer_hit@5": "段落 hit@5",
    "sentence.answer_hit@1": "句子 hit@1",
    "abstention.auroc": "拒答 AUROC",
}
HALF = "_half"
"""Ends the name of a set of which only the abstention is measured: half its documents are gone."""


@dataclass(frozen=True, slots=True)
class DevelopmentSet:
    """A set, its index, and its rows with all steps.

    Attributes:
        name: As the table calls it.
        collection: The documents and the questions that are asked.
        index: Of the documents.
        rows: With all steps.
    """

    name: str
    collection: Collection
    index: Index
    rows: tuple[Row, ...]


def development_sets(data: Path, most: int) -> Iterator[DevelopmentSet]:
    """Measure the built-in set and those found in a folder, with all steps.

    Args:
        data: With ``squad/*.json``, ``lecoqa`` and ``abstention``, each where it is there.
        most: So many questions of each set are asked, evenly taken.
    """
    for name, collection in development_collections(data):
        asked = replace(collection, questions=evenly(collection.questions, most))
        index = build_collection(asked.documents)
        rows = _rows(Retriever.of(index, load_model()), asked)
        yield DevelopmentSet(name, asked, index, rows)


def evenly(items: Sequence[T], most: int) -> tuple[T, ...]:
    """Return all items, or so many of them, evenly taken."""
    count = len(items)
    return (
        tuple(items[place * count // most] for place in range(most)) if count > most else (*items,)
    )


def measure(step: Step, one: DevelopmentSet) -> dict[str, Difference]:
    """Return what leaving a step out does to each measure of a set."""
    with switched(step):
        index = build_collection(one.collection.documents) if step.indexed else one.index
        rows = _rows(Retriever.of(index, step.model(load_model())), one.collection)
    found = differences(one.rows, rows)
    auroc = "abstention.auroc"
    names = [auroc] if one.name.endswith(HALF) else MEASURES
    return {name: found[name] for name in names if name in found}


def _rows(retriever: Retriever, collection: Collection) -> tuple[Row, ...]:
    return evaluate(retriever, collection.questions).rows
