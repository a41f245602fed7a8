"""The 问答 tab: its components, and what happens when one asks or opens a citation.

The talk is one ``gr.HTML`` whose template never changes; Python hands it messages (``page``,
``turn``, ``notice``, ``panel``) as its value, and ``talk.js`` puts their HTML, already escaped,
where it belongs. So a new answer leaves the earlier ones, and what the reader unfolded, alone.
"""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.types import Document
from ui.admission import Admission, ClosingError, OverloadedError
from ui.holdings import Holdings
from ui.library_texts import library_texts
from ui.texts import SIMPLIFIED, Texts, choose_texts
from ui.web.export import turn_markdown
from ui.web.limits import MAX_AFTER, MAX_ONLY, MAX_QUESTION_CHARS
from ui.web.render import turn
from ui.web.skeleton import TEMPLATE
from ui.web.source_panel import Place, gone, panel
from ui.web.welcome import welcome

FOLDER = Path(__file__).parent
CONCURRENCY = 8
SCRIPTS = ("panel.js", "library.js", "scope.js", "talk.js")

Message = dict[str, Any]
Update = dict[str, Any]


def chat_tab(holdings: Holdings, page: gr.Blocks, admission: Admission) -> None:
    """Build the tab inside ``page`` and wire its events."""
    talk = gr.HTML(
        value={},
        html_template=TEMPLATE,
        js_on_load="\n".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS),
        apply_default_css=False,
        elem_id="wj-talk",
    )
    with gr.Row(elem_id="wj-composer"):
        box = gr.Textbox(
            placeholder=SIMPLIFIED.placeholder,
            label=SIMPLIFIED.question_label,
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            scale=1,
            elem_id="wj-box",
        )
        send = gr.Button(SIMPLIFIED.send, variant="primary", scale=0, elem_id="wj-send")
    earlier = gr.State([])
    restricted = gr.State([])
    serial = itertools.count(1)

    def numbered(kind: str, **content: Any) -> Message:
        # The number makes every message differ from the last, or Gradio would not deliver it.
        return {"kind": kind, "serial": next(serial), **content}

    def open_page(request: gr.Request) -> tuple[Message, Update, Update]:
        texts = _texts(request)
        message = numbered(
            "page",
            html=welcome(holdings.current(), texts),
            texts=texts.as_dict() | library_texts(texts),
        )
        return (
            message,
            gr.update(placeholder=texts.placeholder, label=texts.question_label),
            gr.update(value=texts.send),
        )

    def reply(
        question: object, after: object, only: object, texts: Texts
    ) -> tuple[Message, Any, Any]:
        text = _clean(question)
        if not text:
            return numbered("notice", text=texts.empty_question), gr.skip(), gr.skip()
        if len(text) > MAX_QUESTION_CHARS:
            notice = texts.question_too_long.format(limit=MAX_QUESTION_CHARS)
            return numbered("notice", text=notice), gr.skip(), gr.skip()
        turns = [item for item in after if isinstance(item, str)] if isinstance(after, list) else []
        retriever = holdings.current()
        # A document may have been removed since it was chosen.
        kept = [name for name in _ids(only) if name in retriever.documents]
        try:
            answer = admission.wait_for(
                lambda: retriever.ask(text, after=turns[-MAX_AFTER:], only=kept)
            )
        except (OverloadedError, ClosingError):
            # What was typed stays in the box, to be sent again.
            return numbered("notice", text=texts.busy), gr.skip(), gr.skip()
        message = numbered("turn", html=turn(answer, texts), markdown=turn_markdown(answer, texts))
        return message, "", [*turns, text][-MAX_AFTER:]

    def ask_typed(
        question: str, after: list[str], only: list[str], request: gr.Request
    ) -> tuple[Message, Any, Any]:
        return reply(question, after, only, _texts(request))

    def ask_given(
        after: list[str], only: list[str], event: gr.EventData, request: gr.Request
    ) -> tuple[Message, Any, Any]:
        """Ask an example, or the same question again without what was asked before it."""
        given = _given(event)
        kept = [] if given.get("alone") is True else after
        message, _, turns = reply(given.get("question"), kept, only, _texts(request))
        return message, gr.skip(), turns

    def open_source(event: gr.EventData, request: gr.Request) -> Message:
        texts = _texts(request)
        given = _given(event)
        place = find_place(holdings.current().documents, given)
        if place is None:
            return numbered("panel", html=gone(texts, _removed(holdings, given, texts)))
        version = given.get("version")
        changed = isinstance(version, str) and not place.document.sha256.startswith(version)
        return numbered("panel", html=panel(place, texts, changed=changed))

    def restrict(event: gr.EventData) -> list[str]:
        return _ids(_given(event).get("only"))

    def start_again(request: gr.Request) -> tuple[Message, Update, Update, list[str]]:
        return *open_page(request), []

    quiet: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_limit": CONCURRENCY,
        "api_visibility": "private",
    }
    failed = "() => window.dispatchEvent(new Event('wenju-failed'))"
    page.load(open_page, None, [talk, box, send], **quiet)
    for happened in (
        send.click(ask_typed, [box, earlier, restricted], [talk, box, earlier], **quiet),
        talk.ask(ask_given, [earlier, restricted], [talk, box, earlier], **quiet),
        talk.cite(open_source, None, [talk], **quiet),
    ):
        happened.failure(None, js=failed)
    talk.restrict(restrict, None, [restricted], **quiet)
    talk.restart(start_again, None, [talk, box, send, earlier], **quiet)


def find_place(documents: Mapping[str, Document], given: Mapping[str, object]) -> Place | None:
    """The place that a browser asks for, or ``None`` unless every part of it is sound.

    Args:
        documents: By id.
        given: ``document``, ``start``, ``end``, ``sentence_start``, ``sentence_end``, as the
            browser sent them; without ``start`` it is the document's beginning, and without a
            sentence the passage alone.
    """
    name = given.get("document")
    document = documents.get(name) if isinstance(name, str) else None
    if document is None:
        return None
    if given.get("start") is None:
        return Place(document, (0, 0), (0, 0))
    whole = {"sentence_start": given.get("start"), "sentence_end": given.get("start")} | dict(given)
    offsets = []
    for key in ("start", "sentence_start", "sentence_end", "end"):
        offset = whole.get(key)
        if not isinstance(offset, int) or isinstance(offset, bool):
            return None
        offsets.append(offset)
    start, sentence_start, sentence_end, end = offsets
    if not 0 <= start < end <= len(document.text):
        return None
    if not start <= sentence_start <= sentence_end <= end:
        return None
    return Place(document, (start, end), (sentence_start, sentence_end))


def _texts(request: gr.Request) -> Texts:
    header = request.headers.get("accept-language")
    return choose_texts(header if isinstance(header, str) else None)


def _ids(only: object) -> list[str]:
    names = only if isinstance(only, list) else []
    return [name for name in names[:MAX_ONLY] if isinstance(name, str)]


def _removed(holdings: Holdings, given: Mapping[str, object], texts: Texts) -> str | None:
    """What to say of a document that was there, or ``None``."""
    name = given.get("document")
    if holdings.library is None or not isinstance(name, str):
        return None
    found = holdings.library.removed(name)
    if found is None:
        return None
    return texts.source_removed.format(title=found.title, date=found.removed[:10])


def _given(event: gr.EventData) -> Mapping[str, object]:
    data = event._data
    return data if isinstance(data, dict) else {}


def _clean(question: object) -> str:
    """The question without the blank space around it; half surrogates can't be sent back."""
    text = question if isinstance(question, str) else ""
    return text.encode("utf-8", "replace").decode("utf-8").strip()
