"""The 原文 panel: a whole document with one passage marked; pure, no Gradio."""

from dataclasses import dataclass

from corpus.types import Document, Span
from ui.texts import Texts
from ui.web.markup import Mark, escape, marked

FINGERPRINT_CHARS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A place to show, known to lie inside its document.

    Attributes:
        document: The document.
        passage: The passage, offsets into ``document.text``.
        sentence: The sentence in it that answers.
    """

    document: Document
    passage: Span
    sentence: Span


def panel(place: Place, texts: Texts, *, changed: bool = False) -> str:
    """The panel's content; the passage's first piece carries the id ``wj-target``.

    Args:
        place: What to show.
        texts: The language.
        changed: Say that the document is no more what was cited.
    """
    document = place.document
    start, end = place.passage
    marks = [
        *(Mark("wj-heading", span) for span in _headings(document)),
        Mark("wj-passage", place.passage),
        Mark("wj-best", place.sentence, "mark"),
    ]
    length = len(document.text)
    before = marked(document.text, (0, start), marks)
    passage = marked(document.text, (start, end), marks)
    after = marked(document.text, (end, length), marks)
    fingerprint = document.sha256[:FINGERPRINT_CHARS]
    return (
        f"{_head(document.title, texts)}"
        f'<p class="wj-panel-meta">{escape(texts.source_file)} {escape(document.source)}'
        f' · {escape(texts.fingerprint)} <span title="{escape(document.sha256)}">'
        f"{escape(fingerprint)}…</span></p>"
        f"{_message(texts.source_changed) if changed else ''}"
        f'<div class="wj-text">{before}<span id="wj-target">{passage}</span>{after}</div>'
    )


def gone(texts: Texts, said: str | None = None) -> str:
    """What the panel says when the place asked for does not exist; ``said`` where more is known."""
    return _head("", texts) + _message(said or texts.source_gone)


def _message(said: str) -> str:
    return f'<p class="wj-message">{escape(said)}</p>'


def _head(title: str, texts: Texts) -> str:
    return (
        f'<header class="wj-panel-head"><h2 id="wj-panel-title" tabindex="-1">'
        f'<span class="wj-panel-kind">{escape(texts.source)}</span> {escape(title)}</h2></header>'
    )


def _headings(document: Document) -> list[Span]:
    """Headings on a line of their own; those inside running text are left as they are."""
    spans = []
    for section in document.sections:
        if section.body > section.start:
            line_end = document.text.find("\n", section.start)
            spans.append((section.start, len(document.text) if line_end < 0 else line_end))
    return spans
