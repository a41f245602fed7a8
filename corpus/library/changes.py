"""What a change to a library is made of: sources and words, and by what rules it is cut."""

import re
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from corpus import normalize as normalization
from corpus.errors import InputError, LibraryError
from corpus.normalize import normalize
from corpus.passages import VERSION as PASSAGES_VERSION
from corpus.segment import JIEBA, fingerprint

_WORDS_VERSION = 1
_LONGEST_WORD = 20
# What jieba takes as one stretch: a word with anything else in it could never be cut.
_WORD = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]{2,}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from.

    Attributes:
        key: ``file:<absolute path>`` or ``upload:<name>``.
        sha256: Of its bytes.
        size: In bytes.
        root: The folder that was named, or ``None``.
        encoding: What the user asked it to be read in, or ``None``.
        original: Its bytes, where no file of the user's keeps them.
    """

    key: str
    sha256: str
    size: int
    root: str | None = None
    encoding: str | None = None
    original: bytes | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did: the ids of documents that are new, replaced and gone; passages cut."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    segmented: int = 0


def word_form(word: str) -> str:
    """A user's word in search form.

    Raises:
        InputError: It can't be a word.
    """
    form = normalize(word.strip())
    if not _WORD.fullmatch(form) or len(form) > _LONGEST_WORD:
        raise InputError(
            f"{word!r} 不能作用户词；应是 2 到 {_LONGEST_WORD} 个汉字、字母或数字，不含空格。"
        )
    return form


def coming_form(word: str, forms: Collection[str]) -> str:
    """The search form of a user's word that comes.

    Args:
        word: As typed.
        forms: The search forms of those that are there.

    Raises:
        InputError: It can't be a word.
        LibraryError: It is there already.
    """
    form = word_form(word)
    if form in forms:
        raise LibraryError(f"用户词里已经有 {word!r}；用 wenju words 可以看到全部。")
    return form


def going_form(word: str, forms: Collection[str]) -> str:
    """The search form of a user's word that goes.

    Args:
        word: As typed.
        forms: The search forms of those that are there.

    Raises:
        LibraryError: It is not there.
    """
    form = normalize(word.strip())
    if form not in forms:
        raise LibraryError(f"用户词里没有 {word!r}；用 wenju words 可以看到全部。")
    return form


def cut_fingerprint(segmenter: str = JIEBA) -> str:
    """Names all that decides how texts are cut into passages and terms.

    Args:
        segmenter: The name of what cuts the words.
    """
    return (
        f"{fingerprint(segmenter)}; normalize {normalization.VERSION};"
        f" passages {PASSAGES_VERSION}; words {_WORDS_VERSION}"
    )


def segmenter_name(connection: sqlite3.Connection) -> str:
    """The name of what cuts a library's words."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'segmenter'").fetchone()
    return str(row[0]) if row else JIEBA


def passages_stale(connection: sqlite3.Connection) -> bool:
    """Whether the passages were cut by other rules than this version's."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    return row is None or row[0] != cut_fingerprint(segmenter_name(connection))
