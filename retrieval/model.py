"""What was fitted, and how it scores rows of features."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.probe import Floats

ORDER_FEATURES = ("sentence", "passage")
"""What passages are ordered by: their best sentence's score and their own."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Small symmetric trees: each asks the same few questions of every row.

    Attributes:
        columns: The feature that each level of each tree looks at, shape (trees, levels).
        thresholds: Whether it is above this, shape (trees, levels).
        leaves: What the answers, read as a binary number with the first level's as its lowest
            digit, add to the score, shape (trees, 2 to the power of levels).
    """

    columns: NDArray[np.intp]
    thresholds: Floats
    leaves: Floats
    _questions: tuple[NDArray[np.intp], Floats, NDArray[np.intp]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        # Trees have many questions in common: each is put to the rows once.
        pairs = np.stack([self.columns.ravel(), self.thresholds.ravel()])
        (columns, thresholds), numbers = np.unique(pairs, axis=1, return_inverse=True)
        by_level = numbers.reshape(self.columns.shape).T
        found = columns.astype(np.intp), thresholds[:, None], by_level
        object.__setattr__(self, "_questions", found)

    def __call__(self, rows: Floats) -> Floats:
        """What the trees add for rows of features, shape (rows,)."""
        columns, thresholds, by_level = self._questions
        above = (rows.T[columns] > thresholds).astype(np.uint16)
        places = np.zeros((), np.uint16)
        for level in by_level[::-1]:
            places = 2 * places + above[level]
        firsts = np.arange(0, self.leaves.size, self.leaves.shape[1])[:, None]
        return np.asarray(self.leaves.take(firsts + places).sum(axis=0))


@dataclass(frozen=True, slots=True)
class Scorer:
    """A weighted sum of named features, and trees for what a sum can't say.

    Attributes:
        names: The features, in order.
        weights: One a feature.
        intercept: Added to the sum.
        trees: Added to it as well.
    """

    names: tuple[str, ...]
    weights: Floats
    intercept: float = 0.0
    trees: Trees | None = None

    def __call__(self, rows: Floats) -> Floats:
        """Scores for rows of features, shape (rows,)."""
        scores = rows @ self.weights + self.intercept
        if self.trees is not None:
            scores = scores + self.trees(rows)
        # Rounded: the last bits depend on the processor's way of adding, and so would ties.
        return np.round(scores, 9)


@dataclass(frozen=True, slots=True)
class Model:
    """All that was fitted.

    Attributes:
        passage: Orders the engine's hits.
        sentence: Orders the sentences of the best passages.
        order: Orders those passages by ``ORDER_FEATURES``.
        confidence: The log-odds that the best evidence holds the answer.
        answered: From this confidence on the status is ``answered``.
        uncertain: From this confidence on it is ``uncertain``, below it ``no_answer``.
    """

    passage: Scorer
    sentence: Scorer
    order: Scorer
    confidence: Scorer
    answered: float
    uncertain: float
