"""Batches that follow one another to one inverted index, in memory or in files."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.engines.arrays import new_array, save_array
from retrieval.engines.keys import terms_of
from retrieval.engines.postings import NO_KEYS, Batch, Numbers, Postings, counted, postings_file
from retrieval.engines.vocabulary import Vocabulary

_BLOCK = 50_000_000
"""About so many postings are written at once: fewer would lie closer together, but each batch
has something to be done for each block."""


def join(parts: Iterable[Batch]) -> Postings:
    """Put batches together that follow one another, in memory."""
    joiner = Joiner()
    for part in parts:
        joiner.add(part)
    return joiner.finish()


class Joiner:
    """Puts batches together that follow one another.

    Args:
        directory: Where the index is written to; in memory if ``None``.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._kept: list[Batch] = []

    def add(self, part: Batch) -> None:
        """Take the next batch."""
        self._kept.append(part)

    def finish(self) -> Postings:
        """The whole; nothing can be added any more."""
        keys, _ = counted(np.concatenate([NO_KEYS, *(part.keys for part in self._kept)]))
        known = Numbers()
        numbers = [
            np.concatenate([keys.searchsorted(part.keys), len(keys) + known.of(part.others)])
            for part in self._kept
        ]
        held = np.zeros(len(keys) + len(known), np.int64)
        for mine, part in zip(numbers, self._kept, strict=True):
            held[mine] += part.counts
        starts = np.concatenate(([0], np.cumsum(held)))
        dtype = np.result_type(np.uint8, *(part.frequencies for part in self._kept))
        placing = _Placing(
            self._new("holders", np.int32, int(starts[-1])),
            self._new("frequencies", dtype, int(starts[-1])),
            _parts(self._kept, numbers, starts),
        )
        # By terms, not by batches: what is written at a time lies close together.
        bounds = np.searchsorted(starts[: len(keys) + 1], np.arange(0, starts[-1], _BLOCK))
        # NumPy lets other threads run meanwhile.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            placed = [
                pool.submit(placing.place, first, last)
                for first, last in pairwise([*bounds.tolist(), len(keys)])
            ]
            placed.append(pool.submit(placing.place_others))
            vocabulary = Vocabulary.of([*terms_of(keys), *known])
            for future in placed:
                future.result()
        lengths = np.concatenate([np.empty(0, np.int32), *(part.lengths for part in self._kept)])
        self._kept.clear()
        if self._directory is not None:
            save_array(postings_file(self._directory, "starts"), starts)
            save_array(postings_file(self._directory, "lengths"), lengths)
            vocabulary.save(self._directory)
        return Postings(vocabulary, starts, placing.holders, placing.frequencies, lengths)

    def _new(self, name: str, dtype: Any, length: int) -> NDArray[Any]:
        if self._directory is None:
            return np.empty(length, dtype)
        return new_array(postings_file(self._directory, name), dtype, length)


@dataclass(frozen=True, slots=True)
class _Part:
    """A batch on its way to its places.

    Attributes:
        batch: The batch.
        base: The number of its first passage.
        numbers: Those of its terms in the whole; ascending, but for its other terms.
        firsts: Where the postings of each of its terms begin in the whole.
        before: How many of its postings come before those of each term; one more at the end.
    """

    batch: Batch
    base: int
    numbers: NDArray[np.int64]
    firsts: NDArray[np.int64]
    before: NDArray[np.int64]


def _parts(
    batches: list[Batch], numbers: list[NDArray[np.int64]], starts: NDArray[np.int64]
) -> list[_Part]:
    following, base = starts[:-1].copy(), 0
    parts = []
    for batch, mine in zip(batches, numbers, strict=True):
        before = np.concatenate(([0], np.cumsum(batch.counts, dtype=np.int64)))
        parts.append(_Part(batch, base, mine, following[mine], before))
        following[mine] += batch.counts
        base += len(batch.lengths)
    return parts


@dataclass(frozen=True, slots=True)
class _Placing:
    """Fills the arrays of an index."""

    holders: NDArray[np.int32]
    frequencies: NDArray[Any]
    parts: list[_Part]

    def place(self, first: int, last: int) -> None:
        """Put the postings of the keys from one number to another where they belong."""
        for part in self.parts:
            own = part.numbers[: len(part.batch.keys)]
            self._place(part, *own.searchsorted((first, last)).tolist())

    def place_others(self) -> None:
        """Put those of the other terms where they belong."""
        for part in self.parts:
            self._place(part, len(part.batch.keys), len(part.numbers))

    def _place(self, part: _Part, first: int, last: int) -> None:
        begin, end = part.before[first], part.before[last]
        offsets = part.firsts[first:last] - part.before[first:last]
        places = offsets.repeat(part.batch.counts[first:last])
        places += np.arange(begin, end)
        self.holders[places] = part.batch.holders[begin:end] + np.int32(part.base)
        self.frequencies[places] = part.batch.frequencies[begin:end]
