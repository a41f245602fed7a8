"""The library as it is changed: each change is one transaction, and cuts only what is new."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from corpus.cut import (
    INSERT_CUT,
    Cut,
    Row,
    cut_document,
    cut_documents,
    cut_of,
    known_words,
    passages_in,
    words_under,
)
from corpus.errors import DuplicateIdError
from corpus.fields import heading_of
from corpus.library.changes import (
    Change,
    Source,
    coming_form,
    cut_fingerprint,
    going_form,
    passages_stale,
)
from corpus.library.connected import Connected
from corpus.library.rows import document_values
from corpus.normalize import normalize
from corpus.readers import VERSION as READERS_VERSION
from corpus.segment import segmenter_with
from corpus.types import Document

_INSERT_DOCUMENT = (
    "INSERT INTO documents (id, source_id, title, source, media_type, encoding, sha256, text,"
    " characters, sections, pages, notes, added, changed, passages)"
    " VALUES (:id, :source_id, :title, :source, :media_type, :encoding, :sha256, :text,"
    " :characters, :sections, :pages, :notes, :added, :changed, :passages)"
)
_AT_ONCE = 256
"""So many documents are written by one statement."""


class Writer(Connected):
    """Changes a library; made by ``Library.writing``."""

    def put(
        self,
        source: Source,
        documents: Sequence[Document],
        instead_of: str = "",
        ready: Iterable[Row] | None = None,
    ) -> Change:
        """Keep a source's documents in place of those it had.

        Args:
            source: Where they come from.
            documents: All that it has now.
            instead_of: The key it had before it was moved.
            ready: The rows of all documents, in their order, where others cut them with this
                library's words, now or before; ``None`` to have them cut here.

        Raises:
            DuplicateIdError: Another source has a document of one of the ids.
        """
        old_key = instead_of or source.key
        before = self.ids_of(old_key)
        ids = [document.id for document in documents]
        if taken := self.taken(ids, old_key):
            document = documents[ids.index(taken[0])]
            raise DuplicateIdError(
                f"{document.source}：文档 id {document.id!r} 已被另一份资料占用；"
                "请改名后再添加，或先移除那一份。"
            )
        segmented = None
        if ready is None:
            # Before the transaction, which so is short.
            segmenter, known = self._segmenter(), self._known_words(before)
            cuts = [cut_document(document, segmenter, known) for document in documents]
            ready = [cut.row() for cut, _ in cuts]
            segmented = sum(new for _, new in cuts)
        now = _now()
        with self._transaction() as revision:
            gone = sorted(set(before) - set(ids))
            self._forget(gone, now, revision)
            self._connection.execute(
                "DELETE FROM sources WHERE key IN (?, ?)", (old_key, source.key)
            )
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
            passages = self._insert(
                documents, ready, {"source_id": number, "added": now, "changed": revision}
            )
        segmented = passages if segmented is None else segmented
        self._count(segmented)
        return Change(
            added=tuple(name for name in ids if name not in before),
            replaced=tuple(name for name in ids if name in before),
            removed=tuple(name for name in before if name not in ids),
            segmented=segmented,
        )

    def _insert(
        self, documents: Sequence[Document], rows: Iterable[Row], shared: dict[str, object]
    ) -> int:
        """Write documents and their rows, some at a time; returns the number of passages."""
        passages = 0
        pairs = zip(documents, rows, strict=True)
        while some := list(islice(pairs, _AT_ONCE)):
            sizes = [passages_in(row) for _, row in some]
            passages += sum(sizes)
            self._connection.executemany(
                "DELETE FROM removed WHERE document_id = ?", [(one.id,) for one, _ in some]
            )
            self._connection.executemany(
                _INSERT_DOCUMENT,
                [
                    document_values(document) | shared | {"passages": size}
                    for (document, _), size in zip(some, sizes, strict=True)
                ],
            )
            self._connection.executemany(INSERT_CUT, [row for _, row in some])
        return passages

    def remove(self, document_id: str) -> Change:
        """Remove one document; its citations then say that it is gone.

        Raises:
            LibraryError: There is none of that id.
        """
        source = self.require(document_id)
        with self._transaction() as revision:
            self._forget([document_id], _now(), revision)
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            # A collection's other documents stay; added again, it is read as a whole.
            self._connection.execute(
                "DELETE FROM sources WHERE id = ? AND NOT EXISTS"
                " (SELECT 1 FROM documents WHERE source_id = sources.id)",
                (source,),
            )
            self._connection.execute("UPDATE sources SET reader = 0 WHERE id = ?", (source,))
        return Change(removed=(document_id,))

    def add_word(self, word: str) -> Change:
        """Keep a word whole from now on; only passages that have its characters are cut anew.

        Raises:
            InputError: It can't be a word.
            LibraryError: It is there already.
        """
        form = coming_form(word, self.forms())
        return self._change_words(
            form,
            self.forms() | {form},
            "INSERT INTO words (word, form, added) VALUES (?, ?, ?)",
            (word.strip(), form, _now()),
        )

    def remove_word(self, word: str) -> Change:
        """Give a word up; passages are cut as if it had never been there.

        Raises:
            LibraryError: It is not there.
        """
        form = going_form(word, self.forms())
        return self._change_words(
            form, self.forms() - {form}, "DELETE FROM words WHERE form = ?", (form,)
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
        if passages_stale(self._connection):
            self.cut_with(self.segmenter, progress)

    def cut_with(self, name: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Cut every document again with the segmenter of a name; one transaction in all."""
        segmenter = segmenter_with(self.forms(), name)
        ids = [row[0] for row in self._connection.execute("SELECT id FROM documents ORDER BY id")]
        with self._transaction() as revision:
            cuts = cut_documents(map(self._document, ids), segmenter)
            for done, cut in enumerate(cuts, start=1):
                self._count(len(cut))
                self._connection.execute(INSERT_CUT, cut.row())
                self._connection.execute(
                    "UPDATE documents SET changed = ?, passages = ? WHERE id = ?",
                    (revision, len(cut), cut.document_id),
                )
                if progress is not None:
                    progress(done, len(ids))
            self._connection.executemany(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                [("fingerprint", cut_fingerprint(name)), ("segmenter", name)],
            )

    def _forget(self, ids: Sequence[str], now: str, revision: int) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO removed (document_id, title, sha256, removed, changed)"
            " SELECT id, title, sha256, ?, ? FROM documents WHERE id = ?",
            [(now, revision, name) for name in ids],
        )

    def _known_words(self, ids: Sequence[str]) -> dict[tuple[str, tuple[str, ...]], str]:
        known: dict[tuple[str, tuple[str, ...]], str] = {}
        for name in ids:
            query = "SELECT * FROM passages WHERE document_id = ?"
            for row in self._connection.execute(query, (name,)):
                known |= known_words(cut_of(row), self._document(name))
        return known

    def _change_words(
        self, form: str, forms: frozenset[str], statement: str, values: tuple[str, ...]
    ) -> Change:
        segmenter = segmenter_with(forms, self.segmenter)
        updates: list[Cut] = []
        segmented = 0
        # Search forms stand side by side, so a word may be found that is in none of them.
        for cut in map(
            cut_of,
            self._connection.execute(
                "SELECT * FROM passages WHERE instr(search_text, ?) OR fields NOT LIKE ?",
                (form, '%"heading": []%'),
            ),
        ):
            headings = [heading_of(fields) for fields in cut.fields]
            having = [
                number
                for number, (heading, text) in enumerate(zip(headings, cut.forms, strict=True))
                if form in text or any(form in normalize(one) for one in heading)
            ]
            if not having:
                continue
            again = words_under(
                [headings[n] for n in having], [cut.forms[n] for n in having], segmenter
            )
            words = cut.words.copy()
            for number, one in zip(having, again, strict=True):
                words[number] = one
            updates.append(replace(cut, words=words))
            segmented += len(having)
        self._count(segmented)
        with self._transaction() as revision:
            self._connection.execute(statement, values)
            self._connection.executemany(INSERT_CUT, map(Cut.row, updates))
            self._connection.executemany(
                "UPDATE documents SET changed = ? WHERE id = ?",
                [(revision, cut.document_id) for cut in updates],
            )
        return Change(segmented=segmented)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
