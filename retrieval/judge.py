"""Rerank: from an engine's hits to passages ordered by what they and their best sentence say."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus.normalize import normalize_all
from corpus.sentences import sentence_spans
from corpus.types import Passage, Span
from retrieval.collection import Collection, Form
from retrieval.model import Model
from retrieval.passage_features import PASSAGE_FEATURES, passage_features
from retrieval.probe import Floats, Probe
from retrieval.sentence_features import SENTENCE_FEATURES, sentence_features

READ_CLOSELY = 6
"""So many of the best passages have their sentences compared."""
_UNREAD = np.empty(0)
_NAMES = (
    *(f"passage.{name}" for name in PASSAGE_FEATURES),
    *(f"sentence.{name}" for name in SENTENCE_FEATURES),
)


class Judged(NamedTuple):
    """A passage after judging.

    Attributes:
        number: The passage's number in the collection.
        form: What was read of it.
        passage: The passage itself where it was read closely, else ``None``.
        bm25: The engine's score.
        engine_rank: Its rank in the engine's order, from 1.
        score: What it is ordered by; comparable only within one question.
        sentence: The span of its best sentence in its document's text, ``None`` where it was
            not read closely.
        said: That sentence in search form; empty where it was not read closely.
        sentence_score: That sentence's score; 0 where it was not read closely.
        passage_row: The values of ``PASSAGE_FEATURES``.
        sentence_row: The values of ``SENTENCE_FEATURES``; empty where it was not read closely.
    """

    number: int
    form: Form
    passage: Passage | None
    bm25: float
    engine_rank: int
    score: float
    sentence: Span | None
    said: str
    sentence_score: float
    passage_row: Floats
    sentence_row: Floats

    @property
    def features(self) -> tuple[tuple[str, float], ...]:
        """Name and value of all that was looked at."""
        values = (*self.passage_row.tolist(), *self.sentence_row.tolist())
        return tuple(zip(_NAMES, values, strict=False))


class Sentence(NamedTuple):
    """A sentence of a passage that is read closely: what the sentence model is fitted on."""

    number: int
    passage: Passage
    span: Span
    text: str


def passage_rows(probe: Probe, hits: Sequence[tuple[int, float]], collection: Collection) -> Floats:
    """The passage features of an engine's hits, in their order; there must be one at least."""
    return _passage_rows(probe, hits, collection.forms([number for number, _ in hits]))


def _passage_rows(probe: Probe, hits: Sequence[tuple[int, float]], forms: Sequence[Form]) -> Floats:
    return passage_features(
        probe,
        [form.text for form in forms],
        [form.heading for form in forms],
        [form.document_id for form in forms],
        [score for _, score in hits],
    )


def read_closely(
    probe: Probe,
    numbers: Sequence[int],
    scores: Sequence[float],
    rows: Floats,
    collection: Collection,
) -> tuple[list[Sentence], Floats]:
    """The sentences of passages, and their features.

    Args:
        probe: The question.
        numbers: The passages to read.
        scores: Their scores less the best passage's.
        rows: Their passage features.
        collection: Where they are from.
    """
    passages = [collection.passages[number] for number in numbers]
    spans = [sentence_spans(passage.text) for passage in passages]
    texts = normalize_all(
        [
            passage.text[start:end]
            for passage, some in zip(passages, spans, strict=True)
            for start, end in some
        ]
    )
    forms = iter(texts)
    found = [
        Sentence(number, passage, (passage.start + start, passage.start + end), next(forms))
        for number, passage, some in zip(numbers, passages, spans, strict=True)
        for start, end in some
    ]
    places = [place for place, some in enumerate(spans) for _ in some]
    return found, sentence_features(probe, texts, places, scores, rows)


def best_first(scores: Floats) -> list[int]:
    """The places of the scores, highest first; equal ones keep their order."""
    places: list[int] = np.argsort(-scores, kind="stable").tolist()
    return places


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
        All hits, best first; the best ``READ_CLOSELY`` with their best sentence.
    """
    if not hits:
        return []
    forms = collection.forms([number for number, _ in hits])
    rows = _passage_rows(probe, hits, forms)
    scores = model.passage(rows)
    order = best_first(scores)
    scores = scores - scores[order[0]]
    close, rest = order[:READ_CLOSELY], order[READ_CLOSELY:]
    sentences, sentence_rows = read_closely(
        probe, [hits[place][0] for place in close], scores[close].tolist(), rows[close], collection
    )
    sentence_scores = model.sentence(sentence_rows)
    best: dict[int, int] = {}
    for place in best_first(sentence_scores):
        best.setdefault(sentences[place].number, place)
    chosen = [best[hits[place][0]] for place in close]
    said = sentence_scores[chosen]
    final = model.order(np.column_stack([said, scores[close]]))
    judged = [
        Judged(
            hits[place][0],
            forms[place],
            sentences[one].passage,
            hits[place][1],
            place + 1,
            score,
            sentences[one].span,
            sentences[one].text,
            float(sentence_scores[one]),
            rows[place],
            sentence_rows[one],
        )
        for place, one, score in zip(close, chosen, final.tolist(), strict=True)
    ]
    judged.sort(key=lambda one: -one.score)
    # Never above a passage that was read closely.
    behind = (judged[-1].score + np.minimum(scores - scores[close[-1]], 0.0)).tolist()
    judged += [
        Judged(
            hits[place][0],
            forms[place],
            None,
            hits[place][1],
            place + 1,
            behind[place],
            None,
            "",
            0.0,
            rows[place],
            _UNREAD,
        )
        for place in rest
    ]
    return judged
