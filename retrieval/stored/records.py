"""The texts of passages in one file, mapped into memory: what judging needs of each of them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from corpus.cut import Cut
from corpus.fields import passage_from
from corpus.types import Passage
from retrieval.collection import Form
from retrieval.engines.arrays import open_array, save_array
from retrieval.stored.lazy import lazily

_LETTERS = "records-letters.bin"
_FIELDS = 4
"""Text in search form, title and headings, text, and the rest as JSON."""


@dataclass(frozen=True, slots=True)
class Records:
    """Passages in the order of (document id, start), numbered from 0.

    Attributes:
        letters: All fields of all passages as UTF-8, one after the other.
        ends: Where each field ends in ``letters``, shape (passages, fields).
        spans: Each passage's start and end in its document's text, shape (passages, 2).
        names: The ids of the documents as UTF-8, one after the other.
        name_ends: Where each ends in ``names``.
        firsts: Each document's first passage; one more at the end.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]
    spans: NDArray[np.int32]
    names: NDArray[np.uint8]
    name_ends: NDArray[np.int64]
    firsts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def field(self, number: int, field: int) -> str:
        """A field of a passage: 0 its search form, 1 its headings, 2 its text, 3 the rest."""
        if field:
            start = self.ends[number, field - 1]
        else:
            start = self.ends[number - 1, -1] if number else 0
        return str(self.letters[start : self.ends[number, field]].data, "utf-8")

    def forms(self, numbers: Sequence[int]) -> list[Form]:
        """What judging reads of some passages."""
        if not len(numbers):
            return []
        some = np.asarray(numbers)
        starts = np.where(some > 0, self.ends[some - 1, -1], 0).tolist()
        ends, heading_ends = self.ends[some, :2].T.tolist()
        documents = self.firsts.searchsorted(some, side="right") - 1
        names = np.where(documents > 0, self.name_ends[documents - 1], 0).tolist()
        name_ends = self.name_ends[documents].tolist()
        letters, of_names = memoryview(self.letters.data), memoryview(self.names.data)
        return [
            Form(
                str(of_names[name:name_end], "utf-8"),
                str(letters[start:end], "utf-8"),
                str(letters[end:heading_end], "utf-8"),
            )
            for name, name_end, start, end, heading_end in zip(
                names, name_ends, starts, ends, heading_ends, strict=True
            )
        ]

    def document_id(self, number: int) -> str:
        """The id of a passage's document."""
        return self._name(int(self.firsts.searchsorted(number, side="right")) - 1)

    def passage(self, number: int) -> Passage:
        """A passage."""
        start, end = self.spans[number].tolist()
        return passage_from(
            self.document_id(number), start, end, self.field(number, 2), self.field(number, 3)
        )

    def numbers_of(self, document_id: str) -> range:
        """The passages of a document; where they would stand if there is none of that id."""
        names = lazily(len(self.name_ends), self._name)
        place = bisect_left(names, document_id)
        first = int(self.firsts[place])
        known = place < len(names) and names[place] == document_id
        return range(first, int(self.firsts[place + 1]) if known else first)

    def _name(self, number: int) -> str:
        start = int(self.name_ends[number - 1]) if number else 0
        return str(self.names[start : int(self.name_ends[number])].tobytes(), "utf-8")

    @classmethod
    def open(cls, directory: Path) -> "Records":
        """What a ``Recorder`` wrote to a directory, mapped into memory.

        Raises:
            ValueError: It is not whole.
            OSError: It can't be read.
        """
        letters = _letters(directory)
        records = cls(letters, *(open_array(_file(directory, name)) for name in cls.__slots__[1:]))
        if len(records) and int(records.ends[-1, -1]) != len(letters):
            raise ValueError("the letters of some passages are missing")
        return records


@dataclass(frozen=True, slots=True)
class Written:
    """Some passages on their way into ``Records``.

    Attributes:
        letters: All their fields as UTF-8.
        sizes: How many bytes each field has, shape (passages, fields).
        spans: Each one's start and end.
        documents: Each document's id with the number of its passages, in order.
    """

    letters: bytes
    sizes: NDArray[np.int64]
    spans: NDArray[np.int32]
    documents: list[tuple[str, int]]


class Writing:
    """Brings documents' passages into the form that records are made of."""

    def __init__(self) -> None:
        self._fields: list[bytes] = []
        self._spans: list[NDArray[np.int32]] = [np.empty((0, 2), np.int32)]
        self._documents: list[tuple[str, int]] = []

    def add(self, cut: Cut, headings: Sequence[str], text: str) -> None:
        """Take the next document.

        Args:
            cut: Its passages.
            headings: Title and headings of each in search form.
            text: The document's text.
        """
        texts = [text[start:end] for start, end in cut.spans.tolist()]
        # Most passages have their headings in common.
        shared = {heading: heading.encode() for heading in set(headings)}
        for form, heading, one, fields in zip(cut.forms, headings, texts, cut.fields, strict=True):
            self._fields += (form.encode(), shared[heading], one.encode(), fields.encode())
        self._spans.append(cut.spans)
        self._documents.append((cut.document_id, len(cut)))

    def finish(self) -> Written:
        """All of them."""
        sizes = np.fromiter(map(len, self._fields), np.int64, len(self._fields))
        return Written(
            b"".join(self._fields),
            sizes.reshape(-1, _FIELDS),
            np.concatenate(self._spans),
            self._documents,
        )


class Recorder:
    """Puts passages together that follow one another.

    Args:
        directory: Where the records are written to; in memory if ``None``.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._file: IO[bytes] = (directory / _LETTERS).open("wb") if directory else BytesIO()
        self._kept: list[Written] = []

    def add(self, part: Written) -> None:
        """Take the next passages."""
        self._file.write(part.letters)
        self._kept.append(replace(part, letters=b""))

    def finish(self) -> Records:
        """The whole; nothing can be added any more."""
        if isinstance(self._file, BytesIO):
            letters = np.frombuffer(self._file.getvalue(), np.uint8)
        self._file.close()
        if self._directory is not None:
            letters = _letters(self._directory)
        documents = [document for part in self._kept for document in part.documents]
        names = [name.encode() for name, _ in documents]
        sizes = [part.sizes for part in self._kept] or [np.empty((0, _FIELDS), np.int64)]
        spans = [part.spans for part in self._kept] or [np.empty((0, 2), np.int32)]
        records = Records(
            letters,
            np.cumsum(np.concatenate(sizes)).reshape(-1, _FIELDS),
            np.concatenate(spans),
            np.frombuffer(b"".join(names), np.uint8),
            np.cumsum([len(name) for name in names], dtype=np.int64),
            np.cumsum([0, *(count for _, count in documents)], dtype=np.int64),
        )
        if self._directory is not None:
            for name in Records.__slots__[1:]:
                save_array(_file(self._directory, name), getattr(records, name))
        return records


def _letters(directory: Path) -> NDArray[np.uint8]:
    path = directory / _LETTERS
    if not path.stat().st_size:
        return np.empty(0, np.uint8)
    return np.memmap(path, np.uint8, "r").view(np.ndarray)


def _file(directory: Path, name: str) -> Path:
    return directory / f"records-{name}.npy"
