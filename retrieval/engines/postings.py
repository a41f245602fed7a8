"""An inverted index in arrays: for each term the passages that hold it, and how often."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.engines.arrays import open_array
from retrieval.engines.keys import Keys
from retrieval.engines.vocabulary import Vocabulary

_BATCH = 8192
"""So many passages are sorted at once."""
AnyInt = TypeVar("AnyInt", np.int32, np.int64)
NO_KEYS = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Batch:
    """The postings of some passages that follow one another, before they are put together.

    Attributes:
        keys: Those of their terms that are numbers, see ``retrieval.engines.keys``, each once.
        others: Their other terms, each once.
        counts: How many of the passages hold each term, the keys first, shape (terms,).
        holders: Which, counted from the batch's first, term by term, ascending.
        frequencies: How often each does.
        lengths: The number of terms of each passage, with repetitions.
    """

    keys: Keys
    others: Sequence[str]
    counts: NDArray[np.int32]
    holders: NDArray[np.int32]
    frequencies: NDArray[Any]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, batches: Sequence["Batch"]) -> "Batch":
        """The same passages' terms of different kinds together; the last has all the others."""
        return cls(
            np.concatenate([one.keys for one in batches]),
            batches[-1].others,
            np.concatenate([one.counts for one in batches]),
            np.concatenate([one.holders for one in batches]),
            np.concatenate([one.frequencies for one in batches]),
            np.sum([one.lengths for one in batches], axis=0, dtype=np.int32),
        )


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

    def of(self, number: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The passages that hold the term of a number, ascending, and how often each does.

        None for the number -1, which stands for an unknown term.
        """
        if number < 0:
            return self.holders[:0], self.frequencies[:0]
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.holders[span], self.frequencies[span]

    @classmethod
    def open(cls, directory: Path) -> "Postings":
        """What a ``Joiner`` wrote to a directory, mapped into memory."""
        arrays = (open_array(postings_file(directory, name)) for name in cls.__slots__[1:])
        return cls(Vocabulary.open(directory), *arrays)


class Numbers(dict[str, int]):
    """Numbers strings from 0 in the order in which they are first asked for."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number

    def of(self, terms: Collection[str]) -> NDArray[np.int64]:
        """The numbers of some strings."""
        return np.fromiter(map(self.__getitem__, terms), np.int64, len(terms))


def batches(bags: Iterable[Sequence[str]]) -> Iterator[Batch]:
    """Sort bags of terms by term, some thousands of them at a time."""
    bags = iter(bags)
    while some := list(islice(bags, _BATCH)):
        lengths = np.fromiter(map(len, some), np.int32, len(some))
        yield batch_of(list(chain.from_iterable(some)), lengths)


def batch_of(terms: Collection[str], lengths: NDArray[np.int32]) -> Batch:
    """Sort terms.

    Args:
        terms: Those of all passages, one passage after the other.
        lengths: How many each passage has.
    """
    known = Numbers()
    numbers = known.of(terms)
    passages = np.repeat(np.arange(len(lengths)), lengths)
    keys, frequencies = counted(numbers << 32 | passages)
    counts = np.bincount(keys >> 32, minlength=len(known)).astype(np.int32)
    holders = (keys & 0xFFFFFFFF).astype(np.int32)
    return Batch(NO_KEYS, list(known), counts, holders, smallest(frequencies), lengths)


def counted(keys: NDArray[AnyInt]) -> tuple[NDArray[AnyInt], NDArray[np.int64]]:
    """The distinct keys, ascending, and how often each is there; faster than ``np.unique``."""
    keys = np.sort(keys)
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
    return keys[first], np.diff(first, append=len(keys))


def smallest(frequencies: NDArray[np.int64]) -> NDArray[Any]:
    """The same numbers in as few bytes as they fit into; a passage's mostly fit into one."""
    return frequencies.astype(np.min_scalar_type(int(frequencies.max(initial=0))))


def postings_file(directory: Path, name: str) -> Path:
    """Where an array of an index is kept."""
    return directory / f"postings-{name}.npy"
