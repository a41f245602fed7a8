"""An evaluation as one page of HTML that needs nothing but itself."""

from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval.compare import Change
from eval.failures import by_failure
from eval.findings import Findings, flat
from eval.report.labels import (
    KIND_COLUMNS,
    LABELS,
    LESS_IS_BETTER,
    STATUS,
    about,
    blocks,
    interval,
    kind_name,
    latency,
    number,
    p_value,
    signed,
)
from eval.report.plots import plots
from eval.resample import RESAMPLES
from eval.types import Row


def to_html(findings: Findings) -> str:
    """Return the page.

    All text of documents and questions is escaped, and the page's own policy lets nothing be
    fetched, so that a picture named in a document is not.
    """
    environment = Environment(
        loader=PackageLoader("eval", "report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["extract"] = lambda key, mapping: mapping[key]
    report, comparison = findings.report, findings.comparison
    failures = by_failure(report.rows)
    return environment.get_template("page.html").render(
        style=_style(),
        findings=findings,
        report=report,
        answerable=sum(row.answerable for row in report.rows),
        about=about(report.about),
        latency=latency(report),
        warnings=[*report.warnings, *(comparison.warnings if comparison else ())],
        blocks=blocks(),
        labels=LABELS,
        less_is_better=LESS_IS_BETTER,
        comparison=comparison,
        about_before=about(comparison.about) if comparison else [],
        changes=_changes(findings),
        plots=plots(findings),
        kinds=[
            (kind_name(kind), result["questions"], flat(result))
            for kind, result in report.by_kind().items()
        ]
        if any(row.kind for row in report.rows)
        else [],
        kind_columns=KIND_COLUMNS,
        failures=failures.items(),
        failed=sum(map(len, failures.values())),
        resamples=RESAMPLES,
        status=STATUS,
        number=number,
        interval=interval,
        p_value=p_value,
        signed=signed,
        marks=_marks,
    )


def _marks(row: Row) -> tuple[str, str, str, str, str]:
    """The found passage in five: its sentence is the middle three, its short answer the third."""
    before, sentence, after = _parted(row.found_text, row.found_sentence)
    return (before, *_parted(sentence, row.found_short_answer), after)


def _parted(text: str, part: str) -> tuple[str, str, str]:
    return text.partition(part) if part else (text, "", "")


def _changes(findings: Findings) -> list[tuple[str, list[Change]]]:
    """The questions that changed, those with something worse apart."""
    changes = findings.comparison.changes if findings.comparison else ()
    groups = [
        ("变差的题", [change for change in changes if change.worse]),
        ("变好的题", [change for change in changes if not change.worse]),
    ]
    return [(title, group) for title, group in groups if group]


def _style() -> str:
    folder = resources.files("eval").joinpath("report")
    return "".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in ("page", "plots"))
