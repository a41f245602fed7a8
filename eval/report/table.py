"""An evaluation as CSV: a line for each question."""

import csv
import io
from collections.abc import Sequence

from eval.failures import failures
from eval.types import BLOCKS, Row

_VALUES = tuple(f"{block}.{name}" for block, names in BLOCKS.items() for name in names)
_COLUMNS = (
    "id",
    "kind",
    "question",
    "answerable",
    "status",
    "confidence",
    "answers",
    "gold_documents",
    "evidence",
    "found_document",
    "found_passage",
    "found_sentence",
    "found_short_answer",
    "failures",
    "milliseconds",
    "document_rank",
    "passage_rank",
    *_VALUES,
)


def to_csv(rows: Sequence[Row]) -> str:
    """Return the rows as CSV, with the byte-order mark by which Excel knows UTF-8.

    Cells with several texts hold them between ``|``; a measure that does not apply is blank.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return "\ufeff" + buffer.getvalue()


def _cells(row: Row) -> list[object]:
    return [
        row.id,
        row.kind,
        row.question,
        "true" if row.answerable else "false",
        row.status.value,
        round(row.confidence, 4),
        "|".join(row.answers),
        "|".join(row.gold),
        row.evidence,
        row.found_document or "",
        row.found_text,
        row.found_sentence,
        row.found_short_answer,
        "|".join(failures(row)),
        round(row.milliseconds, 3),
        row.document_rank or "",
        row.passage_rank or "",
        *(row.values.get(name, "") for name in _VALUES),
    ]
