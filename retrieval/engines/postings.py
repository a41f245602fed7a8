"""An inverted index in arrays: for each term the passages that hold it, and how often."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.engines.arrays import new_array, open_array, save_array
from retrieval.engines.vocabulary import Vocabulary

_BATCH = 8192
"""So many passages are sorted at once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The postings of some passages that follow one another, before they are put together.

    Attributes:
        terms: Their terms, each once.
        counts: How many of the passages hold each term, shape (terms,).
        holders: Which, counted from the batch's first, term by term, ascending.
        frequencies: How often each does.
        lengths: The number of terms of each passage, with repetitions.
    """

    terms: Sequence[str]
    counts: NDArray[np.int32]
    holders: NDArray[np.int32]
    frequencies: NDArray[Any]
    lengths: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The whole index over passages 0 to ``len(lengths) - 1``.

    Attributes:
        vocabulary: The terms.
        starts: Where each term's postings start; one more at the end, shape (terms + 1,).
        holders: The passages that hold each term, ascending.
        frequencies: How often each does.
        lengths: The number of terms of each passage, with repetitions.
    """

    vocabulary: Vocabulary
    starts: NDArray[np.int64]
    holders: NDArray[np.int32]
    frequencies: NDArray[Any]
    lengths: NDArray[np.int32]

    def of(self, term: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The passages that hold a term, ascending, and how often each does."""
        number = self.vocabulary.find(term)
        if number < 0:
            return self.holders[:0], self.frequencies[:0]
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.holders[span], self.frequencies[span]

    @classmethod
    def open(cls, directory: Path) -> "Postings":
        """What ``join`` wrote to a directory, mapped into memory."""
        arrays = (open_array(_file(directory, name)) for name in cls.__slots__[1:])
        return cls(Vocabulary.open(directory), *arrays)


def batches(bags: Iterable[Sequence[str]]) -> Iterator[Batch]:
    """Sort bags of terms by term, some thousands of them at a time."""
    bags = iter(bags)
    while some := list(islice(bags, _BATCH)):
        numbers: dict[str, int] = {}
        lengths = np.fromiter(map(len, some), np.int32, len(some))
        terms = np.fromiter(
            (numbers.setdefault(term, len(numbers)) for bag in some for term in bag),
            np.int64,
            int(lengths.sum()),
        )
        yield batch_of(list(numbers), terms, lengths)


def batch_of(terms: Sequence[str], numbers: NDArray[np.int64], lengths: NDArray[np.int32]) -> Batch:
    """Sort occurrences by term.

    Args:
        terms: The terms by number.
        numbers: The number of the term of each occurrence, passage by passage.
        lengths: The number of occurrences of each passage.
    """
    passages = np.repeat(np.arange(len(lengths)), lengths)
    keys, frequencies = counted(numbers << 32 | passages)
    counts = np.bincount(keys >> 32, minlength=len(terms)).astype(np.int32)
    return Batch(
        terms, counts, (keys & 0xFFFFFFFF).astype(np.int32), smallest(frequencies), lengths
    )


def counted(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys, ascending, and how often each is there."""
    keys = np.sort(keys)
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
    return keys[first], np.diff(first, append=len(keys))


def smallest(frequencies: NDArray[np.int64]) -> NDArray[Any]:
    """The same numbers in as few bytes as they fit into; a passage's mostly fit into one."""
    return frequencies.astype(np.min_scalar_type(int(frequencies.max(initial=0))))


def join(parts: Iterable[Batch], directory: Path | None = None) -> Postings:
    """Put batches together that follow one another.

    Args:
        parts: In the order of their passages.
        directory: Where the index is written to; in memory if ``None``.
    """
    known: dict[str, int] = {}
    kept: list[tuple[NDArray[np.int64], Batch]] = []
    for part in parts:
        numbers = np.fromiter(
            (known.setdefault(term, len(known)) for term in part.terms), np.int64, len(part.terms)
        )
        # The strings are not needed any more.
        kept.append((numbers, Batch((), part.counts, part.holders, part.frequencies, part.lengths)))
    held = np.zeros(len(known), np.int64)
    for numbers, part in kept:
        held[numbers] += part.counts
    starts = np.concatenate(([0], np.cumsum(held)))
    lengths = np.concatenate([part.lengths for _, part in kept] or [np.empty(0, np.int32)])
    dtype = np.result_type(np.uint8, *(part.frequencies for _, part in kept))
    holders = _new(directory, "holders", np.int32, int(starts[-1]))
    frequencies = _new(directory, "frequencies", dtype, int(starts[-1]))
    following, base = starts[:-1].copy(), 0
    while kept:
        # What is written is let go of.
        numbers, part = kept.pop(0)
        before = np.cumsum(part.counts) - part.counts
        places = np.repeat(following[numbers] - before, part.counts)
        places += np.arange(len(places))
        holders[places] = part.holders + np.int32(base)
        frequencies[places] = part.frequencies
        following[numbers] += part.counts
        base += len(part.lengths)
    vocabulary = Vocabulary.of(list(known))
    if directory is not None:
        save_array(_file(directory, "starts"), starts)
        save_array(_file(directory, "lengths"), lengths)
        vocabulary.save(directory)
    return Postings(vocabulary, starts, holders, frequencies, lengths)


def _new(directory: Path | None, name: str, dtype: Any, length: int) -> NDArray[Any]:
    if directory is None:
        return np.empty(length, dtype)
    return new_array(_file(directory, name), dtype, length)


def _file(directory: Path, name: str) -> Path:
    return directory / f"postings-{name}.npy"
