"""Whether a text contains an answer, compared as the search compares."""

from collections.abc import Iterable

from corpus.normalize import normalize


def contains_answer(text: str, answers: Iterable[str]) -> bool:
    """Tell whether ``text`` contains one of ``answers``.

    Both are compared in search form (width, case, script and numerals made one). An answer
    that stands in the text word for word counts too: cut from its sentence, as 三 from 三届,
    it may have another search form than inside it.
    """
    searched = normalize(text)
    return any(
        answer in text or (bool(form := normalize(answer).strip()) and form in searched)
        for answer in answers
    )
