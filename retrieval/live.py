"""A retriever over a library that changes: the old index serves until the new one is ready."""

import threading
from contextlib import suppress

from corpus.errors import LibraryError
from corpus.library import Library
from retrieval.collection import stored_collection
from retrieval.engines import BM25S, suited_engine
from retrieval.retriever import Retriever
from retrieval.stored.build import Progress
from retrieval.stored.follow import merge, open_stored
from retrieval.weights import load_model


class LiveRetriever:
    """Follows a library. Safe to share between threads.

    Args:
        library: The library.
        engine: One of ``ENGINE_NAMES``; ``None`` for what suits the number of passages.
        progress: Called with (passages done, passages in all) where an index has to be built
            before there can be an answer.

    Raises:
        LibraryError: The library can't be read.
        EngineError: There is no such engine, or it failed.
    """

    def __init__(
        self, library: Library, engine: str | None = None, progress: Progress | None = None
    ) -> None:
        self.library = library
        self._engine = engine
        self._model = load_model()
        self._loading = threading.Lock()
        self._merging = threading.Lock()
        self._revision, self._retriever = self._load(progress)

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

    def _load(self, progress: Progress | None = None) -> tuple[int, Retriever]:
        with self.library.snapshot() as snapshot:
            engine = self._engine or suited_engine(snapshot.passages)
        if engine == BM25S:
            stored = open_stored(self.library, progress)
            if stored.is_worth_merging and self._merging.acquire(blocking=False):
                threading.Thread(target=self._merge, daemon=True).start()
            return stored.snapshot.revision, Retriever.of(stored.collection(), self._model)
        whole = self.library.load()
        return whole.revision, Retriever.of(stored_collection(whole, engine), self._model)

    def _merge(self) -> None:
        """Build a new index while the old one and what is fresh still answer."""
        try:
            # Where it can't be written the parts go on as they are.
            with suppress(LibraryError):
                merge(self.library)
            with self._loading:
                self._revision, self._retriever = self._load()
        finally:
            self._merging.release()
