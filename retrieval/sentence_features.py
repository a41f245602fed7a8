"""What the reranker looks at in each sentence of the best passages, by name."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.compare import Held, held
from retrieval.kinds import Kind
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.probe import Floats, Probe
from retrieval.sentence_signs import sentence_signs

SENTENCE_FEATURES = (
    "passage",  # its passage's score, less the best passage's
    "passage_bm25",  # its passage's BM25 score, as a share of the best one's
    "passage_document",  # the best BM25 score of its document's other hits
    "passage_first",  # 1 divided by its passage's rank
    "passage_words",  # its passage's coverage
    "words",
    "bigrams",
    "trigrams",  # the share of the question's trigrams
    "characters",
    "run",  # the longest run of the question's characters, as a share of the question
    "best_words",  # its coverage less the best of its passage
    "best_bigrams",
    "all_words",  # its coverage less the best of all sentences
    "all_bigrams",
    "all_trigrams",
    "first_bigrams",  # 1 divided by its rank by coverage of bigrams
    "before_words",  # what the sentence before adds to the coverage
    "before_bigrams",
    "after_words",  # what the sentence after adds
    "leads",  # what the sentence before adds, where this one opens by pointing back
    "beside",  # coverage by the sentence before
    "announced",  # the same, where that ends with a colon
    "density",  # coverage of words for its length: as BM25 sees it, next to the best sentence
    "near",  # idf of the question's bigrams within reach of something of the asked-for kind
    "focus",  # whether the word next to the question word is there
    "stated",  # whether that word is followed by 是, 为 or the like
    "gap_left",  # how much of what stands before the question word is there
    "gap_right",  # how much of what stands after it
    "type_noun",  # whether another thing is there of the type that is asked for
    "type_end",  # the same, by the type's last character
    "clause_words",  # coverage of the words of the clause that asks
    "clause_bigrams",
    "kind",  # whether something of the asked-for kind is there that the question lacks
    "kind_number",  # the same, by kind
    "kind_date",
    "kind_person",
    "kind_place",
    "kind_organisation",
    "kind_list",
    "kind_reason",
    "kind_definition",
    "kind_method",
    "unit",  # whether a number with the asked-for unit is there
    "items",  # how many things are listed, where a list is asked for
    "name",  # whether a title or quoted name is there, where a name is asked for
    "number",  # whether the question's numbers are there
    "new",  # how many characters are not the question's, on a log scale
    "new_share",  # the same, as a share of all
    "nothing_new",  # whether there are under six of them
    "length",  # hundreds of characters
    "short",  # whether it has under 12 characters
    "opening",  # whether it opens its passage
    "pointing",  # whether it opens by pointing back
    "colon",  # whether it ends with a colon: what it announces stands in the next
    "asks",  # whether it is itself a question
)

_KINDS = {kind: f"kind_{kind.value}" for kind in Kind if kind is not Kind.OTHER}
_MEAN_SENTENCE = 0.4
"""In hundreds of characters."""


def sentence_features(
    probe: Probe,
    sentences: Sequence[str],
    passages: Sequence[int],
    scores: Sequence[float],
    passage_rows: Floats,
) -> Floats:
    """The values of ``SENTENCE_FEATURES``, shape (sentences, features).

    Args:
        probe: The question.
        sentences: The sentences of some passages in search form, passage by passage.
        passages: Which passage each is from: 0, 0, 1, …
        scores: Each passage's score less the best passage's.
        passage_rows: Each passage's features, shape (passages, ``PASSAGE_FEATURES``).
    """
    number = np.asarray(passages)
    opens = np.append(True, number[1:] != number[:-1])
    found = held(probe, sentences)
    signs = sentence_signs(probe, sentences, found)
    values = (
        signs
        | _passage_values(number, scores, passage_rows)
        | _coverage_values(probe, found, opens, signs)
        | _kind_values(probe, signs["kind"])
        | {"opening": opens.astype(float)}
    )
    return np.array([values[name] for name in SENTENCE_FEATURES]).T


def _passage_values(
    number: NDArray[np.intp], scores: Sequence[float], passage_rows: Floats
) -> dict[str, Floats]:
    bm25, document = (
        passage_rows[:, PASSAGE_FEATURES.index(name)] for name in ("bm25", "document_bm25")
    )
    return {
        "passage": np.asarray(scores)[number],
        "passage_bm25": bm25[number],
        "passage_document": document[number],
        "passage_first": 1.0 / (1 + number),
    }


def _coverage_values(
    probe: Probe, found: Held, opens: NDArray[np.bool_], signs: Mapping[str, Floats]
) -> dict[str, Floats]:
    """What of the question each sentence holds, beside its passage, its neighbours and the best."""
    starts = np.flatnonzero(opens)
    group = np.cumsum(opens) - 1
    before = np.arange(len(opens)) - 1
    after = np.minimum(before + 2, len(opens) - 1)
    closes = np.append(opens[1:], True)
    cover = found.terms @ probe.shares
    whole = np.maximum.reduceat(found.terms, starts) @ probe.shares
    with_before = _joined(found.terms, before, opens) @ probe.shares - cover
    with_after = _joined(found.terms, after, closes) @ probe.shares - cover
    clause = found.terms @ probe.clause_shares
    to_best = cover - np.maximum.reduceat(cover, starts)[group]
    to_all = cover - cover.max(axis=0)
    by_word, by_bigram = cover.T
    # Summed by themselves: beside others, equal ones may differ in the last bits.
    first = len(probe.words)
    bigrams = found.terms[:, first:].copy() @ probe.shares[first:, 1].copy()
    density = by_word / (1 + 1.5 * (0.25 + 0.75 * signs["length"] / _MEAN_SENTENCE))
    beside = by_word[before] * ~opens
    return {
        "passage_words": whole[group, 0],
        "words": by_word,
        "bigrams": by_bigram,
        "trigrams": found.trigrams,
        "characters": found.characters,
        "run": found.run,
        "best_words": to_best[:, 0],
        "best_bigrams": to_best[:, 1],
        "all_words": to_all[:, 0],
        "all_bigrams": to_all[:, 1],
        "all_trigrams": found.trigrams - found.trigrams.max(),
        "first_bigrams": 1.0 / (1 + (bigrams[None, :] > bigrams[:, None]).sum(axis=1)),
        "before_words": with_before[:, 0],
        "before_bigrams": with_before[:, 1],
        "after_words": with_after[:, 0],
        "leads": signs["pointing"] * with_before[:, 0],
        "beside": beside,
        "announced": beside * signs["colon"][before],
        "density": density / (density.max() or 1.0),
        "clause_words": clause[:, 0],
        "clause_bigrams": clause[:, 1],
    }


def _joined(present: Floats, neighbour: NDArray[np.intp], edge: NDArray[np.bool_]) -> Floats:
    """Each sentence's terms with those of its neighbour in the same passage."""
    return np.asarray(np.maximum(present, present[neighbour] * ~edge[:, None]))


def _kind_values(probe: Probe, new: Floats) -> dict[str, Floats]:
    """Whether each sentence holds the kind of thing that is asked for, by kind."""
    none = np.zeros(len(new))
    return {name: new if kind is probe.kind else none for kind, name in _KINDS.items()}
