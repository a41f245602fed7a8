"""Documents cut, brought into search form and indexed: what questions are asked of."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.library import Stored
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.segment import Segmenter, segmenter_with, suits
from corpus.terms import heading_text, passage_terms
from corpus.types import Document, Passage
from retrieval.engines import Among, Engine, create_engine, suited_engine


class Form(NamedTuple):
    """What judging reads of a passage.

    Attributes:
        document_id: The document it is from.
        text: Its text in search form.
        heading: Its title and headings in search form.
    """

    document_id: str
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Collection:
    """An index and what it was built from; a large one leaves the texts where they are kept.

    Attributes:
        documents: By id.
        passages: By the engine's number. In a collection that was built at once they are in the
            order of (document id, start).
        forms: Given some passages' numbers, what judging reads of each.
        engine: The index over the passages' terms; it breaks ties by (document id, start).
        segmenter: What cut them, and so what questions are cut with.
        among: Given documents' ids, what restricts a search to them; see ``Engine.search``.
    """

    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    forms: Callable[[Sequence[int]], list[Form]]
    engine: Engine
    segmenter: Segmenter
    among: Callable[[Iterable[str]], Among]


def build_collection(
    documents: Sequence[Document],
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    segmenter: str | None = None,
) -> Collection:
    """Cut, segment and index documents.

    Args:
        documents: With distinct ids.
        engine: One of ``ENGINE_NAMES``; ``None`` for what suits the number of passages.
        progress: Called with (documents done, documents in all).
        segmenter: ``JIEBA`` or ``RJIEBA``; ``None`` for what suits the length of the documents.

    Raises:
        EngineError: There is no such engine, or it failed.
    """
    # What is not there is found out before the work.
    index = create_engine(engine) if engine is not None else None
    ordered = sorted(documents, key=lambda document: document.id)
    cuts = segmenter_with(
        frozenset(), segmenter or suits(sum(len(document.text) for document in ordered))
    )
    cut = [cut_passages(document) for document in ordered]
    passages = [passage for some in cut for passage in some]
    forms: list[Form] = []

    def bags() -> Iterator[list[str]]:
        for done, some in enumerate(cut, start=1):
            for passage in some:
                text = normalize(passage.text)
                title = by_id[passage.document_id].title
                forms.append(Form(passage.document_id, text, heading_text(title, passage.heading)))
                yield passage_terms(passage.heading, text, cuts)
            if progress is not None:
                progress(done, len(ordered))

    by_id = {document.id: document for document in ordered}
    index = index or create_engine(suited_engine(len(passages)))
    index.build(bags())
    return Collection(
        documents=by_id,
        passages=passages,
        forms=lambda numbers: [forms[number] for number in numbers],
        engine=index,
        segmenter=cuts,
        among=restricted(len(passages), _numbers_of(passages)),
    )


def stored_collection(stored: Stored, engine: str | None = None) -> Collection:
    """Index in memory what a library holds; nothing is cut again.

    Raises:
        EngineError: There is no such engine, or it failed.
    """
    index = create_engine(engine or suited_engine(len(stored.passages)))
    index.build(stored.bags)
    ids = [passage.document_id for passage in stored.passages]
    forms = list(map(Form, ids, stored.search_texts, stored.heading_texts))
    return Collection(
        documents={document.id: document for document in stored.documents},
        passages=stored.passages,
        forms=lambda numbers: [forms[number] for number in numbers],
        engine=index,
        segmenter=stored.segmenter,
        among=restricted(len(stored.passages), _numbers_of(stored.passages)),
    )


def restricted(
    size: int, numbers_of: Callable[[str], Iterable[range]]
) -> Callable[[Iterable[str]], NDArray[np.bool_]]:
    """What tells of which of so many passages are of documents with some ids.

    Args:
        size: The number of passages.
        numbers_of: Given a document's id, its passages' numbers.
    """

    def among(ids: Iterable[str]) -> NDArray[np.bool_]:
        inside = np.zeros(size, dtype=bool)
        for name in ids:
            for numbers in numbers_of(name):
                inside[numbers.start : numbers.stop] = True
        return inside

    return among


def _numbers_of(passages: Sequence[Passage]) -> Callable[[str], Iterable[range]]:
    """For passages in the order of their documents' ids."""

    def numbers_of(document_id: str) -> Iterable[range]:
        start = bisect_left(passages, document_id, key=lambda passage: passage.document_id)
        yield range(
            start, bisect_right(passages, document_id, start, key=lambda one: one.document_id)
        )

    return numbers_of
