"""How sure an answer is: features of the best evidence, by name."""

from dataclasses import dataclass

import numpy as np

from retrieval.features import coverage, has_new, longest_run, numbers_present, presence
from retrieval.probe import Floats, Probe

CONFIDENCE_FEATURES = (
    "words",  # coverage of the question's words by the best passage with its headings
    "bigrams",
    "characters",
    "sentence_words",  # coverage by the best sentence
    "run",  # the longest run, as a share of the question
    "possible",  # the BM25 score as a share of the highest that the question could get
    "missing",  # idf of the rarest word that the passage lacks, as a share of the rarest's
    "unknown",  # the share of the words' idf that no document has
    "margin",  # the best passage's score less that of the best one from another document
    "score",  # the best sentence's score
    "number",  # whether the question's numbers are there
    "kind",  # whether the asked-for kind of thing is there
)


@dataclass(frozen=True, slots=True)
class Best:
    """The best evidence, as confidence sees it.

    Attributes:
        text: The best passage in search form.
        heading: Its title and headings in search form.
        sentence: Its best sentence in search form.
        score: That sentence's score.
        margin: See ``CONFIDENCE_FEATURES``.
        possible: See ``CONFIDENCE_FEATURES``.
    """

    text: str
    heading: str
    sentence: str
    score: float
    margin: float
    possible: float


def confidence_features(probe: Probe, best: Best, unknown_idf: float) -> Floats:
    """The values of ``CONFIDENCE_FEATURES``, shape (features,).

    Args:
        probe: The question.
        best: The best evidence.
        unknown_idf: The idf of a term that no passage has.
    """
    whole = best.text + "\n" + best.heading
    words = presence(probe.words, [whole, best.sentence]).reshape(2, len(probe.words))
    covered = coverage(words, probe.word_idf)
    lacking = probe.word_idf * (1 - words[0])
    total = float(probe.word_idf.sum())
    unknown = float(probe.word_idf[probe.word_idf >= unknown_idf - 1e-9].sum())
    return np.array(
        [
            covered[0],
            coverage(presence(probe.bigrams, [whole]), probe.bigram_idf)[0],
            coverage(presence(probe.characters, [whole]), probe.character_idf)[0],
            covered[1],
            longest_run(probe.content, whole),
            best.possible,
            float(lacking.max(initial=0.0)) / float(probe.word_idf.max(initial=1e-9)),
            unknown / total if total else 1.0,
            best.margin,
            best.score,
            numbers_present(probe, whole),
            float(has_new(probe, best.sentence)),
        ]
    )
