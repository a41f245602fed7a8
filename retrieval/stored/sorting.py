"""Many passages at once to postings: their characters and bigrams are told by arrays."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.terms import BIGRAM, HAN_RANGES, UNIGRAM
from retrieval.engines.postings import Batch, batch_of, counted, smallest

_CODE_BITS = 21
_BLANKS = (0x09, 0x20, 0x3000)
_LINE_BREAK = 0x0A
_SHORT = 3
"""Words of so many characters fit into one number, beside the passage's; nearly all are."""
_SHORT_BITS = 16
_MOST_SHORT = 1 << (63 - _SHORT * _SHORT_BITS)
"""So many passages' numbers fit beside it."""


def sorted_batch(words: Sequence[bytes], texts: Sequence[str]) -> Batch:
    """The same as ``batches`` of the passages' bags of terms, in a fraction of the time.

    Args:
        words: Each passage's words, one a line, as a library keeps them.
        texts: Each passage's headings and text in search form, one a line.
    """
    parts = [*_words(words), _grams(texts)]
    return Batch(
        [term for part in parts for term in part.terms],
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.holders for part in parts]),
        np.concatenate([part.frequencies for part in parts]),
        np.sum([part.lengths for part in parts], axis=0, dtype=np.int32),
    )


def _words(words: Sequence[bytes]) -> list[Batch]:
    """Short words told by arrays, and the others."""
    counts = (one.count(b"\n") + 1 if one else 0 for one in words)
    lengths = np.fromiter(counts, np.int32, len(words))
    together = b"\n".join(filter(None, words)).decode()
    if not together or len(words) >= _MOST_SHORT:
        return [batch_of(together.split("\n") if together else [], lengths)]
    # Blanks at the end, so that a word's second and third character can always be looked at.
    codes = np.frombuffer((together + "\n" * _SHORT).encode("utf-32-le"), np.uint32)
    ends = np.flatnonzero(codes[: len(together) + 1] == _LINE_BREAK)
    starts = np.concatenate(([0], ends[:-1] + 1))
    owners = np.repeat(np.arange(len(words)), lengths)
    sizes = ends - starts
    short = sizes <= _SHORT
    if codes.max() >> _SHORT_BITS:
        short &= np.maximum.reduceat(codes, starts) >> _SHORT_BITS == 0
    long = np.flatnonzero(~short)
    spans = zip(starts[long].tolist(), ends[long].tolist(), strict=True)
    others = [together[start:end] for start, end in spans]
    own = np.bincount(owners[long], minlength=len(words)).astype(np.int32)
    starts, sizes, owners = starts[short], sizes[short], owners[short]
    key = codes[starts].astype(np.int64)
    for place in range(1, _SHORT):
        key <<= _SHORT_BITS
        key |= np.where(sizes > place, codes[starts + place], 0)
    return [_batch(key, owners, len(words), _short_terms), batch_of(others, own)]


def _short_terms(keys: NDArray[np.int64]) -> list[str]:
    """The words that were made into numbers."""
    shifts = np.arange(_SHORT - 1, -1, -1) * _SHORT_BITS
    codes = (keys[:, None] >> shifts & ((1 << _SHORT_BITS) - 1)).astype(np.uint32)
    # NumPy leaves out the zeros that shorter words end with.
    terms: list[str] = codes.view(f"<U{_SHORT}").ravel().tolist()
    return terms


def _grams(texts: Sequence[str]) -> Batch:
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    owners = np.repeat(np.arange(len(texts)), sizes + 1)[: len(codes)]
    # Bigrams look across blanks.
    kept = np.isin(codes, _BLANKS, invert=True)
    codes, owners = codes[kept], owners[kept]
    han = _is_han()[codes]
    pairs = np.flatnonzero(han[:-1] & han[1:])
    # A single character has nothing in the place of the first: its term sorts before all pairs.
    grams = np.concatenate([codes[han], codes[pairs] << _CODE_BITS | codes[pairs + 1]])
    owners = np.concatenate([owners[han], owners[pairs]])
    return _batch(grams, owners, len(texts), _terms)


def _batch(
    numbers: NDArray[np.int64],
    owners: NDArray[np.intp],
    passages: int,
    terms: Callable[[NDArray[np.int64]], list[str]],
) -> Batch:
    """Sort terms that are numbers.

    Args:
        numbers: Those of all passages.
        owners: The passage that each is from.
        passages: How many there are.
        terms: Makes terms of distinct numbers, ascending.
    """
    bits = passages.bit_length()
    keys, frequencies = counted(numbers << bits | owners)
    numbers = keys >> bits
    first = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1]))[: len(numbers)])
    return Batch(
        terms(numbers[first]),
        np.diff(first, append=len(numbers)).astype(np.int32),
        (keys & ((1 << bits) - 1)).astype(np.int32),
        smallest(frequencies),
        np.bincount(owners, minlength=passages).astype(np.int32),
    )


def _terms(grams: NDArray[np.int64]) -> list[str]:
    """The terms of ascending grams."""
    singles = int(np.searchsorted(grams, 1 << _CODE_BITS))
    pairs = grams[singles:]
    second = pairs & ((1 << _CODE_BITS) - 1)
    characters = _text(grams[:singles])
    together = _text(np.column_stack([pairs >> _CODE_BITS, second]).ravel())
    return [UNIGRAM + character for character in characters] + [
        BIGRAM + together[at : at + 2] for at in range(0, len(together), 2)
    ]


def _text(codes: NDArray[np.int64]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le")


@cache
def _is_han() -> NDArray[np.bool_]:
    """For each code point whether it counts as a Chinese character."""
    table = np.zeros(0x110000, dtype=bool)
    for first, last in HAN_RANGES:
        table[first : last + 1] = True
    return table
