"""What is in Milvus, as it is changed: documents are added, replaced and removed."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice

from corpus.fields import passage_fields
from corpus.library.changes import cut_fingerprint
from corpus.library.rows import document_values
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.segment import RJIEBA, segmenter_with
from corpus.terms import heading_text, passage_terms
from corpus.types import Document
from retrieval.engines import K1, B
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import NO_VECTOR, VERSION, Names, check, ready

_CHUNK = 16_000
"""So many characters of a document are kept in one row: a text may have 65,535 bytes."""
_AT_ONCE = 200
"""So many documents are written together."""
_NAMED = 500
"""So many ids are named in one condition."""


class MilvusStore:
    """Changes what is in Milvus; one program at a time.

    A program that is stopped in the middle of a change leaves a mark, and the next one counts
    anew, so that the frequencies are right again.

    Args:
        connection: To Milvus.
        prefix: What the names of the collections begin with.

    Raises:
        EngineError: What is there is another program's, or was cut otherwise.
    """

    def __init__(self, connection: Connection, prefix: str = "wenju") -> None:
        self._connection = connection
        self._names = Names(prefix)
        ready(connection, self._names, create=True)
        meta = self._meta()
        if not meta:
            self._say(
                version=str(VERSION),
                segmenter=RJIEBA,
                fingerprint=cut_fingerprint(RJIEBA),
                passages="0",
                length="0",
                mean="0",
                revision="0",
                changing="",
            )
            meta = self._meta()
        check(connection, meta)
        self._segmenter = segmenter_with(frozenset(), meta["segmenter"])
        if meta["changing"]:
            self.reindex()

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
            self.remove([document.id for document in some])
            passages += self._add(some)
            done += len(some)
            if progress is not None:
                progress(done)
        for name in self._names.every:
            self._connection.flush(name)
        return passages

    def remove(self, ids: Sequence[str]) -> None:
        """Take documents away, those that are there."""
        for start in range(0, len(ids), _NAMED):
            named = f"document_id in {json.dumps(ids[start : start + _NAMED], ensure_ascii=False)}"
            held: Counter[int] = Counter()
            passages = length = 0
            for row in self._connection.every(self._names.passages, named, ["length", "vector"]):
                held.update(row["vector"].keys())
                passages += 1
                length += row["length"]
            self._say(changing="1")
            if passages:
                self._count(held, -1)
                self._connection.delete(self._names.passages, named)
            self._connection.delete(self._names.documents, named)
            self._settle(-passages, -length)

    def reindex(self) -> None:
        """Count anew, and bring every vector to the mean length as it is now."""
        held: Counter[int] = Counter()
        passages = length = 0
        names = self._names
        for row in self._connection.every(names.passages, "id >= 0", ["length", "vector"]):
            held.update(row["vector"].keys())
            passages += 1
            length += row["length"]
        before, mean = float(self._meta()["mean"]), length / passages if passages else 0.0
        self._say(changing="1")
        rows = self._connection.every(names.passages, "id >= 0", ["*", "vector"])
        while some := list(islice(rows, _AT_ONCE)):
            for row in some:
                row["vector"] = _rescaled(row["vector"], row["length"], before, mean)
            self._connection.put(names.passages, some)
        terms = self._connection.every(names.terms, 'id != ""', ["id", "number", "held"])
        while some := list(islice(terms, _AT_ONCE)):
            for row in some:
                row |= {"held": held[row["number"]], "vector": NO_VECTOR}
            self._connection.put(names.terms, some)
        self._say(mean=repr(mean), passages=str(passages), length=str(length))
        self._settle(0, 0)

    def drop(self) -> None:
        """Take all of it away."""
        for name in self._names.every:
            self._connection.drop(name)

    def _add(self, documents: Sequence[Document]) -> int:
        cut = [(document, passage) for document in documents for passage in cut_passages(document)]
        forms = [normalize(passage.text) for _, passage in cut]
        bags = [
            Counter(passage_terms(passage.heading, form, self._segmenter))
            for (_, passage), form in zip(cut, forms, strict=True)
        ]
        lengths = [bag.total() for bag in bags]
        meta = self._meta()
        mean = float(meta["mean"])
        if not mean:
            # The first documents tell how long passages are, until there is a reindexing.
            mean = sum(lengths) / max(len(lengths), 1)
        self._say(changing="1", mean=repr(mean))
        numbers = self._numbers({term for bag in bags for term in bag})
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
                    "vector": {
                        numbers[term]: _share(times, length, mean) for term, times in bag.items()
                    }
                    or NO_VECTOR,
                }
            )
        self._connection.put(self._names.passages, rows)
        self._connection.put(self._names.documents, list(_chunks(documents)))
        held: Counter[int] = Counter()
        for bag in bags:
            held.update(numbers[term] for term in bag)
        self._count(held, 1, {number: term for term, number in numbers.items()})
        self._settle(len(rows), sum(lengths))
        return len(rows)

    def _numbers(self, terms: set[str]) -> dict[str, int]:
        """The terms' numbers; new ones get the next, 0 is none's."""
        known = {
            row["id"]: row["number"] for row in self._rows_of("id", sorted(terms), ["id", "number"])
        }
        following = self._connection.count(self._names.terms) + 1
        new = enumerate(sorted(terms - known.keys()), start=following)
        return known | {term: number for number, term in new}

    def _count(self, held: Counter[int], sign: int, names: dict[int, str] | None = None) -> None:
        """Change how many passages hold each term."""
        fields = ["id", "number", "held"]
        before = {row["number"]: row for row in self._rows_of("number", sorted(held), fields)}
        rows: list[Row] = []
        for number, times in held.items():
            row = before.get(number)
            term = row["id"] if row else (names or {}).get(number)
            if term is not None:
                total = (row["held"] if row else 0) + sign * times
                rows.append({"id": term, "number": number, "held": total, "vector": NO_VECTOR})
        self._connection.put(self._names.terms, rows)

    def _rows_of(
        self, field: str, values: Sequence[str] | Sequence[int], fields: Sequence[str]
    ) -> Iterator[Row]:
        for start in range(0, len(values), _NAMED):
            named = json.dumps(values[start : start + _NAMED], ensure_ascii=False)
            yield from self._connection.query(self._names.terms, f"{field} in {named}", fields)

    def _settle(self, passages: int, length: int) -> None:
        """End a change."""
        meta = self._meta()
        self._say(
            passages=str(int(meta["passages"]) + passages),
            length=str(int(meta["length"]) + length),
            revision=str(int(meta["revision"]) + 1),
            changing="",
        )

    def _meta(self) -> dict[str, str]:
        return meta_of(self._connection, self._names)

    def _say(self, **values: str) -> None:
        rows = [{"id": key, "value": value, "vector": NO_VECTOR} for key, value in values.items()]
        self._connection.put(self._names.meta, rows)


def meta_of(connection: Connection, names: Names) -> dict[str, str]:
    """What is said of the whole."""
    rows = connection.query(names.meta, 'id != ""', ["id", "value"])
    return {row["id"]: row["value"] for row in rows}


def key_of(document_id: str, start: int) -> int:
    """A passage's key: the same in whatever order documents come."""
    data = f"{document_id}\0{start}".encode()
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") >> 1


def _chunks(documents: Iterable[Document]) -> Iterator[Row]:
    for document in documents:
        values = document_values(document)
        text = values.pop("text")
        parts = [json.dumps(values, ensure_ascii=False)]
        parts += [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
        for chunk, content in enumerate(parts):
            yield {
                "id": f"{document.id}\0{chunk}",
                "document_id": document.id,
                "chunk": chunk,
                "content": content,
                "vector": NO_VECTOR,
            }


def _share(times: float, length: int, mean: float) -> float:
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / mean))


def _rescaled(
    vector: dict[int, float], length: int, before: float, mean: float
) -> dict[int, float]:
    """A passage's vector for another mean length; how often it has a term follows from it."""
    if not length or not before or not mean:
        return vector
    norm = K1 * (1 - B + B * length / before)
    return {
        number: _share(round(share * norm / (K1 + 1 - share)), length, mean)
        for number, share in vector.items()
    }
