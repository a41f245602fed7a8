"""Formats that cannot be read: refused with what to do instead."""

from pathlib import PurePath

from corpus.errors import ReadError
from corpus.types import Document

_INSTEAD = {
    ".doc": ("旧版 Word 文档", ".docx"),
    ".dot": ("旧版 Word 模板", ".docx"),
    ".rtf": ("RTF 文档", ".docx"),
    ".wps": ("WPS 文字文档", ".docx"),
    ".xls": ("旧版 Excel 工作簿", ".xlsx"),
    ".et": ("WPS 表格", ".xlsx"),
    ".ppt": ("旧版演示文稿", ".pptx"),
    ".dps": ("WPS 演示文稿", ".pptx"),
    ".caj": ("CAJ 文献", ".pdf"),
}
SUFFIXES = tuple(_INSTEAD)


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:  # noqa: ARG001 (nothing is read)
    """Refuse a file.

    Raises:
        ReadError: Always.
    """
    what, instead = _INSTEAD[PurePath(source).suffix.lower()]
    raise ReadError(f"{source}：{what}读不了；请用 WPS 或 Office 打开，另存为 {instead} 再添加。")
