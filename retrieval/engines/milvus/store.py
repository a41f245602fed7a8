"""What is in Milvus, as it is changed: documents are added, replaced and removed."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.fields import passage_fields
from corpus.library.changes import Change, coming_form, going_form
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.segment import RJIEBA, Segmenter, segmenter_with
from corpus.terms import heading_text, passage_terms
from corpus.types import Document
from retrieval.engines.milvus.chunks import chunk_rows, half_written
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import (
    NO_VECTOR,
    VERSION,
    WORD,
    Names,
    check,
    kept_fingerprint,
    ready,
)
from retrieval.engines.milvus.totals import Totals
from retrieval.engines.milvus.vectors import key_of, rescaled, vector_of
from retrieval.engines.milvus.words import cut_anew

_AT_ONCE = 200
"""So many documents are written together."""
_NAMED = 500
"""So many ids are named in one condition."""
_COMES, _GOES = "+", "-"
"""What the mark of a change begins with when a word follows."""


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a reindexing did.

    Attributes:
        passages: So many vectors were brought to another mean length.
        before: The mean length that they were written with, in terms.
        mean: The mean length of the passages that there are, in terms.
    """

    passages: int
    before: float
    mean: float


class MilvusStore:
    """Changes what is in Milvus; one program at a time.

    A program that is stopped in the middle of a change leaves a mark, and the next one counts
    anew, so that the frequencies are right again. It completes a change of the user's words, and
    takes away documents that were not written to the end: they are then added as new ones.

    Args:
        connection: To Milvus.
        prefix: What the names of the collections begin with.
        create: Make them where there are none.

    Raises:
        EngineError: There are none, or what is there is another program's or was cut otherwise.
    """

    def __init__(
        self, connection: Connection, prefix: str = "wenju", *, create: bool = True
    ) -> None:
        self._connection = connection
        self._names = Names(prefix)
        ready(connection, self._names, create=create)
        self._totals = Totals(connection, self._names)
        meta = self._totals.meta()
        if not meta:
            self._totals.say(
                {
                    "version": str(VERSION),
                    "segmenter": RJIEBA,
                    "fingerprint": kept_fingerprint(RJIEBA, ()),
                    "passages": "0",
                    "length": "0",
                    "mean": "0",
                    "revision": "0",
                    "changing": "",
                }
            )
            meta = self._totals.meta()
        self._words = self._totals.words()
        check(connection, meta, self._words)
        self._segmenter_name = meta["segmenter"]
        if mark := meta["changing"]:
            self._complete(mark)

    def hashes(self) -> dict[str, str]:
        """The id of each document, with its source's SHA-256."""
        rows = self._connection.every(self._names.documents, "chunk == 0", ["content"])
        found = (json.loads(row["content"]) for row in rows)
        return {values["id"]: values["sha256"] for values in found}

    def put(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Add documents, in place of those with the same ids; returns the number of passages.

        Args:
            documents: Taken some at a time.
            progress: Called with how many are done.
        """
        documents, done, passages = iter(documents), 0, 0
        while some := list(islice(documents, _AT_ONCE)):
            self._remove([document.id for document in some])
            passages += self._add(some)
            done += len(some)
            if progress is not None:
                progress(done)
        self._flush()
        return passages

    def remove(self, ids: Sequence[str]) -> None:
        """Take documents away, those that are there."""
        self._remove(ids)
        self._flush()

    def _remove(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _NAMED):
            named = f"document_id in {json.dumps(ids[start : start + _NAMED], ensure_ascii=False)}"
            held: Counter[int] = Counter()
            passages = length = 0
            for row in self._connection.every(self._names.passages, named, ["length", "vector"]):
                held.update(row["vector"].keys())
                passages += 1
                length += row["length"]
            self._totals.begin()
            if passages:
                self._totals.count({number: -times for number, times in held.items()})
                self._connection.delete(self._names.passages, named)
            self._connection.delete(self._names.documents, named)
            self._totals.settle(-passages, -length)

    def words(self) -> tuple[str, ...]:
        """The user's words as they were given, in order."""
        return tuple(sorted(self._words.values()))

    def add_word(self, word: str) -> Change:
        """Keep a word whole from now on; only passages that have its characters are cut anew.

        Raises:
            InputError: It can't be a word.
            LibraryError: It is there already.
        """
        coming_form(word, self._words)
        return self._change_word(_COMES + word.strip())

    def remove_word(self, word: str) -> Change:
        """Give a word up; passages are cut as if it had never been there.

        Raises:
            LibraryError: It is not there.
        """
        return self._change_word(_GOES + going_form(word, self._words))

    def reindex(
        self, progress: Callable[[int, int], None] | None = None, *, mark: str = ""
    ) -> Reindexed:
        """Count anew, and bring every vector to the mean length as it is now.

        Args:
            progress: Called with (passages done, in all); each is read twice and counts twice.
            mark: Of the change that was broken off before, and is to be completed after.
        """
        names, connection, totals = self._names, self._connection, self._totals
        meta = totals.meta()
        held: Counter[int] = Counter()
        passages = length = 0
        whole = int(meta["passages"])
        rows = connection.every(names.passages, "id >= 0", ["length", "vector"])
        while some := list(islice(rows, _AT_ONCE)):
            for row in some:
                held.update(row["vector"].keys())
                length += row["length"]
            passages += len(some)
            if progress is not None:
                progress(passages, 2 * max(whole, passages))
        before, mean = float(meta["mean"]), length / passages if passages else 0.0
        totals.begin(mark or "1")
        done = passages
        rows = connection.every(names.passages, "id >= 0", ["*", "vector"])
        while some := list(islice(rows, _AT_ONCE)):
            for row in some:
                row["vector"] = rescaled(row["vector"], row["length"], before, mean)
            connection.put(names.passages, some)
            done += len(some)
            if progress is not None:
                progress(done, 2 * passages)
        terms = connection.every(names.terms, 'id != ""', ["id", "number", "held"])
        while some := list(islice(terms, _AT_ONCE)):
            for row in some:
                row |= {"held": held[row["number"]], "vector": NO_VECTOR}
            connection.put(names.terms, some)
        totals.settle(
            also={"mean": repr(mean), "passages": str(passages), "length": str(length)}, mark=mark
        )
        self._flush()
        return Reindexed(passages, before, mean)

    def drop(self) -> None:
        """Take all of it away."""
        for name in self._names.every:
            self._connection.drop(name)

    def _add(self, documents: Sequence[Document]) -> int:
        cut = [(document, passage) for document in documents for passage in cut_passages(document)]
        forms = [normalize(passage.text) for _, passage in cut]
        segmenter = self._segmenter(self._words)
        bags = [
            Counter(passage_terms(passage.heading, form, segmenter))
            for (_, passage), form in zip(cut, forms, strict=True)
        ]
        lengths = [bag.total() for bag in bags]
        mean = float(self._totals.meta()["mean"])
        if not mean:
            # The first documents tell how long passages are, until there is a reindexing.
            mean = sum(lengths) / max(len(lengths), 1)
        self._totals.say({"changing": "1", "mean": repr(mean)})
        numbers = self._totals.numbers({term for bag in bags for term in bag})
        held = Counter(numbers[term] for bag in bags for term in bag)
        self._totals.count(held, numbers)
        rows: list[Row] = []
        for (document, passage), form, bag, length in zip(cut, forms, bags, lengths, strict=True):
            rows.append(
                {
                    "id": key_of(document.id, passage.start),
                    "document_id": document.id,
                    "start": passage.start,
                    "stop": passage.end,
                    "length": length,
                    "text": passage.text,
                    "fields": passage_fields(passage),
                    "search_text": form,
                    "heading_text": heading_text(document.title, passage.heading),
                    "vector": vector_of(bag, numbers, mean),
                }
            )
        sizes = Counter(document.id for document, _ in cut)
        # First the documents: who reads must not find a passage whose document isn't there.
        self._connection.put(self._names.documents, list(chunk_rows(documents, sizes)))
        self._connection.put(self._names.passages, rows)
        self._totals.settle(len(rows), sum(lengths))
        return len(rows)

    def _complete(self, mark: str) -> None:
        """Complete a change that was broken off; its mark stands until that is done."""
        self.reindex(mark=mark)
        if mark.startswith((_COMES, _GOES)):
            self._change_word(mark)
        elif half := half_written(self._connection, self._names):
            self.remove(half)
        else:
            self._totals.settle()

    def _segmenter(self, forms: Iterable[str]) -> Segmenter:
        return segmenter_with(frozenset(forms), self._segmenter_name)

    def _change_word(self, mark: str) -> Change:
        """Have a word come or go, as the mark says, which stands until all is done."""
        comes, word = mark.startswith(_COMES), mark[1:]
        form = normalize(word)
        then = {key: kept for key, kept in self._words.items() if key != form}
        if comes:
            then[form] = word
        self._totals.begin(mark)
        passages, longer = cut_anew(
            self._connection, self._names, self._totals, form, self._segmenter(then)
        )
        # Who reads takes the word and what it did for one change.
        fingerprint = kept_fingerprint(self._segmenter_name, then)
        also = {WORD + form: word if comes else "", "fingerprint": fingerprint}
        self._totals.settle(0, longer, also)
        self._words = then
        if not comes:
            self._totals.forget_word(form)
        self._flush()
        return Change(segmented=passages)

    def _flush(self) -> None:
        for name in self._names.every:
            self._connection.flush(name)
