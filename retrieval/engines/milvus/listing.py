"""What there is to tell of the documents in Milvus, one by one and of the whole."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.engines.milvus.connection import Connection
from retrieval.engines.milvus.schema import Names, ready
from retrieval.engines.milvus.totals import Totals

_NAMED = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list tells of a document.

    Attributes:
        id: The document's.
        title: What a citation calls it.
        source: The name or path as the user knew it when it was added.
        media_type: For example ``application/pdf``.
        encoding: The text encoding, or ``None``.
        sha256: Of the original bytes.
        characters: Of the text.
        sections: How many.
        passages: How many.
    """

    id: str
    title: str
    source: str
    media_type: str
    encoding: str | None
    sha256: str
    characters: int
    sections: int
    passages: int


def milvus_documents(connection: Connection, prefix: str = "wenju") -> tuple[Listed, ...]:
    """All documents in the order of their ids; every row is looked at, without its text.

    Raises:
        EngineError: There is nothing of ours in Milvus, or it is away.
    """
    names = Names(prefix)
    ready(connection, names, create=False)
    passages = Counter(
        row["document_id"] for row in connection.every(names.passages, "id >= 0", ["document_id"])
    )
    told = (
        json.loads(row["content"])
        for row in connection.every(names.documents, "chunk == 0", ["content"])
    )
    return tuple(
        Listed(
            id=values["id"],
            title=values["title"],
            source=values["source"],
            media_type=values["media_type"],
            encoding=values["encoding"],
            sha256=values["sha256"],
            characters=values["characters"],
            sections=len(json.loads(values["sections"])),
            passages=passages[values["id"]],
        )
        for values in sorted(told, key=lambda values: str(values["id"]))
    )


def milvus_facts(connection: Connection, prefix: str = "wenju") -> dict[str, Any]:
    """What is there as a whole; the mean length, which scores are worked out with, in terms.

    Raises:
        EngineError: There is nothing of ours in Milvus, or it is away.
    """
    names = Names(prefix)
    ready(connection, names, create=False)
    totals = Totals(connection, names)
    meta = totals.meta()
    return {
        "uri": connection.uri,
        "schema": int(meta["version"]),
        "revision": int(meta["revision"]),
        "fingerprint": meta["fingerprint"],
        "passages": int(meta["passages"]),
        "mean_length": float(meta["mean"]),
        "words": sorted(totals.words().values()),
    }


def missing_documents(
    connection: Connection, ids: Sequence[str], prefix: str = "wenju"
) -> list[str]:
    """Those of some ids that no document has, in their order."""
    names = Names(prefix)
    found: set[str] = set()
    for start in range(0, len(ids), _NAMED):
        named = json.dumps(list(ids[start : start + _NAMED]), ensure_ascii=False)
        condition = f"document_id in {named} and chunk == 0"
        rows = connection.query(names.documents, condition, ["document_id"])
        found.update(row["document_id"] for row in rows)
    return [one for one in ids if one not in found]
