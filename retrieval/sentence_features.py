"""What the reranker looks at in each sentence of the best passages, by name."""

import re
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
from retrieval.kinds import Kind, places_of
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.probe import Floats, Probe

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

_NAMED = re.compile('《[^》]+》|“[^”]+”|「[^」]+」|『[^』]+』|"[^"]+"')
_POINTS_BACK = re.compile("其(?!他|余)|该|此|它|他|她|这|那|同时|而|但|因此|所以|当时|之后|后来")
_STATES = ("是", "为", "即", ":", "叫", "称")
_KINDS = tuple(kind for kind in Kind if kind is not Kind.OTHER)
_REACH = 15
_MEAN_SENTENCE = 40
_LONGEST_GAP = 6
_FEW_NEW = 6


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
    opens = np.diff(number, prepend=-1) != 0
    values = (
        _passage_values(number, scores, passage_rows)
        | _coverage_values(probe, sentences, opens)
        | _asked_values(probe, sentences)
        | _form_values(probe, sentences)
        | {"opening": opens.astype(float)}
    )
    return np.column_stack([values[name] for name in SENTENCE_FEATURES])


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
    probe: Probe, sentences: Sequence[str], opens: NDArray[np.bool_]
) -> dict[str, Floats]:
    """What of the question each sentence holds, beside its passage, its neighbours and the best."""
    starts = np.flatnonzero(opens)
    group = np.cumsum(opens) - 1
    words, bigrams = words_present(probe, sentences), bigrams_present(probe, sentences)
    by_word, by_bigram = coverage(words, probe.word_idf), coverage(bigrams, probe.bigram_idf)
    trigrams = presence(probe.trigrams, sentences).sum(axis=1) / max(len(probe.trigrams), 1)
    whole = coverage(np.maximum.reduceat(words, starts, axis=0), probe.word_idf)
    joined = coverage(_joined(words, 1, opens), probe.word_idf) - by_word
    lengths = np.array([len(sentence) for sentence in sentences])
    density = by_word / (1 + 1.5 * (0.25 + 0.75 * lengths / _MEAN_SENTENCE))
    pointing = np.array([float(_POINTS_BACK.match(sentence) is not None) for sentence in sentences])
    colon = np.array([float(sentence.endswith(":")) for sentence in sentences])
    beside = np.roll(by_word, 1) * ~opens
    return {
        "passage_words": whole[group],
        "words": by_word,
        "bigrams": by_bigram,
        "trigrams": trigrams,
        "characters": coverage(presence(probe.characters, sentences), probe.character_idf),
        "run": np.array([longest_run(probe.content, sentence) for sentence in sentences]),
        "best_words": by_word - np.maximum.reduceat(by_word, starts)[group],
        "best_bigrams": by_bigram - np.maximum.reduceat(by_bigram, starts)[group],
        "all_words": by_word - by_word.max(),
        "all_bigrams": by_bigram - by_bigram.max(),
        "all_trigrams": trigrams - trigrams.max(),
        "first_bigrams": 1.0 / (1 + (by_bigram[None, :] > by_bigram[:, None]).sum(axis=1)),
        "before_words": joined,
        "before_bigrams": coverage(_joined(bigrams, 1, opens), probe.bigram_idf) - by_bigram,
        "after_words": coverage(_joined(words, -1, np.roll(opens, -1)), probe.word_idf) - by_word,
        "leads": pointing * joined,
        "beside": beside,
        "announced": beside * np.roll(colon, 1),
        "density": density / (density.max() or 1.0),
        "clause_words": coverage(words, probe.word_idf * probe.in_clause[0]),
        "clause_bigrams": coverage(bigrams, probe.bigram_idf * probe.in_clause[1]),
        "pointing": pointing,
        "colon": colon,
        "length": lengths / 100,
        "short": (lengths < 12).astype(float),
    }


