"""An answer to the HTML of one turn of the talk: pure functions, no Gradio."""

import re
from urllib.parse import quote

from corpus.types import Document, Span
from retrieval.types import Answer, Citation, Evidence, Status
from ui.notices import notice_text
from ui.texts import Texts
from ui.web.markup import Mark, escape, marked
from ui.wording import added_words, confidence_words, is_fragment, place, restriction, term_word

WHY_TERMS = 6
KEPT_TOGETHER = 12
SMALLEST_SHARE = 0.005
VERSION_CHARS = 12
"""So much of a document's hash tells whether it has changed."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def turn(answer: Answer, texts: Texts) -> str:
    """One question with its answer, or several with theirs, as an ``<article>``."""
    return (
        '<article class="wj-turn">'
        f'<h2 class="wj-question">{escape(answer.question)}</h2>'
        f'<div class="wj-answer">{_parts(answer, texts) or _part(answer, texts)}</div>'
        "</article>"
    )


def quotation(citation: Citation, texts: Texts) -> str:
    """The plain text that the copy button puts on the clipboard."""
    return texts.copy_format.format(quote=citation.quote.strip(), where=place(citation, texts))


def term_shares(evidence: Evidence) -> list[tuple[str, float]]:
    """How much of the BM25 score each word of the question brought, largest first.

    A bigram or single character inside a word of the question is counted with that word.

    Returns:
        Pairs of a word and its share, between 0 and 1, that add up to 1.
    """
    total = sum(value for _, value in evidence.hit.contributions)
    if total <= 0:
        return []
    words = sorted(
        (term for term, _ in evidence.hit.contributions if not is_fragment(term)),
        key=len,
        reverse=True,
    )
    shares: dict[str, float] = {}
    for term, value in evidence.hit.contributions:
        shown = term_word(term)
        if is_fragment(term):
            shown = next((word for word in words if shown in word), shown)
        shares[shown] = shares.get(shown, 0.0) + value / total
    return sorted(shares.items(), key=lambda item: -item[1])


def _parts(answer: Answer, texts: Texts) -> str:
    """The answers to a message's questions, one below the other; nothing for one question."""
    parts = "".join(
        _part(part, texts, f'<h3 class="wj-part-question">{escape(part.question)}</h3>')
        for part in answer.parts
    )
    return f"{parts}{_notice(answer, texts)}" if parts else ""


def _part(answer: Answer, texts: Texts, heading: str = "") -> str:
    return (
        f'<section class="wj-part" data-status="{answer.status.value}">'
        f"{heading}{_body(answer, texts)}</section>"
    )


def _body(answer: Answer, texts: Texts) -> str:
    if answer.status is Status.NO_ANSWER or not answer.evidence:
        return _no_answer(answer, texts)
    first, *others = answer.evidence
    words = escape(confidence_words(answer, texts))
    note = ""
    if answer.status is Status.UNCERTAIN:
        note = f' <span class="wj-note">{escape(texts.uncertain_note)}</span>'
    more = ""
    if others:
        items = "".join(
            _citation(evidence, number, texts) for number, evidence in enumerate(others, start=2)
        )
        summary = escape(texts.other_evidence.format(count=len(others)))
        more = (
            f'<details class="wj-more"><summary>{summary}</summary>'
            f'<ol class="wj-citations">{items}</ol></details>'
        )
    return (
        f'<p class="wj-confidence"><span><b>{words}</b>{note}</span></p>'
        f"{_restriction(answer, texts)}{_added(answer, texts)}"
        f"{_lead(first)}"
        f'<ol class="wj-citations">{_citation(first, 1, texts, led=True)}</ol>{more}'
    )


def _no_answer(answer: Answer, texts: Texts) -> str:
    if not answer.evidence:
        return _restriction(answer, texts) + _notice(answer, texts)
    items = "".join(_citation(evidence, None, texts) for evidence in answer.evidence)
    said = _restriction(answer, texts) + _notice(answer, texts)
    return f'{said}{_added(answer, texts)}<ul class="wj-related">{items}</ul>'


def _notice(answer: Answer, texts: Texts) -> str:
    said = notice_text(answer, texts)
    return "" if said is None else f'<p class="wj-message">{escape(said)}</p>'


def _restriction(answer: Answer, texts: Texts) -> str:
    said = restriction(answer, texts)
    return "" if said is None else f'<p class="wj-only">{escape(said)}</p>'


def _lead(evidence: Evidence) -> str:
    """The one sentence that answers, with its context around it in muted text."""
    text = evidence.document.text
    sentence = marked(text, _trimmed(text, evidence.sentence), _answer_marks(evidence))
    parts = [f'<span class="wj-sentence">{sentence}</span>']
    if evidence.context is not None:
        aside = marked(text, _trimmed(text, evidence.context))
        context = f'<span class="wj-context">{aside}</span>'
        parts.insert(0 if evidence.context < evidence.sentence else 1, context)
    return f'<blockquote class="wj-lead">{"".join(parts)}</blockquote>'


