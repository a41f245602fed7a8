"""A benchmark written down: JSON, a table, and a plot of how each system grows."""

import json
import math
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from eval.bench.types import Result, Run
from eval.files import replace_text

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 590, 40, 384
_COLOURS = (
    "#a5352b", "#d9822b", "#7b6a1f", "#2e7d4f", "#1f7a8c", "#3b5bdb", "#7048a8", "#555555",
)  # fmt: skip
_LEAST_GAP = 16.0
COLUMNS = (
    ("系统", "system"),
    ("段数", "passages"),
    ("建索引（秒）", "index_s"),
    ("jieba 的倍数", "index_vs_jieba"),
    ("磁盘（MB）", "disk_mb"),
    ("内存（MiB）", "rss_mb"),
    ("打开到首答（秒）", "open_s"),
    ("p50（毫秒）", "p50"),
    ("p95", "p95"),
    ("p99", "p99"),
)
"""What is told of each run: its name for people, and in the JSON."""


def cells(run: Run) -> list[str]:
    """A run's row of the table."""
    values = {name: getattr(run, name, None) for _, name in COLUMNS} | run.latency_ms
    return [_told(values[name]) for _, name in COLUMNS]


def write_bench(result: Result, directory: Path) -> tuple[Path, ...]:
    """Write ``bench.json``, ``bench.md`` and ``bench.svg``; returns their paths.

    Raises:
        OSError: The directory can't be written to.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = {
        "bench.json": json.dumps(result.to_json(), ensure_ascii=False, indent=1) + "\n",
        "bench.md": to_markdown(result),
        "bench.svg": to_svg(result.runs),
    }
    for name, text in files.items():
        replace_text(directory / name, text)
    return tuple(directory / name for name in files)


def to_markdown(result: Result) -> str:
    """The table, the slopes and what was left out."""
    heads = [head for head, _ in COLUMNS]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "--:|" * (len(heads) - 1)]
    lines += [f"| {' | '.join(cells(run))} |" for run in result.runs]
    slopes = {name: slope for name, slope in result.slopes().items() if slope is not None}
    if slopes:
        told = "，".join(f"{name} {slope:g}" for name, slope in slopes.items())
        lines += ["", f"p50 随段数增长的斜率（双对数）：{told}。"]
    lines += [""] if result.skipped else []
    lines += [f"- {one.system}，{one.passages:,} 段：{one.reason}。" for one in result.skipped]
    return "\n".join(lines) + "\n"


def to_svg(runs: Sequence[Run]) -> str:
    """A plot of the median against the number of passages, both on a logarithmic scale."""
    points = [(run.passages, run.latency_ms["p50"]) for run in runs]
    across = _decades([x for x, _ in points])
    up = _decades([y for _, y in points])
    parts = [*_grid(across, up)]
    ends: list[tuple[float, str, str]] = []
    for number, system in enumerate(dict.fromkeys(run.system for run in runs)):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [
            (
                _along(run.passages, across, _LEFT, _RIGHT),
                _along(run.latency_ms["p50"], up, _BOTTOM, _TOP),
            )
            for run in runs
            if run.system == system
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        ends.append((places[-1][1], system, colour))
    parts += _names(ends)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' font-family="sans-serif" font-size="13">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def _grid(across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    for power in range(across[0], across[1] + 1):
        x = _along(10**power, across, _LEFT, _RIGHT)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_BOTTOM}" stroke="#dddddd"/>'
        yield f'<text x="{x:.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>'
    for power in range(up[0], up[1] + 1):
        y = _along(10.0**power, up, _BOTTOM, _TOP)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    yield '<text x="8" y="20">每问毫秒（p50）</text>'
    yield f'<text x="{_RIGHT}" y="{_BOTTOM + 44}" text-anchor="end">段数</text>'


def _names(ends: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """The systems' names beside their last points, none over another."""
    lowest = -math.inf
    for y, system, colour in sorted(ends):
        lowest = max(y, lowest + _LEAST_GAP)
        place = f'x="{_RIGHT + 12}" y="{lowest + 4:.1f}"'
        yield f'<text {place} fill="{colour}">{escape(system)}</text>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(min(values, default=1.0)))
    return low, max(math.ceil(math.log10(max(values, default=10.0))), low + 1)


def _along(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    low, high = decades
    return start + (math.log10(value) - low) / (high - low) * (end - start)


def _told(value: float | str | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.3g}" if value < 100 else f"{value:,.0f}"
