"""From a question to an answer: query, engine, judge, confidence, evidence, in that order."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.errors import UnknownDocumentError
from corpus.normalize import SearchText, search_texts
from corpus.passages import page_at
from corpus.sentences import sentence_spans
from corpus.types import Document, Passage, Span
from retrieval.collection import Collection, build_collection
from retrieval.confidence import (
    confidence_row,
    held_by_best,
    is_off_topic,
    shares_little,
    speaks_of_another,
)
from retrieval.engines import Engine
from retrieval.followup import names_nothing, with_turns_before
from retrieval.highlight import highlights
from retrieval.judge import Judged, judge
from retrieval.model import Model
from retrieval.parts import MAX_PARTS, split_questions, together
from retrieval.probe import Probe, make_probe
from retrieval.query import Query, corrected, make_query
from retrieval.short_answer import context, short_answer
from retrieval.smalltalk import small_talk
from retrieval.types import (
    Answer,
    Citation,
    Evidence,
    Hit,
    Notice,
    Place,
    Ranking,
    Status,
    WeightedTerm,
)
from retrieval.weights import load_model

CANDIDATES = 100
"""So many of the engine's hits are judged."""
MAX_QUESTION = 2000
"""The longest question that is looked up, in characters."""

LISTED = 20
"""So many documents are named where it is asked what there are."""
_JUST_BELOW = 0.0001


