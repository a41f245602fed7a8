"""One turn as Markdown, for the talk that is saved as a file; pure, no Gradio."""

import re

from retrieval.types import Answer, Evidence, Status
from ui.notices import notice_text
from ui.texts import Texts
from ui.wording import confidence_words, place

# What Markdown or HTML would act on, inside a line or at its start.
_INLINE = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)


def turn_markdown(answer: Answer, texts: Texts) -> str:
    """A question, its answer and where that stands, ending in one line break."""
    parts = [f"## {_line(answer.question)}"]
    for part in answer.parts:
        parts += [f"### {_line(part.question)}", *_answer(part, texts)]
    if answer.parts:
        parts += _notice(answer, texts)
    else:
        parts += _answer(answer, texts)
    return "\n\n".join(parts) + "\n"


def _answer(answer: Answer, texts: Texts) -> list[str]:
    if answer.status is Status.NO_ANSWER or not answer.evidence:
        return [
            *_notice(answer, texts),
            *(_item(evidence, "-", texts) for evidence in answer.evidence),
        ]
    first = answer.evidence[0]
    start, end = first.sentence
    return [
        f"**{_plain(first.document.text[start:end].strip())}**",
        f"*{confidence_words(answer, texts)}*",
        *([texts.uncertain_note] if answer.status is Status.UNCERTAIN else []),
        *(
            _item(evidence, f"{number}.", texts)
            for number, evidence in enumerate(answer.evidence, start=1)
        ),
    ]


def _notice(answer: Answer, texts: Texts) -> list[str]:
    said = notice_text(answer, texts)
    return [] if said is None else [_plain(said)]


def _line(text: str) -> str:
    return _plain(" ".join(text.split()))


def _item(evidence: Evidence, bullet: str, texts: Texts) -> str:
    indent = " " * (len(bullet) + 1)
    where = _plain(place(evidence.citation, texts))
    quote = "\n".join(
        f"{indent}> {line}" for line in _plain(evidence.citation.quote.strip()).splitlines()
    )
    others = "".join(
        f"\n\n{indent}{texts.see_also} {_plain(place(other.citation, texts))}"
        for other in evidence.also
    )
    return f"{bullet} {where}\n\n{quote}{others}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _LINE_START.sub(r"\1\\\2", _INLINE.sub(r"\\\1", text))
