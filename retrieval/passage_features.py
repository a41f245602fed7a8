"""What the reranker looks at in each of the engine's hits, by name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.compare import has_new, has_unit, held, numbers_present
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
    distinct, heading = _numbered(headings)
    found = held(probe, [*texts, *distinct])
    own, title = found.terms[: len(texts)], found.terms[len(texts) :][heading]
    cover = own @ probe.shares
    title_cover = title @ probe.shares
    with_title = np.maximum(own, title) @ probe.shares
    relative = np.asarray(scores) / (scores[0] or 1.0)
    united, others = _by_document(documents, own, relative)
    with_document = united @ probe.shares
    values = {
        "bm25": relative,
        "first": 1.0 / np.arange(1, len(texts) + 1),
        "words": cover[:, 0],
        "bigrams": cover[:, 1],
        "characters": found.characters[: len(texts)],
        "run": found.run[: len(texts)],
        "title_words": title_cover[:, 0],
        "title_bigrams": title_cover[:, 1],
        "added_words": with_title[:, 0] - cover[:, 0],
        "added_bigrams": with_title[:, 1] - cover[:, 1],
        "document_words": with_document[:, 0] - cover[:, 0],
        "document_bigrams": with_document[:, 1] - cover[:, 1],
        "document_bm25": others,
        "number": numbers_present(probe, texts),
        "kind": has_new(probe, texts),
        "unit": has_unit(probe, texts),
        "length": np.array([len(text) for text in texts]) / 100,
    }
    return np.array([values[name] for name in PASSAGE_FEATURES]).T


def _numbered(strings: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """The distinct strings, and which of them each is."""
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(string, len(numbers)) for string in strings]
    return list(numbers), np.array(places)


def _by_document(
    documents: Sequence[str], present: Floats, scores: Floats
) -> tuple[Floats, Floats]:
    """What each passage's document holds in all of its hits; and the best score of its others.

    Args:
        documents: The ids of the passages' documents.
        present: What each passage holds, shape (passages, terms).
        scores: Their scores, highest first.
    """
    hits: dict[str, list[int]] = {}
    for place, name in enumerate(documents):
        hits.setdefault(name, []).append(place)
    united, others = present.copy(), np.zeros(len(documents))
    for places in hits.values():
        if len(places) > 1:
            united[places] = present[places].max(axis=0)
            others[places] = scores[places[0]]
            others[places[0]] = scores[places[1]]
    return united, others
