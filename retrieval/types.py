"""What a question becomes on its way to an answer: hits, evidence, citations, answers."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Document, Passage, Span

WeightedTerm = tuple[str, float]
"""A term and the weight that multiplies its contribution to a score."""


class Status(StrEnum):
    """Whether the documents hold an answer."""

    ANSWERED = "answered"
    UNCERTAIN = "uncertain"
    NO_ANSWER = "no_answer"


class Notice(StrEnum):
    """What there is to say beside the evidence, or in its place; the words are the screen's."""

    EMPTY = "empty"  # nothing was typed
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"  # only the first questions of the message are answered
    VAGUE = "vague"  # it names nothing to look for
    NOTHING = "nothing"  # the documents share nothing with it
    RELATED = "related"  # the evidence is only possibly related
    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    SELF = "self"  # who 问据 is
    CHAT = "chat"  # talk, the time, a poem: no matter of documents
    DOCUMENTS = "documents"  # what documents there are


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that an engine found.

    Attributes:
        passage: The passage, untouched.
        score: Its BM25 score.
        rank: From 1, in the engine's order.
        contributions: Each query term's share of ``score``, largest first; they add up to
            ``score`` within 1e-6.
    """

    passage: Passage
    score: float
    rank: int
    contributions: tuple[WeightedTerm, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, exact to the character, so that it can be checked.

    ``quote`` is ``text[start:end]`` of the document whose original bytes hash to ``sha256``.
    """

    title: str
    heading: tuple[str, ...]
    page: int | None
    lines: tuple[int, int]
    start: int
    end: int
    sha256: str
    quote: str
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Another place of a passage: its document and its citation there."""

    document: Document
    citation: Citation


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit after judging: what in it answers, and what to show of it.

    All spans are offsets into ``document.text``.

    Attributes:
        hit: The engine's hit.
        document: The document it is from.
        score: The reranker's score, the order of the evidence.
        sentence: The one sentence that answers best, at most 200 characters.
        context: A neighbouring sentence without which it can't be read, or ``None``.
        short_answer: The answer itself inside the sentence, where its kind is clear.
        highlights: Where the passage shares words with the question.
        citation: The passage's place in its document.
        features: What the reranker looked at, by name.
        also: Where else the same passage stands; it is shown only once.
    """

    hit: Hit
    document: Document
    score: float
    sentence: Span
    context: Span | None
    short_answer: tuple[Span, ...]
    highlights: tuple[Span, ...]
    citation: Citation
    features: tuple[tuple[str, float], ...]
    also: tuple["Place", ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """All that was judged for one question, whether or not an answer is then given.

    Attributes:
        question: As typed.
        passages: The judged passages, best first (at most 100).
        sentence: The best sentence of the first passage, offsets into its document's text;
            ``None`` where nothing was found.
        short_answer: The short answer marked in that sentence, as in ``Evidence``.
        status: What ``Answer.status`` will be.
        confidence: What ``Answer.confidence`` will be.
    """

    question: str
    passages: tuple[Passage, ...]
    sentence: Span | None
    short_answer: tuple[Span, ...]
    status: Status
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to one question.

    Attributes:
        question: As typed.
        status: ``answered``, ``uncertain`` or ``no_answer``. With ``no_answer`` the evidence
            is only possibly related and never shown as a citation.
        confidence: The estimated probability, 0 to 1, that the evidence holds the answer.
        evidence: Best first.
        terms: The weighted terms that were searched for.
        added_terms: Those of them that only a turn before brought in.
        notice: What there is to say beside the evidence or in its place, or ``None``.
        documents: The first there are, where it is asked what there is; else empty.
        only: The documents that the question was restricted to; empty where it was not.
        parts: Where the message holds several questions, the answer to each of those that
            are answered, in order; else empty. The rest is then the parts' together:
            ``retrieval.parts.together`` says how.
        held: How many documents there are, where that is asked; else 0.
    """

    question: str
    status: Status
    confidence: float
    evidence: tuple[Evidence, ...]
    terms: tuple[WeightedTerm, ...]
    added_terms: tuple[str, ...]
    notice: Notice | None
    documents: tuple[Document, ...] = ()
    only: tuple[Document, ...] = ()
    parts: tuple["Answer", ...] = ()
    held: int = 0
