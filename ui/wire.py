"""The JSON objects of the contract: what ``--json`` prints and ``/api/ask`` sends."""

from typing import Any

from corpus.types import Document
from retrieval.types import Answer, Evidence, Place
from ui.notices import notice_text
from ui.texts import SIMPLIFIED


def answer_json(answer: Answer, elapsed_ms: float, explain: bool = False) -> dict[str, Any]:
    """The JSON of ``ask``.

    Args:
        answer: The answer.
        elapsed_ms: From the question's arrival to its answer, in milliseconds.
        explain: Add each evidence's contributions and features.

    Returns:
        The contract's keys in its order; where the message holds several questions also
        ``parts``, the same object for each of them less ``elapsed_ms``.
    """
    wire = _answer_json(answer, explain) | {"elapsed_ms": round(elapsed_ms, 3)}
    if answer.parts:
        wire["parts"] = [_answer_json(part, explain) for part in answer.parts]
    return wire


def _answer_json(answer: Answer, explain: bool) -> dict[str, Any]:
    return {
        "question": answer.question,
        "status": answer.status.value,
        "confidence": answer.confidence,
        "message": notice_text(answer, SIMPLIFIED),
        "terms": [[term, round(weight, 6)] for term, weight in answer.terms],
        "added_terms": list(answer.added_terms),
        "evidence": [
            _evidence_json(rank, evidence, explain)
            for rank, evidence in enumerate(answer.evidence, start=1)
        ],
    }


def _evidence_json(rank: int, evidence: Evidence, explain: bool) -> dict[str, Any]:
    passage = evidence.hit.passage
    wire: dict[str, Any] = {
        "rank": rank,
        "score": round(evidence.score, 6),
        "bm25": evidence.hit.score,
        "document": _document_json(evidence.document),
        "heading": list(passage.heading),
        "page": evidence.citation.page,
        "lines": list(passage.lines),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "sentence": _span_json(evidence.document, evidence.sentence),
        "context": evidence.context and _span_json(evidence.document, evidence.context),
        "short_answer": [list(span) for span in evidence.short_answer],
        "highlights": [list(span) for span in evidence.highlights],
    }
    if evidence.also:
        # Beyond the contract, and so only where there is something to say.
        wire["also"] = [_place_json(place) for place in evidence.also]
    if explain:
        wire["contributions"] = [[term, share] for term, share in evidence.hit.contributions]
        wire["features"] = dict(evidence.features)
    return wire


def _place_json(place: Place) -> dict[str, Any]:
    citation = place.citation
    return {
        "document": _document_json(place.document),
        "heading": list(citation.heading),
        "page": citation.page,
        "lines": list(citation.lines),
        "start": citation.start,
        "end": citation.end,
    }


def _document_json(document: Document) -> dict[str, str]:
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "sha256": document.sha256,
    }


def _span_json(document: Document, span: tuple[int, int]) -> dict[str, Any]:
    return {"start": span[0], "end": span[1], "text": document.text[span[0] : span[1]]}
