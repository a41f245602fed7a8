"""A plot as SVG: points and lines over two axes, coloured by the page's style sheet.

The texts are text, in the page's own font, and the colours are classes, so that a plot follows
the page from light to dark. A point says its numbers when it is pointed at.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 440, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 426, 28, 228
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
_MOST_TICKS = 6
_NAME = 100  # room for a name


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis.

    Attributes:
        label: What it measures.
        low: Where it begins.
        high: Where it ends.
        ticks: What is written along it.
    """

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]

    def along(self, value: float, start: float, end: float) -> float:
        """Return where a value lies between two ends."""
        return start + (value - self.low) / (self.high - self.low) * (end - start)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that says what it is.

    Attributes:
        x: Along the axis to the right.
        y: Along the axis upwards.
        title: What it says when it is pointed at.
        span: The ends of its interval, or ``None``.
        name: What is written beside it, or nothing.
    """

    x: float
    y: float
    title: str
    span: tuple[float, float] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A line, dots on it, or both; its number is its colour.

    Attributes:
        colour: 1, 2 or 3.
        label: For the legend.
        line: The points that a line joins.
        dots: Those that can be pointed at.
    """

    colour: int
    label: str
    line: Sequence[tuple[float, float]] = ()
    dots: Sequence[Dot] = ()


def share_axis(label: str, values: Sequence[float], *, from_zero: bool = True) -> Axis:
    """Return an axis for shares that holds all of some values, up to the next tick.

    Args:
        label: What it measures.
        values: In 0..1.
        from_zero: Whether it begins at 0, else it ends at 1.
    """
    reach = max(max(values, default=1.0) if from_zero else 1 - min(values, default=0.0), 0.05)
    step = next((step for step in _STEPS if reach / step <= _MOST_TICKS - 1), _STEPS[-1])
    count = min(math.ceil(round(reach / step, 6)), round(1 / step))
    ends = [round(place * step, 6) for place in range(count + 1)]
    ticks = ends if from_zero else [round(1 - end, 6) for end in reversed(ends)]
    return Axis(label, ticks[0], ticks[-1], tuple(ticks))


def figure(
    title: str,
    x: Axis,
    y: Axis,
    series: Sequence[Series],
    *,
    note: str = "",
    diagonal: bool = False,
    bars: Sequence[tuple[float, float, float, str]] = (),
) -> str:
    """Return a figure in HTML: its title, a legend, the plot and a note.

    Args:
        title: Of the figure.
        x: The axis to the right.
        y: The axis upwards.
        series: What is plotted.
        note: A sentence below, or nothing.
        diagonal: Whether the line of equal values is drawn.
        bars: Columns behind the plot: from, to, height as a share of the plot's, title.
    """
    parts = [
        *_grid(x, y),
        *(_bar(x, *bar) for bar in bars),
        *([_diagonal(x, y)] if diagonal else []),
        *(part for one in series for part in _drawn(x, y, one)),
    ]
    plot = (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
    return framed(title, [(one.colour, one.label) for one in series], plot, note)


def framed(title: str, legend: Sequence[tuple[int, str]], plot: str, note: str) -> str:
    """Return a figure in HTML around a plot; the legend is of colours and labels."""
    keys = "".join(f'<li class="c{colour}">{escape(label)}</li>' for colour, label in legend)
    return (
        f'<figure class="plot"><figcaption>{escape(title)}</figcaption>'
        f"<ul>{keys}</ul>{plot}{f'<p>{escape(note)}</p>' if note else ''}</figure>"
    )


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "tick") -> str:
    """Return a text of a plot; ``anchor`` is start, middle or end."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} class="{kind}">{escape(words)}</text>'


def line(ends: tuple[float, float, float, float], kind: str) -> str:
    """Return a straight line from one end (x, y) to the other (x, y)."""
    x1, y1, x2, y2 = ends
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def circle(x: float, y: float, colour: int, title: str) -> str:
    """Return a point that says its title when it is pointed at."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="dot c{colour}">'
        f"<title>{escape(title)}</title></circle>"
    )


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    for tick in y.ticks:
        height = y.along(tick, _BOTTOM, _TOP)
        yield line((_LEFT, height, _RIGHT, height), "grid")
        yield text(_LEFT - 6, height + 5, f"{tick:g}", "end")
    for tick in x.ticks:
        yield text(x.along(tick, _LEFT, _RIGHT), _BOTTOM + 18, f"{tick:g}", "middle")
    yield text(4, 14, y.label, kind="axis")
    yield text(_RIGHT, _BOTTOM + 40, x.label, "end", kind="axis")


def _bar(x: Axis, start: float, end: float, height: float, title: str) -> str:
    left, right = (x.along(value, _LEFT, _RIGHT) for value in (start, end))
    top = _BOTTOM - height * (_BOTTOM - _TOP)
    return (
        f'<rect x="{left + 1:.1f}" y="{top:.1f}" width="{right - left - 2:.1f}"'
        f' height="{_BOTTOM - top:.1f}" class="bar"><title>{escape(title)}</title></rect>'
    )


def _diagonal(x: Axis, y: Axis) -> str:
    start, end = max(x.low, y.low), min(x.high, y.high)
    places = [
        (x.along(value, _LEFT, _RIGHT), y.along(value, _BOTTOM, _TOP)) for value in (start, end)
    ]
    return line((*places[0], *places[1]), "diagonal")


def _drawn(x: Axis, y: Axis, series: Series) -> Iterator[str]:
    if series.line:
        places = " ".join(
            f"{x.along(across, _LEFT, _RIGHT):.1f},{y.along(up, _BOTTOM, _TOP):.1f}"
            for across, up in series.line
        )
        yield f'<polyline points="{places}" class="line c{series.colour}"/>'
    for dot in series.dots:
        across, up = x.along(dot.x, _LEFT, _RIGHT), y.along(dot.y, _BOTTOM, _TOP)
        if dot.span is not None:
            low, high = (y.along(end, _BOTTOM, _TOP) for end in dot.span)
            yield line((across, low, across, high), f"span c{series.colour}")
        yield circle(across, up, series.colour, dot.title)
        if dot.name:
            # A line that rises passes between what is above to the left and below to the right.
            if across - _LEFT > _NAME:
                yield text(across - 9, up - 7, dot.name, "end", "name")
            else:
                yield text(across + 9, up + 17, dot.name, "start", "name")
