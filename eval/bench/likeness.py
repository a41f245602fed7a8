"""How like real text a made collection is: lengths of passages, and how words are spread."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from corpus.passages import cut_passages
from corpus.readers.jsonl import document_from_record
from corpus.segment import RJIEBA, segmenter_with

_CHARACTERS = 150_000
"""So many characters are looked at: a share of distinct words depends on how many there are."""
_COMMONEST = 100


@dataclass(frozen=True, slots=True)
class Likeness:
    """What some texts are like.

    Attributes:
        passage_chars: The mean length of a passage.
        distinct: The share of words that differ from all before them.
        once: The share of distinct words that are there only once.
        common: The share of all words that are one of the hundred commonest.
    """

    passage_chars: float
    distinct: float
    once: float
    common: float


def likeness(texts: Iterable[str]) -> Likeness:
    """Look at the first texts, up to a fixed number of characters."""
    some = _first(texts)
    lengths = [
        passage.end - passage.start
        for number, text in enumerate(some)
        for passage in cut_passages(document_from_record(str(number), "", text, ""))
    ]
    cut = segmenter_with(frozenset(), RJIEBA).cut
    words = Counter(word for text in some for word in cut(text) if word.strip())
    total = max(words.total(), 1)
    return Likeness(
        passage_chars=round(sum(lengths) / max(len(lengths), 1), 1),
        distinct=round(len(words) / total, 4),
        once=round(sum(count == 1 for count in words.values()) / max(len(words), 1), 4),
        common=round(sum(count for _, count in words.most_common(_COMMONEST)) / total, 4),
    )


def compared(real: Sequence[str], made: Iterable[str]) -> dict[str, dict[str, float]]:
    """The likeness of real and of made texts, side by side."""
    return {"real": asdict(likeness(real)), "made": asdict(likeness(made))}


def _first(texts: Iterable[str]) -> list[str]:
    some, characters = [], 0
    for text in texts:
        some.append(text[: _CHARACTERS - characters])
        characters += len(some[-1])
        if characters >= _CHARACTERS:
            break
    return some
