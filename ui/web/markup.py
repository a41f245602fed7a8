"""Text to HTML that shows exactly that text: escaping, and marks on spans of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.types import Span

_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        # Written as references, so that no template engine on the way finds anything to run.
        "`": "&#96;",
        "$": "&#36;",
        "{": "&#123;",
        "}": "&#125;",
        # HTML would drop it without a trace.
        "\0": "\ufffd",
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A class to put on a span of the text.

    Attributes:
        name: The CSS class.
        span: Offsets into the document's text.
        tag: The element; where marks overlap, the one opened last with a tag of its own decides.
    """

    name: str
    span: Span
    tag: str = "span"


def escape(text: str) -> str:
    """A text as it must stand in HTML, in an element or in a quoted attribute."""
    return text.translate(_ESCAPES)


def marked(text: str, span: Span, marks: Iterable[Mark] = ()) -> str:
    """A stretch of a text with marks on it, flat: one element a piece, classes joined.

    Args:
        text: The whole text; offsets are code points in it.
        span: The stretch to show.
        marks: What to mark; the parts outside the stretch are left out.
    """
    start, end = span
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        left, right = max(mark.span[0], start), min(mark.span[1], end)
        if left < right:
            opening.setdefault(left, []).append(mark)
            closing.setdefault(right, []).append(mark)
    cuts = sorted({start, end} | opening.keys() | closing.keys())
    covering: list[Mark] = []
    pieces = []
    for left, right in pairwise(cuts):
        for mark in closing.get(left, ()):
            covering.remove(mark)
        covering += opening.get(left, ())
        pieces.append(_piece(text[left:right], covering))
    return "".join(pieces)


def _piece(text: str, covering: Sequence[Mark]) -> str:
    if not covering:
        return escape(text)
    tag = next((mark.tag for mark in reversed(covering) if mark.tag != "span"), "span")
    names = " ".join(dict.fromkeys(mark.name for mark in covering))
    return f'<{tag} class="{names}">{escape(text)}</{tag}>'
