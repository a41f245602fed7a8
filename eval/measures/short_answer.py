"""Short-answer measures: is what is marked inside the sentence the answer, and no more?"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from corpus.normalize import normalize

NAMES: tuple[str, ...] = ("coverage", "exact", "f1", "sentence_f1")
"""The measures' names, in the order of the report."""

# 4.4% keeps its point and its sign: they are of the number.
_PUNCTUATION = re.compile(r"[^\w.%]|_|(?<!\d)\.|\.(?!\d)")


def short_answer_values(
    short: str,
    sentence: str,
    document_id: str | None,
    answers: Sequence[str],
    gold: Collection[str],
) -> Mapping[str, float]:
    """Measure what is marked in the first passage's sentence, and the whole sentence beside it.

    Args:
        short: The marked text, its parts joined; empty where nothing is marked.
        sentence: The sentence around it.
        document_id: The document it is from.
        answers: The right answers, at least one.
        gold: Ids of the gold documents; where there are any, what is marked in another
            document is wrong.

    Returns:
        ``coverage``, 1 where something is marked, else 0; and only where something is marked,
        ``exact`` (1 where it equals an answer), ``f1`` and, for comparison, ``sentence_f1``.
    """
    if not short:
        return {"coverage": 0.0}
    counts = not gold or document_id in gold
    right = [_bare(answer) for answer in answers] if counts else []
    found, whole = _bare(short), _bare(sentence)
    return {
        "coverage": 1.0,
        "exact": float(found in right),
        "f1": max((character_f1(found, answer) for answer in right), default=0.0),
        "sentence_f1": max((character_f1(whole, answer) for answer in right), default=0.0),
    }


def character_f1(found: str, wanted: str) -> float:
    """Return SQuAD's F1 with characters for words.

    The harmonic mean of the shares of ``found`` and of ``wanted`` that the two have in common,
    counted as bags of characters; 0 where they have none.
    """
    common = (Counter(found) & Counter(wanted)).total()
    return 2 * common / (len(found) + len(wanted)) if common else 0.0


def _bare(text: str) -> str:
    """The search form without punctuation and blanks."""
    return _PUNCTUATION.sub("", normalize(text))
