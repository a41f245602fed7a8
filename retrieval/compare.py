"""A question compared with texts: presence, coverage, runs, and things of the asked-for kind.

All comparisons are of text in search form, as substrings: no passage is segmented again. A
*coverage* is the share, weighted by idf, of the question's words (or bigrams, or characters)
that a text holds: 0 to 1.
"""

from collections.abc import Sequence

import numpy as np

from retrieval.kinds import found_of
from retrieval.probe import Floats, Probe

STAND_IN = 0.7
"""What a synonym counts in a coverage, beside the word itself."""


def presence(strings: Sequence[str], texts: Sequence[str]) -> Floats:
    """Which strings are in which texts: ones and zeros, shape (texts, strings)."""
    found = [string in text for text in texts for string in strings]
    return np.array(found, dtype=float).reshape(len(texts), len(strings))


def words_present(probe: Probe, texts: Sequence[str]) -> Floats:
    """Which of the question's words are in which texts, shape (texts, words).

    One for the word itself, ``STAND_IN`` where only a synonym is there.
    """
    return _with_stand_ins(presence(probe.words, texts), probe.word_stand_ins, texts)


def bigrams_present(probe: Probe, texts: Sequence[str]) -> Floats:
    """The same for its bigrams, shape (texts, bigrams)."""
    return _with_stand_ins(presence(probe.bigrams, texts), probe.bigram_stand_ins, texts)


def _with_stand_ins(
    present: Floats, stand_ins: Sequence[Sequence[str]], texts: Sequence[str]
) -> Floats:
    for column, others in enumerate(stand_ins):
        if others:
            # Where the others fill several columns the search is repeated: they are few.
            found = presence(others, texts).any(axis=1)
            present[:, column] = np.maximum(present[:, column], STAND_IN * found)
    return present


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
    """The share of the question's numbers, with their units, in a text; 1 where it has none."""
    if not probe.numbers:
        return 1.0
    return sum(number.search(text) is not None for number in probe.numbers) / len(probe.numbers)


def has_new(probe: Probe, text: str) -> bool:
    """Whether a text holds something of the asked-for kind that the question does not say."""
    return any(match[0] not in probe.question for match in found_of(probe.kind, text))


def has_unit(probe: Probe, text: str) -> bool:
    """Whether a text holds a number with the asked-for unit that the question does not say."""
    if probe.unit is None:
        return False
    return any(match[0] not in probe.question for match in probe.unit.finditer(text))
