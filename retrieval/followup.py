"""A follow-up question borrows terms from the turns before; a change of subject borrows none."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.query import Query, make_query
from retrieval.smalltalk import small_talk
from retrieval.types import WeightedTerm

BORROWED_WEIGHT = 0.5
"""What a term of the turn before weighs, beside a term of the question itself."""

# Openings and words that point back: 那签约金额呢？ 它是哪年成立的？ 还有呢？
# And not what only looks so: 其他, 应该, 那不勒斯, 再生资源.
_POINTS_BACK = re.compile(
    "^(?:那(?!曲|坡|不勒斯|达慕|须|英|拉提)么?|然后|还有|另外|再(?=[问说讲查看介列给])|而|接着|以及|除此之外|此外)|"
    "呢[?。!\\s]*$|(?<!其)它们?|(?<![其吉维利排犹])[他她](?![人国乡汀信杀山])们?|"
    "这个|那个|这些|那些|这次|那次|(?<![应活])该(?!不该)|此次|其中|上述|前者|后者|当时|这里|那里|这届|那届|这种"
)
_SHORT = 6
_LONGEST = 2000
"""So much of a turn before is read, in characters."""


def with_turns_before(query: Query, after: Sequence[str]) -> tuple[Query, tuple[str, ...]]:
    """Add the terms of the turns before to a question that needs them.

    Args:
        query: The question.
        after: The turns before, oldest first.

    Returns:
        The query to search with, and the words that were added.
    """
    if not after or small_talk(query.text, ()) is not None or not points_back(query):
        return query, ()
    topic = _topic(after)
    own = {term for term, _ in query.terms}
    borrowed: list[WeightedTerm] = [
        (term, weight * BORROWED_WEIGHT) for term, weight in topic.terms if term not in own
    ]
    added = tuple(term for term, _ in borrowed)
    return replace(query, terms=(*query.terms, *borrowed)), added


def points_back(query: Query) -> bool:
    """Whether a question can't be understood without the one before it."""
    if _characters(query.content) < _SHORT:
        return True
    pointer = _POINTS_BACK.search(query.text)
    # Further on it points at what the question itself has said: 杨丽音在电视台工作，当时她几岁？
    return pointer is not None and _characters(query.content[: pointer.start()]) < _SHORT


def _characters(content: str) -> int:
    return sum(character.isalnum() for character in content)


def _topic(after: Sequence[str]) -> Query:
    """The latest turn that stands on its own, with what the turns since then added."""
    topic = Query("", "", (), ())
    for turn in reversed(after):
        earlier = make_query(turn[:_LONGEST])
        if small_talk(earlier.text, ()) is not None:
            continue
        own = {term for term, _ in topic.terms}
        kept = tuple(pair for pair in earlier.terms if pair[0] not in own)
        topic = replace(earlier, terms=(*topic.terms, *kept))
        if not points_back(earlier):
            break
    return topic
