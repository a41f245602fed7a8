"""How far a measure can be trusted: bootstrap intervals, and a paired test of two runs.

Every measure but AUROC is one sum over the questions divided by another, so a resampling is a
row of weights and all resamplings of all measures are two matrix products.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures.abstention import Floats, shares, weighted_auroc
from eval.types import BLOCKS, Row

RESAMPLES = 2000
SEED = 0
_AUROC = "abstention.auroc"
_AT_ONCE = 4_000_000
"""So many weights are held at once."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure before and after, on the same questions.

    Attributes:
        before: Its value in the earlier run.
        after: Its value in the later one.
        low: The lower end of the difference's 95% interval, by paired bootstrap.
        high: The upper end.
        p: Of the paired randomisation test, two-sided.
    """

    before: float
    after: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Table:
    """What each question adds to each measure.

    Attributes:
        names: The measures, ``<block>.<measure>``.
        part: What is summed above the line, shape (questions, measures).
        whole: What is summed below it, the same shape.
        doubt: The confidence with its sign turned, shape (questions,).
        unanswerable: Shape (questions,).
    """

    names: tuple[str, ...]
    part: Floats
    whole: Floats
    doubt: Floats
    unanswerable: NDArray[np.bool_]


def make_table(rows: Sequence[Row]) -> Table:
    """Take the rows apart into what ``estimate`` adds up."""
    columns: dict[str, tuple[Floats, Floats]] = {}
    for block, names in BLOCKS.items():
        for key in (f"{block}.{name}" for name in names):
            columns[key] = (
                np.array([row.values.get(key, 0.0) for row in rows]),
                np.array([float(key in row.values) for row in rows]),
            )
    silence = shares([row.status for row in rows], [row.answerable for row in rows])
    columns |= {f"abstention.{name}": pair for name, pair in silence.items()}
    return Table(
        names=tuple(columns),
        part=np.column_stack([part for part, _ in columns.values()]),
        whole=np.column_stack([whole for _, whole in columns.values()]),
        doubt=np.array([-row.confidence for row in rows]),
        unanswerable=np.array([not row.answerable for row in rows], dtype=bool),
    )


def estimate(table: Table, weights: Floats) -> dict[str, Floats]:
    """Return each measure under each weighting of the questions.

    Args:
        table: What each question adds.
        weights: Shape (weightings, questions).

    Returns:
        For each measure shape (weightings,); NaN where a weighting leaves nothing to measure.
    """
    above, below = weights @ table.part, weights @ table.whole
    values = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    found = {name: values[:, column] for column, name in enumerate(table.names)}
    return found | {_AUROC: weighted_auroc(table.doubt, table.unanswerable, weights)}


def intervals(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Return the 95% percentile bootstrap interval of each measure that has a value.

    The questions are drawn with replacement ``RESAMPLES`` times, with a fixed seed.
    """
    if not rows:
        return {}
    table = make_table(rows)
    drawn = _collected(estimate(table, counts) for counts in _drawn(len(rows)))
    return {name: _middle(values) for name, values in drawn.items() if np.isfinite(values).any()}


def differences(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Difference]:
    """Compare two runs over the same questions, in the same order.

    The p value is that of Fisher's paired randomisation test, which Smucker, Allan and
    Carterette (2007) recommend for retrieval: how often a difference at least as large comes
    about when each question's two outcomes change sides by the toss of a coin.

    Returns:
        For each measure that has a value in both runs.
    """
    if not before:
        return {}
    table, count = make_table([*before, *after]), len(before)
    whole = np.ones((1, count))
    first, second = estimate(table, _side(whole, 0)), estimate(table, _side(whole, 1))
    drawn = _collected(_gap(table, _side(one, 0), _side(one, 1)) for one in _drawn(count))
    tossed = _collected(
        _gap(table, np.hstack([1 - coins, coins]), np.hstack([coins, 1 - coins]))
        for coins in _tossed(count)
    )
    found: dict[str, Difference] = {}
    for name in first:
        old, new = float(first[name][0]), float(second[name][0])
        if not np.isfinite(old) or not np.isfinite(new):
            continue
        chance = tossed[name][np.isfinite(tossed[name])]
        # A hair less, for sums that differ in their last bits.
        extreme = int((np.abs(chance) >= abs(new - old) - 1e-12).sum())
        p = (1 + extreme) / (1 + len(chance))
        found[name] = Difference(old, new, *_middle(drawn[name]), p)
    return found


def _side(weights: Floats, side: int) -> Floats:
    """Weights of questions as weights of the rows before (0) or after (1), the others none."""
    none = np.zeros_like(weights)
    return np.hstack([none, weights] if side else [weights, none])


def _gap(table: Table, earlier: Floats, later: Floats) -> dict[str, Floats]:
    first, second = estimate(table, earlier), estimate(table, later)
    return {name: second[name] - first[name] for name in first}


def _drawn(count: int) -> Iterator[Floats]:
    """How often each question is drawn, resampling by resampling, shape (some, count)."""
    generator = np.random.default_rng(SEED)
    for size in _sizes(count):
        drawn = generator.integers(count, size=(size, count))
        drawn += count * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * count)
        yield counts.reshape(size, count).astype(float)


def _tossed(count: int) -> Iterator[Floats]:
    """A coin for each question, 0 or 1, toss by toss, shape (some, count)."""
    generator = np.random.default_rng(SEED)
    for size in _sizes(count):
        yield generator.integers(2, size=(size, count)).astype(float)


def _sizes(count: int) -> Iterator[int]:
    size = max(_AT_ONCE // count, 1)
    for start in range(0, RESAMPLES, size):
        yield min(size, RESAMPLES - start)


def _collected(parts: Iterable[Mapping[str, Floats]]) -> dict[str, Floats]:
    listed = list(parts)
    return {name: np.concatenate([part[name] for part in listed]) for name in listed[0]}


def _middle(values: Floats) -> tuple[float, float]:
    """The middle 95% of what could be measured."""
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
