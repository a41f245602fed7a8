"""Asks every question of a QA set and measures what comes back."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.sentences import sentence_spans
from corpus.types import Document, Passage
from eval.gold import find_gold, listed
from eval.measures.document import document_values
from eval.measures.passage import answer_rank, passage_values
from eval.measures.sentence import sentence_values
from eval.measures.short_answer import short_answer_values
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
    of_documents = _document_values(rankings, gold.ids)
    return Report(
        rows=tuple(
            _row(question, ids, ranking, document_row, took, retriever.documents)
            for question, ids, ranking, document_row, took in zip(
                questions, gold.ids, rankings, of_documents, milliseconds, strict=True
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


def _document_values(
    rankings: Sequence[Ranking], gold: Sequence[Sequence[str]]
) -> list[Mapping[str, float]]:
    """For each question the document measures; none where no document is named."""
    judged = [number for number, ids in enumerate(gold) if ids]
    measured = document_values(
        [_distinct(rankings[number].passages) for number in judged],
        [gold[number] for number in judged],
    )
    values: list[Mapping[str, float]] = [{} for _ in gold]
    for number, row in zip(judged, measured, strict=True):
        values[number] = row
    return values


def _row(
    question: Question,
    gold: tuple[str, ...],
    ranking: Ranking,
    of_documents: Mapping[str, float],
    milliseconds: float,
    documents: Mapping[str, Document],
) -> Row:
    first = ranking.passages[0] if ranking.passages else None
    text = documents[first.document_id].text if first else ""
    sentence = text[slice(*ranking.sentence)] if first and ranking.sentence else ""
    short = "".join(text[start:end] for start, end in ranking.short_answer)
    values, rank = _named("document", of_documents), None
    found = first.document_id if first else None
    if question.answerable and (answers := question.answers):
        rank = answer_rank(ranking.passages, answers, gold)
        values |= _named("passage", passage_values(rank))
        values |= _named("sentence", sentence_values(sentence, found, answers, gold))
        values |= _named("short_answer", short_answer_values(short, sentence, found, answers, gold))
    places = {name: place for place, name in enumerate(_distinct(ranking.passages), start=1)}
    return Row(
        id=question.id,
        kind=question.kind,
        question=question.question,
        answerable=question.answerable,
        answers=question.answers,
        gold=gold,
        evidence=question.evidence or "",
        status=ranking.status,
        confidence=ranking.confidence,
        found_document=found,
        found_text=first.text if first else "",
        found_sentence=sentence,
        found_short_answer=short,
        document_rank=min((places[name] for name in gold if name in places), default=None),
        passage_rank=rank,
        values=values,
        milliseconds=milliseconds,
    )


def _distinct(passages: Sequence[Passage]) -> list[str]:
    """The documents in order of their best passages."""
    return list(dict.fromkeys(passage.document_id for passage in passages))


def _named(block: str, values: Mapping[str, float]) -> dict[str, float]:
    return {f"{block}.{name}": value for name, value in values.items()}


def _blank_warning(questions: Sequence[Question]) -> Iterator[str]:
    blank = [question.id for question in questions if not question.question.strip()]
    if blank:
        yield f"{len(blank)} 题的问题是空的，照样计入：{listed(blank)}。"


def _lengths(lengths: Sequence[int]) -> Lengths | None:
    return Lengths(sum(lengths) / len(lengths), max(lengths)) if lengths else None
