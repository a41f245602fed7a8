"""Texts as arrays of code points: what is asked of every character is looked up at once."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
BETWEEN = "\x1e"
"""In no search form: it may stand between two that are worked on together."""
POINTS = 0x110000
"""One more than the last code point of Unicode: the length of a table of them all."""


def codes_of(text: str) -> Codes:
    """A text's code points; lone surrogates are let through."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """The text that has these code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def table_of(characters: Iterable[str]) -> NDArray[np.bool_]:
    """For each code point whether it is one of some characters, shape (``POINTS``,)."""
    table = np.zeros(POINTS, dtype=bool)
    table[[ord(character) for character in characters]] = True
    return table
