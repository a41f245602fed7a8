"""A question made ready to be looked for in many texts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.terms import BIGRAM, UNIGRAM
from retrieval.kinds import Kind, asked_kind, asked_unit
from retrieval.query import Query

Floats = NDArray[np.float64]

_WANTS_NAME = re.compile(
    "(?:什么|哪[一部首本个]?|何)(?:名|书|作品|电影|影片|歌|曲|专辑|小说|著作|刊物|杂志|节目|剧|奖|称号|主题|"
    "报纸|片|诗|文章|论文|游戏)|名字|名称|叫什么|叫做什么|称为什么|称作|书名|主题"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question made ready to be looked for in many texts.

    Attributes:
        question: The question in search form.
        content: Its own characters, without blanks and question words.
        kind: The kind of answer asked for.
        unit: The unit asked for, as a pattern, or ``None``.
        wants_name: Whether a title or name is asked for.
        words: The question's words, each once.
        bigrams: Its bigrams.
        characters: Its characters.
        word_idf: One a word.
        bigram_idf: One a bigram.
        character_idf: One a character.
        focus: Words that stand next to the question word.
        numbers: The numbers in the question.
        in_clause: Of the words, then of the bigrams: which stand in the clause that asks.
    """

    question: str
    content: str
    kind: Kind
    unit: re.Pattern[str] | None
    wants_name: bool
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    characters: tuple[str, ...]
    word_idf: Floats
    bigram_idf: Floats
    character_idf: Floats
    focus: tuple[str, ...]
    numbers: tuple[str, ...]
    in_clause: tuple[Floats, Floats]


def make_probe(query: Query, idf: Callable[[str], float]) -> Probe:
    """Sort a query's terms by kind, with the idf of each."""
    bigrams = tuple(term for term, _ in query.terms if term.startswith(BIGRAM))
    characters = tuple(term for term, _ in query.terms if term.startswith(UNIGRAM))
    words = tuple(term for term, _ in query.terms if not term.startswith((BIGRAM, UNIGRAM)))
    return Probe(
        question=query.text,
        content="".join(character for character in query.content if character.isalnum()),
        kind=asked_kind(query.text),
        unit=asked_unit(query.text),
        wants_name=_WANTS_NAME.search(query.text) is not None,
        words=words,
        bigrams=tuple(term[len(BIGRAM) :] for term in bigrams),
        characters=tuple(term[len(UNIGRAM) :] for term in characters),
        word_idf=np.array([idf(term) for term in words]),
        bigram_idf=np.array([idf(term) for term in bigrams]),
        character_idf=np.array([idf(term) for term in characters]),
        focus=_focus(query),
        numbers=tuple(word for word in words if word[0].isdigit()),
        in_clause=(_in_clause(query, words), _in_clause(query, bigrams)),
    )


def _in_clause(query: Query, terms: Sequence[str]) -> Floats:
    """Which terms stand in the clause of the question that asks: ones and zeros."""
    blanks = [
        place for place, character in enumerate(query.content) if character != query.text[place]
    ]
    if not blanks:
        return np.ones(len(terms))
    # The last clause that asks: 为什么 may open a question, its point comes at the end.
    start = max(query.text.rfind(mark, 0, blanks[-1]) for mark in ",。;:") + 1
    ends = [query.text.find(mark, blanks[-1]) for mark in ",。;"]
    end = min((place for place in ends if place >= 0), default=len(query.text))
    inside = {token.term for token in query.tokens if start <= token.start and token.end <= end}
    return np.array([float(term in inside) for term in terms])


def _focus(query: Query) -> tuple[str, ...]:
    """The words next to what was blanked out: 签约金额 in 签约金额是多少."""
    blanks = [
        place for place, character in enumerate(query.content) if character != query.text[place]
    ]
    if not blanks:
        return ()
    # 是 and the like may stand between the word and what asks.
    near = range(blanks[0] - 3, blanks[-1] + 3)
    return tuple(
        token.term
        for token in query.tokens
        if len(token.term) > 1
        and not token.term.startswith((BIGRAM, UNIGRAM))
        and (token.end - 1 in near or token.start in near)
    )
