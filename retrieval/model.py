"""The fitted weights, read from a file that says what they were fitted on."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from retrieval.probe import Floats

WEIGHTS_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum of named features.

    Attributes:
        names: The features, in order.
        weights: One a feature.
        intercept: Added to the sum.
    """

    names: tuple[str, ...]
    weights: Floats
    intercept: float = 0.0

    def __call__(self, rows: Floats) -> Floats:
        """Scores for rows of features, shape (rows,)."""
        # Rounded: the last bits depend on the processor's way of adding, and so would ties.
        return np.round(rows @ self.weights + self.intercept, 9)


@dataclass(frozen=True, slots=True)
class Model:
    """All that was fitted.

    Attributes:
        passage: Orders the engine's hits.
        sentence: Orders the sentences of the best passages, and with them the passages.
        confidence: The log-odds that the best evidence holds the answer.
        answered: From this confidence on the status is ``answered``.
        uncertain: From this confidence on it is ``uncertain``, below it ``no_answer``.
    """

    passage: Linear
    sentence: Linear
    confidence: Linear
    answered: float
    uncertain: float


@cache
def load_model() -> Model:
    """The model that comes with 问据."""
    stored = json.loads(resources.files("retrieval").joinpath(WEIGHTS_FILE).read_text("utf-8"))
    return Model(
        passage=_linear(stored["passage"], PASSAGE_FEATURES),
        sentence=_linear(stored["sentence"], SENTENCE_FEATURES),
        confidence=_linear(stored["confidence"], CONFIDENCE_FEATURES),
        answered=stored["thresholds"]["answered"],
        uncertain=stored["thresholds"]["uncertain"],
    )


def _linear(stored: dict[str, float], names: tuple[str, ...]) -> Linear:
    return Linear(
        names,
        np.array([stored.get(name, 0.0) for name in names]),
        stored.get("intercept", 0.0),
    )
