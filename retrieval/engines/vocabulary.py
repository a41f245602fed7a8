"""Terms and their numbers, looked up in arrays that may lie in a file."""

import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.engines.arrays import open_array, save_array


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Numbers the terms of an index from 0; opening it reads nothing.

    A dict of a few million strings takes seconds to fill and hundreds of megabytes to hold.

    Attributes:
        hashes: The terms' CRC-32, sorted, shape (terms,).
        numbers: The number of the term that each belongs to.
        ends: Where each term ends in ``letters``, by its number.
        letters: The terms as UTF-8, one after the other.
    """

    hashes: NDArray[np.uint32]
    numbers: NDArray[np.uint32]
    ends: NDArray[np.int64]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, terms: Sequence[str]) -> "Vocabulary":
        """The terms, each once, numbered in their order."""
        encoded = [term.encode() for term in terms]
        hashes = np.fromiter(map(zlib.crc32, encoded), np.uint32, len(encoded))
        order = np.argsort(hashes, kind="stable").astype(np.uint32)
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        return cls(hashes[order], order, ends, np.frombuffer(b"".join(encoded), np.uint8))

    def __len__(self) -> int:
        return len(self.ends)

    def find(self, term: str) -> int:
        """The term's number, -1 where it is unknown."""
        wanted = term.encode()
        hashed = zlib.crc32(wanted)
        hashes = memoryview(self.hashes.data)
        place = bisect_left(hashes, hashed)
        while place < len(hashes) and hashes[place] == hashed:
            number = int(self.numbers[place])
            if self._encoded(number) == wanted:
                return number
            place += 1
        return -1

    def find_all(self, terms: Sequence[str]) -> list[int]:
        """The numbers of many terms, found faster than one by one; -1 where one is unknown."""
        found = [-1] * len(terms)
        if not len(self):
            return found
        encoded = [term.encode() for term in terms]
        wanted = np.fromiter(map(zlib.crc32, encoded), np.uint32, len(terms))
        places = np.minimum(self.hashes.searchsorted(wanted), len(self) - 1)
        there = np.flatnonzero(self.hashes[places] == wanted)
        numbers = self.numbers[places[there]].tolist()
        for place, number in zip(there.tolist(), numbers, strict=True):
            same = self._encoded(number) == encoded[place]
            # Another term with its hash may stand before it.
            found[place] = number if same else self.find(terms[place])
        return found

    def _encoded(self, number: int) -> bytes:
        start = int(self.ends[number - 1]) if number else 0
        return self.letters[start : int(self.ends[number])].tobytes()

    def save(self, directory: Path) -> None:
        """Write it to files of a directory."""
        for name in self.__slots__:
            save_array(directory / f"terms-{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, directory: Path) -> "Vocabulary":
        """What ``save`` wrote, mapped into memory."""
        return cls(*(open_array(directory / f"terms-{name}.npy") for name in cls.__slots__))
