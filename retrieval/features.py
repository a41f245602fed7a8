"""What the reranker looks at: passages and sentences compared with the question, by name.

All comparisons are of text in search form, as substrings: no passage is segmented again. A
*coverage* is the share, weighted by idf, of the question's words (or bigrams, or characters)
that a text holds: 0 to 1.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.kinds import Kind, places_of
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
SENTENCE_FEATURES = (
    "passage",  # its passage's score, less the best passage's
    "words",
    "bigrams",
    "characters",
    "run",
    "best_words",  # its coverage less the best of its passage
    "best_bigrams",
    "all_words",  # its coverage less the best of all sentences
    "all_bigrams",
    "passage_words",  # its passage's coverage
    "before_words",  # what the sentence before adds to the coverage
    "before_bigrams",
    "after_words",  # what the sentence after adds
    "density",  # coverage of words for its length: as BM25 sees it, next to the best sentence
    "near",  # idf of the question's bigrams within reach of something of the asked-for kind
    "focus",  # whether the word next to the question word is there
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
    "unit",
    "items",  # how many things are listed, where a list is asked for
    "name",  # whether a title or quoted name is there, where a name is asked for
    "number",
    "length",  # hundreds of characters
    "short",  # whether it has under 12 characters
    "opening",  # whether it opens its passage
    "colon",  # whether it ends with a colon: what it announces stands in the next
    "asks",  # whether it is itself a question
)

_NAMED = re.compile('《[^》]+》|“[^”]+”|「[^」]+」|『[^』]+』|"[^"]+"')
_REACH = 15
_MEAN_SENTENCE = 40


def presence(strings: Sequence[str], texts: Sequence[str]) -> Floats:
    """Which strings are in which texts: ones and zeros, shape (texts, strings)."""
    return np.array([[string in text for string in strings] for text in texts], dtype=float)


def coverage(present: Floats, idf: Floats) -> Floats:
    """The share of the idf that is present, shape (texts,); 0 where there is none to find."""
    total = float(idf.sum())
    return present @ (idf / total) if total else np.zeros(len(present))


def longest_run(content: str, text: str) -> float:
    """The longest stretch of ``content`` that is in ``text``, as a share of ``content``."""
    best = start = 0
    for end in range(1, len(content) + 1):
        # Only a longer run than the best is of interest, so the window never shrinks.
        if content[start:end] in text:
            best = end - start
        else:
            start += 1
    return best / max(len(content), 1)


def numbers_present(probe: Probe, text: str) -> float:
    """The share of the question's numbers that a text holds; 1 where it has none."""
    if not probe.numbers:
        return 1.0
    return sum(number in text for number in probe.numbers) / len(probe.numbers)


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
    words, bigrams = presence(probe.words, texts), presence(probe.bigrams, texts)
    title_words = presence(probe.words, headings)
    title_bigrams = presence(probe.bigrams, headings)
    covered = coverage(words, probe.word_idf), coverage(bigrams, probe.bigram_idf)
    with_title = np.maximum(words, title_words), np.maximum(bigrams, title_bigrams)
    relative = np.asarray(scores) / (scores[0] or 1.0)
    same = np.asarray(documents)[:, None] == np.asarray(documents)[None, :]
    others = np.where(same & ~np.eye(len(texts), dtype=bool), relative[None, :], 0.0)
    return np.column_stack(
        [
            relative,
            1.0 / np.arange(1, len(texts) + 1),
            covered[0],
            covered[1],
            coverage(presence(probe.characters, texts), probe.character_idf),
            [longest_run(probe.content, text) for text in texts],
            coverage(title_words, probe.word_idf),
            coverage(title_bigrams, probe.bigram_idf),
            coverage(with_title[0], probe.word_idf) - covered[0],
            coverage(with_title[1], probe.bigram_idf) - covered[1],
            coverage(_united(words, same), probe.word_idf) - covered[0],
            coverage(_united(bigrams, same), probe.bigram_idf) - covered[1],
            others.max(axis=1),
            [numbers_present(probe, text) for text in texts],
            [float(has_new(probe, text)) for text in texts],
            [float(has_unit(probe, text)) for text in texts],
            [len(text) / 100 for text in texts],
        ]
    )


