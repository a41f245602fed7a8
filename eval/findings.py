"""All that is worked out from an evaluation, once, for whoever shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.calibration import Bin, calibration_error, reliability
from eval.compare import Comparison
from eval.resample import intervals
from eval.types import Report, measures


@dataclass(frozen=True, slots=True)
class Findings:
    """An evaluation and what follows from it.

    Attributes:
        report: The evaluation.
        values: Each measure, ``<block>.<measure>``; ``None`` where there is nothing to measure.
        intervals: The 95% interval of each measure that has a value.
        bins: Of the reliability diagram.
        calibration_error: The expected calibration error, or ``None``.
        comparison: With a run that was kept, where one was named.
    """

    report: Report
    values: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float]]
    bins: tuple[Bin, ...]
    calibration_error: float | None
    comparison: Comparison | None = None


def find(report: Report, comparison: Comparison | None = None) -> Findings:
    """Work out the measures, their intervals and the calibration."""
    bins = tuple(reliability(report.rows))
    return Findings(
        report=report,
        values=flat(measures(report.rows)),
        intervals=intervals(report.rows),
        bins=bins,
        calibration_error=calibration_error(bins),
        comparison=comparison,
    )


def flat(blocks: Mapping[str, object]) -> dict[str, float | None]:
    """Return ``{"<block>.<measure>": value}`` of the blocks that are there."""
    return {
        f"{block}.{name}": value
        for block, values in blocks.items()
        if isinstance(values, Mapping)
        for name, value in values.items()
    }
