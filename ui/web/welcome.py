"""What the page shows before the first question: who it is, what it holds, what to ask."""

from collections.abc import Mapping
from itertools import islice

from corpus.types import Document
from retrieval.retriever import Retriever
from ui.texts import Texts
from ui.web.markup import escape

# Questions about the built-in documents, and the document that answers each.
BUILTIN_EXAMPLES = {
    "三届石化产业发展大会签约金额是多少？": "石化产业发展大会.md",
    "濮阳市科协内设哪几个部门？": "机构设置与职责定位.md",
    "谁分管科协工作？": "机构设置与职责定位.md",
}
MAX_EXAMPLES = 3
MAX_TITLE_CHARS = 24
LOOKED_AT = 50
"""Among so many of the first documents a title is looked for that is short enough."""


def welcome(retriever: Retriever, texts: Texts) -> str:
    """The opening, with example questions that suit the loaded documents."""
    documents = retriever.documents
    holdings = texts.holdings.format(
        documents=f"{len(documents):,}", passages=f"{len(retriever.passages):,}"
    )
    questions = "".join(
        f'<li><button type="button" class="wj-example" data-question="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in examples(documents, texts)
    )
    asking = ""
    if questions:
        asking = (
            f'<h2 class="wj-examples-head">{escape(texts.examples)}</h2>'
            f'<ul class="wj-examples">{questions}</ul>'
        )
    return (
        f'<h1 class="wj-motto">{escape(texts.tagline)}</h1>'
        f'<p class="wj-promise">{escape(texts.welcome)}</p>'
        f'<p class="wj-holdings">{escape(holdings)}</p>{asking}'
    )


def examples(documents: Mapping[str, Document], texts: Texts) -> list[str]:
    """Questions to click: written ones for the built-in documents, else from the titles."""
    if all(name in documents for name in BUILTIN_EXAMPLES.values()):
        return list(BUILTIN_EXAMPLES)
    titles = dict.fromkeys(
        documents[name].title
        for name in islice(documents, LOOKED_AT)
        if len(documents[name].title) <= MAX_TITLE_CHARS
    )
    return [texts.example_about.format(title=title) for title in titles][:MAX_EXAMPLES]
