"""The fit without its reports: from development sets to a model."""

from collections.abc import Sequence

import numpy as np

from eval.fit.examples import Examples, confidence_table, passage_choices, sentence_choices
from eval.fit.optimise import fit_choice, fit_probability, join
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from retrieval.model import Linear, Model

PENALTY = 3e-4
CONFIDENCE_PENALTY = 1e-3


def fit_model(sets: Sequence[Examples]) -> Model:
    """Fit all weights; the thresholds, which no ranking and no AUROC depends on, are 0."""
    ranking = [one for one in sets if not one.name.endswith("_half")]
    declining = [one for one in sets if any(not a.question.answerable for a in one.asked)]
    choices = join([passage_choices(one) for one in ranking])
    passage = Linear(PASSAGE_FEATURES, fit_choice(choices, PENALTY))
    choices = join([sentence_choices(one, passage) for one in ranking])
    sentence = Linear(SENTENCE_FEATURES, fit_choice(choices, PENALTY))
    blank = Linear(CONFIDENCE_FEATURES, np.zeros(len(CONFIDENCE_FEATURES)))
    draft = Model(passage, sentence, blank, 0.0, 0.0)
    tables = [confidence_table(one, draft) for one in declining]
    # Each set weighs the same, and within it the two classes do.
    weights = [
        np.where(answerable == 1, 0.5 / answerable.sum(), 0.5 / (1 - answerable).sum())
        for _, answerable in tables
    ]
    fitted = fit_probability(
        np.concatenate([rows for rows, _ in tables]),
        np.concatenate([answerable for _, answerable in tables]),
        np.concatenate(weights),
        CONFIDENCE_PENALTY,
    )
    confidence = Linear(CONFIDENCE_FEATURES, fitted[:-1], float(fitted[-1]))
    return Model(passage, sentence, confidence, 0.0, 0.0)
