"""Comma- or tab-separated values (.csv, .tsv): as the sheets of a workbook."""

import csv
import io

from corpus.decode import decode
from corpus.errors import FormatError
from corpus.readers.building import TextBuilder
from corpus.readers.tables import add_table
from corpus.types import Document

_SAMPLE = 8192
_MAX_FIELD = 10_000_000


def read(data: bytes, document_id: str, source: str, encoding: str | None) -> list[Document]:
    """Read a table as one document; a citation points at a row.

    Raises:
        ReadError: It is binary, undecodable or without text.
        FormatError: A row is broken.
    """
    decoded = decode(data, source, encoding)
    text = decoded.text
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], ",\t;|")
        dialect.doublequote = True
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(_MAX_FIELD)
    builder = TextBuilder(source)
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        rows = [(f"第{number}行", row) for number, row in enumerate(reader, start=1)]
    except csv.Error as error:
        raise FormatError(f"{source}：第 {reader.line_num} 行不是有效的表格（{error}）。") from None
    add_table(builder, rows)
    return [builder.document(data, document_id, "text/csv", encoding=decoded.encoding)]