def _citation(evidence: Evidence, number: int | None, texts: Texts, *, led: bool = False) -> str:
    """One numbered citation, or without a number a passage that may be related."""
    citation = evidence.citation
    copy = ""
    if number is not None:
        copy = (
            f'<button type="button" class="wj-copy wj-quiet" '
            f'data-copy="{escape(quotation(citation, texts))}">{escape(texts.copy)}</button>'
            f'<button type="button" class="wj-copy wj-link wj-quiet" '
            f'data-link="{escape(permalink(evidence.document, citation))}">'
            f"{escape(texts.copy_link)}</button>"
        )
    return (
        f"<li>{_place_button(evidence.document, citation, evidence.sentence, texts, number)}"
        f"{'' if led and _is_led(evidence) else _quote(evidence, led)}"
        f"{_also(evidence, texts)}"
        f'<div class="wj-actions">{copy}{_why(evidence, texts)}</div></li>'
    )


def permalink(document: Document, citation: Citation) -> str:
    """The path that opens the page at a passage; it knows should the document have changed."""
    return (
        f"/d/{quote(document.id)}?v={document.sha256[:VERSION_CHARS]}"
        f"#{citation.start}-{citation.end}"
    )


def _place_button(
    document: Document, citation: Citation, sentence: Span, texts: Texts, number: int | None
) -> str:
    """A citation that opens its source when clicked."""
    where = place(citation, texts)
    badge = "" if number is None else f'<span class="wj-number">[{number}]</span> '
    data = {
        "document": document.id,
        "version": document.sha256[:VERSION_CHARS],
        "start": str(citation.start),
        "end": str(citation.end),
        "sentence-start": str(sentence[0]),
        "sentence-end": str(sentence[1]),
    }
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    title = escape(texts.open_source.format(where=where))
    return (
        f'<button type="button" class="wj-cite" title="{title}" {attributes}>'
        f'{badge}<span class="wj-where">{escape(where)}</span></button>'
    )


def _also(evidence: Evidence, texts: Texts) -> str:
    """Where else the passage stands."""
    if not evidence.also:
        return ""
    # The sentence stands there just as far into the passage.
    into = evidence.sentence[0] - evidence.citation.start
    length = evidence.sentence[1] - evidence.sentence[0]
    items = []
    for other in evidence.also:
        start, end = other.citation.start, other.citation.end
        same = other.citation.quote == evidence.citation.quote
        sentence = (start + into, start + into + length) if same else (start, end)
        items.append(_place_button(other.document, other.citation, sentence, texts, None))
    return f'<p class="wj-also">{escape(texts.see_also)} {" ".join(items)}</p>'


def _quote(evidence: Evidence, led: bool) -> str:
    text = evidence.document.text
    span = _trimmed(text, (evidence.citation.start, evidence.citation.end))
    gaps = (gap.span() for gap in _BLANK_LINES.finditer(text, *span))
    marks = [
        Mark("wj-best", evidence.sentence),
        *(_answer_marks(evidence) if led else _hit_marks(evidence)),
        *(Mark("wj-gap", gap) for gap in gaps),
    ]
    return f'<blockquote class="wj-quote">{marked(text, span, marks)}</blockquote>'


def _hit_marks(evidence: Evidence) -> list[Mark]:
    return [Mark("wj-hit", span) for span in evidence.highlights]


def _answer_marks(evidence: Evidence) -> list[Mark]:
    """The short answer is marked in the leading evidence alone: elsewhere it would mislead."""
    return [
        *_hit_marks(evidence),
        *(Mark(_short_name(span), span, "mark") for span in evidence.short_answer),
    ]


def _short_name(span: Span) -> str:
    """A short answer that fits a line is kept on one."""
    return "wj-short wj-keep" if span[1] - span[0] <= KEPT_TOGETHER else "wj-short"


def _is_led(evidence: Evidence) -> bool:
    """Whether the lead already shows the whole passage, so that a quote would say it twice."""
    text = evidence.document.text
    shown = [_trimmed(text, evidence.sentence)]
    if evidence.context is not None:
        shown.append(_trimmed(text, evidence.context))
    start, end = _trimmed(text, (evidence.citation.start, evidence.citation.end))
    covered = {offset for left, right in shown for offset in range(left, right)}
    return all(offset in covered or text[offset].isspace() for offset in range(start, end))


def _why(evidence: Evidence, texts: Texts) -> str:
    shares = term_shares(evidence)
    if not shares:
        return ""
    shown = shares[:WHY_TERMS]
    largest = shown[0][1]
    rows = "".join(
        f'<li><span class="wj-term">{escape(word)}</span>'
        f'<meter class="wj-bar-share" min="0" max="{largest:.4f}" value="{share:.4f}"'
        f' aria-hidden="true"></meter><span class="wj-share">{share:.0%}</span></li>'
        for word, share in shown
    )
    rest = sum(share for _, share in shares[WHY_TERMS:])
    if rest >= SMALLEST_SHARE:
        rows += (
            f'<li class="wj-rest"><span>{escape(texts.why_other)}</span><span></span>'
            f'<span class="wj-share">{rest:.0%}</span></li>'
        )
    return (
        f'<details class="wj-why"><summary>{escape(texts.why)}</summary>'
        f'<p class="wj-note">{escape(texts.why_note)}</p><ul class="wj-terms">{rows}</ul></details>'
    )


def _added(answer: Answer, texts: Texts) -> str:
    if not answer.added_terms:
        return ""
    words = added_words(answer.added_terms)
    return (
        f'<p class="wj-added">{escape(texts.added_terms)}{escape(texts.separator.join(words))} '
        f'<button type="button" class="wj-alone wj-quiet" '
        f'data-question="{escape(answer.question)}">{escape(texts.ask_alone)}</button></p>'
    )


def _trimmed(text: str, span: Span) -> Span:
    """The span without the blank space at its ends."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
