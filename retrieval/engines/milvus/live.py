"""A retriever over Milvus that cuts questions with the user's words as they are now."""

import threading
from contextlib import suppress
from dataclasses import replace

from corpus.errors import EngineError
from retrieval.engines.milvus.connection import Connection
from retrieval.engines.milvus.engine import MilvusEngine
from retrieval.engines.milvus.reading import collection_over
from retrieval.engines.milvus.schema import Names, ready
from retrieval.retriever import Retriever
from retrieval.weights import load_model


class LiveMilvus:
    """Follows what is in Milvus. Safe to share between threads.

    Documents, passages and frequencies are always asked of Milvus; the words are what a retriever
    is made with.

    Args:
        connection: To Milvus.
        prefix: What the names of the collections begin with.

    Raises:
        EngineError: There is nothing of ours, or it was cut otherwise.
    """

    def __init__(self, connection: Connection, prefix: str = "wenju") -> None:
        names = Names(prefix)
        ready(connection, names, create=False)
        self._engine = MilvusEngine(connection, names)
        self._collection = collection_over(connection, names, self._engine)
        self._model = load_model()
        self._lock = threading.Lock()
        self._retriever = Retriever.of(self._collection, self._model)

    def current(self) -> Retriever:
        """What answers now; where Milvus is away, what answered last, which then says so."""
        with suppress(EngineError):
            segmenter = self._engine.segmenter
            with self._lock:
                if segmenter is not self._collection.segmenter:
                    self._collection = replace(self._collection, segmenter=segmenter)
                    self._retriever = Retriever.of(self._collection, self._model)
        return self._retriever
