"""问据 as the benchmark uses it: a library that is added to and indexed as a user would."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.children import CORES, crew
from corpus.library import Library, add_paths
from retrieval.engines import BM25S
from retrieval.engines import ENGINE_NAMES as ENGINES
from retrieval.live import LiveRetriever
from retrieval.query import make_query
from retrieval.retriever import CANDIDATES
from retrieval.stored.follow import open_stored

WHOLE = "wenju"
PREFIX = "wenju:"
PROCESSES = CORES
"""So many other processes read and cut, or index, at a time at the most on this machine."""
OWN = (WHOLE, *(PREFIX + name for name in ENGINES))
"""Whole answers, and each engine bare."""


def build(texts: Path, directory: Path) -> int:
    """Add a folder of texts to a new library and index it; returns the number of passages."""
    library = Library(directory, create=True)
    with crew():
        with library.writing() as writer:
            add_paths(writer, [texts])
        return open_stored(library).snapshot.passages


def words_of(directory: Path) -> list[list[str]]:
    """Each passage's text in plain words, for the peers."""
    collection = open_stored(Library(directory)).collection()
    cut = collection.segmenter.cut
    numbers = range(len(collection.passages))
    return [[word for word in cut(form.text) if word.strip()] for form in collection.forms(numbers)]


def question_words(directory: Path, questions: Sequence[str]) -> list[list[str]]:
    """The same of questions."""
    with Library(directory).snapshot() as snapshot:
        cut = snapshot.segmenter.cut
    return [
        [word for word in cut(make_query(question).text) if word.strip()] for question in questions
    ]


def opened(system: str, directory: Path) -> tuple[Callable[[str], Any], Callable[[Any], object]]:
    """What brings a question into the form that a system takes, and what answers it.

    Whole answers take the question as it is, a bare engine its weighted terms.
    """
    library = Library(directory)
    if system == WHOLE:
        return str, LiveRetriever(library, BM25S).current().ask
    engine = LiveRetriever(library, system.removeprefix(PREFIX)).current().engine
    segmenter = library.snapshot().segmenter
    return (
        lambda question: make_query(question, segmenter).searched,
        lambda terms: engine.search(terms, CANDIDATES),
    )
