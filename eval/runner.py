"""Asks every question of a QA set and measures what comes back."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.sentences import sentence_spans
from corpus.types import Document, Passage
from eval.gold import find_gold, listed
from eval.measures.document import document_values
from eval.measures.passage import passage_values
from eval.measures.sentence import sentence_values
from eval.qa import Question
from eval.types import Lengths, Report, Row
from retrieval.types import Ranking


class Ranker(Protocol):
    """What an evaluation needs of a retriever."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The collection, by document id."""

    @property
    def passages(self) -> Sequence[Passage]:
        """What it is cut into."""

    def rank(self, question: str, after: Sequence[str] = ()) -> Ranking:
        """Rank the passages for a question, ``after`` being the turns before it."""


def evaluate(
    retriever: Ranker,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
    index_seconds: float = 0.0,
) -> Report:
    """Ask every question and measure the rankings, the sentences and the silences.

    Args:
        retriever: Over the collection that the questions are about.
        questions: The QA set.
        progress: Called after each question with how many are done.
        index_seconds: What building the retriever took, to be reported.

    Returns:
        The measures, and a row for each question. Ranking measures look at the ranking
        whether or not an answer was given, and at answerable questions only.

    Raises:
        InputError: The questions name documents, none of which is in the collection.
        EngineError: The search engine failed.
    """
    gold = find_gold(retriever.documents.values(), questions)
    rankings: list[Ranking] = []
    milliseconds: list[float] = []
    for done, question in enumerate(questions, start=1):
        begin = time.perf_counter()
        rankings.append(retriever.rank(question.question, question.after))
        milliseconds.append((time.perf_counter() - begin) * 1000)
        if progress is not None:
            progress(done)
    values = _values(rankings, questions, gold.ids, retriever.documents)
    return Report(
        rows=tuple(
            _row(question, ids, ranking, question_values, took, retriever.documents)
            for question, ids, ranking, question_values, took in zip(
                questions, gold.ids, rankings, values, milliseconds, strict=True
            )
        ),
        documents=len(retriever.documents),
        passages=len(retriever.passages),
        passage_chars=_lengths([len(passage.text) for passage in retriever.passages]),
        sentence_chars=_lengths(
            [
                end - start
                for passage in retriever.passages
                for start, end in sentence_spans(passage.text)
            ]
        ),
        index_seconds=index_seconds,
        warnings=(*gold.warnings, *_blank_warning(questions)),
    )


def _values(
    rankings: Sequence[Ranking],
    questions: Sequence[Question],
    gold: Sequence[Sequence[str]],
    documents: Mapping[str, Document],
) -> list[dict[str, float]]:
    """For each question ``{"<block>.<measure>": value}``, of the measures that apply to it."""
    values: list[dict[str, float]] = [{} for _ in questions]
    judged = [number for number, ids in enumerate(gold) if ids]
    document_rows = document_values(
        [_distinct(rankings[number].passages) for number in judged],
        [gold[number] for number in judged],
    )
    for number, row in zip(judged, document_rows, strict=True):
        values[number].update(_named("document", row))
    for number, question in enumerate(questions):
        if not question.answerable or not question.answers:
            continue
        passages, answers = rankings[number].passages, question.answers
        first = passages[0].document_id if passages else None
        sentence = _sentence(rankings[number], documents)
        values[number].update(
            _named("passage", passage_values(passages, answers, gold[number]))
            | _named("sentence", sentence_values(sentence, first, answers, gold[number]))
        )
    return values


def _row(
    question: Question,
    gold: tuple[str, ...],
    ranking: Ranking,
    values: Mapping[str, float],
    milliseconds: float,
    documents: Mapping[str, Document],
) -> Row:
    first = ranking.passages[0] if ranking.passages else None
    return Row(
        id=question.id,
        kind=question.kind,
        question=question.question,
        answerable=question.answerable,
        answers=question.answers,
        gold=gold,
        status=ranking.status,
        confidence=ranking.confidence,
        found_document=first.document_id if first else None,
        found_text=first.text if first else "",
        found_sentence=_sentence(ranking, documents) or "",
        values=values,
        milliseconds=milliseconds,
    )


def _distinct(passages: Sequence[Passage]) -> list[str]:
    """The documents in order of their best passages."""
    return list(dict.fromkeys(passage.document_id for passage in passages))


def _sentence(ranking: Ranking, documents: Mapping[str, Document]) -> str | None:
    if ranking.sentence is None or not ranking.passages:
        return None
    start, end = ranking.sentence
    return documents[ranking.passages[0].document_id].text[start:end]


def _named(block: str, values: Mapping[str, float]) -> dict[str, float]:
    return {f"{block}.{name}": value for name, value in values.items()}


def _blank_warning(questions: Sequence[Question]) -> Iterator[str]:
    blank = [question.id for question in questions if not question.question.strip()]
    if blank:
        yield f"{len(blank)} 题的问题是空的，照样计入：{listed(blank)}。"


def _lengths(lengths: Sequence[int]) -> Lengths | None:
    return Lengths(sum(lengths) / len(lengths), max(lengths)) if lengths else None
