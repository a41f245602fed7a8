"""The answer itself inside the sentence, where its kind is clear; and the neighbour it needs."""

import re

from corpus.normalize import SearchText, search_text
from corpus.sentences import sentence_spans
from corpus.types import Passage, Span
from retrieval.compare import presence
from retrieval.kinds import Kind, places_of
from retrieval.probe import Probe

# Kinds whose look alone tells what the answer is.
_CLEAR = frozenset({Kind.NUMBER, Kind.DATE})
_NUMBER = re.compile(
    r"(?:近|约|超过?|达|上)?\d+(?:\.\d+)?"
    r"(?:%|个百分点|(?:余|多)?(?:万|亿|千|百)?(?:平方米|平方公里|公里|千米|厘米|毫米|人次|场次|项次|元|[\u4e00-\u9fff])?)"
)
# A sentence that opens so can't be read without the one before it.
_NEEDS_BEFORE = re.compile(
    "(?:其中|该|此次|此外|这|那|其(?!他)|它们?|他们?|她们?|会上|同时|因此|所以|但|然而|不过|"
    "与会|上述|前者|后者|另外|对此|为此|在此|经此|本次)"
)


def short_answer(probe: Probe, text: str, sentence: Span) -> tuple[Span, ...]:
    """Mark a number or date that the question asks for.

    Args:
        probe: The question.
        text: The document's text.
        sentence: The best sentence.

    Returns:
        One span of the document's text; none where the kind is not clear.
    """
    if probe.kind not in _CLEAR:
        return ()
    form = search_text(text[sentence[0] : sentence[1]])
    places = [
        place
        for place in _candidates(probe, form)
        if form.text[slice(*place)] not in probe.question
    ]
    if not places:
        return ()
    start, end = form.original(*min(places, key=lambda place: _distance(probe, form.text, place)))
    return ((sentence[0] + start, sentence[0] + end),)


def context(passage: Passage, sentence: Span) -> Span | None:
    """The sentence before, where the best one opens with a word that points back to it."""
    opening = passage.text[sentence[0] - passage.start :]
    if not _NEEDS_BEFORE.match(opening):
        return None
    before = [
        (passage.start + start, passage.start + end)
        for start, end in sentence_spans(passage.text)
        if passage.start + end <= sentence[0]
    ]
    return before[-1] if before else None


def _candidates(probe: Probe, form: SearchText) -> list[Span]:
    if probe.kind is Kind.DATE:
        return places_of(Kind.DATE, form.text)
    places = [match.span() for match in _NUMBER.finditer(form.text)]
    if probe.unit is None:
        return places
    return [place for place in places if probe.unit.search(form.text[slice(*place)])] or places


def _distance(probe: Probe, text: str, place: Span) -> tuple[float, int]:
    """How far a candidate is from the question's words around it, in characters, by idf."""
    reach = 12
    before = text[max(place[0] - reach, 0) : place[0]]
    near = before + "\n" + text[place[1] : place[1] + reach // 2]
    shared = float(presence(probe.words, [near])[0] @ probe.word_idf)
    shared += float(presence(probe.bigrams, [near])[0] @ probe.bigram_idf)
    focused = sum(before.endswith(word) or word in before[-6:] for word in probe.focus)
    return (-shared - 3.0 * focused, place[0])
