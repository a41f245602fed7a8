"""What a benchmark finds out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Run:
    """One system over one collection.

    Attributes:
        system: Its name.
        passages: How many there are.
        index_s: Seconds from text (of 问据) or from cut words (of the others) to a saved index.
        disk_mb: What lies on the disk then, in MB.
        build_rss_mb: The most memory while it was built, all processes together, in MiB.
        rss_mb: The most memory while it answered, in MiB.
        open_s: Seconds from a new process's first line to the first answer.
        latency_ms: p50, p95 and p99 of questions that it was not asked before.
        cold_ms: The same of the very first questions of a process.
        questions: How many were asked.
        index_vs_jieba: How many times as fast as a loop of ``jieba.lcut`` over the same text.
    """

    system: str
    passages: int
    index_s: float
    disk_mb: float
    build_rss_mb: float
    rss_mb: float
    open_s: float
    latency_ms: dict[str, float]
    cold_ms: dict[str, float]
    questions: int
    index_vs_jieba: float | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A system that was left out of a size, and why."""

    system: str
    passages: int
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """All runs of a benchmark.

    Attributes:
        runs: In the order in which they were made.
        skipped: What was left out.
        about: When, on what and how it was made.
    """

    runs: Sequence[Run]
    skipped: Sequence[Skipped]
    about: dict[str, Any] = field(default_factory=dict)

    def slopes(self) -> dict[str, float | None]:
        """Of each system the slope of log p50 over log N; ``None`` with fewer than two sizes."""
        found: dict[str, float | None] = {}
        for system in dict.fromkeys(run.system for run in self.runs):
            points = [(r.passages, r.latency_ms["p50"]) for r in self.runs if r.system == system]
            sizes, medians = np.log(np.array(points)).T
            several = len(set(sizes.tolist())) > 1
            found[system] = round(float(np.polyfit(sizes, medians, 1)[0]), 3) if several else None
        return found

    def to_json(self) -> dict[str, Any]:
        """The JSON of ``wenju bench``."""
        return {
            "runs": [asdict(run) for run in self.runs],
            "slope": self.slopes(),
            "skipped": [asdict(one) for one in self.skipped],
            "about": self.about,
        }


def percentiles_of(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99, to a thousandth."""
    found = np.percentile(milliseconds, (50, 95, 99)).tolist()
    return {name: round(value, 3) for name, value in zip(("p50", "p95", "p99"), found, strict=True)}
