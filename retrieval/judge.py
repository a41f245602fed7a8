"""Rerank: from an engine's hits to passages ordered by their best sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normalize import normalize
from corpus.sentences import sentence_spans
from corpus.types import Span
from retrieval.collection import Collection
from retrieval.features import (
    PASSAGE_FEATURES,
    SENTENCE_FEATURES,
    Probe,
    passage_features,
    sentence_features,
)
from retrieval.model import Model

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
    features: tuple[float, ...]


def passage_rows(
    probe: Probe, hits: Sequence[tuple[int, float]], collection: Collection
) -> list[tuple[float, ...]]:
    """The passage features of an engine's hits, in their order."""
    best = max((score for _, score in hits), default=1.0) or 1.0
    per_document: dict[str, float] = {}
    for number, score in hits:
        name = collection.passages[number].document_id
        per_document[name] = per_document.get(name, 0.0) + score
    largest = max(per_document.values(), default=1.0) or 1.0
    return [
        passage_features(
            probe,
            collection.search_texts[number],
            collection.heading_texts[number],
            score / best,
            per_document[collection.passages[number].document_id] / largest,
        )
        for number, score in hits
    ]


def read_closely(
    probe: Probe, numbers: Sequence[int], scores: Sequence[float], collection: Collection
) -> list[Sentence]:
    """The sentences of passages with their features.

    Args:
        probe: The question.
        numbers: The passages to read.
        scores: Their scores less the best passage's.
        collection: Where they are from.
    """
    found: list[Sentence] = []
    for number, score in zip(numbers, scores, strict=True):
        passage = collection.passages[number]
        spans = sentence_spans(passage.text)
        texts = [normalize(passage.text[start:end]) for start, end in spans]
        rows = sentence_features(probe, texts, score)
        for (start, end), text, row in zip(spans, texts, rows, strict=True):
            span = (passage.start + start, passage.start + end)
            found.append(Sentence(number, span, text, row))
    return found


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
    sentences = read_closely(
        probe,
        [hits[place][0] for place in close],
        [float(scores[place]) - top for place in close],
        collection,
    )
    sentence_scores = model.sentence([sentence.features for sentence in sentences])
    best: dict[int, int] = {}
    for place, sentence in enumerate(sentences):
        if sentence.number not in best or sentence_scores[place] > sentence_scores[best[sentence.number]]:
            best[sentence.number] = place
    judged = [
        Judged(
            hits[place][0],
            hits[place][1],
            place + 1,
            float(sentence_scores[best[hits[place][0]]]),
            sentences[best[hits[place][0]]].span,
            _named(rows[place], sentences[best[hits[place][0]]].features),
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
    row: tuple[float, ...],
    collection: Collection,
) -> Judged:
    passage = collection.passages[hit[0]]
    start, end = sentence_spans(passage.text)[0]
    span = (passage.start + start, passage.start + end)
    return Judged(hit[0], hit[1], rank, score, span, _named(row, ()))


def _named(
    passage: tuple[float, ...], sentence: tuple[float, ...]
) -> tuple[tuple[str, float], ...]:
    return (
        *((f"passage.{name}", value) for name, value in zip(PASSAGE_FEATURES, passage, strict=True)),
        *((f"sentence.{name}", value) for name, value in zip(SENTENCE_FEATURES, sentence, strict=False)),
    )
