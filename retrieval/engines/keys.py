"""Terms as numbers: characters, bigrams and short words, so that arrays can sort them.

A key is what kind of term it is, above the code points of the term: two of 21 bits for a bigram,
one for a character, up to three of 16 bits for a word. Ascending keys need not be ascending terms.
"""

import numpy as np
from numpy.typing import NDArray

from corpus.codes import text_of
from corpus.terms import BIGRAM, UNIGRAM

Keys = NDArray[np.int64]

CODE_BITS = 21
"""Bits of a code point in a bigram."""
SHORT = 3
"""The most characters of a word that is a number."""
SHORT_BITS = 16
"""Bits of a code point in a word."""
KIND_BITS = 48
"""A key is so many bits for the term, and its kind above them."""
CHARACTERS, BIGRAMS, WORDS = range(3)
"""The kinds."""


def terms_of(keys: Keys) -> list[str]:
    """The terms of ascending keys, in their order."""
    bounds = np.searchsorted(keys, np.arange(1, 3) << KIND_BITS).tolist()
    singles, pairs, words = np.split(keys & ((1 << KIND_BITS) - 1), bounds)
    second = pairs & ((1 << CODE_BITS) - 1)
    both = np.column_stack([pairs >> CODE_BITS, second]).ravel()
    together = text_of(both.astype("<u4"))
    return [
        *(UNIGRAM + character for character in text_of(singles.astype("<u4"))),
        *(BIGRAM + together[at : at + 2] for at in range(0, len(together), 2)),
        *_words(words),
    ]


def _words(keys: Keys) -> list[str]:
    shifts = np.arange(SHORT - 1, -1, -1) * SHORT_BITS
    codes = (keys[:, None] >> shifts & ((1 << SHORT_BITS) - 1)).astype(np.uint32)
    # NumPy leaves out the zeros that shorter words end with.
    terms: list[str] = codes.view(f"<U{SHORT}").ravel().tolist()
    return terms
