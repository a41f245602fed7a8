"""Text to words, with jieba: the only module that imports it."""

import logging
import warnings
from functools import cache
from typing import Protocol

from platformdirs import user_cache_path

with warnings.catch_warnings():
    # Its pkg_resources and its escapes are older than Python's warnings about them; the user
    # can do nothing about either.
    warnings.simplefilter("ignore")
    import jieba

# A cache that cannot be written is no error for the user: jieba then loads its dictionary anew.
jieba.setLogLevel(logging.CRITICAL)


class Segmenter(Protocol):
    """Cuts normalised text into words."""

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """Words in search mode, each with its start and end in ``text``.

        Long words come together with the shorter words inside them, so spans may overlap.
        """


class JiebaSegmenter:
    """jieba's search mode, with its cache in the user's own cache directory.

    jieba reads its cache without any check; in the shared temporary directory, its default,
    anyone on the machine could put one there.
    """

    def __init__(self) -> None:
        self._tokenizer = jieba.Tokenizer()
        directory = user_cache_path("wenju", appauthor=False)
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError:
            # Without a place of its own jieba would fall back to the shared one.
            directory = directory / "unavailable"
        self._tokenizer.tmp_dir = str(directory)

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """See ``Segmenter.words``."""
        return list(self._tokenizer.tokenize(text, mode="search"))


@cache
def default_segmenter() -> Segmenter:
    """The segmenter that all parts share; loading its dictionary takes a moment, once."""
    return JiebaSegmenter()
