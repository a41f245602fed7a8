"""A citation's place, an answer's confidence and its borrowed words, as people read them."""

from collections.abc import Sequence

from corpus.terms import BIGRAM, UNIGRAM
from retrieval.types import Answer, Citation, Status
from ui.texts import Texts

SURE = 0.9


def place(citation: Citation, texts: Texts) -> str:
    """Where a quote stands: ``标题 › 小标题 · 第3页``, or its lines where there are no pages."""
    where = " › ".join((citation.title, *citation.heading))
    if citation.page_label is not None:
        return f"{where} · {citation.page_label}"
    if citation.page is not None:
        return f"{where} · {texts.page.format(page=citation.page)}"
    first, last = citation.lines
    pattern = texts.line if first == last else texts.lines
    return f"{where} · {pattern.format(first=first, last=last)}"


def restriction(answer: Answer, texts: Texts) -> str | None:
    """Which documents alone were looked in, or ``None``."""
    if not answer.only:
        return None
    pattern = texts.only if len(answer.only) == 1 else texts.only_more
    return pattern.format(title=answer.only[0].title, count=len(answer.only))


def confidence_words(answer: Answer, texts: Texts) -> str:
    """The confidence as people say it."""
    if answer.status is Status.UNCERTAIN:
        return texts.confidence_low
    return texts.confidence_high if answer.confidence >= SURE else texts.confidence_good


def added_words(terms: Sequence[str]) -> list[str]:
    """The added terms worth showing: words, longer ones if any, else the fragments."""
    words = [term for term in terms if not is_fragment(term)]
    telling = [word for word in words if len(word) > 1]
    return list(dict.fromkeys(telling or words or map(term_word, terms)))


def term_word(term: str) -> str:
    """A term without its prefix."""
    return term[len(BIGRAM) :] if is_fragment(term) else term


def is_fragment(term: str) -> bool:
    """Whether a term is a bigram or a single character, and no word."""
    return term.startswith((BIGRAM, UNIGRAM))


def file_size(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, one in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size} B"
