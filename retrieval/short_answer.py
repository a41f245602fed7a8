"""The answer itself inside the sentence, where its kind is clear; and the neighbour it needs."""

import re

from corpus.normalize import SearchText, search_text
from corpus.sentences import sentence_spans
from corpus.types import Passage, Span
from retrieval.kinds import Kind, places_of
from retrieval.probe import Probe

_NUMBER = re.compile(
    r"(?:近|约|超过?|达|上)?\d+(?:\.\d+)?"
    r"(?:%|个百分点|(?:余|多)?(?:万|亿|千|百)?(?:平方米|平方公里|公里|千米|厘米|毫米|人次|场次|项次|元|[\u4e00-\u9fff])?)"
)
# 甲、乙和丙: what is listed, from behind the word that leads into it.
_ITEM = r"[^、,。;:!?\s]{1,24}"
_ITEMS = re.compile(rf"{_ITEM}(?:、{_ITEM})+")
_LEADS_IN = re.compile(
    "(?:分别(?:是|为|有)|包括有?|包含|共?有|即|就是|是指?|指|为(?!了)|设有?|设立|如|叫|[:了着向对到在从由])"
)
_FOLLOWS = re.compile("等|的(?=\\d)|一起|联合|共同|相继|先后")
_CLEAR_KINDS = {Kind.NUMBER, Kind.DATE, Kind.LIST}
_CLEAR_LIST = 3
_TITLE = re.compile("《[^》]+》")
# A sentence that opens so can't be read without the one before it.
_NEEDS_BEFORE = re.compile(
    "(?:其中|该|此次|此外|这|那|其(?!他)|它们?|他们?|她们?|会上|同时|因此|所以|但|然而|不过|"
    "与会|上述|前者|后者|另外|对此|为此|在此|经此|本次)"
)


def short_answer(probe: Probe, text: str, sentence: Span) -> tuple[Span, ...]:
    """Mark the number, date, list or titles that the question asks for.

    Args:
        probe: The question.
        text: The document's text.
        sentence: The best sentence.

    Returns:
        Spans of the document's text, in order; none where the kind is not clear.
    """
    if not (probe.wants_name or probe.kind in _CLEAR_KINDS):
        return ()
    form = search_text(text[sentence[0] : sentence[1]])
    if probe.kind in {Kind.NUMBER, Kind.DATE}:
        found = _nearest(probe, form)
    elif titles := _titles(probe, form.text):
        found = titles
    else:
        found = _listed(form.text) if probe.kind is Kind.LIST else []
    originals = [form.original(*place) for place in found]
    return tuple((sentence[0] + start, sentence[0] + end) for start, end in originals)


def context(passage: Passage, sentence: Span) -> Span | None:
    """The neighbour in its passage without which the best sentence can't be read.

    That is the sentence before, where this one opens with a word that points back to it; and
    all that follows, where this one ends with a colon and so announces it.
    """
    text = passage.text
    announces = text.endswith((":", "："), 0, sentence[1] - passage.start)
    if not announces and not _NEEDS_BEFORE.match(text, sentence[0] - passage.start):
        return None
    spans = [(passage.start + start, passage.start + end) for start, end in sentence_spans(text)]
    if announces:
        after = [span for span in spans if span[0] >= sentence[1]]
        return (after[0][0], after[-1][1]) if after else None
    before = [span for span in spans if span[1] <= sentence[0]]
    return before[-1] if before else None


def _titles(probe: Probe, text: str) -> list[Span]:
    """The titles in 《》, where the name of something written is asked for."""
    if not probe.wants_name:
        return []
    return [match.span() for match in _TITLE.finditer(text) if match[0] not in probe.question]


def _listed(text: str) -> list[Span]:
    """The longest list, without what leads into its first item and what follows its last.

    None where that can't be told: 市科协请来甲、乙两位院士.
    """
    longest = max(_ITEMS.finditer(text), key=lambda match: len(match[0]), default=None)
    if longest is None:
        return []
    items = longest[0].split("、")
    leads = [match for match in _LEADS_IN.finditer(items[0]) if match.end() < len(items[0])]
    start = 0
    if leads:
        # 为甲服务、为乙服务: what all items open with leads into none of them.
        repeated = items[1].startswith(leads[-1][0])
        start = leads[-1].start() if repeated else leads[-1].end()
    elif len(items) < _CLEAR_LIST or len(items[0]) > 2 * len(items[1]):
        return []
    last = longest[0].rfind("、") + 1
    follows = _FOLLOWS.search(longest[0], last + 1)
    end = longest.start() + follows.start() if follows else longest.end()
    return [(longest.start() + start, end)]


def _nearest(probe: Probe, form: SearchText) -> list[Span]:
    places = [
        place
        for place in _candidates(probe, form)
        if form.text[slice(*place)] not in probe.question
    ]
    if not places:
        return []
    return [min(places, key=lambda place: _distance(probe, form.text, place))]


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
    strings = (*probe.words, *probe.bigrams)
    idf = (*probe.word_idf.tolist(), *probe.bigram_idf.tolist())
    shared = sum(one for string, one in zip(strings, idf, strict=True) if string in near)
    focused = sum(before.endswith(word) or word in before[-6:] for word in probe.focus)
    return (-shared - 3.0 * focused, place[0])