def sentence_features(
    probe: Probe,
    sentences: Sequence[str],
    passages: Sequence[int],
    scores: Sequence[float],
) -> Floats:
    """The values of ``SENTENCE_FEATURES``, shape (sentences, features).

    Args:
        probe: The question.
        sentences: The sentences of some passages in search form, passage by passage.
        passages: Which passage each is from: 0, 0, 1, …
        scores: Each passage's score less the best passage's.
    """
    number = np.asarray(passages)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    words, bigrams = presence(probe.words, sentences), presence(probe.bigrams, sentences)
    covered = coverage(words, probe.word_idf), coverage(bigrams, probe.bigram_idf)
    best = [np.maximum.reduceat(one, starts)[number] for one in covered]
    whole = coverage(np.maximum.reduceat(words, starts, axis=0), probe.word_idf)[number]
    opens = np.zeros(len(sentences))
    opens[starts] = 1.0
    closes = np.roll(opens, -1)
    before = [_joined(one, 1, opens) for one in (words, bigrams)]
    after = _joined(words, -1, closes)
    lengths = np.array([len(sentence) for sentence in sentences])
    density = covered[0] / (1 + 1.5 * (0.25 + 0.75 * lengths / _MEAN_SENTENCE))
    new = np.array([float(has_new(probe, sentence)) for sentence in sentences])
    return np.column_stack(
        [
            np.asarray(scores)[number],
            covered[0],
            covered[1],
            coverage(presence(probe.characters, sentences), probe.character_idf),
            [longest_run(probe.content, sentence) for sentence in sentences],
            covered[0] - best[0],
            covered[1] - best[1],
            covered[0] - covered[0].max(),
            covered[1] - covered[1].max(),
            whole,
            coverage(before[0], probe.word_idf) - covered[0],
            coverage(before[1], probe.bigram_idf) - covered[1],
            coverage(after, probe.word_idf) - covered[0],
            density / (density.max() or 1.0),
            [_near(probe, sentence) for sentence in sentences],
            [float(any(word in sentence for word in probe.focus)) for sentence in sentences],
            coverage(words, probe.word_idf * probe.in_clause[0]),
            coverage(bigrams, probe.bigram_idf * probe.in_clause[1]),
            new,
            *(new * (probe.kind is kind) for kind in _KINDS),
            [float(has_unit(probe, sentence)) for sentence in sentences],
            [
                min(sentence.count("、"), 6) / 6 * (probe.kind is Kind.LIST)
                for sentence in sentences
            ],
            [float(probe.wants_name and _names_new(probe, sentence)) for sentence in sentences],
            [numbers_present(probe, sentence) for sentence in sentences],
            lengths / 100,
            lengths < 12,
            opens,
            [float(sentence.endswith((":", "："))) for sentence in sentences],
            [float(sentence.rstrip("”’」』\"'").endswith("?")) for sentence in sentences],
        ]
    )


_KINDS = tuple(kind for kind in Kind if kind is not Kind.OTHER)


def has_new(probe: Probe, text: str) -> bool:
    """Whether a text holds something of the asked-for kind that the question does not say."""
    return any(text[start:end] not in probe.question for start, end in places_of(probe.kind, text))


def has_unit(probe: Probe, text: str) -> bool:
    """Whether a text holds a number with the asked-for unit that the question does not say."""
    if probe.unit is None:
        return False
    return any(match[0] not in probe.question for match in probe.unit.finditer(text))


def _names_new(probe: Probe, text: str) -> bool:
    return any(match[0] not in probe.question for match in _NAMED.finditer(text))


def _near(probe: Probe, sentence: str) -> float:
    """The best coverage of the question's bigrams around one thing of the asked-for kind."""
    best = 0.0
    total = float(probe.bigram_idf.sum())
    for start, end in places_of(probe.kind, sentence)[:8]:
        if not total or sentence[start:end] in probe.question:
            continue
        window = sentence[max(start - _REACH, 0) : end + _REACH]
        shared = sum(
            idf
            for bigram, idf in zip(probe.bigrams, probe.bigram_idf, strict=True)
            if bigram in window
        )
        best = max(best, shared / total)
    return best


def _united(present: Floats, same: NDArray[np.bool_]) -> Floats:
    """What each passage's document holds in all of its hits, shape as ``present``."""
    return (same.astype(float) @ present > 0).astype(float)


def _joined(present: Floats, shift: int, edge: Floats) -> Floats:
    """Each sentence's strings with those of its neighbour in the same passage."""
    neighbour = np.roll(present, shift, axis=0) * (1.0 - edge)[:, None]
    return np.maximum(present, neighbour)
