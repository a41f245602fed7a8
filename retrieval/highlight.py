"""Where a passage shares words with the question, on the passage's own characters."""

from itertools import chain

from corpus.normalize import SearchText
from corpus.types import Passage, Span
from retrieval.probe import Probe


def highlights(probe: Probe, passage: Passage, form: SearchText) -> tuple[Span, ...]:
    """The spans, in the document's text, of the question's words and bigrams in a passage.

    What stands in for a word, an official one or one that sounds alike, counts like the word.
    Overlapping and touching spans are joined; they are in order. Single characters count only
    where the question has nothing longer.

    Args:
        probe: The question.
        passage: The passage.
        form: Its text in search form.
    """
    own = (*probe.words, *probe.bigrams, *chain.from_iterable(probe.stand_ins[: len(probe.words)]))
    # Most short words are bigrams too.
    strings = {string for string in own if len(string) > 1}
    spans: list[Span] = []
    for string in strings or {*probe.words, *probe.characters}:
        position = form.text.find(string)
        while position >= 0:
            start, end = form.original(position, position + len(string))
            spans.append((passage.start + start, passage.start + end))
            position = form.text.find(string, position + 1)
    return merged(spans)


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or touch."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
