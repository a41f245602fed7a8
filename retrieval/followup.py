"""A follow-up question borrows terms from the turns before; a change of subject borrows none."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.normalize import normalize
from retrieval.query import Query, make_query
from retrieval.types import WeightedTerm

BORROWED_WEIGHT = 0.5
"""What a term of the turn before weighs, beside a term of the question itself."""

# Openings and words that point back: 那签约金额呢？ 它是哪年成立的？ 还有呢？
_POINTS_BACK = re.compile(
    "^(?:那么?|然后|还有|另外|其中|再|而|接着|以及|除此之外|此外)|呢[?。!\\s]*$|"
    "它们?|[他她]们?(?!山之石)|这个|那个|这些|那些|这次|那次|该|此次|其中|上述|前者|后者|当时|这里|那里|这届|那届|这种"
)
_SHORT = 6


def with_turns_before(query: Query, after: Sequence[str]) -> tuple[Query, tuple[str, ...]]:
    """Add the terms of the turns before to a question that needs them.

    Args:
        query: The question.
        after: The turns before, oldest first.

    Returns:
        The query to search with, and the words that were added.
    """
    if not after or not points_back(query):
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
    content = re.sub(r"\W", "", query.content)
    return bool(_POINTS_BACK.search(query.text)) or len(content) < _SHORT


def _topic(after: Sequence[str]) -> Query:
    """The latest turn that stands on its own, with what the turns since then added."""
    topic = make_query(after[-1])
    for turn in reversed(after[:-1]):
        if not points_back(topic):
            break
        earlier = make_query(normalize(turn))
        own = {term for term, _ in topic.terms}
        kept = tuple(pair for pair in earlier.terms if pair[0] not in own)
        topic = replace(earlier, terms=(*topic.terms, *kept))
    return topic
