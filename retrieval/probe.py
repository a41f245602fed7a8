"""A question made ready to be looked for in many texts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.segment import Segmenter
from corpus.terms import BIGRAM, UNIGRAM
from corpus.types import Span
from retrieval.kinds import Kind, asked_kind, asked_unit
from retrieval.query import Query
from retrieval.stretches import Sought

Floats = NDArray[np.float64]

_WANTS_NAME = re.compile(
    "(?:什么|哪[一部首本个]?|何)(?:名|书|作品|电影|影片|歌|曲|专辑|小说|著作|刊物|杂志|节目|剧|奖|称号|主题|"
    "报纸|片|诗|文章|论文|游戏)|(?:哪些|哪几本|几本)[^,。?]{0,4}(?:书|读物|作品|刊物|杂志)|名字|名称|叫什么|叫做什么|称为什么|称作|书名|主题"
)
WORD_KINDS = ("name", "noun", "verb", "unknown", "other")
_NOUNS = {"vn", "an", "j", "l"}
_CORE = re.compile("[什啥哪谁何多几怎咋]|为|如何")
_CLAUSE_END = re.compile("[,。;:?!]")
_LINKS = "是为有在于叫由被"
_LONGEST_NOUN = 4
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([年月日届号次期%])?")
# 濮阳市, 范县, 美国; not 全市, 社区, 农村, which name no place.
_NAME = re.compile(
    "(?![全本我各该外农社乡地城出进哪某这那几每一大小老新辖]).[\u4e00-\u9fff]{0,3}[省市县区镇乡村国州]"
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
        stand_ins: For each word, then for each bigram, what texts may say in its place.
        word_kinds: For each word the sort of word it is, one of ``WORD_KINDS``.
        word_idf: One a word.
        bigram_idf: One a bigram.
        shares: What each word, then each bigram, counts in the coverage of words and in that of
            bigrams, shape (words + bigrams, 2).
        clause_shares: The same for those alone that stand in the clause that asks.
        character_shares: What each character counts in their coverage.
        trigrams: Each three characters of ``content`` that follow one another, once.
        focus: Words that stand next to the question word.
        gap: What stands before and after the question word in its clause; a sentence that
            answers often has the answer between the two.
        type_noun: The word that the question word asks one of (语言 in 哪种语言), or empty.
        numbers: The numbers in the question, with the unit where it must fit: how each is
            written, and a pattern that finds it whole.
        names: Those of the words that look like a place's name.
        sought: ``content`` with the words, bigrams, characters, trigrams and stand-ins, in this
            order.
    """

    question: str
    content: str
    kind: Kind
    unit: re.Pattern[str] | None
    wants_name: bool
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    characters: tuple[str, ...]
    stand_ins: tuple[tuple[str, ...], ...]
    word_kinds: tuple[str, ...]
    word_idf: Floats
    bigram_idf: Floats
    shares: Floats
    clause_shares: Floats
    character_shares: Floats
    trigrams: tuple[str, ...]
    focus: tuple[str, ...]
    gap: tuple[str, str]
    type_noun: str
    numbers: tuple[tuple[str, re.Pattern[str]], ...]
    names: tuple[str, ...]
    sought: Sought


def make_probe(query: Query, idf: Callable[[str], float]) -> Probe:
    """Sort a query's terms by kind, with the idf of each, and look at how the question asks."""
    bigram_terms = tuple(term for term, _ in query.terms if term.startswith(BIGRAM))
    character_terms = tuple(term for term, _ in query.terms if term.startswith(UNIGRAM))
    words = tuple(term for term, _ in query.terms if not term.startswith((BIGRAM, UNIGRAM)))
    bigrams = tuple(term[len(BIGRAM) :] for term in bigram_terms)
    characters = tuple(term[len(UNIGRAM) :] for term in character_terms)
    content = "".join(filter(str.isalnum, query.content))
    trigrams = tuple(dict.fromkeys(content[at : at + 3] for at in range(len(content) - 2)))
    asking = _asking(query)
    terms = (*words, *bigram_terms)
    stand_ins = _stand_ins(query, terms)
    term_idf = np.array([idf(term) for term in terms])
    word_idf, bigram_idf = term_idf[: len(words)], term_idf[len(words) :]
    inside = _inside(query, terms, _clause(query, asking))
    return Probe(
        question=query.text,
        content=content,
        kind=asked_kind(query.text),
        unit=asked_unit(query.text),
        wants_name=_WANTS_NAME.search(query.text) is not None,
        words=words,
        bigrams=bigrams,
        characters=characters,
        stand_ins=stand_ins,
        word_kinds=tuple(_word_kind(word, query.segmenter) for word in words),
        word_idf=word_idf,
        bigram_idf=bigram_idf,
        shares=_side_by_side(word_idf, bigram_idf),
        clause_shares=_side_by_side(
            word_idf * inside[: len(words)], bigram_idf * inside[len(words) :]
        ),
        character_shares=_shares(np.array([idf(term) for term in character_terms])),
        trigrams=trigrams,
        focus=_focus(query),
        gap=_gap(query, asking),
        type_noun=_type_noun(query, asking),
        numbers=_numbers(query.content),
        names=tuple(word for word in words if _NAME.fullmatch(word)),
        sought=Sought(
            content,
            (*words, *bigrams, *characters, *trigrams, *chain.from_iterable(stand_ins)),
        ),
    )


