"""One turn as Markdown, for the talk that is saved as a file; pure, no Gradio."""

import re

from retrieval.types import Answer, Evidence, Status
from ui.web.render import confidence_words, place
from ui.web.texts import Texts

# What Markdown or HTML would act on, inside a line or at its start.
_INLINE = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)


def turn_markdown(answer: Answer, texts: Texts) -> str:
    """A question, its answer and where that stands, ending in one line break."""
    parts = [f"## {_plain(' '.join(answer.question.split()))}"]
    if answer.status is Status.NO_ANSWER or not answer.evidence:
        if answer.evidence:
            parts.append(f"{texts.no_answer_related}：")
            parts += [_item(evidence, "-", texts) for evidence in answer.evidence]
        else:
            parts.append(_plain(answer.message or texts.no_answer))
        return "\n\n".join(parts) + "\n"
    first = answer.evidence[0]
    start, end = first.sentence
    parts.append(f"**{_plain(first.document.text[start:end].strip())}**")
    parts.append(f"*{confidence_words(answer, texts)}*")
    if answer.status is Status.UNCERTAIN:
        parts.append(texts.uncertain_note)
    parts += [
        _item(evidence, f"{number}.", texts)
        for number, evidence in enumerate(answer.evidence, start=1)
    ]
    return "\n\n".join(parts) + "\n"


def _item(evidence: Evidence, bullet: str, texts: Texts) -> str:
    indent = " " * (len(bullet) + 1)
    where = _plain(place(evidence.citation, texts))
    quote = "\n".join(
        f"{indent}> {line}" for line in _plain(evidence.citation.quote.strip()).splitlines()
    )
    return f"{bullet} {where}\n\n{quote}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _INLINE.sub(r"\\\1", text))
