"""An evaluation written to a directory: a page to read, a table to sort, figures to load.

``report.md`` has the measures and the failures with what was found instead; ``questions.csv``
a line for each question; ``summary.json`` the JSON of ``eval`` with ``by_kind`` and
``warnings`` added.
"""

import contextlib
import csv
import io
import json
import secrets
from pathlib import Path

from corpus.errors import InputError
from eval.failures import failures
from eval.markdown import to_markdown
from eval.types import BLOCKS, Report, Row

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
    "found_document",
    "found_passage",
    "found_sentence",
    "failures",
    "milliseconds",
    *_VALUES,
)


def write_report(report: Report, directory: Path) -> tuple[Path, ...]:
    """Write the report's files, each whole or not at all.

    Args:
        report: What was measured.
        directory: Made where it is missing; files of the same names are replaced.

    Returns:
        The paths written.

    Raises:
        InputError: The directory cannot be made or written to.
    """
    files = {
        "report.md": to_markdown(report),
        "questions.csv": to_csv(report),
        "summary.json": to_summary(report),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            _replace(directory / name, text)
    except OSError as error:
        raise InputError(
            f"{directory}：不能写入报告（{error.strerror}）；请为 --report 指定一个可写的文件夹。"
        ) from error
    return tuple(directory / name for name in files)


def to_csv(report: Report) -> str:
    """Return the rows as CSV, with the byte-order mark by which Excel knows UTF-8.

    Cells with several texts hold them between ``|``; a measure that does not apply is blank.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(row) for row in report.rows)
    return "\ufeff" + buffer.getvalue()


def to_summary(report: Report) -> str:
    """Return the measures as JSON: those of ``eval``, and ``by_kind`` and ``warnings``."""
    summary = report.to_json() | {"by_kind": report.by_kind(), "warnings": report.warnings}
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"


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
        row.found_document or "",
        row.found_text,
        row.found_sentence,
        "|".join(failures(row)),
        round(row.milliseconds, 3),
        *(row.values.get(name, "") for name in _VALUES),
    ]


def _replace(path: Path, text: str) -> None:
    """Write to a temporary file beside ``path``, then rename: a reader sees the old or the new."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        # A path that is not valid Unicode may stand in an id; it must not cost the report.
        with temporary.open("x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
