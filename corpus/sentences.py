"""Text to sentences: where a sentence ends, and how a long one is cut."""

import re
import unicodedata

from corpus.types import Span

MAX_SENTENCE = 200
"""A sentence's largest length, in characters."""

_BREAKS = r"\r\n\v\f\x85\u2028\u2029"
# A sentence ends with its marks and what closes a quotation after them, or at a line break.
# ASCII marks inside an address (?id=3) or before more of a word end nothing.
_SENTENCE = re.compile(
    rf"""[^。！？!?；;{_BREAKS}]*(?:[!?;](?=[a-z0-9_%=&/])[^。！？!?；;{_BREAKS}]*)*
        (?:(?:(?:[。！？；]|[!?;](?![a-z0-9_%=&/]))+[”’」』）】》〉)\]"']*)+|[{_BREAKS}]+|\Z)""",
    re.VERBOSE,
)
_CLAUSE = re.compile(r"[，、：…—]|[,:](?![0-9A-Za-z/])")
_JOINERS = "\u200d\ufe0f"


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Split ``text[start:end]`` into sentences.

    Args:
        text: A document's text.
        start: First offset.
        end: Offset after the last; the text's end where it is ``None``.

    Returns:
        Spans in order, without the blank space around them, each at most 200 characters:
        a longer sentence is cut after its last clause mark that fits, then hard. Together
        they cover everything but blank space.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    if text.find('"', start, end) < 0:
        for found in _SENTENCE.finditer(text, start, end):
            first, stop = span = found.span()
            # Nearly all are as they should be.
            if 0 < stop - first <= MAX_SENTENCE and not (
                text[first].isspace() or text[stop - 1].isspace()
            ):
                spans.append(span)
            else:
                spans += _pieces(text, first, stop)
        return spans
    position = start
    quotes = 0
    while position < end:
        match = _SENTENCE.match(text, position, end)
        stop = match.end() if match and match.end() > position else end
        stop, quotes = _without_opening(text, position, stop, quotes)
        spans += _pieces(text, position, stop)
        position = stop
    return spans


def _without_opening(text: str, start: int, stop: int, quotes: int) -> tuple[int, int]:
    """Leave a straight quotation mark that opens the next sentence to that one.

    Args:
        text: A document's text.
        start: The sentence's start.
        stop: Its end, with all quotation marks that follow.
        quotes: How many straight double marks its line has before it.

    Returns:
        Its end, and how many such marks the line has before the next sentence.
    """
    quotes += text.count('"', start, stop)
    if text[stop - 1] in "\r\n":
        return stop, 0
    if text[stop - 1] == '"' and quotes % 2 and stop - start > 1:
        return stop - 1, quotes - 1
    return stop, quotes


def _pieces(text: str, start: int, end: int) -> list[Span]:
    start, end = _strip(text, start, end)
    if end - start <= MAX_SENTENCE:
        return [(start, end)] if start < end else []
    pieces: list[Span] = []
    while end - start > MAX_SENTENCE:
        cut = _cut(text, start)
        piece = _strip(text, start, cut)
        if piece[0] < piece[1]:
            pieces.append(piece)
        start, end = _strip(text, cut, end)
    if start < end:
        pieces.append((start, end))
    return pieces


def _cut(text: str, start: int) -> int:
    """Where to cut the sentence at ``start``: after a clause mark, else between characters."""
    limit = start + MAX_SENTENCE
    # One character more, to see whether a comma at the limit stands inside a number.
    marks = [mark.end() for mark in _CLAUSE.finditer(text, start + 1, limit + 1)]
    if clauses := [mark for mark in marks if mark <= limit]:
        return clauses[-1]
    blank = text.rfind(" ", start + 1, limit)
    if blank > start:
        return blank + 1
    for cut in range(limit, limit - 20, -1):
        joined = unicodedata.category(text[cut])[0] == "M" or text[cut] in _JOINERS
        if not joined and text[cut - 1] not in _JOINERS[0]:
            return cut
    return limit


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
