"""From a question to an answer: query, engine, judge, confidence, evidence, in that order."""

import math
from collections.abc import Callable, Mapping, Sequence

from corpus.normalize import normalize
from corpus.types import Document, Passage
from retrieval.collection import Collection, build_collection
from retrieval.confidence import Best, confidence_features
from retrieval.engines import K1
from retrieval.features import Probe, coverage, make_probe
from retrieval.followup import with_turns_before
from retrieval.highlight import highlights
from retrieval.judge import Judged, judge
from retrieval.model import load_model
from retrieval.query import Query, make_query
from retrieval.short_answer import context, short_answer
from retrieval.smalltalk import small_talk
from retrieval.types import Answer, Citation, Evidence, Hit, Ranking, Status, WeightedTerm

CANDIDATES = 100
"""So many of the engine's hits are judged."""
MAX_QUESTION = 2000
"""The longest question that is looked up, in characters."""
_COMMON_ONLY = 0.12
"""Below this coverage the best passage shares nothing but common words with the question."""

_EMPTY = "请输入一个问题。"
_TOO_LONG = f"问题太长了，请缩短到 {MAX_QUESTION} 字以内，一次只问一件事。"
_NOTHING = "资料里没有找到与这个问题有关的内容，可以换个说法再问。"
_RELATED = "未找到确切依据，以下内容可能相关"


class Retriever:
    """Answers questions from a fixed set of documents. Safe to share between threads."""

    def __init__(
        self,
        documents: Sequence[Document],
        engine: str = "rank_bm25",
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Index the documents; see ``build_collection``."""
        self._collection: Collection = build_collection(documents, engine, progress)
        self._model = load_model()

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self._collection.documents

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of (document id, start)."""
        return self._collection.passages

    def ask(self, question: str, after: Sequence[str] = (), k: int = 5) -> Answer:
        """Answer a question with quoted evidence.

        Args:
            question: As typed.
            after: The questions asked before it, oldest first.
            k: The most pieces of evidence wanted.
        """
        query, added = with_turns_before(make_query(question[:MAX_QUESTION]), after)
        message = self._declined(question, query)
        if message is not None:
            return Answer(question, Status.NO_ANSWER, 0.0, (), query.terms, (), message)
        probe = make_probe(query, self._collection.engine.idf)
        judged, confidence, status = self._judge(query, probe)
        if not judged or self._shares_little(probe, judged):
            return Answer(question, Status.NO_ANSWER, 0.0, (), query.terms, added, _NOTHING)
        evidence = tuple(self._evidence(query, probe, one) for one in judged[:k])
        note = _RELATED if status is Status.NO_ANSWER else None
        return Answer(question, status, confidence, evidence, query.terms, added, note)

    def rank(self, question: str, after: Sequence[str] = ()) -> Ranking:
        """All that was judged for a question, for evaluation: whether or not it is answered."""
        query, _ = with_turns_before(make_query(question[:MAX_QUESTION]), after)
        probe = make_probe(query, self._collection.engine.idf)
        judged, confidence, status = self._judge(query, probe)
        if (
            not judged
            or self._shares_little(probe, judged)
            or self._declined(question, query) is not None
        ):
            confidence, status = 0.0, Status.NO_ANSWER
        return Ranking(
            question,
            tuple(self.passages[one.number] for one in judged),
            judged[0].sentence if judged else None,
            status,
            confidence,
        )

    def _declined(self, question: str, query: Query) -> str | None:
        """What to say to a message that is not looked up."""
        if not question.strip():
            return _EMPTY
        if len(question) > MAX_QUESTION:
            return _TOO_LONG
        if (reply := small_talk(query.text, list(self.documents.values()))) is not None:
            return reply
        return None if query.terms else _NOTHING

    def _judge(self, query: Query, probe: Probe) -> tuple[list[Judged], float, Status]:
        hits = self._collection.engine.search(query.terms, CANDIDATES)
        judged = judge(probe, hits, self._collection, self._model)
        if not judged:
            return [], 0.0, Status.NO_ANSWER
        confidence = self._confidence(query, probe, judged)
        if confidence >= self._model.answered:
            return judged, confidence, Status.ANSWERED
        if confidence >= self._model.uncertain:
            return judged, confidence, Status.UNCERTAIN
        return judged, confidence, Status.NO_ANSWER

    def _confidence(self, query: Query, probe: Probe, judged: Sequence[Judged]) -> float:
        row = self.confidence_row(query, probe, judged)
        return round(1 / (1 + math.exp(-float(self._model.confidence([row])[0]))), 4)

    def confidence_row(
        self, query: Query, probe: Probe, judged: Sequence[Judged]
    ) -> tuple[float, ...]:
        """The confidence features of a judged question; ``judged`` must not be empty."""
        first = judged[0]
        passage = self.passages[first.number]
        others = [
            one.score
            for one in judged[1:]
            if self.passages[one.number].document_id != passage.document_id
        ]
        idf = self._collection.engine.idf
        possible = sum(weight * idf(term) * (K1 + 1) for term, weight in query.terms)
        start, end = first.sentence
        best = Best(
            text=self._collection.search_texts[first.number],
            heading=self._collection.heading_texts[first.number],
            sentence=normalize(self.documents[passage.document_id].text[start:end]),
            score=first.score,
            margin=min(first.score - max(others, default=first.score - 10.0), 10.0),
            possible=first.bm25 / possible if possible else 0.0,
        )
        return confidence_features(probe, best, idf(""))

    def _shares_little(self, probe: Probe, judged: Sequence[Judged]) -> bool:
        """Whether even the best passages share nothing but common words with the question."""
        texts = (
            self._collection.search_texts[one.number]
            + "\n"
            + self._collection.heading_texts[one.number]
            for one in judged[:3]
        )
        strings = probe.words + probe.bigrams
        return all(coverage(strings, text) < _COMMON_ONLY for text in texts)

    def _evidence(self, query: Query, probe: Probe, one: Judged) -> Evidence:
        passage = self.passages[one.number]
        document = self.documents[passage.document_id]
        shares: tuple[WeightedTerm, ...] = tuple(
            self._collection.engine.explain(query.terms, one.number)
        )
        return Evidence(
            hit=Hit(passage, one.bm25, one.engine_rank, shares),
            document=document,
            score=one.score,
            sentence=one.sentence,
            context=context(passage, one.sentence),
            short_answer=short_answer(probe, document.text, one.sentence),
            highlights=highlights(probe, passage),
            citation=Citation(
                title=document.title,
                heading=passage.heading,
                page=passage.page,
                lines=passage.lines,
                start=passage.start,
                end=passage.end,
                sha256=document.sha256,
                quote=passage.text,
            ),
            features=one.features,
        )
