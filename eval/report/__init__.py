"""An evaluation written to a directory: a page to read, a table to sort, figures to load.

``report.html`` and ``report.md`` have the measures, and the failures with what was found
instead; ``questions.csv`` a line for each question; ``summary.json`` the JSON of ``eval`` with
``intervals``, ``calibration``, ``by_kind`` and ``warnings`` added.
"""

import json
import tempfile
from pathlib import Path

from corpus.errors import InputError
from eval.files import replace_text
from eval.findings import Findings
from eval.report.markdown import to_markdown
from eval.report.page import to_html
from eval.report.table import to_csv
from eval.types import DIGITS


def require_writable(directory: Path) -> None:
    """Make a report's directory where it is missing, and see that a file can be put there.

    Raises:
        InputError: It cannot be made or written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise _unwritable(directory, error) from error


def write_report(findings: Findings, directory: Path) -> tuple[Path, ...]:
    """Write the report's files, each whole or not at all; other files stay as they are.

    Args:
        findings: What was found out.
        directory: Made where it is missing; files of the same names are replaced.

    Returns:
        The paths written.

    Raises:
        InputError: The directory cannot be made or written to.
    """
    files = {
        "report.html": to_html(findings),
        "report.md": to_markdown(findings),
        "questions.csv": to_csv(findings.report.rows),
        "summary.json": to_summary(findings),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            replace_text(directory / name, text)
    except OSError as error:
        raise _unwritable(directory, error) from error
    return tuple(directory / name for name in files)


def to_summary(findings: Findings) -> str:
    """Return the measures as JSON: those of ``eval``, and what the reports have beside them."""
    report, comparison = findings.report, findings.comparison
    summary = report.to_json() | {
        "about": dict(report.about),
        "intervals": {
            name: [round(end, DIGITS) for end in ends] for name, ends in findings.intervals.items()
        },
        "calibration": {"ece": _rounded(findings.calibration_error)},
        "by_kind": report.by_kind(),
        "warnings": report.warnings,
    }
    if comparison is not None:
        summary["compare"] = comparison.to_json()
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _unwritable(directory: Path, error: OSError) -> InputError:
    return InputError(
        f"{directory}：不能写入报告（{error.strerror}）；请为 --report 指定一个可写的文件夹。"
    )
