"""What the reranker looks at: passages and sentences compared with the question, by name.

All comparisons are of text in search form, as substrings: no passage is segmented again. A
*coverage* is the share, weighted by idf, of the question's words (or bigrams, or characters)
that a text holds: 0 to 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.terms import BIGRAM, UNIGRAM
from retrieval.kinds import Kind, asked_kind, places_of
from retrieval.query import Query

PASSAGE_FEATURES = (
    "bm25",  # its BM25 score, as a share of the best one's
    "document",  # its document's score, as a share of the best document's
    "words",  # coverage of the question's words
    "bigrams",  # coverage of its bigrams
    "characters",  # coverage of its characters
    "run",  # the longest run of the question's characters, as a share of the question
    "title",  # coverage by the title and headings
    "together",  # coverage by the text, title and headings together
    "number",  # whether the question's numbers are there
)
SENTENCE_FEATURES = (
    "passage",  # its passage's score, less the best passage's
    "words",
    "bigrams",
    "characters",
    "run",
    "best_words",  # its coverage less the best of its passage
    "best_bigrams",
    "neighbour",  # what the sentence before adds to the coverage
    "focus",  # whether the word next to the question word is there
    "kind",  # whether something of the asked-for kind is there that the question lacks
    "kind_number",  # the same, by kind
    "kind_date",
    "kind_person",
    "kind_place",
    "kind_organisation",
    "kind_list",
    "kind_reason",
    "kind_definition",
    "kind_method",
    "number",
    "length",  # hundreds of characters
    "short",  # whether it has under 12 characters
    "first",  # whether it opens its passage
    "asks",  # whether it is itself a question
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question made ready to be looked for in many texts.

    Attributes:
        kind: The kind of answer asked for.
        words: (word, idf), each once.
        bigrams: (two characters, idf).
        characters: (character, idf).
        content: The question's own characters, without blanks and question words.
        focus: Words that stand next to the question word.
        numbers: The numbers in the question.
        question: The question in search form.
    """

    kind: Kind
    words: tuple[tuple[str, float], ...]
    bigrams: tuple[tuple[str, float], ...]
    characters: tuple[tuple[str, float], ...]
    content: str
    focus: tuple[str, ...]
    numbers: tuple[str, ...]
    question: str


def make_probe(query: Query, idf: Callable[[str], float]) -> Probe:
    """Sort a query's terms by kind, with the idf of each."""
    words: list[tuple[str, float]] = []
    bigrams: list[tuple[str, float]] = []
    characters: list[tuple[str, float]] = []
    for term, _ in query.terms:
        if term.startswith(BIGRAM):
            bigrams.append((term[len(BIGRAM) :], idf(term)))
        elif term.startswith(UNIGRAM):
            characters.append((term[len(UNIGRAM) :], idf(term)))
        else:
            words.append((term, idf(term)))
    return Probe(
        kind=asked_kind(query.text),
        words=tuple(words),
        bigrams=tuple(bigrams),
        characters=tuple(characters),
        content="".join(character for character in query.content if character.isalnum()),
        focus=_focus(query),
        numbers=tuple(word for word, _ in words if word[0].isdigit()),
        question=query.text,
    )


def coverage(weighted: Sequence[tuple[str, float]], text: str) -> float:
    """The share of the weights whose string is in ``text``; 0 where there is none."""
    total = sum(weight for _, weight in weighted)
    found = sum(weight for string, weight in weighted if string in text)
    return found / total if total else 0.0


def longest_run(content: str, text: str) -> int:
    """The length of the longest stretch of ``content`` that is in ``text``, in characters."""
    best = start = 0
    for end in range(1, len(content) + 1):
        # Only a longer run than the best is of interest, so the window never shrinks.
        if content[start:end] in text:
            best = end - start
        else:
            start += 1
    return best


def numbers_present(probe: Probe, text: str) -> float:
    """The share of the question's numbers that a text holds; 1 where it has none."""
    if not probe.numbers:
        return 1.0
    return sum(number in text for number in probe.numbers) / len(probe.numbers)


def passage_features(
    probe: Probe, text: str, heading: str, bm25: float, document: float
) -> tuple[float, ...]:
    """The values of ``PASSAGE_FEATURES`` for one passage.

    Args:
        probe: The question.
        text: The passage in search form.
        heading: Its title and headings in search form.
        bm25: Its score as a share of the best.
        document: Its document's score as a share of the best.
    """
    return (
        bm25,
        document,
        coverage(probe.words, text),
        coverage(probe.bigrams, text),
        coverage(probe.characters, text),
        longest_run(probe.content, text) / max(len(probe.content), 1),
        coverage(probe.words, heading),
        coverage(probe.words, text + "\n" + heading),
        numbers_present(probe, text),
    )


def sentence_features(
    probe: Probe, sentences: Sequence[str], passage: float
) -> list[tuple[float, ...]]:
    """The values of ``SENTENCE_FEATURES`` for each sentence of one passage.

    Args:
        probe: The question.
        sentences: The passage's sentences in search form, in order.
        passage: The passage's score less the best passage's.
    """
    words = [coverage(probe.words, sentence) for sentence in sentences]
    bigrams = [coverage(probe.bigrams, sentence) for sentence in sentences]
    rows: list[tuple[float, ...]] = []
    for place, sentence in enumerate(sentences):
        before = sentences[place - 1] if place else ""
        present = float(has_new(probe, sentence))
        rows.append(
            (
                passage,
                words[place],
                bigrams[place],
                coverage(probe.characters, sentence),
                longest_run(probe.content, sentence) / max(len(probe.content), 1),
                words[place] - max(words),
                bigrams[place] - max(bigrams),
                coverage(probe.words, before + sentence) - words[place] if before else 0.0,
                float(any(word in sentence for word in probe.focus)),
                present,
                *(present * (probe.kind is kind) for kind in _KINDS),
                numbers_present(probe, sentence),
                len(sentence) / 100,
                float(len(sentence) < 12),
                float(place == 0),
                float(sentence.rstrip("”’」』\"'").endswith("?")),
            )
        )
    return rows


_KINDS = (
    Kind.NUMBER,
    Kind.DATE,
    Kind.PERSON,
    Kind.PLACE,
    Kind.ORGANISATION,
    Kind.LIST,
    Kind.REASON,
    Kind.DEFINITION,
    Kind.METHOD,
)


def has_new(probe: Probe, sentence: str) -> bool:
    """Whether a sentence holds something of the asked-for kind that the question does not say."""
    return any(
        sentence[start:end] not in probe.question
        for start, end in places_of(probe.kind, sentence)
    )


def _focus(query: Query) -> tuple[str, ...]:
    """The words next to what was blanked out: 签约金额 in 签约金额是多少."""
    blanks = [
        place
        for place, character in enumerate(query.content)
        if character != query.text[place]
    ]
    if not blanks:
        return ()
    # 是 and the like may stand between the word and what asks.
    near = range(blanks[0] - 3, blanks[-1] + 3)
    return tuple(
        token.term
        for token in query.tokens
        if len(token.term) > 1
        and ":" not in token.term[:2]
        and (token.end - 1 in near or token.start in near)
    )
