"""Lines, headings and pages put together to a document, for formats that are not plain text."""

import re
from hashlib import sha256
from pathlib import PurePath

from corpus.errors import ReadError
from corpus.sections import plain_sections, without_empty
from corpus.types import Document, Page, Section

MAX_CHARACTERS = 50_000_000
"""The longest text that is taken from one file."""

# Line and page breaks inside a line, and characters that no text keeps.
_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029\t]+")
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class TextBuilder:
    """Collects a document's text line by line, with where its sections and pages begin."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._pages: list[Page] = []

    @property
    def length(self) -> int:
        """Characters so far, and so the offset of the next line."""
        return self._length

    def line(self, text: str) -> None:
        """Add a paragraph as a line of its own; blank ones are left out."""
        text = clean(text)
        if not text:
            return
        self._parts.append(text + "\n")
        self._length += len(text) + 1
        if self._length > MAX_CHARACTERS:
            raise ReadError(
                f"{self._source}：文字太多（超过 {MAX_CHARACTERS:,} 字）；请拆成几个文件。"
            )

    def heading(self, text: str, level: int) -> None:
        """Add a heading on a line of its own."""
        start = self._length
        self.line(text)
        if self._length > start:
            self._sections.append(Section(clean(text), level, start, self._length - 1))

    def open_section(self, heading: str, level: int) -> None:
        """Let what follows stand under a heading that is itself a part of it."""
        if clean(heading):
            self._sections.append(Section(clean(heading), level, self._length, self._length))

    def page(self, number: int, label: str | None = None, back: int = 0) -> None:
        """Let a page begin here, or so many characters back."""
        self._pages.append(Page(number, max(0, self._length - back), label))

    def document(
        self,
        data: bytes,
        document_id: str,
        media_type: str,
        *,
        title: str | None = None,
        encoding: str | None = None,
        notes: tuple[str, ...] = (),
    ) -> Document:
        """The document.

        Raises:
            ReadError: There is no text in it.
        """
        text = "".join(self._parts)
        if not text.strip():
            raise ReadError(f"{self._source}：里面没有可检索的文字；请换一个有文字的文件。")
        name = " ".join(PurePath(self._source).stem.split()) or document_id
        return Document(
            id=document_id,
            title=clean(title or "") or name,
            source=self._source,
            media_type=media_type,
            encoding=encoding,
            sha256=sha256(data).hexdigest(),
            text=text,
            sections=without_empty(text, self._sections) or plain_sections(text),
            pages=tuple(self._pages),
            notes=notes,
        )


def clean(text: str) -> str:
    """One line without the characters that no text keeps."""
    return _REFUSED.sub("", _BREAKS.sub(" ", text)).strip()
