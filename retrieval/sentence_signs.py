"""What each sentence shows by itself: the thing that is asked for, and the question's form."""

import math
import re
from collections.abc import Sequence
from itertools import compress, islice

import numpy as np

from corpus.types import Span
from retrieval.compare import Held, has_unit, numbers_present
from retrieval.kinds import Kind, places_of
from retrieval.probe import Floats, Probe

SENTENCE_SIGNS = (
    "kind", "near", "focus", "stated", "type_noun", "type_end", "unit", "items", "name", "number",
    "gap_left", "gap_right", "new", "new_share", "nothing_new", "length", "short", "pointing",
    "colon", "asks",
)  # fmt: skip
"""Those of ``SENTENCE_FEATURES`` for which no other sentence is looked at."""

_NAMED = re.compile('《[^》]+》|“[^”]+”|「[^」]+」|『[^』]+』|"[^"]+"')
_POINTS_BACK = re.compile("其(?!他|余)|该|此|它|他|她|这|那|同时|而|但|因此|所以|当时|之后|后来")
_STATES = ("是", "为", "即", ":", "叫", "称")
_CLOSING = "”’」』\"'"
_NO_LETTER = re.compile(r"[\W_]")
_MOST_THINGS = 8
_MOST_ITEMS = 6
_REACH = 15
_LONGEST_GAP = 6
_FEW_NEW = 6
_SHORT = 12

_Bigrams = Sequence[tuple[str, float]]
"""Bigrams with their idf."""


def sentence_signs(probe: Probe, sentences: Sequence[str], found: Held) -> dict[str, Floats]:
    """The values of ``SENTENCE_SIGNS`` by name, each of shape (sentences,).

    Args:
        probe: The question.
        sentences: In search form; one at least.
        found: What they hold of the question.
    """
    bigrams = list(zip(probe.bigrams, probe.bigram_idf.tolist(), strict=True))
    there = (found.terms[:, len(probe.words) :] == 1).tolist()
    asked = frozenset(probe.content)
    rows = [
        (
            *_asked_for(probe, sentence, list(compress(bigrams, own))),
            *_form(probe, sentence, asked),
        )
        for sentence, own in zip(sentences, there, strict=True)
    ]
    return dict(zip(SENTENCE_SIGNS, np.array(rows, float).T, strict=True))


def _asked_for(probe: Probe, sentence: str, bigrams: _Bigrams) -> tuple[float, ...]:
    """Whether a sentence holds what is asked for; ``bigrams`` are those of the question it has."""
    question, noun = probe.question, probe.type_noun
    places = places_of(probe.kind, sentence)
    new = [place for place in places if sentence[slice(*place)] not in question]
    first = [place for place in islice(places, _MOST_THINGS) if place in new]
    return (
        bool(new),
        _near(sentence, first, bigrams) / (float(probe.bigram_idf.sum()) or 1.0),
        any(word in sentence for word in probe.focus),
        any(_stated(word, sentence) for word in probe.focus),
        bool(noun) and _another(noun, question, sentence),
        bool(noun) and _another(noun[-1], question, sentence),
        has_unit(probe, sentence),
        (probe.kind is Kind.LIST) * min(sentence.count("、"), _MOST_ITEMS) / _MOST_ITEMS,
        probe.wants_name and _names_new(question, sentence),
        numbers_present(probe, sentence),
    )


def _near(sentence: str, places: Sequence[Span], bigrams: _Bigrams) -> float:
    """The most idf of the question's bigrams that is around one of some places."""
    windows = [sentence[max(start - _REACH, 0) : end + _REACH] for start, end in places]
    return max(
        (sum(idf for bigram, idf in bigrams if bigram in window) for window in windows),
        default=0.0,
    )


def _stated(word: str, sentence: str) -> bool:
    place = sentence.find(word)
    return place >= 0 and sentence.startswith(_STATES, place + len(word))


def _another(noun: str, question: str, sentence: str) -> bool:
    """Whether another thing of the asked-for type is there: 藏语 where 哪种语言 is asked."""
    place = sentence.find(noun)
    while place >= 0:
        if sentence[max(place - 1, 0) : place + len(noun)] not in question:
            return True
        place = sentence.find(noun, place + 1)
    return False


def _names_new(question: str, sentence: str) -> bool:
    return any(match[0] not in question for match in _NAMED.finditer(sentence))


def _form(probe: Probe, sentence: str, asked: frozenset[str]) -> tuple[float, ...]:
    """How a sentence repeats the question's form, and what it says beyond ``asked``."""
    left, right = probe.gap
    length = len(sentence)
    said = length - len(_NO_LETTER.findall(sentence))
    new = said - sum(map(asked.__contains__, sentence))
    return (
        _kept(left[-_LONGEST_GAP:], sentence, -1),
        _kept(right[:_LONGEST_GAP], sentence, 1),
        math.log1p(new) / 5,
        new / max(said, 1),
        new < _FEW_NEW,
        length / 100,
        length < _SHORT,
        _POINTS_BACK.match(sentence) is not None,
        sentence.endswith(":"),
        sentence.rstrip(_CLOSING).endswith("?"),
    )


def _kept(beside: str, sentence: str, step: int) -> float:
    """How many characters beside the question word a sentence keeps in one piece, as a share."""
    kept = 0
    while (
        kept < len(beside) and (beside[: kept + 1] if step > 0 else beside[-kept - 1 :]) in sentence
    ):
        kept += 1
    return kept / _LONGEST_GAP
