"""A retriever over a library that changes: the old index serves until the new one is ready."""

import threading

from corpus.errors import LibraryError
from corpus.library import Library
from retrieval.collection import stored_collection
from retrieval.retriever import Retriever
from retrieval.weights import load_model


class LiveRetriever:
    """Follows a library. Safe to share between threads.

    Args:
        library: The library.
        engine: One of ``ENGINE_NAMES``.

    Raises:
        LibraryError: The library can't be read.
    """

    def __init__(self, library: Library, engine: str = "rank_bm25") -> None:
        self.library = library
        self._engine = engine
        self._model = load_model()
        self._loading = threading.Lock()
        self._revision, self._retriever = self._load()

    def current(self) -> Retriever:
        """What answers now; a change by another program has a new one made in the background."""
        if not self._loading.locked() and self._is_behind():
            threading.Thread(target=self.refresh, daemon=True).start()
        return self._retriever

    def refresh(self) -> Retriever:
        """What answers once every change up to now is seen."""
        with self._loading:
            if self._is_behind():
                self._revision, self._retriever = self._load()
        return self._retriever

    def _is_behind(self) -> bool:
        try:
            return self.library.revision() != self._revision
        except LibraryError:
            # Gone or unreadable for the moment: what was read still answers.
            return False

    def _load(self) -> tuple[int, Retriever]:
        stored = self.library.load()
        collection = stored_collection(stored, self._engine)
        return stored.revision, Retriever.of(collection, self._model)
