"""Documents cut, brought into search form and indexed: what questions are asked of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.library import Stored
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.segment import Segmenter, default_segmenter
from corpus.terms import passage_terms
from corpus.types import Document, Passage
from retrieval.engines import Engine, create_engine


@dataclass(frozen=True, slots=True)
class Collection:
    """An index and what it was built from.

    Attributes:
        documents: By id.
        passages: In the order of (document id, start), so that ties break that way.
        search_texts: Each passage's text in search form.
        heading_texts: Each passage's title and headings in search form.
        engine: The index over the passages' terms.
        segmenter: What cut them, and so what questions are cut with.
    """

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    search_texts: tuple[str, ...]
    heading_texts: tuple[str, ...]
    engine: Engine
    segmenter: Segmenter


def build_collection(
    documents: Sequence[Document],
    engine: str = "rank_bm25",
    progress: Callable[[int, int], None] | None = None,
) -> Collection:
    """Cut, segment and index documents.

    Args:
        documents: With distinct ids.
        engine: One of ``ENGINE_NAMES``.
        progress: Called with (documents done, documents in all).

    Raises:
        EngineError: There is no such engine, or it failed.
    """
    index = create_engine(engine)
    passages: list[Passage] = []
    bags: list[list[str]] = []
    ordered = sorted(documents, key=lambda document: document.id)
    for done, document in enumerate(ordered, start=1):
        cut = cut_passages(document)
        passages += cut
        bags += [passage_terms(passage) for passage in cut]
        if progress is not None:
            progress(done, len(ordered))
    index.build(bags)
    by_id = {document.id: document for document in ordered}
    return Collection(
        documents=by_id,
        passages=tuple(passages),
        search_texts=tuple(normalize(passage.text) for passage in passages),
        heading_texts=tuple(
            normalize(" ".join((by_id[passage.document_id].title, *passage.heading)))
            for passage in passages
        ),
        engine=index,
        segmenter=default_segmenter(),
    )


def stored_collection(stored: Stored, engine: str = "rank_bm25") -> Collection:
    """Index what a library holds; nothing is cut again.

    Raises:
        EngineError: There is no such engine, or it failed.
    """
    index = create_engine(engine)
    index.build(stored.bags)
    return Collection(
        documents={document.id: document for document in stored.documents},
        passages=stored.passages,
        search_texts=stored.search_texts,
        heading_texts=stored.heading_texts,
        engine=index,
        segmenter=stored.segmenter,
    )
