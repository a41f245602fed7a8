"""Reads the fitted weights from the file that says what they were fitted on."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.model import ORDER_FEATURES, Model, Scorer, Trees
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.sentence_features import SENTENCE_FEATURES

WEIGHTS_FILE = "weights.json"


@cache
def load_model() -> Model:
    """The model that comes with 问据."""
    stored = json.loads(resources.files("retrieval").joinpath(WEIGHTS_FILE).read_text("utf-8"))
    return Model(
        passage=_scorer(stored["passage"], PASSAGE_FEATURES),
        sentence=_scorer(stored["sentence"], SENTENCE_FEATURES),
        order=_scorer(stored["order"], ORDER_FEATURES),
        confidence=_scorer(stored["confidence"], CONFIDENCE_FEATURES),
        answered=stored["thresholds"]["answered"],
        uncertain=stored["thresholds"]["uncertain"],
    )


def _scorer(stored: Mapping[str, Any], names: tuple[str, ...]) -> Scorer:
    weights: Mapping[str, float] = stored["weights"]
    return Scorer(
        names,
        np.array([weights.get(name, 0.0) for name in names]),
        stored.get("intercept", 0.0),
        _trees(stored["trees"], names) if stored.get("trees") else None,
    )


def _trees(stored: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> Trees:
    return Trees(
        np.array([[names.index(name) for name, _ in tree["above"]] for tree in stored]),
        np.array([[threshold for _, threshold in tree["above"]] for tree in stored]),
        np.array([tree["leaves"] for tree in stored]),
    )
