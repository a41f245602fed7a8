"""QA sets to training examples, through the very functions that answer questions."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.collection import Collection as Gathered
from eval.collection import development_collections
from eval.fit.optimise import Choices, Floats
from eval.gold import find_gold
from eval.measures.contains import contains_answer
from eval.qa import Question
from retrieval.collection import Collection, build_collection
from retrieval.confidence import confidence_row, held_by_best
from retrieval.followup import with_turns_before
from retrieval.judge import READ_CLOSELY, best_first, judge, passage_rows, read_closely
from retrieval.model import Model, Scorer
from retrieval.probe import Probe, make_probe
from retrieval.query import Query, corrected, make_query
from retrieval.retriever import CANDIDATES
from retrieval.smalltalk import small_talk

FOLDS = 4
_NEAR = 1500
"""So many questions of a set are enough to learn what declining near its subject takes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the engine's hits.

    Attributes:
        question: The question.
        gold: Its gold documents.
        query: Made ready for search.
        probe: Made ready for judging.
        hits: (passage number, BM25 score), best first.
        fold: From 0; questions on one document share it.
    """

    question: Question
    gold: tuple[str, ...]
    query: Query
    probe: Probe
    hits: list[tuple[int, float]]
    fold: int


@dataclass(frozen=True, slots=True)
class Examples:
    """One set: its name, its collection and its questions."""

    name: str
    collection: Collection
    asked: tuple[Asked, ...]


def load_sets(data: Path) -> list[Examples]:
    """The development sets found under ``data``, and the built-in one."""
    return [_examples(name, gathered) for name, gathered in development_collections(data)]


def passage_choices(examples: Examples) -> Choices:
    """A candidate a hit; right where the passage holds the answer."""
    asked = [one for one in examples.asked if one.question.answerable and one.hits]
    return _choices(
        [passage_rows(one.probe, one.hits, examples.collection) for one in asked],
        [_right_hits(one, examples.collection) for one in asked],
        [one.fold for one in asked],
    )


@dataclass(frozen=True, slots=True)
class Read:
    """A question's best passages, and their sentences.

    Attributes:
        fold: Which model may score it: one that was fitted without its document.
        passages: Their scores less the best one's, best first.
        passage_right: Whether each holds the answer.
        sentences: The features of all their sentences, passage by passage.
        sentence_right: Whether each sentence holds the answer.
        place: Which of the passages each sentence is from.
    """

    fold: int
    passages: Floats
    passage_right: list[bool]
    sentences: Floats
    sentence_right: list[bool]
    place: NDArray[np.intp]


def read_passages(examples: Examples, scorers: Sequence[Scorer]) -> list[Read]:
    """Read the best passages of every question that has an answer; ``scorers`` one a fold."""
    collection = examples.collection
    found: list[Read] = []
    for asked in examples.asked:
        if not asked.question.answerable or not asked.hits:
            continue
        rows = passage_rows(asked.probe, asked.hits, collection)
        scores = scorers[asked.fold](rows)
        order = best_first(scores)[:READ_CLOSELY]
        scores = scores[order] - scores[order[0]]
        numbers = [asked.hits[place][0] for place in order]
        sentences, features = read_closely(
            asked.probe, numbers, scores.tolist(), rows[order], collection
        )
        right = _right_hits(asked, collection)
        found.append(
            Read(
                asked.fold,
                scores,
                [right[place] for place in order],
                features,
                [_is_right(asked, one.number, one.text, collection) for one in sentences],
                np.array([numbers.index(one.number) for one in sentences]),
            )
        )
    return found


def sentence_choices(reads: Sequence[Read]) -> Choices:
    """A candidate a sentence of the best passages; right where it holds the answer."""
    return _choices(
        [read.sentences for read in reads],
        [read.sentence_right for read in reads],
        [read.fold for read in reads],
    )


def order_choices(reads: Sequence[Read], scorers: Sequence[Scorer]) -> Choices:
    """A candidate a passage that was read, by ``ORDER_FEATURES``; ``scorers`` one a fold."""
    rows: list[Floats] = []
    for read in reads:
        said = np.full(len(read.passages), -np.inf)
        np.maximum.at(said, read.place, scorers[read.fold](read.sentences))
        rows.append(np.column_stack([said, read.passages]))
    return _choices(rows, [read.passage_right for read in reads], [read.fold for read in reads])


def near(examples: Examples) -> Examples:
    """Half of the questions as they are, half asked where no passage answers them any more.

    What then remains is about the same subject: the hardest questions to decline.
    """
    step = max(len(examples.asked) // _NEAR, 1)
    asked = examples.asked[::step]
    taken = (
        replace(
            one,
            question=replace(one.question, answerable=False),
            hits=[
                hit
                for hit, right in zip(one.hits, _right_hits(one, examples.collection), strict=True)
                if not right
            ],
        )
        for one in asked[1::2]
        if one.question.answerable
    )
    return replace(examples, name=f"{examples.name}_near", asked=(*asked[::2], *taken))


def confidence_table(examples: Examples, models: Sequence[Model]) -> tuple[Floats, Floats]:
    """Confidence features, shape (questions, features), and whether each is answerable.

    Args:
        examples: Questions that are declined before anything is looked up are left out.
        models: One a fold.
    """
    rows: list[Floats] = []
    answerable: list[float] = []
    collection = examples.collection
    for asked in examples.asked:
        if not asked.hits or small_talk(asked.query.text) is not None:
            continue
        judged = judge(asked.probe, asked.hits, collection, models[asked.fold])
        best = held_by_best(asked.probe, judged)
        rows.append(confidence_row(asked.query, asked.probe, judged, best, collection))
        answerable.append(float(asked.question.answerable))
    return np.asarray(rows), np.asarray(answerable)


def _examples(name: str, gathered: Gathered) -> Examples:
    collection = build_collection(gathered.documents)
    gold = find_gold(gathered.documents, gathered.questions).ids
    texts = {document.id: document.text for document in gathered.documents}
    asked: list[Asked] = []
    for question, ids in zip(gathered.questions, gold, strict=True):
        query, _ = with_turns_before(
            make_query(question.question), question.after, collection.engine
        )
        query = corrected(query, collection.engine.idf)
        probe = make_probe(query, collection.engine.idf)
        hits = collection.engine.search(query.searched, CANDIDATES)
        about = texts[ids[0]] if ids and ids[0] in texts else question.question
        asked.append(Asked(question, ids, query, probe, hits, _fold(about)))
    return Examples(name, collection, tuple(asked))


def _fold(text: str) -> int:
    # By its text: the same document may be in two sets under two names.
    return zlib.crc32(text.encode()) % FOLDS


def _is_right(asked: Asked, number: int, text: str, collection: Collection) -> bool:
    if asked.gold and collection.passages[number].document_id not in asked.gold:
        return False
    # Where no answer is given, all of a gold document counts.
    return not asked.question.answers or contains_answer(text, asked.question.answers)


def _right_hits(asked: Asked, collection: Collection) -> list[bool]:
    return [
        _is_right(asked, number, collection.passages[number].text, collection)
        for number, _ in asked.hits
    ]


def _choices(
    rows: Sequence[Floats], right: Sequence[Sequence[bool]], folds: Sequence[int]
) -> Choices:
    lengths = [len(one) for one in right]
    return Choices(
        np.concatenate(rows),
        np.concatenate([np.asarray(one) for one in right]),
        np.cumsum([0, *lengths[:-1]]),
        np.ones(len(lengths)),
        np.asarray(folds),
    )
