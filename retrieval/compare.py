"""A question compared with texts: coverage, runs, and things of the asked-for kind.

All comparisons are of text in search form, as substrings: no passage is segmented again. A
*coverage* is the share, weighted by idf, of the question's words (or bigrams, or characters)
that a text holds: 0 to 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.kinds import says_new
from retrieval.probe import Floats, Probe

STAND_IN = 0.7
"""What a synonym counts in a coverage, beside the word itself."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Held:
    """What some texts hold of a question.

    Attributes:
        terms: Which of its words, then of its bigrams, shape (texts, words + bigrams): one for
            the word itself, ``STAND_IN`` where only what stands in for it is there.
        characters: The coverage of its characters, shape (texts,).
        trigrams: The share of its trigrams, shape (texts,).
        run: The longest run of its characters, as a share of them all, shape (texts,).
        common: How many of each text's own characters are the question's, shape (texts,).
    """

    terms: Floats
    characters: Floats
    trigrams: Floats
    run: Floats
    common: NDArray[np.intp]


def held(probe: Probe, texts: Sequence[str]) -> Held:
    """Look for a question in some texts."""
    found, longest, common = probe.sought.find(texts)
    terms = len(probe.words) + len(probe.bigrams)
    characters = terms + len(probe.characters)
    trigrams = characters + len(probe.trigrams)
    return Held(
        _with_stand_ins(probe, found[:, :terms].astype(float), found[:, trigrams:]),
        found[:, terms:characters] @ probe.character_shares,
        found[:, characters:trigrams].sum(axis=1) / max(len(probe.trigrams), 1),
        longest / max(len(probe.content), 1),
        common,
    )


def _with_stand_ins(probe: Probe, terms: Floats, stand_ins: NDArray[np.bool_]) -> Floats:
    """Terms with what stands in for them; for each stand-in which texts have it."""
    start = 0
    for column, others in enumerate(probe.stand_ins):
        if others:
            there = stand_ins[:, start : start + len(others)].any(axis=1)
            np.maximum(terms[:, column], STAND_IN * there, out=terms[:, column])
            start += len(others)
    return terms


def numbers_present(probe: Probe, texts: Sequence[str]) -> Floats:
    """The share of the question's numbers, with their units, in each text; 1 where it has none."""
    if not probe.numbers:
        return np.ones(len(texts))
    # Where its digits are not, a number need not be looked for.
    found = [
        [digits in text and number.search(text) is not None for digits, number in probe.numbers]
        for text in texts
    ]
    return np.asarray(np.array(found).sum(axis=1) / len(probe.numbers))


def has_new(probe: Probe, texts: Sequence[str]) -> Floats:
    """Which texts hold something of the asked-for kind that the question does not say."""
    return np.array(says_new(probe.kind, texts, probe.question), float)


def has_unit(probe: Probe, texts: Sequence[str]) -> Floats:
    """Which texts hold a number with the asked-for unit that the question does not say."""
    if probe.unit is None:
        return np.zeros(len(texts))
    return np.array([_has_unit(probe.unit, text, probe.question) for text in texts], float)


def _has_unit(unit: re.Pattern[str], text: str, question: str) -> bool:
    if (digit := _DIGIT.search(text)) is None:
        return False
    # It begins with a digit.
    return any(match[0] not in question for match in unit.finditer(text, digit.start()))
