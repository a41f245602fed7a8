"""The library as it is changed: each change is one transaction, and cuts only what is new."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from corpus import normalize as normalization
from corpus.errors import DuplicateIdError, InputError, LibraryError
from corpus.library.rows import (
    document_of,
    document_values,
    packed_terms,
    passage_fields,
    passage_of,
    unpacked_terms,
)
from corpus.normalize import normalize
from corpus.passages import VERSION as PASSAGES_VERSION
from corpus.passages import cut_passages
from corpus.readers import VERSION as READERS_VERSION
from corpus.segment import Segmenter, fingerprint, segmenter_with
from corpus.terms import passage_terms
from corpus.types import Document, Passage

_LONGEST_WORD = 20
# What jieba takes as one stretch: a word with anything else in it could never be cut.
_WORD = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]{2,}")

_Terms = dict[tuple[tuple[str, ...], str], bytes]
"""By headings and text: a passage's terms as they are kept."""


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


class Writer:
    """Changes a library; made by ``Library.writing``."""

    def __init__(
        self, connection: sqlite3.Connection, segmented: Callable[[int], None] | None = None
    ) -> None:
        self._connection = connection
        self._segmented = segmented

    # What is there

    def holds(self, source: Source) -> bool:
        """Whether the source was read before, just as it is now."""
        row = self._connection.execute(
            "SELECT sha256, encoding, reader FROM sources WHERE key = ?", (source.key,)
        ).fetchone()
        return row is not None and tuple(row) == (source.sha256, source.encoding, READERS_VERSION)

    def ids_of(self, key: str) -> tuple[str, ...]:
        """The ids of the documents that came from a source."""
        rows = self._connection.execute(
            "SELECT documents.id FROM documents JOIN sources ON sources.id = source_id"
            " WHERE key = ? ORDER BY documents.id",
            (key,),
        )
        return tuple(row[0] for row in rows)

    def keys_with(self, sha256: str) -> tuple[str, ...]:
        """The sources that have just these bytes."""
        rows = self._connection.execute("SELECT key FROM sources WHERE sha256 = ?", (sha256,))
        return tuple(row[0] for row in rows)

    def is_taken(self, document_id: str, key: str) -> bool:
        """Whether another source has a document of that id."""
        row = self._connection.execute(
            "SELECT key FROM documents JOIN sources ON sources.id = source_id"
            " WHERE documents.id = ?",
            (document_id,),
        ).fetchone()
        return row is not None and row[0] != key

    # Changes

    def put(self, source: Source, documents: Sequence[Document], instead_of: str = "") -> Change:
        """Keep a source's documents in place of those it had.

        Args:
            source: Where they come from.
            documents: All that it has now.
            instead_of: The key it had before it was moved.

        Raises:
            DuplicateIdError: Another source has a document of one of the ids.
        """
        old_key = instead_of or source.key
        before = self.ids_of(old_key)
        for document in documents:
            if self.is_taken(document.id, old_key):
                raise DuplicateIdError(
                    f"{document.source}：文档 id {document.id!r} 已被另一份资料占用；"
                    "请改名后再添加，或先移除那一份。"
                )
        segmenter = self._segmenter()
        kept = self._terms_of(before)
        cut = [(document, cut_passages(document)) for document in documents]
        rows = []
        segmented = 0
        # Before the transaction, which so is short.
        for document, passages in cut:
            for passage in passages:
                terms = kept.get((passage.heading, passage.text))
                if terms is None:
                    terms = packed_terms(passage_terms(passage, segmenter))
                    segmented += 1
                rows.append(_passage_row(document, passage, terms))
        self._count(segmented)
        now = _now()
        with self._transaction():
            self._forget([name for name in before if name not in {d.id for d in documents}], now)
            self._connection.execute("DELETE FROM sources WHERE key IN (?, ?)", (old_key, source.key))
            number = self._connection.execute(
                "INSERT INTO sources (key, root, sha256, size, encoding, reader, original)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    source.key,
                    source.root,
                    source.sha256,
                    source.size,
                    source.encoding,
                    READERS_VERSION,
                    source.original,
                ),
            ).lastrowid
            self._connection.executemany(
                "INSERT INTO documents (id, source_id, title, source, media_type, encoding,"
                " sha256, text, characters, sections, pages, notes, added) VALUES (:id, :source_id,"
                " :title, :source, :media_type, :encoding, :sha256, :text, :characters,"
                " :sections, :pages, :notes, :added)",
                [document_values(d) | {"source_id": number, "added": now} for d in documents],
            )
            self._connection.executemany(
                "DELETE FROM removed WHERE document_id = ?", [(d.id,) for d in documents]
            )
            self._connection.executemany(
                "INSERT INTO passages (document_id, start, stop, fields, search_text,"
                " heading_text, terms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        ids = [document.id for document in documents]
        return Change(
            added=tuple(name for name in ids if name not in before),
            replaced=tuple(name for name in ids if name in before),
            removed=tuple(name for name in before if name not in ids),
            segmented=segmented,
        )

    def remove(self, document_id: str) -> Change:
        """Remove one document; its citations then say that it is gone.

        Raises:
            LibraryError: There is none of that id.
        """
        with self._transaction():
            row = self._connection.execute(
                "SELECT source_id FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if row is None:
                raise LibraryError(
                    f"没有 id 为 {document_id!r} 的文档；用 wenju list 可以看到全部 id。"
                )
            self._forget([document_id], _now())
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            self._connection.execute(
                "DELETE FROM sources WHERE id = ? AND NOT EXISTS"
                " (SELECT 1 FROM documents WHERE source_id = sources.id)",
                (row["source_id"],),
            )
        return Change(removed=(document_id,))

    def add_word(self, word: str) -> Change:
        """Keep a word whole from now on; only passages that have its characters are cut anew.

        Raises:
            InputError: It can't be a word.
            LibraryError: It is there already.
        """
        form = word_form(word)
        if form in self._forms():
            raise LibraryError(f"用户词里已经有 {word!r}；用 wenju words 可以看到全部。")
        return self._change_words(
            form,
            self._forms() | {form},
            "INSERT INTO words (word, form, added) VALUES (?, ?, ?)",
            (word.strip(), form, _now()),
        )

    def remove_word(self, word: str) -> Change:
        """Give a word up; passages are cut as if it had never been there.

        Raises:
            LibraryError: It is not there.
        """
        form = normalize(word.strip())
        if form not in self._forms():
            raise LibraryError(f"用户词里没有 {word!r}；用 wenju words 可以看到全部。")
        return self._change_words(
            form, self._forms() - {form}, "DELETE FROM words WHERE form = ?", (form,)
        )

    def add_feedback(
        self,
        question: str,
        after: Sequence[str],
        place: tuple[str, int, int] | None,
        *,
        useful: bool,
    ) -> None:
        """Remember whether an answer helped; ``place`` is where its first evidence stands."""
        with self._transaction(revise=False):
            self._connection.execute(
                "INSERT INTO feedback (question, after, useful, document_id, start, stop, given)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    question,
                    json.dumps(list(after), ensure_ascii=False),
                    useful,
                    *(place or (None, None, None)),
                    _now(),
                ),
            )

    def cut_anew(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Cut every document again where this version cuts otherwise; one transaction in all."""
        if not passages_stale(self._connection):
            return
        segmenter = self._segmenter()
        names = [row[0] for row in self._connection.execute("SELECT id FROM documents ORDER BY id")]
        with self._transaction():
            for done, name in enumerate(names, start=1):
                row = self._connection.execute(
                    "SELECT * FROM documents WHERE id = ?", (name,)
                ).fetchone()
                document = document_of(row)
                self._connection.execute("DELETE FROM passages WHERE document_id = ?", (name,))
                rows = [
                    _passage_row(document, one, packed_terms(passage_terms(one, segmenter)))
                    for one in cut_passages(document)
                ]
                self._count(len(rows))
                self._connection.executemany(
                    "INSERT INTO passages (document_id, start, stop, fields, search_text,"
                    " heading_text, terms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    rows,
                )
                if progress is not None:
                    progress(done, len(names))
            self._connection.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('fingerprint', ?)",
                (cut_fingerprint(),),
            )

    # Parts

    @contextmanager
    def _transaction(self, *, revise: bool = True) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            if revise:
                self._connection.execute(
                    "INSERT INTO meta (key, value) VALUES ('revision', '1')"
                    " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                )
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled it back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _forget(self, ids: Sequence[str], now: str) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO removed (document_id, title, sha256, removed)"
            " SELECT id, title, sha256, ? FROM documents WHERE id = ?",
            [(now, name) for name in ids],
        )

    def _forms(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._connection.execute("SELECT form FROM words"))

    def _segmenter(self) -> Segmenter:
        return segmenter_with(self._forms())

    def _terms_of(self, ids: Sequence[str]) -> _Terms:
        kept: _Terms = {}
        for document in map(self._document, ids):
            for row in self._connection.execute(
                "SELECT * FROM passages WHERE document_id = ?", (document.id,)
            ):
                passage = passage_of(row, document)
                kept[passage.heading, passage.text] = row["terms"]
        return kept

    def _change_words(
        self, form: str, forms: frozenset[str], statement: str, values: tuple[str, ...]
    ) -> Change:
        segmenter = segmenter_with(forms)
        documents: dict[str, Document] = {}
        updates = []
        for row in self._connection.execute(
            "SELECT * FROM passages WHERE instr(search_text, ?) OR fields NOT LIKE ?",
            (form, '%"heading": []%'),
        ):
            heading = json.loads(row["fields"])["heading"]
            if form not in row["search_text"] and not any(form in normalize(h) for h in heading):
                continue
            name = row["document_id"]
            if name not in documents:
                documents = {name: self._document(name)}
            terms = passage_terms(passage_of(row, documents[name]), segmenter)
            updates.append((packed_terms(terms), name, row["start"]))
        self._count(len(updates))
        with self._transaction():
            self._connection.execute(statement, values)
            self._connection.executemany(
                "UPDATE passages SET terms = ? WHERE document_id = ? AND start = ?", updates
            )
        return Change(segmented=len(updates))

    def _document(self, document_id: str) -> Document:
        row = self._connection.execute(
            "SELECT * FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return document_of(row)

    def _count(self, segmented: int) -> None:
        if self._segmented is not None and segmented:
            self._segmented(segmented)


def word_form(word: str) -> str:
    """A user's word in search form.

    Raises:
        InputError: It can't be a word.
    """
    form = normalize(word.strip())
    if not _WORD.fullmatch(form) or len(form) > _LONGEST_WORD:
        raise InputError(
            f"{word!r} 不能作用户词；用户词是 2 到 {_LONGEST_WORD} 个汉字、字母或数字，中间没有空格。"
        )
    return form


def cut_fingerprint() -> str:
    """Names all that decides how texts are cut into passages and terms."""
    return f"{fingerprint()}; normalize {normalization.VERSION}; passages {PASSAGES_VERSION}"


def passages_stale(connection: sqlite3.Connection) -> bool:
    """Whether the passages were cut by other rules than this version's."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    return row is None or row[0] != cut_fingerprint()


def _passage_row(document: Document, passage: Passage, terms: bytes) -> tuple[object, ...]:
    return (
        document.id,
        passage.start,
        passage.end,
        passage_fields(passage),
        normalize(passage.text),
        normalize(" ".join((document.title, *passage.heading))),
        terms,
    )


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
