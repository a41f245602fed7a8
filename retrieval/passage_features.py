"""What the reranker looks at in each of the engine's hits, by name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.compare import (
    bigrams_present,
    coverage,
    has_new,
    has_unit,
    longest_run,
    numbers_present,
    presence,
    words_present,
)
from retrieval.probe import Floats, Probe

PASSAGE_FEATURES = (
    "bm25",  # its BM25 score, as a share of the best one's
    "first",  # 1 divided by its rank in the engine's order
    "words",  # coverage of the question's words
    "bigrams",  # coverage of its bigrams
    "characters",  # coverage of its characters
    "run",  # the longest run of the question's characters, as a share of the question
    "title_words",  # coverage by the title and headings
    "title_bigrams",
    "added_words",  # what title and headings add to the coverage of words
    "added_bigrams",
    "document_words",  # what the document's other hits add to the coverage of words
    "document_bigrams",
    "document_bm25",  # the best BM25 score of its document's other hits, as a share of the best
    "number",  # whether the question's numbers are there
    "kind",  # whether something of the asked-for kind is there that the question lacks
    "unit",  # whether a number with the asked-for unit is there
    "length",  # hundreds of characters
)


def passage_features(
    probe: Probe,
    texts: Sequence[str],
    headings: Sequence[str],
    documents: Sequence[str],
    scores: Sequence[float],
) -> Floats:
    """The values of ``PASSAGE_FEATURES``, shape (passages, features).

    Args:
        probe: The question.
        texts: An engine's hits in search form, best first.
        headings: Their titles and headings in search form.
        documents: The ids of their documents.
        scores: Their BM25 scores.
    """
    words, bigrams = words_present(probe, texts), bigrams_present(probe, texts)
    distinct, heading = _numbered(headings)
    title_words = words_present(probe, distinct)[heading]
    title_bigrams = bigrams_present(probe, distinct)[heading]
    word_cover, bigram_cover = coverage(words, probe.word_idf), coverage(bigrams, probe.bigram_idf)
    relative = np.asarray(scores) / (scores[0] or 1.0)
    _, document = _numbered(documents)
    same = document[:, None] == document[None, :]
    others = np.where(same & ~np.eye(len(texts), dtype=bool), relative[None, :], 0.0)
    united_words = coverage(_united(words, document), probe.word_idf)
    united_bigrams = coverage(_united(bigrams, document), probe.bigram_idf)
    values = {
        "bm25": relative,
        "first": 1.0 / np.arange(1, len(texts) + 1),
        "words": word_cover,
        "bigrams": bigram_cover,
        "characters": coverage(presence(probe.characters, texts), probe.character_idf),
        "run": [longest_run(probe.content, text) for text in texts],
        "title_words": coverage(title_words, probe.word_idf),
        "title_bigrams": coverage(title_bigrams, probe.bigram_idf),
        "added_words": coverage(np.maximum(words, title_words), probe.word_idf) - word_cover,
        "added_bigrams": coverage(np.maximum(bigrams, title_bigrams), probe.bigram_idf)
        - bigram_cover,
        "document_words": united_words - word_cover,
        "document_bigrams": united_bigrams - bigram_cover,
        "document_bm25": others.max(axis=1),
        "number": [numbers_present(probe, text) for text in texts],
        "kind": [float(has_new(probe, text)) for text in texts],
        "unit": [float(has_unit(probe, text)) for text in texts],
        "length": [len(text) / 100 for text in texts],
    }
    return np.column_stack([values[name] for name in PASSAGE_FEATURES])


def _numbered(strings: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """The distinct strings, and which of them each is."""
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(string, len(numbers)) for string in strings]
    return list(numbers), np.array(places)


def _united(present: Floats, documents: NDArray[np.intp]) -> Floats:
    """What each passage's document holds in all of its hits, shape as ``present``."""
    best = np.zeros((documents.max() + 1, present.shape[1]))
    np.maximum.at(best, documents, present)
    return best[documents]
