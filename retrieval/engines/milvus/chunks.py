"""Documents as rows of Milvus, and which of them were not written to the end."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from corpus.library.rows import document_values
from corpus.types import Document
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import NO_VECTOR, Names

_CHUNK = 16_000
"""So many characters of a document are kept in one row: a text may have 65,535 bytes."""


def chunk_rows(documents: Iterable[Document], passages: Mapping[str, int]) -> Iterator[Row]:
    """The rows of documents: first what there is to tell of one, then its text in pieces.

    Args:
        documents: The documents.
        passages: By a document's id, how many it has.
    """
    for document in documents:
        values = document_values(document) | {"passages": passages.get(document.id, 0)}
        text = values.pop("text")
        parts = [json.dumps(values, ensure_ascii=False)]
        parts += [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
        for chunk, content in enumerate(parts):
            yield {
                "id": f"{document.id}\0{chunk}",
                "document_id": document.id,
                "chunk": chunk,
                "content": content,
                "vector": NO_VECTOR,
            }


def half_written(connection: Connection, names: Names) -> list[str]:
    """The ids of documents some of whose passages or rows are missing; all is looked at."""
    passages = Counter(
        row["document_id"] for row in connection.every(names.passages, "id >= 0", ["document_id"])
    )
    characters: Counter[str] = Counter()
    said: dict[str, tuple[int, int]] = {}
    for row in connection.every(names.documents, "chunk >= 0", ["document_id", "chunk", "content"]):
        if row["chunk"]:
            characters[row["document_id"]] += len(row["content"])
        else:
            name, values = row["document_id"], json.loads(row["content"])
            # What was written before this was kept doesn't say how many passages it has.
            said[name] = values.get("passages", passages[name]), values["characters"]
    return sorted(
        name
        for name in {*passages, *characters, *said}
        if said.get(name) != (passages[name], characters[name])
    )