class Retriever:
    """Answers questions from a fixed set of documents. Safe to share between threads."""

    def __init__(
        self,
        documents: Sequence[Document],
        engine: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        segmenter: str | None = None,
    ) -> None:
        """Index the documents; see ``build_collection``."""
        self._collection = build_collection(documents, engine, progress, segmenter)
        self._model = load_model()

    @classmethod
    def of(cls, collection: Collection, model: Model) -> "Retriever":
        """A retriever over what is indexed already, with other weights than the fitted ones."""
        retriever = cls.__new__(cls)
        retriever._collection = collection
        retriever._model = model
        return retriever

    @property
    def engine(self) -> Engine:
        """What finds the passages that are then judged."""
        return self._collection.engine

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self._collection.documents

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, by the engine's number."""
        return self._collection.passages

    def ask(
        self,
        question: str,
        after: Sequence[str] = (),
        k: int = 5,
        only: Sequence[str] | None = None,
    ) -> Answer:
        """Answer a question with quoted evidence; a message of several questions, each of them.

        Args:
            question: As typed.
            after: The questions asked before it, oldest first.
            k: The most pieces of evidence wanted, for each question.
            only: The ids of the documents to look in; ``None`` for all.

        Raises:
            UnknownDocumentError: There is no document of one of those ids.
        """
        chosen = self._chosen(only)
        questions = split_questions(question) if len(question) <= MAX_QUESTION else (question,)
        if len(questions) == 1:
            return self._answer(question, after, k, chosen)
        parts = [
            self._answer(part, (*after, *questions[:number]), k, chosen)
            for number, part in enumerate(questions[:MAX_PARTS])
        ]
        answer = together(question, parts, k)
        return replace(answer, notice=Notice.TOO_MANY) if len(questions) > MAX_PARTS else answer

    def _chosen(self, only: Sequence[str] | None) -> tuple[Document, ...]:
        for name in only or ():
            if name not in self.documents:
                raise UnknownDocumentError(
                    f"没有 id 为 {name!r} 的文档；用 wenju info 或 wenju list 可以看到全部 id。"
                )
        return tuple(self.documents[name] for name in dict.fromkeys(only or ()))

    def _answer(
        self, question: str, after: Sequence[str], k: int, chosen: tuple[Document, ...]
    ) -> Answer:
        found = self._find(question, after, chosen)
        evidence: tuple[Evidence, ...] = ()
        if found.notice in {None, Notice.RELATED}:
            evidence = self._once(found, k)
        return Answer(
            question,
            found.status,
            found.confidence,
            evidence,
            found.query.searched,
            found.added,
            found.notice,
            self._first_documents() if found.notice is Notice.DOCUMENTS else (),
            chosen,
            held=len(self.documents) if found.notice is Notice.DOCUMENTS else 0,
        )

    def _first_documents(self) -> tuple[Document, ...]:
        return tuple(self.documents[name] for name in islice(self.documents, LISTED))

    def _once(self, found: "_Found", k: int) -> tuple[Evidence, ...]:
        """The best evidence; a passage that stands in several documents is shown once."""
        groups: dict[str, list[Judged]] = {}
        for one in found.judged:
            if one.form.text in groups or len(groups) < k:
                groups.setdefault(one.form.text, []).append(one)
        explained = self._collection.engine.explain(
            found.query.searched, [first.number for first, *_ in groups.values()]
        )
        passages = [first.passage or self.passages[first.number] for first, *_ in groups.values()]
        forms = search_texts([passage.text for passage in passages])
        return tuple(
            self._evidence(found.probe, first, passage, form, shares, others)
            for (first, *others), passage, form, shares in zip(
                groups.values(), passages, forms, explained, strict=True
            )
        )

    def _place(self, passage: Passage) -> Place:
        document = self.documents[passage.document_id]
        return Place(document, self._citation(document, passage, passage.start))

    def _citation(self, document: Document, passage: Passage, answer: int) -> Citation:
        """The passage's place; its page is the one on which the answer begins."""
        page = page_at(document, answer)
        return Citation(
            title=document.title,
            heading=passage.heading,
            page=page.number if page else None,
            lines=passage.lines,
            start=passage.start,
            end=passage.end,
            sha256=document.sha256,
            quote=passage.text,
            page_label=page.label if page else None,
        )

    def rank(self, question: str, after: Sequence[str] = ()) -> Ranking:
        """All that was judged for a question, for evaluation: whether or not it is answered."""
        found = self._find(question, after)
        passages = tuple(self.passages[one.number] for one in found.judged)
        if not found.judged:
            return Ranking(question, (), None, (), found.status, found.confidence)
        sentence = found.judged[0].sentence or _opening(passages[0])
        text = self.documents[passages[0].document_id].text
        short = short_answer(found.probe, text, sentence)
        return Ranking(question, passages, sentence, short, found.status, found.confidence)

    def _find(
        self, question: str, after: Sequence[str], chosen: Sequence[Document] = ()
    ) -> "_Found":
        engine = self._collection.engine
        query, added = with_turns_before(
            make_query(question[:MAX_QUESTION], self._collection.segmenter), after, engine
        )
        query = corrected(query, engine.idf, engine.prepare)
        engine.prepare([term for term, _ in query.searched])
        probe = make_probe(query, engine.idf)
        among = self._collection.among([one.id for one in chosen]) if chosen else None
        hits = engine.search(query.searched, CANDIDATES, among)
        judged = judge(probe, hits, self._collection, self._model)
        declined = self._declined(question, query, added)
        if declined is None and not judged:
            declined = Notice.NOTHING
        if declined is not None:
            return _Found(query, added, probe, judged, 0.0, Status.NO_ANSWER, declined)
        best = held_by_best(probe, judged)
        if shares_little(probe, best):
            return _Found(query, added, probe, judged, 0.0, Status.NO_ANSWER, Notice.NOTHING)
        row = confidence_row(query, probe, judged, best, self._collection)
        confidence = round(1 / (1 + math.exp(-float(self._model.confidence(row[None, :])[0]))), 4)
        if speaks_of_another(row):
            confidence = min(confidence, round(self._model.answered - _JUST_BELOW, 4))
        if is_off_topic(row):
            confidence = min(confidence, round(self._model.uncertain - _JUST_BELOW, 4))
        if confidence >= self._model.answered:
            return _Found(query, added, probe, judged, confidence, Status.ANSWERED, None)
        if confidence >= self._model.uncertain:
            return _Found(query, added, probe, judged, confidence, Status.UNCERTAIN, None)
        return _Found(query, added, probe, judged, confidence, Status.NO_ANSWER, Notice.RELATED)

    def _declined(self, question: str, query: Query, added: Sequence[str]) -> Notice | None:
        """What to say to a message that is not looked up."""
        if not question.strip():
            return Notice.EMPTY
        if len(question) > MAX_QUESTION:
            return Notice.TOO_LONG
        if (reply := small_talk(query.text)) is not None:
            return reply
        if not query.terms:
            return Notice.NOTHING
        vague = not added and names_nothing(query, self._collection.engine)
        return Notice.VAGUE if vague else None

    def _evidence(
        self,
        probe: Probe,
        one: Judged,
        passage: Passage,
        form: SearchText,
        shares: Sequence[WeightedTerm],
        others: Sequence[Judged],
    ) -> Evidence:
        document = self.documents[passage.document_id]
        sentence = one.sentence or _opening(passage)
        return Evidence(
            hit=Hit(passage, one.bm25, one.engine_rank, tuple(shares)),
            document=document,
            score=one.score,
            sentence=sentence,
            context=context(passage, sentence),
            short_answer=short_answer(probe, document.text, sentence),
            highlights=highlights(probe, passage, form),
            citation=self._citation(document, passage, sentence[0]),
            features=one.features,
            also=tuple(self._place(self.passages[other.number]) for other in others),
        )


def _opening(passage: Passage) -> Span:
    """The first sentence of a passage that was not read closely."""
    start, end = sentence_spans(passage.text)[0]
    return passage.start + start, passage.start + end


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was worked out for a question; ``judged`` is there even where it is declined."""

    query: Query
    added: tuple[str, ...]
    probe: Probe
    judged: list[Judged]
    confidence: float
    status: Status
    notice: Notice | None
