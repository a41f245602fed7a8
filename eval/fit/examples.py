"""QA sets to training examples, through the very functions that answer questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.collection import gather
from eval.fit.optimise import Choices, Floats
from eval.gold import find_gold
from eval.measures.contains import contains_answer
from eval.qa import Question
from retrieval.collection import Collection, build_collection
from retrieval.judge import READ_CLOSELY, passage_rows, read_closely
from retrieval.model import Linear, Model
from retrieval.probe import Probe, make_probe
from retrieval.query import Query, make_query
from retrieval.retriever import CANDIDATES, Retriever


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the engine's hits.

    Attributes:
        question: The question.
        gold: Its gold documents.
        query: Made ready for search.
        probe: Made ready for judging.
        hits: (passage number, BM25 score), best first.
    """

    question: Question
    gold: tuple[str, ...]
    query: Query
    probe: Probe
    hits: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Examples:
    """One set: its name, its collection and its questions."""

    name: str
    collection: Collection
    asked: tuple[Asked, ...]


def load_sets(data: Path) -> list[Examples]:
    """The development sets found under ``data``, and the built-in one."""
    found = [_examples("builtin")]
    found += [_examples(path.stem, squad=path) for path in sorted(data.glob("squad/*.json"))]
    found += [
        _examples("lecoqa", path.with_name("articles.jsonl"), path)
        for path in data.glob("lecoqa/qa.jsonl")
    ]
    for path in sorted(data.glob("abstention/*.qa.jsonl")):
        name = path.name.removesuffix(".qa.jsonl")
        found.append(_examples(name, path.with_name(f"{name}.docs.jsonl"), path))
    return found


def passage_choices(examples: Examples) -> Choices:
    """A candidate a hit; right where the passage holds the answer."""
    collection = examples.collection

    def one(asked: Asked) -> tuple[Floats, list[bool]]:
        rows = passage_rows(asked.probe, asked.hits, collection)
        right = [
            _is_right(asked, number, collection.passages[number].text, collection)
            for number, _ in asked.hits
        ]
        return rows, right

    return _choices(examples.asked, one)


def sentence_choices(examples: Examples, passage: Linear) -> Choices:
    """A candidate a sentence of the best passages; right where it holds the answer."""
    collection = examples.collection

    def one(asked: Asked) -> tuple[Floats, list[bool]]:
        scores = passage(passage_rows(asked.probe, asked.hits, collection))
        order = sorted(range(len(scores)), key=lambda place: -scores[place])[:READ_CLOSELY]
        sentences, rows = read_closely(
            asked.probe,
            [asked.hits[place][0] for place in order],
            [float(scores[place] - scores[order[0]]) for place in order],
            collection,
        )
        right = [
            _is_right(asked, sentence.number, sentence.text, collection) for sentence in sentences
        ]
        return rows, right

    return _choices(examples.asked, one)


def confidence_table(examples: Examples, model: Model) -> tuple[Floats, Floats]:
    """Confidence features, shape (questions, features), and whether each is answerable.

    Questions that are declined before anything is looked up are left out.
    """
    retriever = Retriever.of(examples.collection, model)
    rows: list[Floats] = []
    answerable: list[float] = []
    for asked in examples.asked:
        row = retriever.confidence_row(asked.question.question, asked.question.after)
        if row is not None:
            rows.append(row)
            answerable.append(float(asked.question.answerable))
    return np.asarray(rows), np.asarray(answerable)


def _examples(
    name: str, corpus: Path | None = None, qa: Path | None = None, squad: Path | None = None
) -> Examples:
    gathered = gather([corpus] if corpus else [], qa, squad)
    collection = build_collection(gathered.documents)
    gold = find_gold(gathered.documents, gathered.questions).ids
    asked: list[Asked] = []
    for question, ids in zip(gathered.questions, gold, strict=True):
        query = make_query(question.question)
        probe = make_probe(query, collection.engine.idf)
        hits = collection.engine.search(query.terms, CANDIDATES)
        asked.append(Asked(question, ids, query, probe, hits))
    return Examples(name, collection, tuple(asked))


def _is_right(asked: Asked, number: int, text: str, collection: Collection) -> bool:
    if asked.gold and collection.passages[number].document_id not in asked.gold:
        return False
    # Where no answer is given, all of a gold document counts.
    return not asked.question.answers or contains_answer(text, asked.question.answers)


def _choices(asked: Sequence[Asked], one: Callable[[Asked], tuple[Floats, list[bool]]]) -> Choices:
    rows: list[Floats] = []
    right: list[bool] = []
    starts: list[int] = []
    for question in asked:
        if not question.question.answerable or not question.hits:
            continue
        starts.append(len(right))
        more, which = one(question)
        rows.append(more)
        right += which
    return Choices(
        np.concatenate(rows), np.asarray(right), np.asarray(starts), np.ones(len(starts))
    )
