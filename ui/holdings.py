"""What the server answers from: documents that stay as they are, or a library that changes."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.library import Library
from retrieval.live import LiveRetriever
from retrieval.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is answered from.

    Attributes:
        current: Gives what answers now.
        library: Where documents are kept; ``None`` where they stay as they are.
        refresh: Sees to it that answers know every change up to now.
    """

    current: Callable[[], Retriever]
    library: Library | None = None
    refresh: Callable[[], object] = lambda: None


def fixed(retriever: Retriever) -> Holdings:
    """Documents that stay as they are."""
    return Holdings(lambda: retriever)


def kept(live: LiveRetriever) -> Holdings:
    """The documents of a library."""
    return Holdings(live.current, live.library, live.refresh)
