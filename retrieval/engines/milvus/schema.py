"""The collections that 问据 keeps in Milvus, and what says that they fit."""

from collections.abc import Collection
from hashlib import blake2b
from typing import Any

from corpus.errors import EngineError
from corpus.library.changes import cut_fingerprint
from corpus.segment import JIEBA
from retrieval.engines.milvus.connection import Connection

VERSION = 1
_BYTES = 65_535
_ID_BYTES = 4096
_TERM_BYTES = 512
# Every collection has to have a vector; where none is needed this one says nothing.
NO_VECTOR = {0: 1.0}
META_KEYS = (
    "version", "segmenter", "fingerprint", "passages", "length", "mean", "revision", "changing",
)  # fmt: skip
"""What is said of the whole; beside it stand the user's words."""
WORD = "word:"
"""What the key of a user's word begins with; its search form follows."""

# The fields beside the key and the vector; a number is the longest text in bytes.
_FIELDS: dict[str, dict[str, int | None]] = {
    "passages": {
        "document_id": _ID_BYTES,
        "start": None,
        "stop": None,
        "length": None,
        "text": _BYTES,
        "fields": _BYTES,
        "search_text": _BYTES,
        "heading_text": _BYTES,
    },
    "documents": {"document_id": _ID_BYTES, "chunk": None, "content": _BYTES},
    "terms": {"number": None, "held": None},
    "meta": {"value": _BYTES},
}
KINDS = tuple(_FIELDS)


class Names:
    """What the collections of a prefix are called."""

    def __init__(self, prefix: str) -> None:
        self.passages, self.documents, self.terms, self.meta = (
            f"{prefix}_{kind}" for kind in KINDS
        )

    @property
    def every(self) -> tuple[str, ...]:
        """All four."""
        return self.passages, self.documents, self.terms, self.meta


def ready(connection: Connection, names: Names, *, create: bool) -> None:
    """See that the collections are there and have our fields, and load them.

    Raises:
        EngineError: They are not there, or are another program's.
    """
    there = [connection.exists(name) for name in names.every]
    if not any(there) and not create:
        raise EngineError(
            f"{connection.uri}：里面没有问据的资料；请先用 wenju add 文件 --engine milvus "
            f"--milvus-uri {connection.uri} 添加。"
        )
    for name, kind, exists in zip(names.every, KINDS, there, strict=True):
        if not exists:
            connection.create(name, *_schema(kind))
        elif connection.fields(name) != {"id", "vector", *_FIELDS[kind]}:
            raise EngineError(
                f"{connection.uri}：集合 {name} 的结构不是这个版本的问据的；"
                "请换一个 --milvus-uri，或删除这个集合后重新添加。"
            )
        connection.load(name)


def kept_fingerprint(segmenter: str, forms: Collection[str]) -> str:
    """Names all that decides how passages are cut, the user's words included.

    Args:
        segmenter: The name of what cuts the words.
        forms: The user's, in search form.
    """
    if not forms:
        return cut_fingerprint(segmenter)
    digest = blake2b("\n".join(sorted(forms)).encode(), digest_size=8).hexdigest()
    return f"{cut_fingerprint(segmenter)}; user {digest}"


def fits(meta: dict[str, str], forms: Collection[str]) -> bool:
    """Whether what is there was cut as this version cuts with these words of the user's."""
    return meta.get("fingerprint") == kept_fingerprint(meta.get("segmenter", JIEBA), forms)


def check(connection: Connection, meta: dict[str, str], forms: Collection[str]) -> None:
    """See that what is there was cut as this version cuts.

    Raises:
        EngineError: It was cut otherwise, or is of another version.
    """
    if meta.get("version") != str(VERSION):
        raise EngineError(
            f"{connection.uri}：资料是另一个版本的问据写的；请升级问据，或重新添加全部资料。"
        )
    if not fits(meta, forms):
        raise EngineError(
            f"{connection.uri}：资料的切分方式与这个版本的问据不同；请换一个 --milvus-uri "
            "重新添加全部资料。"
        )


def _schema(kind: str) -> tuple[Any, Any]:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    if kind == "passages":
        schema.add_field("id", DataType.INT64, is_primary=True)
    else:
        longest = _TERM_BYTES if kind == "terms" else _ID_BYTES
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=longest)
    for name, most in _FIELDS[kind].items():
        if most is None:
            schema.add_field(name, DataType.INT64)
        else:
            schema.add_field(name, DataType.VARCHAR, max_length=most)
    schema.add_field("vector", DataType.SPARSE_FLOAT_VECTOR)
    index = MilvusClient.prepare_index_params()
    index.add_index("vector", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    return schema, index
