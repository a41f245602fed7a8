"""Markdown (.md)."""

from dataclasses import replace

from corpus.readers import text as plain
from corpus.sections import markdown_sections
from corpus.types import Document


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:
    """Read a Markdown file as one document, titled by its first heading.

    Raises:
        ReadError: It is empty, binary or undecodable.
    """
    (document,) = plain.read(data, document_id, source, encoding)
    sections = markdown_sections(document.text)
    top = min((section.level for section in sections), default=0)
    title = next((section.heading for section in sections if section.level == top), document.title)
    return [
        replace(
            document,
            title=title,
            media_type="text/markdown",
            # A Markdown file without Markdown headings may still have plain ones.
            sections=sections or document.sections,
        )
    ]
