"""What each sentence shows by itself: the thing that is asked for, and the question's form."""

import re
from collections.abc import Sequence
from itertools import compress

import numpy as np

from corpus.types import Span
from retrieval.compare import Held, has_unit, numbers_present
from retrieval.kinds import Kind, places_of
from retrieval.probe import Floats, Probe

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


def sentence_signs(probe: Probe, sentences: Sequence[str], found: Held) -> dict[str, Floats]:
    """Those of ``SENTENCE_FEATURES`` for which no other sentence is looked at, by name.

    Args:
        probe: The question.
        sentences: In search form; one at least.
        found: What they hold of the question.

    Returns:
        Each of shape (sentences,).
    """
    values = _asked_for(probe, sentences, found) | _form(probe, sentences, found)
    return {name: np.asarray(value, float) for name, value in values.items()}


def _asked_for(
    probe: Probe, sentences: Sequence[str], found: Held
) -> dict[str, Sequence[float] | Floats]:
    """Whether each sentence holds the kind of thing that is asked for."""
    question, focus, noun = probe.question, probe.focus, probe.type_noun
    none = np.zeros(len(sentences))
    places = [places_of(probe.kind, sentence) for sentence in sentences]
    new = [
        [place for place in some if sentence[slice(*place)] not in question]
        for sentence, some in zip(sentences, places, strict=True)
    ]
    return {
        "kind": [bool(some) for some in new],
        "near": _near(probe, sentences, places, new, found) if any(new) else none,
        "focus": [any(word in one for word in focus) for one in sentences] if focus else none,
        "stated": [any(_stated(word, one) for word in focus) for one in sentences]
        if focus
        else none,
        "type_noun": [_another(noun, question, one) for one in sentences] if noun else none,
        "type_end": [_another(noun[-1], question, one) for one in sentences] if noun else none,
        "unit": has_unit(probe, sentences),
        "items": [min(one.count("、"), _MOST_ITEMS) / _MOST_ITEMS for one in sentences]
        if probe.kind is Kind.LIST
        else none,
        "name": [_names_new(question, one) for one in sentences] if probe.wants_name else none,
        "number": numbers_present(probe, sentences),
    }


def _near(
    probe: Probe,
    sentences: Sequence[str],
    places: Sequence[Sequence[Span]],
    new: Sequence[Sequence[Span]],
    found: Held,
) -> Floats:
    """The best coverage of the question's bigrams around one of the first new things."""
    bigrams = list(zip(probe.bigrams, probe.bigram_idf.tolist(), strict=True))
    there = (found.terms[:, len(probe.words) :] == 1).tolist()
    best = np.zeros(len(sentences))
    for number, sentence in enumerate(sentences):
        own = list(compress(bigrams, there[number])) if new[number] else ()
        for start, end in places[number][:_MOST_THINGS] if own else ():
            if (start, end) in new[number]:
                window = sentence[max(start - _REACH, 0) : end + _REACH]
                shared = sum(idf for bigram, idf in own if bigram in window)
                best[number] = max(best[number], shared)
    return best / (float(probe.bigram_idf.sum()) or 1.0)


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


def _form(
    probe: Probe, sentences: Sequence[str], found: Held
) -> dict[str, Sequence[float] | Floats]:
    """How each sentence repeats the question's form, and what it says beyond it."""
    left, right = probe.gap[0][-_LONGEST_GAP:], probe.gap[1][:_LONGEST_GAP]
    before = [left[start:] for start in range(len(left) - 1, -1, -1)]
    after = [right[: end + 1] for end in range(len(right))]
    length = np.array([len(one) for one in sentences])
    said = length - [len(_NO_LETTER.findall(one)) for one in sentences]
    new = said - found.common
    return {
        "gap_left": [_kept(before, one) for one in sentences],
        "gap_right": [_kept(after, one) for one in sentences],
        "new": np.log1p(new) / 5,
        "new_share": new / np.maximum(said, 1),
        "nothing_new": new < _FEW_NEW,
        "length": length / 100,
        "short": length < _SHORT,
        "pointing": [_POINTS_BACK.match(one) is not None for one in sentences],
        "colon": [one.endswith(":") for one in sentences],
        "asks": [one.rstrip(_CLOSING).endswith("?") for one in sentences],
    }


def _kept(pieces: Sequence[str], sentence: str) -> float:
    """How many characters beside the question word a sentence keeps in one piece, as a share.

    Args:
        pieces: Those characters, from one to all; each piece is in the next.
        sentence: In search form.
    """
    kept = 0
    for piece in pieces:
        if piece not in sentence:
            break
        kept += 1
    return kept / _LONGEST_GAP
