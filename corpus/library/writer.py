"""The library as it is changed: each change is one transaction, and cuts only what is new."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from corpus.errors import DuplicateIdError, LibraryError
from corpus.library.changes import (
    INSERT_PASSAGE,
    Change,
    Source,
    cut_fingerprint,
    document_rows,
    passage_row,
    passages_stale,
    word_form,
)
from corpus.library.connected import Connected
from corpus.library.rows import (
    document_values,
    packed_words,
    passage_of,
)
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.readers import VERSION as READERS_VERSION
from corpus.segment import segmenter_with
from corpus.terms import passage_words
from corpus.types import Document

_Words = dict[tuple[tuple[str, ...], str], bytes]
"""By headings and text: a passage's words as they are kept."""


class Writer(Connected):
    """Changes a library; made by ``Library.writing``."""

    def put(
        self,
        source: Source,
        documents: Sequence[Document],
        instead_of: str = "",
        ready: Sequence[tuple[object, ...]] = (),
    ) -> Change:
        """Keep a source's documents in place of those it had.

        Args:
            source: Where they come from.
            documents: All that it has now.
            instead_of: The key it had before it was moved.
            ready: The rows of all passages, where they were cut with this library's words already.

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
        kept = self._words_of(before)
        cut = [] if ready else [(document, cut_passages(document)) for document in documents]
        rows = list(ready)
        segmented = len(rows)
        # Before the transaction, which so is short.
        for document, passages in cut:
            for passage in passages:
                form = normalize(passage.text)
                words = kept.get((passage.heading, passage.text))
                if words is None:
                    words = packed_words(passage_words(passage.heading, form, segmenter))
                    segmented += 1
                rows.append(passage_row(document, passage, form, words))
        self._count(segmented)
        sizes = Counter(row[0] for row in rows)
        now = _now()
        with self._transaction() as revision:
            gone = sorted(set(before) - {document.id for document in documents})
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
            self._connection.executemany(
                "INSERT INTO documents (id, source_id, title, source, media_type, encoding,"
                " sha256, text, characters, sections, pages, notes, added, changed, passages)"
                " VALUES (:id, :source_id, :title, :source, :media_type, :encoding, :sha256, :text,"
                " :characters, :sections, :pages, :notes, :added, :changed,"
                " :passages)",
                [
                    document_values(document)
                    | {"source_id": number, "added": now, "changed": revision}
                    | {"passages": sizes[document.id]}
                    for document in documents
                ],
            )
            self._connection.executemany(
                "DELETE FROM removed WHERE document_id = ?", [(d.id,) for d in documents]
            )
            self._connection.executemany(
                INSERT_PASSAGE,
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
        form = word_form(word)
        if form in self.forms():
            raise LibraryError(f"用户词里已经有 {word!r}；用 wenju words 可以看到全部。")
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
        form = normalize(word.strip())
        if form not in self.forms():
            raise LibraryError(f"用户词里没有 {word!r}；用 wenju words 可以看到全部。")
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
            for done, document_id in enumerate(ids, start=1):
                document = self._document(document_id)
                self._connection.execute(
                    "DELETE FROM passages WHERE document_id = ?", (document_id,)
                )
                rows = document_rows(document, segmenter)
                self._count(len(rows))
                self._connection.executemany(INSERT_PASSAGE, rows)
                self._connection.execute(
                    "UPDATE documents SET changed = ?, passages = ? WHERE id = ?",
                    (revision, len(rows), document_id),
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

    def _words_of(self, ids: Sequence[str]) -> _Words:
        kept: _Words = {}
        for document in map(self._document, ids):
            for row in self._connection.execute(
                "SELECT * FROM passages WHERE document_id = ?", (document.id,)
            ):
                passage = passage_of(row, document)
                kept[passage.heading, passage.text] = row["words"]
        return kept

    def _change_words(
        self, form: str, forms: frozenset[str], statement: str, values: tuple[str, ...]
    ) -> Change:
        segmenter = segmenter_with(forms, self.segmenter)
        updates = []
        for row in self._connection.execute(
            "SELECT * FROM passages WHERE instr(search_text, ?) OR fields NOT LIKE ?",
            (form, '%"heading": []%'),
        ):
            heading = json.loads(row["fields"])["heading"]
            if form not in row["search_text"] and not any(form in normalize(h) for h in heading):
                continue
            words = packed_words(passage_words(heading, row["search_text"], segmenter))
            updates.append((words, row["document_id"], row["start"]))
        self._count(len(updates))
        with self._transaction() as revision:
            self._connection.execute(statement, values)
            self._connection.executemany(
                "UPDATE passages SET words = ? WHERE document_id = ? AND start = ?", updates
            )
            self._connection.executemany(
                "UPDATE documents SET changed = ? WHERE id = ?",
                {(revision, document_id) for _, document_id, _ in updates},
            )
        return Change(segmented=len(updates))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
