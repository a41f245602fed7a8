"""Text to sentences: where a sentence ends, and how a long one is cut."""

import re
import unicodedata

from corpus.types import Span

MAX_SENTENCE = 200
"""A sentence's largest length, in characters."""

# A sentence ends with its marks and what closes a quotation after them, or at a line break.
_SENTENCE = re.compile(
    r"""[^。！？!?；;\r\n\v\f\x85\u2028\u2029]*
        (?:[。！？!?；;]+[”’」』）】》〉)\]"']*|[\r\n\v\f\x85\u2028\u2029]+|\Z)""",
    re.VERBOSE,
)
_CLAUSE_MARKS = "，,、：:…—"


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
    position = start
    while position < end:
        match = _SENTENCE.match(text, position, end)
        stop = match.end() if match and match.end() > position else end
        spans.extend(_pieces(text, position, stop))
        position = stop
    return spans


def _pieces(text: str, start: int, end: int) -> list[Span]:
    pieces: list[Span] = []
    start, end = _strip(text, start, end)
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
    """Where to cut the sentence at ``start``: after a clause mark, else before a whole character."""
    limit = start + MAX_SENTENCE
    clause = max(text.rfind(mark, start, limit) for mark in _CLAUSE_MARKS)
    if clause > start:
        return clause + 1
    blank = text.rfind(" ", start + 1, limit)
    if blank > start:
        return blank + 1
    for cut in range(limit, limit - 20, -1):
        if not unicodedata.combining(text[cut]) and text[cut] not in "\u200d\ufe0f":
            return cut
    return limit


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
