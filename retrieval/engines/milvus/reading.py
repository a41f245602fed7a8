"""Milvus as a collection that questions are asked of: nothing is kept here but a cache."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from corpus.fields import passage_from
from corpus.library.rows import document_of
from corpus.types import Document, Passage
from retrieval.collection import Collection, Form
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.engine import FIELDS, MilvusEngine
from retrieval.engines.milvus.schema import Names, ready

_CACHED_CHARACTERS = 5_000_000


def milvus_collection(connection: Connection, prefix: str = "wenju") -> Collection:
    """What is in Milvus, ready to be asked.

    Raises:
        EngineError: There is nothing of ours, or it was cut otherwise.
    """
    names = Names(prefix)
    ready(connection, names, create=False)
    return collection_over(connection, names, MilvusEngine(connection, names))


def collection_over(connection: Connection, names: Names, engine: MilvusEngine) -> Collection:
    """The same over an engine; cut with the user's words as they are now."""
    return Collection(
        documents=MilvusDocuments(connection, names),
        passages=MilvusPassages(connection, names, engine),
        forms=lambda keys: [
            Form(row["document_id"], row["search_text"], row["heading_text"])
            for row in engine.rows(keys)
        ],
        engine=engine,
        segmenter=engine.segmenter,
        among=frozenset,
    )


class MilvusPassages(Sequence[Passage]):
    """The passages by their keys."""

    def __init__(self, connection: Connection, names: Names, engine: MilvusEngine) -> None:
        self._connection = connection
        self._names = names
        self._engine = engine

    def __len__(self) -> int:
        return self._engine.size

    @overload
    def __getitem__(self, key: int) -> Passage: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Passage]: ...
    def __getitem__(self, key: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(key, slice):
            return list(self)[key]
        return _passage(self._engine.rows([key])[0])

    def __iter__(self) -> Iterator[Passage]:
        fields = [field for field in FIELDS if field != "vector"]
        return map(_passage, self._connection.every(self._names.passages, "id >= 0", fields))


class MilvusDocuments(Mapping[str, Document]):
    """The documents by their ids; those that were asked for last are at hand."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._names = names
        self._lock = threading.Lock()
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    def __getitem__(self, document_id: str) -> Document:
        rows = self._rows(document_id, "chunk == 0")
        if not rows:
            raise KeyError(document_id)
        values = json.loads(rows[0]["content"])
        with self._lock:
            cached = self._cached.get(document_id)
            if cached is not None and cached.sha256 == values["sha256"]:
                self._cached.move_to_end(document_id)
                return cached
        chunks = sorted(self._rows(document_id, "chunk > 0"), key=lambda row: int(row["chunk"]))
        text = "".join(row["content"] for row in chunks)
        document = document_of(values | {"text": text})
        with self._lock:
            self._cached[document_id] = document
            self._characters = sum(len(one.text) for one in self._cached.values())
            while self._characters > _CACHED_CHARACTERS and len(self._cached) > 1:
                _, dropped = self._cached.popitem(last=False)
                self._characters -= len(dropped.text)
        return document

    def __contains__(self, document_id: object) -> bool:
        return isinstance(document_id, str) and bool(self._rows(document_id, "chunk == 0"))

    def __iter__(self) -> Iterator[str]:
        rows = self._connection.every(self._names.documents, "chunk == 0", ["document_id"])
        return iter(sorted(str(row["document_id"]) for row in rows))

    def __len__(self) -> int:
        return self._connection.count(self._names.documents, "chunk == 0")

    def _rows(self, document_id: str, condition: str) -> list[Row]:
        named = f"document_id == {json.dumps(document_id, ensure_ascii=False)} and {condition}"
        return self._connection.query(self._names.documents, named, ["chunk", "content"])


def _passage(row: Row) -> Passage:
    return passage_from(row["document_id"], row["start"], row["stop"], row["text"], row["fields"])