def _side_by_side(word_idf: Floats, bigram_idf: Floats) -> Floats:
    """The shares of words in a first column and those of bigrams, below, in a second."""
    shares = np.zeros((len(word_idf) + len(bigram_idf), 2))
    shares[: len(word_idf), 0] = _shares(word_idf)
    shares[len(word_idf) :, 1] = _shares(bigram_idf)
    return shares


def _shares(idf: Floats) -> Floats:
    """The share of each in the sum of all; 0 where that is."""
    return np.asarray(idf / (float(idf.sum()) or 1.0))


def _word_kind(word: str, segmenter: Segmenter) -> str:
    """A missing name tells against an answer more than a missing verb, which has synonyms."""
    tag = segmenter.tag(word)
    if tag is None:
        return "unknown" if len(word) > 1 else "other"
    if tag.startswith(("nr", "ns", "nt", "nz")):
        return "name"
    if tag.startswith("n") or tag in _NOUNS:
        return "noun"
    return "verb" if tag.startswith("v") else "other"


def _stand_ins(query: Query, terms: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    others = [(synonym.span, synonym.official) for synonym in query.synonyms]
    others += [(alike.span, (alike.word,)) for alike in query.sound_alikes]
    found: dict[str, tuple[str, ...]] = {}
    for (start, end), words in others:
        for token in query.tokens:
            if start <= token.start and token.end <= end:
                found[token.term] = (*found.get(token.term, ()), *words)
    return tuple(found.get(term, ()) for term in terms)


def _asking(query: Query) -> Span | None:
    """Where the last word stands that asks for something; ``None`` where there is none."""
    runs: list[Span] = []
    for place in _blanks(query):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    core = [run for run in runs if _CORE.search(query.text[slice(*run)])] or runs
    return core[-1] if core else None


def _blanks(query: Query) -> list[int]:
    return [
        place for place, character in enumerate(query.content) if character != query.text[place]
    ]


def _clause(query: Query, asking: Span | None) -> Span:
    """The clause that asks: 为什么 may open a question, its point comes at the end."""
    if asking is None:
        return 0, len(query.text)
    last = _blanks(query)[-1]
    start = max(query.text.rfind(mark, 0, last) for mark in ",。;:") + 1
    ends = [query.text.find(mark, last) for mark in ",。;"]
    return start, min((place for place in ends if place >= 0), default=len(query.text))


def _inside(query: Query, terms: Sequence[str], clause: Span) -> Floats:
    """Which terms stand in the clause of the question that asks: ones and zeros."""
    start, end = clause
    inside = {token.term for token in query.tokens if start <= token.start and token.end <= end}
    return np.array([float(term in inside) for term in terms])


def _gap(query: Query, asking: Span | None) -> tuple[str, str]:
    if asking is None:
        return "", ""
    before = _CLAUSE_END.split(query.text[: asking[0]])[-1]
    after = _CLAUSE_END.split(query.text[asking[1] :])[0]
    return before.rstrip(_LINKS) or before, after


def _type_noun(query: Query, asking: Span | None) -> str:
    return next(
        (
            token.term
            for token in query.tokens
            if asking is not None
            and token.start == asking[1]
            and token.end - token.start <= _LONGEST_NOUN
            and not token.term.startswith((BIGRAM, UNIGRAM))
        ),
        "",
    )


def _numbers(content: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each number as it must be found: whole, and in dates and ordinals with its unit."""
    found = dict.fromkeys(match.groups("") for match in _NUMBER.finditer(content))
    return tuple(
        (number + unit, re.compile(rf"(?<![\d.]){re.escape(number)}(?![\d.]){unit}"))
        for number, unit in found
    )


def _focus(query: Query) -> tuple[str, ...]:
    """The words next to what was blanked out: 签约金额 in 签约金额是多少."""
    blanks = _blanks(query)
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
