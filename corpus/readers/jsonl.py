"""Collections as JSON Lines: one document a line, with id, title and text."""

import json
import re
from hashlib import sha256

from corpus.decode import decode
from corpus.errors import DuplicateIdError, FormatError, ReadError
from corpus.sections import plain_sections
from corpus.types import Document


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (each line names its own id)
    """Read a collection: ``{"id", "title", "text"}`` a line, optionally ``"source"``.

    Raises:
        FormatError: A line is broken; its number is named.
        DuplicateIdError: Two lines have one id.
        ReadError: There is no document, or the bytes are not text.
    """
    documents: list[Document] = []
    line_of: dict[str, int] = {}
    # Not splitlines: JSON strings may hold U+2028 and its like as they are.
    lines = re.split(r"\r\n|\r|\n", decode(data, source, encoding).text)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(line, f"{source}：第 {number} 行")
        if (first := line_of.setdefault(record["id"], number)) != number:
            raise DuplicateIdError(
                f"{source}：第 {number} 行的 id {record['id']!r} 与第 {first} 行重复；"
                "请改成不同的 id。"
            )
        documents.append(
            document_from_record(
                record["id"], record["title"], record["text"], record.get("source", source)
            )
        )
    if not documents:
        raise ReadError(f"{source}：没有一篇文档；每行应是一个带 id、title、text 的 JSON 对象。")
    return documents


def document_from_record(record_id: str, title: str, text: str, source: str) -> Document:
    """A document whose text was given as such; its hash is that of the text in UTF-8."""
    return Document(
        id=record_id,
        title=title,
        source=source,
        media_type="text/plain",
        encoding=None,
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        sections=plain_sections(text),
    )


def _record(line: str, place: str) -> dict[str, str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise FormatError(f"{place}不是有效的 JSON；每行应是一个完整的 JSON 对象。") from None
    if not isinstance(record, dict):
        raise FormatError(f'{place}不是 JSON 对象；应为 {{"id", "title", "text"}}。')
    if isinstance(record.get("id"), int) and not isinstance(record["id"], bool):
        record["id"] = str(record["id"])
    if record.get("title") in (None, ""):
        record["title"] = record.get("id")
    if record.get("source") is None:
        record.pop("source", None)
    for key in ("id", "title", "text", "source"):
        value = record.get(key)
        if key == "source" and key not in record:
            continue
        if not isinstance(value, str) or (key != "title" and not value.strip()):
            raise FormatError(f"{place}缺少非空的字符串字段 {key!r}；请补上。")
        try:
            # Only a lone surrogate can't be encoded.
            value.encode()
        except UnicodeEncodeError:
            raise FormatError(
                f"{place}的字段 {key!r} 含有不成对的代理字符，不是有效文本；请改正。"
            ) from None
    return record