def _asked_values(probe: Probe, sentences: Sequence[str]) -> dict[str, Floats]:
    """Whether each sentence holds the kind of thing that is asked for."""
    new = np.array([float(has_new(probe, sentence)) for sentence in sentences])
    others = [_others(probe, sentence) for sentence in sentences]
    values = {f"kind_{kind.value}": new * (probe.kind is kind) for kind in _KINDS}
    return values | {
        "kind": new,
        "near": np.array([_near(probe, sentence) for sentence in sentences]),
        "focus": np.array(
            [float(any(word in sentence for word in probe.focus)) for sentence in sentences]
        ),
        "stated": np.array([float(_stated(probe, sentence)) for sentence in sentences]),
        "type_noun": np.array([float(whole) for whole, _ in others]),
        "type_end": np.array([float(end) for _, end in others]),
        "unit": np.array([float(has_unit(probe, sentence)) for sentence in sentences]),
        "items": np.array(
            [min(sentence.count("、"), 6) / 6 * (probe.kind is Kind.LIST) for sentence in sentences]
        ),
        "name": np.array(
            [float(probe.wants_name and _names_new(probe, sentence)) for sentence in sentences]
        ),
        "number": np.array([numbers_present(probe, sentence) for sentence in sentences]),
    }


def _form_values(probe: Probe, sentences: Sequence[str]) -> dict[str, Floats]:
    """How each sentence repeats the question's form, and what it says beyond it."""
    asked = set(probe.content)
    left, right = probe.gap
    fresh, share = [], []
    for sentence in sentences:
        said = [character for character in sentence if character.isalnum()]
        fresh.append(sum(character not in asked for character in said))
        share.append(fresh[-1] / max(len(said), 1))
    return {
        "gap_left": np.array([_kept(left[-_LONGEST_GAP:], s, -1) for s in sentences]),
        "gap_right": np.array([_kept(right[:_LONGEST_GAP], s, 1) for s in sentences]),
        "new": np.log1p(fresh) / 5,
        "new_share": np.array(share),
        "nothing_new": (np.array(fresh) < _FEW_NEW).astype(float),
        "asks": np.array(
            [float(sentence.rstrip("”’」』\"'").endswith("?")) for sentence in sentences]
        ),
    }


def _kept(beside: str, sentence: str, step: int) -> float:
    """How many characters beside the question word a sentence keeps in one piece."""
    for length in range(len(beside), 0, -1):
        if (beside[:length] if step > 0 else beside[-length:]) in sentence:
            return length / _LONGEST_GAP
    return 0.0


def _stated(probe: Probe, sentence: str) -> bool:
    return any(
        (place := sentence.find(word)) >= 0 and sentence.startswith(_STATES, place + len(word))
        for word in probe.focus
    )


def _others(probe: Probe, sentence: str) -> tuple[bool, bool]:
    """Whether another thing of the asked-for type is there: 藏语 where 哪种语言 is asked."""
    noun = probe.type_noun
    if not noun:
        return False, False
    return _another(noun, probe.question, sentence), _another(noun[-1], probe.question, sentence)


def _another(noun: str, question: str, sentence: str) -> bool:
    place = sentence.find(noun)
    while place >= 0:
        if sentence[max(place - 1, 0) : place + len(noun)] not in question:
            return True
        place = sentence.find(noun, place + 1)
    return False


def _names_new(probe: Probe, text: str) -> bool:
    return any(match[0] not in probe.question for match in _NAMED.finditer(text))


def _near(probe: Probe, sentence: str) -> float:
    """The best coverage of the question's bigrams around one thing of the asked-for kind."""
    best = 0.0
    total = float(probe.bigram_idf.sum())
    idf = probe.bigram_idf.tolist()
    for start, end in places_of(probe.kind, sentence)[:8]:
        if not total or sentence[start:end] in probe.question:
            continue
        window = sentence[max(start - _REACH, 0) : end + _REACH]
        shared = sum(
            value for bigram, value in zip(probe.bigrams, idf, strict=True) if bigram in window
        )
        best = max(best, shared / total)
    return best


def _joined(present: Floats, shift: int, edge: NDArray[np.bool_]) -> Floats:
    """Each sentence's strings with those of its neighbour in the same passage."""
    return np.asarray(np.maximum(present, np.roll(present, shift, axis=0) * ~edge[:, None]))
