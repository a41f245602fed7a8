"""What of a passage its span in the text does not tell: JSON on one line, and back."""

import json
from functools import lru_cache

from corpus.passages import Place
from corpus.types import Passage

_JSON = json.JSONEncoder(ensure_ascii=False)
_LINES = ', "lines": ['


def fields_of(place: Place) -> str:
    """The fields of a passage that is to be cut."""
    page = place.page
    start = _fields_start(place.heading, page and page.number, page and page.label)
    return f"{start}{place.lines[0]}, {place.lines[1]}]}}"


def passage_fields(passage: Passage) -> str:
    """The same of a passage that was cut."""
    start = _fields_start(passage.heading, passage.page, passage.page_label)
    return f"{start}{passage.lines[0]}, {passage.lines[1]}]}}"


@lru_cache(maxsize=256)
def _fields_start(heading: tuple[str, ...], page: int | None, label: str | None) -> str:
    """What passages that follow one another mostly share: all but their lines."""
    shared = _JSON.encode({"heading": heading, "page": page, "page_label": label})
    return shared[:-1] + _LINES


def passage_from(document_id: str, start: int, end: int, text: str, fields: str) -> Passage:
    """A passage from its text, its span, and what ``fields_of`` told of its place."""
    rest = json.loads(fields)
    return Passage(
        id=f"{document_id}#{start}-{end}",
        document_id=document_id,
        start=start,
        end=end,
        text=text,
        heading=tuple(rest["heading"]),
        page=rest["page"],
        page_label=rest["page_label"],
        lines=(rest["lines"][0], rest["lines"][1]),
    )


def heading_of(fields: str) -> tuple[str, ...]:
    """The headings that ``fields_of`` told of."""
    # Passages that follow one another mostly share all but their lines.
    return _heading_of(fields[: fields.rindex(_LINES)])


@lru_cache(maxsize=256)
def _heading_of(start: str) -> tuple[str, ...]:
    return tuple(json.loads(start + "}")["heading"])
