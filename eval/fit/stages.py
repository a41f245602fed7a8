"""The stages of the fit, each on what the one before it found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from eval.fit.boost import Growth, choice_slope, fit_trees
from eval.fit.examples import FOLDS, Read, order_choices
from eval.fit.optimise import Choices, Floats, fit_choice, fit_probability, join
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.model import ORDER_FEATURES, Scorer

Table = tuple[Floats, Floats]
"""Confidence features, shape (questions, features), and whether each is answerable."""

PENALTY = 3e-4
CONFIDENCE_PENALTY = 3e-3
MAX_ANSWERED = 0.08
"""At most so many of a set's unanswerable questions may get ``answered``."""
MAX_ABSTAINED = 0.04
"""At most so many of its answerable ones may get ``no_answer``."""
PASSAGE_GROWTH = Growth(trees=100, penalty=5e-3)
SENTENCE_GROWTH = Growth(trees=150, penalty=5e-3)
_CONTENDERS = 16


def fit_scorer(names: tuple[str, ...], choices: Mapping[str, Choices], growth: Growth) -> Scorer:
    """A weighted sum of features with trees on top; each set weighs the same."""
    every = join(list(choices.values()))
    weights = fit_choice(every, PENALTY)
    kept = contenders(every, every.rows @ weights)
    trees = fit_trees(kept.rows, kept.rows @ weights, choice_slope(kept), growth)
    return Scorer(names, weights, trees=trees)


def fit_folds(
    names: tuple[str, ...], choices: Mapping[str, Choices], growth: Growth
) -> list[Scorer]:
    """One scorer a fold, fitted on all the others."""
    return [
        fit_scorer(
            names,
            {
                name: replace(part, weights=part.weights * (part.folds != fold))
                for name, part in choices.items()
            },
            growth,
        )
        for fold in range(FOLDS)
    ]


def fit_order(reads: Mapping[str, Sequence[Read]], scorers: Sequence[Scorer]) -> Scorer:
    """How much a passage's best sentence counts beside the passage.

    Args:
        reads: By set.
        scorers: Of sentences, one a fold.
    """
    choices = join([order_choices(part, scorers) for part in reads.values()])
    return Scorer(ORDER_FEATURES, fit_choice(choices, 0.0))


def fit_confidence(tables: Sequence[Table]) -> Scorer:
    """The log-odds of an answer; each set weighs the same, and within it the two classes do."""
    weights = [
        np.where(part == 1, 0.5 / max(part.sum(), 1), 0.5 / max((1 - part).sum(), 1))
        for _, part in tables
    ]
    fitted = fit_probability(
        np.concatenate([rows for rows, _ in tables]),
        np.concatenate([answerable for _, answerable in tables]),
        np.concatenate(weights),
        CONFIDENCE_PENALTY,
    )
    return Scorer(CONFIDENCE_FEATURES, fitted[:-1], float(fitted[-1]))


def first_right(choices: Choices, scorers: Sequence[Scorer]) -> float:
    """The share of questions whose highest-scored candidate is right; ``scorers`` one a fold."""
    scores = [scorer(choices.rows) for scorer in scorers]
    ends = [*choices.starts[1:], len(choices.rows)]
    return float(
        np.mean(
            [
                choices.right[start + int(np.argmax(scores[fold][start:end]))]
                for start, end, fold in zip(choices.starts, ends, choices.folds, strict=True)
            ]
        )
    )


def thresholds(confidence: Scorer, tables: Mapping[str, Table]) -> tuple[float, float]:
    """From where on an answer is ``answered``, and from where on ``uncertain``.

    The lowest and the highest confidence that keep every set within ``MAX_ANSWERED`` of its
    unanswerable and ``MAX_ABSTAINED`` of its answerable questions.
    """
    sure = {name: 1 / (1 + np.exp(-confidence(rows))) for name, (rows, _) in tables.items()}
    answered = max(
        float(np.quantile(sure[name][answerable == 0], 1 - MAX_ANSWERED))
        for name, (_, answerable) in tables.items()
    )
    uncertain = min(
        float(np.quantile(sure[name][answerable == 1], MAX_ABSTAINED))
        for name, (_, answerable) in tables.items()
    )
    return round(answered, 4), round(min(uncertain, answered), 4)


def contenders(choices: Choices, scores: Floats) -> Choices:
    """The best candidates of each question; the others hardly count."""
    ends = [*choices.starts[1:], len(scores)]
    kept = [
        start + np.sort(np.argsort(-scores[start:end], kind="stable")[:_CONTENDERS])
        for start, end in zip(choices.starts, ends, strict=True)
    ]
    places = np.concatenate(kept)
    return replace(
        choices,
        rows=choices.rows[places],
        right=choices.right[places],
        starts=np.cumsum([0, *(len(one) for one in kept[:-1])]),
    )
