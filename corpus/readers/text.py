"""Plain text (.txt)."""

from hashlib import sha256
from pathlib import PurePath

from corpus.decode import decode
from corpus.errors import ReadError
from corpus.sections import plain_sections
from corpus.types import Document


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:
    """Read a plain text file as one document, titled by its name.

    Raises:
        ReadError: It is empty, binary or undecodable.
    """
    decoded = decode(data, source, encoding)
    require_text(decoded.text, source)
    return [
        Document(
            id=document_id,
            # One line, whatever the file is called.
            title=" ".join(PurePath(source).stem.split()) or document_id,
            source=source,
            media_type="text/plain",
            encoding=decoded.encoding,
            sha256=sha256(data).hexdigest(),
            text=decoded.text,
            sections=plain_sections(decoded.text),
        )
    ]


def require_text(text: str, source: str) -> None:
    """Refuse a text with nothing in it.

    Raises:
        ReadError: There is nothing but blank space.
    """
    if not text.strip():
        raise ReadError(f"{source}：文件是空的，没有可检索的文字；请换一个有内容的文件。")
