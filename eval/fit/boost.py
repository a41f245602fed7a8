"""Gradient boosting of small symmetric trees, on top of a fitted weighted sum.

A symmetric tree asks the same question of all rows at a level, which keeps it small, hard to
overfit and quick to apply: see ``retrieval.model.Trees``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.fit.optimise import Choices, Floats
from retrieval.model import Trees

Slope = Callable[[Floats], tuple[Floats, Floats]]
"""From the rows' scores to the loss's first and second derivative by each of them."""

_BINS = 31


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown.

    Attributes:
        trees: How many.
        levels: Questions a tree.
        rate: The share of the best step that each takes.
        penalty: Added to a leaf's curvature, as a share of that of all rows.
        columns: The share of the features that each tree may look at.
        rows: The share of the rows that each tree sees.
    """

    trees: int
    levels: int = 4
    rate: float = 0.1
    penalty: float = 2e-3
    columns: float = 0.5
    rows: float = 0.7


def fit_trees(rows: Floats, scores: Floats, slope: Slope, growth: Growth, seed: int = 1) -> Trees:
    """Grow trees one after another, each on what those before left undone.

    Args:
        rows: Features, shape (rows, features).
        scores: What the rows score already, shape (rows,).
        slope: The loss.
        growth: How many, how large.
        seed: Of the choice of rows and features for each tree.
    """
    random = np.random.default_rng(seed)
    cuts = [_cuts(column) for column in rows.T]
    codes = [np.searchsorted(cut, column) for cut, column in zip(cuts, rows.T, strict=True)]
    usable = np.flatnonzero([len(cut) > 0 for cut in cuts])
    scores = scores.copy()
    columns: list[list[int]] = []
    thresholds: list[list[float]] = []
    leaves: list[Floats] = []
    for _ in range(growth.trees):
        first, second = slope(scores)
        penalty = growth.penalty * float(second.sum())
        seen = random.random(len(rows)) < growth.rows
        offered = random.choice(usable, max(int(len(usable) * growth.columns), 1), replace=False)
        leaf = np.zeros(len(rows), dtype=np.intp)
        asked: list[tuple[int, int]] = []
        for level in range(growth.levels):
            column, code = _best_cut(
                {column: (codes[column][seen], len(cuts[column])) for column in offered},
                leaf[seen],
                (first[seen], second[seen]),
                1 << level,
                penalty,
            )
            asked.append((column, code))
            leaf |= (codes[column] > code).astype(np.intp) << level
        size = 1 << growth.levels
        downhill = np.bincount(leaf[seen], first[seen], size)
        curvature = np.bincount(leaf[seen], second[seen], size)
        steps = -growth.rate * downhill / (curvature + penalty)
        scores += steps[leaf]
        columns.append([column for column, _ in asked])
        thresholds.append([float(cuts[column][code]) for column, code in asked])
        leaves.append(steps)
    return Trees(np.array(columns), np.array(thresholds), np.array(leaves))


def choice_slope(choices: Choices) -> Slope:
    """The slope of the loss that ``fit_choice`` minimises; every question weighs its weight."""
    lengths = np.diff([*choices.starts, len(choices.right)])
    question = np.repeat(np.arange(len(lengths)), lengths)
    weights = choices.weights * np.logical_or.reduceat(choices.right, choices.starts)
    weights = (weights / weights.sum())[question]

    def slope(scores: Floats) -> tuple[Floats, Floats]:
        shares = np.exp(scores - np.maximum.reduceat(scores, choices.starts)[question])
        right = shares * choices.right
        shares = shares / np.add.reduceat(shares, choices.starts)[question]
        right = right / np.maximum(np.add.reduceat(right, choices.starts), 1e-300)[question]
        return weights * (shares - right), weights * np.maximum(shares * (1 - shares), 1e-3)

    return slope


def _cuts(column: Floats) -> Floats:
    """Where a feature may be cut: between its values, at most at ``_BINS`` places."""
    values = np.unique(column)
    if len(values) > _BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, _BINS + 1)))
    return np.round((values[1:] + values[:-1]) / 2, 4)


def _best_cut(
    offered: Mapping[int, tuple[NDArray[np.intp], int]],
    leaf: NDArray[np.intp],
    slope: tuple[Floats, Floats],
    leaves: int,
    penalty: float,
) -> tuple[int, int]:
    """The feature and the code above which rows go to the other side, for the largest gain.

    Args:
        offered: By feature: each row's code, and how many places there are to cut it.
        leaf: Where each row stands so far.
        slope: The loss's first and second derivative by each row's score.
        leaves: How many places there are to stand.
        penalty: Added to each curvature.
    """
    best = (-np.inf, 0, 0)
    for column, (codes, places) in offered.items():
        size = places + 1
        cell = leaf * size + codes
        downhill, curvature = (
            np.bincount(cell, part, leaves * size).reshape(leaves, size).cumsum(axis=1)
            for part in slope
        )
        low = downhill**2 / (curvature + penalty)
        high = (downhill[:, -1:] - downhill) ** 2 / (curvature[:, -1:] - curvature + penalty)
        gain = (low + high).sum(axis=0)[:places]
        code = int(np.argmax(gain))
        if gain[code] > best[0]:
            best = (float(gain[code]), column, code)
    return best[1], best[2]
