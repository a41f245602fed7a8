"""What a user's word changes, before it is one."""

from collections.abc import Iterable, Sequence

from corpus.library.changes import word_form
from corpus.normalize import normalize
from corpus.segment import segmenter_with


def cut_preview(
    text: str, words: Sequence[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """How a text is cut now, and how it would be.

    Args:
        text: As typed.
        words: The user's words as they are.
        add: Words that would come.
        remove: Words that would go.

    Raises:
        InputError: One of those that would come can't be a word.
    """
    now = frozenset(normalize(word) for word in words)
    gone = {normalize(word) for word in remove}
    then = (now | {word_form(word) for word in add}) - gone
    form = normalize(text)
    before, after = segmenter_with(now).cut(form), segmenter_with(frozenset(then)).cut(form)
    return [word for word in before if word.strip()], [word for word in after if word.strip()]
