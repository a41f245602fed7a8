"""Rerank: from an engine's hits to passages ordered by their best sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.normalize import normalize
from corpus.sentences import sentence_spans
from corpus.types import Span
from retrieval.collection import Collection
from retrieval.features import (
    PASSAGE_FEATURES,
    SENTENCE_FEATURES,
    passage_features,
    sentence_features,
)
from retrieval.model import Model
from retrieval.probe import Floats, Probe

READ_CLOSELY = 10
"""So many of the best passages have their sentences compared."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage after judging.

    Attributes:
        number: The passage's number in the collection.
        bm25: The engine's score.
        engine_rank: Its rank in the engine's order, from 1.
        score: The reranker's score; comparable only within one question.
        sentence: The span of its best sentence in its document's text.
        features: Name and value of all that was looked at.
    """

    number: int
    bm25: float
    engine_rank: int
    score: float
    sentence: Span
    features: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that is read closely: what the sentence model is fitted on."""

    number: int
    span: Span
    text: str


def passage_rows(probe: Probe, hits: Sequence[tuple[int, float]], collection: Collection) -> Floats:
    """The passage features of an engine's hits, in their order; there must be one at least."""
    numbers = [number for number, _ in hits]
    return passage_features(
        probe,
        [collection.search_texts[number] for number in numbers],
        [collection.heading_texts[number] for number in numbers],
        [collection.passages[number].document_id for number in numbers],
        [score for _, score in hits],
    )


def read_closely(
    probe: Probe, numbers: Sequence[int], scores: Sequence[float], collection: Collection
) -> tuple[list[Sentence], Floats]:
    """The sentences of passages, and their features.

    Args:
        probe: The question.
        numbers: The passages to read.
        scores: Their scores less the best passage's.
        collection: Where they are from.
    """
    found: list[Sentence] = []
    places: list[int] = []
    for place, number in enumerate(numbers):
        passage = collection.passages[number]
        for start, end in sentence_spans(passage.text):
            span = (passage.start + start, passage.start + end)
            found.append(Sentence(number, span, normalize(passage.text[start:end])))
            places.append(place)
    texts = [sentence.text for sentence in found]
    return found, sentence_features(probe, texts, places, scores)


def judge(
    probe: Probe, hits: Sequence[tuple[int, float]], collection: Collection, model: Model
) -> list[Judged]:
    """Order an engine's hits by how well they answer.

    Args:
        probe: The question.
        hits: (passage number, BM25 score), best first.
        collection: Where they are from.
        model: The fitted weights.

    Returns:
        All hits, best first; the best ``READ_CLOSELY`` by their best sentence.
    """
    if not hits:
        return []
    rows = passage_rows(probe, hits, collection)
    scores = model.passage(rows)
    # Sorting is stable and the hits' order is fixed, so ties keep the engine's order.
    order = sorted(range(len(hits)), key=lambda place: -scores[place])
    top = float(scores[order[0]])
    close, rest = order[:READ_CLOSELY], order[READ_CLOSELY:]
    sentences, sentence_rows = read_closely(
        probe,
        [hits[place][0] for place in close],
        [float(scores[place]) - top for place in close],
        collection,
    )
    sentence_scores = model.sentence(sentence_rows)
    best: dict[int, int] = {}
    for place, sentence in enumerate(sentences):
        if (
            sentence.number not in best
            or sentence_scores[place] > sentence_scores[best[sentence.number]]
        ):
            best[sentence.number] = place
    judged = [
        Judged(
            hits[place][0],
            hits[place][1],
            place + 1,
            float(sentence_scores[best[hits[place][0]]]),
            sentences[best[hits[place][0]]].span,
            _named(rows[place], sentence_rows[best[hits[place][0]]]),
        )
        for place in close
    ]
    judged.sort(key=lambda one: -one.score)
    lowest = judged[-1].score
    for place in rest:
        # Never above a passage that was read closely.
        score = lowest + min(float(scores[place]) - float(scores[close[-1]]), 0.0)
        judged.append(_unread(hits[place], place + 1, score, rows[place], collection))
    return judged


def _unread(
    hit: tuple[int, float],
    rank: int,
    score: float,
    row: Floats,
    collection: Collection,
) -> Judged:
    passage = collection.passages[hit[0]]
    start, end = sentence_spans(passage.text)[0]
    span = (passage.start + start, passage.start + end)
    return Judged(hit[0], hit[1], rank, score, span, _named(row, np.empty(0)))


def _named(passage: Floats, sentence: Floats) -> tuple[tuple[str, float], ...]:
    names = [f"passage.{name}" for name in PASSAGE_FEATURES]
    names += [f"sentence.{name}" for name in SENTENCE_FEATURES]
    return tuple(zip(names, (*passage.tolist(), *sentence.tolist()), strict=False))
