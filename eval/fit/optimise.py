"""Two small convex fits: a choice among candidates, and a probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """Questions with their candidates, one after another.

    Attributes:
        rows: Features, shape (candidates of all questions, features).
        right: Whether a candidate is right, shape (candidates,).
        starts: Where each question's candidates start, shape (questions,).
        weights: What each question weighs, shape (questions,).
        folds: Which fold each question is in, shape (questions,).
    """

    rows: Floats
    right: NDArray[np.bool_]
    starts: NDArray[np.intp]
    weights: Floats
    folds: NDArray[np.intp]


def join(parts: Sequence[Choices]) -> Choices:
    """Several sets' questions in one; a set weighs the square root of its number of questions."""
    sizes = np.cumsum([0, *(len(part.rows) for part in parts)])
    return Choices(
        rows=np.concatenate([part.rows for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        starts=np.concatenate(
            [part.starts + size for part, size in zip(parts, sizes, strict=False)]
        ),
        weights=np.concatenate([part.weights / np.sqrt(part.weights.sum()) for part in parts]),
        folds=np.concatenate([part.folds for part in parts]),
    )


def fit_choice(choices: Choices, penalty: float) -> Floats:
    """Weights that make right candidates likely.

    Minimises the mean over questions of -log of the softmax's share on the right candidates
    (the listwise loss of ListNet with the right ones taken together), plus an L2 penalty on
    the weights of features scaled to unit deviation.

    Args:
        choices: Questions without a right candidate are left out.
        penalty: The L2 penalty's factor.

    Returns:
        Weights of the unscaled features, shape (features,).
    """
    scale = choices.rows.std(axis=0)
    scale[scale < 1e-9] = np.inf
    rows = choices.rows / scale
    lengths = np.diff([*choices.starts, len(rows)])
    question = np.repeat(np.arange(len(lengths)), lengths)
    any_right = np.logical_or.reduceat(choices.right, choices.starts)
    weights = choices.weights * any_right
    weights = weights / weights.sum()

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = rows @ point
        scores = np.exp(scores - np.maximum.reduceat(scores, choices.starts)[question])
        every = np.add.reduceat(scores, choices.starts)
        right = np.add.reduceat(scores * choices.right, choices.starts)
        right = np.where(any_right, np.maximum(right, 1e-300), 1.0)
        value = float(weights @ (np.log(every) - np.log(right) * any_right))
        slope = scores / every[question] - scores * choices.right / right[question]
        gradient = rows.T @ (slope * weights[question])
        return value + penalty * float(point @ point), gradient + 2 * penalty * point

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def fit_probability(rows: Floats, true: Floats, weights: Floats, penalty: float) -> Floats:
    """Logistic regression with an L2 penalty; the intercept comes last and is not penalised."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-9] = np.inf
    table = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    weights = weights / weights.sum()

    def loss(point: Floats) -> tuple[float, Floats]:
        odds = table @ point
        value = float(weights @ (np.logaddexp(0, odds) - true * odds))
        gradient = table.T @ (weights * (1 / (1 + np.exp(-odds)) - true))
        kept = np.append(point[:-1], 0.0)
        return value + penalty * float(kept @ kept), gradient + 2 * penalty * kept

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x
    slopes = found[:-1] / scale
    return np.asarray(np.append(slopes, found[-1] - slopes @ mean))
