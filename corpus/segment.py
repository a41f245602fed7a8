"""Text to words, with jieba or its twin in Rust: the only module that imports them."""

import logging
import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from platformdirs import user_cache_path

from corpus.codes import BETWEEN

if TYPE_CHECKING:
    import rjieba

JIEBA = "jieba"
"""The reference, and what small collections are cut with."""
RJIEBA = "rjieba"
"""The same dictionary and algorithm in Rust: for bulk, where it is some fifteen times as fast."""
BULK_CHARACTERS = 200_000
"""From so many characters on jieba takes longer to cut than the faster one to load."""


class Segmenter(Protocol):
    """Cuts normalised text into words."""

    @property
    def name(self) -> str:
        """``JIEBA`` or ``RJIEBA``."""

    def __hash__(self) -> int:
        """By what it is, so that what it cut may be kept."""

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """Words in search mode, each with its start and end in ``text``.

        Long words come together with the shorter words inside them, so spans may overlap.
        """

    def search_words(self, texts: Sequence[str]) -> list[str]:
        """The words of ``words`` of texts in search form, without their places: faster.

        ``BETWEEN`` stands between those of one text and those of the next.
        """

    def cut(self, text: str) -> list[str]:
        """The same words side by side, without overlap: what a reader is shown."""

    def tag(self, word: str) -> str | None:
        """The word's part of speech as the dictionary has it: n, v, ns; ``None`` if unknown."""


class JiebaSegmenter:
    """jieba's search mode, with its cache in the user's own cache directory.

    jieba reads its cache without any check; in the shared temporary directory, its default,
    anyone on the machine could put one there.
    """

    name = JIEBA

    def __init__(self) -> None:
        self._words: frozenset[str] = frozenset()
        self._tokenizer = _library().Tokenizer()
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

    def with_words(self, words: Iterable[str]) -> "JiebaSegmenter":
        """A segmenter that keeps the user's words whole as well; this one stays as it is.

        A user's word gets the frequency of the whole dictionary, so no other cut outdoes it but
        a longer word around it. The dictionary's total stays, so the cut of a text without the
        word stays too, and the order in which words came or went leaves no trace.

        Args:
            words: In search form.
        """
        self._tokenizer.check_initialized()
        other = JiebaSegmenter.__new__(JiebaSegmenter)
        other._words = frozenset(words)
        other._tokenizer = _library().Tokenizer()
        frequencies = dict(self._tokenizer.FREQ)
        for word in other._words:
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
            frequencies[word] = self._tokenizer.total
        other._tokenizer.FREQ = frequencies
        other._tokenizer.total = self._tokenizer.total
        other._tokenizer.initialized = True
        return other

    def search_words(self, texts: Sequence[str]) -> list[str]:
        """See ``Segmenter.search_words``."""
        # A mark by itself: no word reaches across it.
        return list(self._tokenizer.cut_for_search(BETWEEN.join(texts)))

    def cut(self, text: str) -> list[str]:
        """See ``Segmenter.cut``."""
        return list(self._tokenizer.cut(text))

    def tag(self, word: str) -> str | None:
        """See ``Segmenter.tag``; a user's word that the dictionary lacks counts as a name."""
        return _tag(word) or ("nz" if word in self._words else None)


class RjiebaSegmenter:
    """rjieba's search mode; it cuts nearly all passages word for word as jieba does.

    A text that has the characters of a user's word is left to jieba: a word in rjieba's own
    dictionary would change its total, and with it the cut of texts that lack the word.

    Args:
        words: The user's, in search form.
    """

    name = RJIEBA

    def __init__(self, words: frozenset[str] = frozenset()) -> None:
        self._words = words
        self._has_word = re.compile("|".join(map(re.escape, sorted(words)))) if words else None

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """See ``Segmenter.words``."""
        if self._is_left(text):
            return _with_jieba(self._words).words(text)
        return _rust().tokenize(text, "search")

    def search_words(self, texts: Sequence[str]) -> list[str]:
        """See ``Segmenter.search_words``."""
        left = [self._is_left(text) for text in texts]
        if not any(left):
            return _rust().cut_for_search(BETWEEN.join(texts))
        found: list[str] = []
        for text, is_left in zip(texts, left, strict=True):
            segmenter = _with_jieba(self._words) if is_left else RjiebaSegmenter()
            found += [*segmenter.search_words([text]), BETWEEN]
        return found[:-1]

    def cut(self, text: str) -> list[str]:
        """See ``Segmenter.cut``."""
        if self._is_left(text):
            return _with_jieba(self._words).cut(text)
        return _rust().cut(text)

    def tag(self, word: str) -> str | None:
        """See ``Segmenter.tag``."""
        return _tag(word) or ("nz" if word in self._words else None)

    def _is_left(self, text: str) -> bool:
        return self._has_word is not None and self._has_word.search(text) is not None


@lru_cache(maxsize=16_384)
def _tag(word: str) -> str | None:
    """Look a word up in jieba's dictionary by halving.

    jieba itself keeps no parts of speech without reading the file a second time into a table
    of its own. Its lines, ``word frequency tag``, are in the order of their bytes; the few that
    are not belong to words that are half Latin.
    """
    lines = _dictionary()
    wanted = word.encode()
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start)
        found, _, tag = lines[start:end].split(b" ")
        if found == wanted:
            return tag.decode()
        if found < wanted:
            low = end + 1
        else:
            high = start
    return None


@cache
def _dictionary() -> bytes:
    lines = Path(str(_library().__file__)).with_name("dict.txt").read_bytes()
    # What comes before the first Chinese character is in no order.
    return lines[lines.index("\n一 ".encode()) + 1 :].rstrip(b"\n") + b"\n"


@cache
def default_segmenter() -> Segmenter:
    """The segmenter that all parts share; loading its dictionary takes a moment, once."""
    return _jieba()


@lru_cache(maxsize=8)
def segmenter_with(words: frozenset[str], name: str = JIEBA) -> Segmenter:
    """The segmenter of a name with a user's words, in search form; each set has one of its own."""
    return _with_jieba(words) if name == JIEBA else RjiebaSegmenter(words)


def suits(characters: int) -> str:
    """The name of the segmenter for so many characters that are to be cut at once."""
    return RJIEBA if characters >= BULK_CHARACTERS else JIEBA


@cache
def fingerprint(name: str = JIEBA) -> str:
    """Names the segmenter and its dictionary: texts cut under another name are cut anew."""
    if name == RJIEBA:
        from importlib.metadata import version

        return f"rjieba {version('rjieba')}"
    size = Path(str(_library().__file__)).with_name("dict.txt").stat().st_size
    return f"jieba {_library().__version__} {size}"


@lru_cache(maxsize=8)
def _with_jieba(words: frozenset[str]) -> JiebaSegmenter:
    return _jieba().with_words(words) if words else _jieba()


@cache
def _library() -> ModuleType:
    """Jieba itself, loaded only where it is needed: what cuts in bulk can do without."""
    with warnings.catch_warnings():
        # Its pkg_resources and its escapes are older than Python's warnings about them; the user
        # can do nothing about either.
        warnings.simplefilter("ignore")
        import jieba
    # A cache that cannot be written is no error for the user: jieba then loads its dictionary anew.
    jieba.setLogLevel(logging.CRITICAL)
    library: ModuleType = jieba
    return library


@cache
def _jieba() -> JiebaSegmenter:
    return JiebaSegmenter()


@cache
def _rust() -> "rjieba.Jieba":
    # Only now: it brings its dictionary along, and takes longer to load than all else here.
    import rjieba

    return rjieba.Jieba()
