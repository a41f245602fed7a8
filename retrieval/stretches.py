"""Where stretches of one string stand in many texts: found for all of them at once, by arrays.

Asking of every word, bigram and character of a question whether it is in each of a hundred
texts takes thousands of searches. Here the texts are put together and each character that the
question has is looked at once: where text and question go on alike they lie on a diagonal of
the table of (place in the text, place in the question), and a run on it is a common stretch.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.codes import codes_of

_BREAK = "\n"
"""Stands between what is put together; it is like nothing, itself included."""


class Sought:
    """A string, and others that are looked for with it.

    Args:
        whole: The string; all its stretches are looked for.
        others: More strings, none of them empty.
    """

    def __init__(self, whole: str, others: Iterable[str] = ()) -> None:
        self._size = len(whole)
        key, starts, lengths = whole, [], []
        for string in others:
            if (start := key.find(string)) < 0:
                start = len(key) + 1
                key += _BREAK + string
            starts.append(start)
            lengths.append(len(string))
        self._starts, self._lengths = np.array(starts, np.intp), np.array(lengths, np.intp)
        self._key_size = len(key)
        places: dict[str, list[int]] = {}
        for place, character in enumerate(key):
            places.setdefault(character, []).append(place)
        places.pop(_BREAK, None)
        # Numbered from 1, those of the string itself first: one that is not sought is 0.
        self._own = len(set(whole) - {_BREAK})
        self._numbers = np.zeros(max(map(ord, places), default=0) + 2, np.uint16)
        self._numbers[[ord(character) for character in places]] = range(1, len(places) + 1)
        self._counts = np.array([0, *map(len, places.values())])
        self._firsts = self._counts.cumsum() - self._counts
        self._places = np.array([place for some in places.values() for place in some], np.intp)

    def find(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
        """Look for all of it in some texts.

        Returns:
            Which of the others is in which text, shape (texts, others); how long, in characters,
            the longest stretch of the string is that each text has, shape (texts,); and how many
            of each text's characters are characters of the string, shape (texts,).
        """
        reach, common = self._reach(texts)
        longest = reach[:, : self._size].max(axis=1, initial=0)
        return reach[:, self._starts] >= self._lengths, longest, common

    def _reach(self, texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """How many characters each text has in one piece of the key, from each of its places on.

        Returns:
            That, shape (texts, places of the key); and the last of what ``find`` returns.
        """
        reach = np.zeros((len(texts), self._key_size), np.intp)
        joined = _BREAK.join(texts)
        codes = codes_of(joined)
        # Beyond its end the table is 0, as its last number is.
        numbers = self._numbers.take(codes, mode="clip")
        at = (numbers > 0).nonzero()[0]
        numbers = numbers[at]
        text = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.intp) + 1)
        common = np.bincount(text[at[numbers <= self._own]], minlength=len(texts))
        if not len(at):
            return reach, common
        counts = self._counts[numbers]
        alike = np.arange(counts.sum()) + np.repeat(
            self._firsts[numbers] - counts.cumsum() + counts, counts
        )
        at = np.repeat(at, counts)
        # By diagonal, then by place in the texts: a run is of numbers that follow one another.
        bits = len(joined).bit_length()
        runs = np.sort((at - self._places[alike] + self._key_size << bits) + at)
        breaks = (runs[1:] != runs[:-1] + 1).nonzero()[0] + 1
        bounds = np.concatenate([[0], breaks, [len(runs)]])
        rest = np.repeat(bounds[1:], bounds[1:] - bounds[:-1]) - np.arange(len(runs))
        at = runs & (1 << bits) - 1
        place = at - (runs >> bits) + self._key_size
        np.maximum.at(reach.ravel(), text[at] * self._key_size + place, rest)
        return reach, common
