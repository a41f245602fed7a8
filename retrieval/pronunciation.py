"""Misspelt words by their sound: 科谱 is read as 科普 where no document has it as written.

Most Chinese is typed by sound, so a wrong character mostly sounds like the right one. Only what
makes no word is read anew, and only as a word that the documents have: a name that they lack
stays lacking, so 南阳 never becomes 南洋.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.segment import Segmenter
from corpus.terms import BIGRAM, UNIGRAM, Token
from corpus.types import Span

_LONGEST = 4
"""The longest word that is looked for, in characters."""
_MOST = 20
"""So many characters are read anew; a question with more of them is no misspelt one."""
# Words by themselves, and often so: beside other characters they are no mistake.
_SINGLE = frozenset(
    "的了着过在是和与跟及或之于对为从向往给被把将让使叫有无没不未非别也都就才又再还已曾会能可要应该"
    "我你您他她它们这那此其谁么吗呢吧呀啊以到至自由因所而但如若则即便只仅更最很太较约共各每某另同并且等"
    "上下里中内外前后时间位指称受得地来去做作说用办搞弄开发出起见几两一二三四五六七八九十百千万亿年月日"
)
# Sounds that many speakers, and so their keyboards, do not keep apart.
_ALIKE_STARTS = {"zh": "z", "ch": "c", "sh": "s"}
_ALIKE_ENDS = {"ang": "an", "eng": "en", "ing": "in"}


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """Characters of a question that make no word, and a word that sounds like them.

    Attributes:
        span: Where they stand in the question's search form.
        word: A word of the documents, with one character in place of another.
    """

    span: Span
    word: str


def sound_alikes(
    content: str,
    cut: Sequence[Token],
    idf: Callable[[str], float],
    segmenter: Segmenter,
    prepare: Callable[[Collection[str]], None] = lambda _: None,
) -> list[SoundAlike]:
    """Words of the documents for characters of a question that make no word; one a character.

    Args:
        content: The question in search form, what only asks blanked out.
        cut: Its terms.
        idf: A term's idf; that of the empty string is that of a term in no document.
        segmenter: What cut them.
        prepare: Called with terms whose idf is asked for next; see ``Engine.prepare``.
    """
    prepare(["", *(token.term for token in cut)])
    unknown = idf("") - 1e-9

    def is_known(term: str) -> bool:
        return idf(term) < unknown

    def is_word(characters: str) -> bool:
        return is_known(characters) or segmenter.tag(characters) is not None

    words = [
        token
        for token in cut
        if token.end - token.start > 1 and not token.term.startswith((BIGRAM, UNIGRAM))
    ]
    settled = _places(word for word in words if is_known(word.term))
    # The dictionary has odd words too: 蓬车. A longer word of the documents, 大篷车, outdoes it.
    spelt = _places(word for word in words if is_word(word.term))
    odd = [
        place
        for place, character in enumerate(content)
        if _is_han(character) and character not in _SINGLE and place not in settled
    ]
    if not odd:
        return []
    spans = {place: _spans(content, place, 2 + (place in spelt)) for place in odd[:_MOST]}
    stretches = {content[start:end] for some in spans.values() for start, end in some}
    prepare([*stretches, *(pair for place in spans for pair in _pairs(content, place))])
    alikes = [
        [
            alike
            for span in some
            if _makes_no_word(content, span, place, is_known, is_word)
            for alike in _heard(content, span, place)
        ]
        for place, some in spans.items()
    ]
    prepare([alike.word for some in alikes for alike in some])
    found: list[SoundAlike] = []
    for some in alikes:
        heard = [alike for alike in some if is_known(alike.word)]
        if heard:
            # The longer a word is, the less it is there by chance; then the commonest.
            found.append(min(heard, key=lambda one: (-len(one.word), idf(one.word), one.word)))
    return list(dict.fromkeys(found))


def _places(words: Iterable[Token]) -> set[int]:
    return {place for word in words for place in range(word.start, word.end)}


def _makes_no_word(
    content: str,
    span: Span,
    place: int,
    is_known: Callable[[str], bool],
    is_word: Callable[[str], bool],
) -> bool:
    """Whether a character stands in a stretch that no document has, nor the dictionary."""
    start, end = span
    if start < 0 or end > len(content) or not all(map(_is_han, content[start:end])):
        return False
    pairs = _pairs(content[:end], place, start)
    # The dictionary is looked into last: that takes longest.
    return not any(map(is_known, pairs)) and not is_word(content[start:end])


def _heard(content: str, span: Span, place: int) -> list[SoundAlike]:
    """What the stretch would read with another character of the same sound in one place."""
    before, after = content[span[0] : place], content[place + 1 : span[1]]
    return [SoundAlike(span, before + other + after) for other in _homophones(content[place])]


def _spans(content: str, place: int, shortest: int) -> list[Span]:
    """The stretches around a character that may be a word."""
    return [
        (start, start + length)
        for length in range(_LONGEST, shortest - 1, -1)
        for start in range(max(place - length + 1, 0), place + 1)
        if start + length <= len(content)
    ]


def _pairs(content: str, place: int, start: int = 0) -> list[str]:
    """The bigrams that a character is part of, not before ``start``."""
    firsts = range(max(place - 1, start), min(place + 1, len(content) - 1))
    return [BIGRAM + content[at : at + 2] for at in firsts]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _homophones(character: str) -> tuple[str, ...]:
    by_character, by_sound = _sounds()
    if character not in by_character:
        return ()
    return tuple(other for other in by_sound[by_character[character]] if other != character)


@cache
def _sounds() -> tuple[dict[str, str], dict[str, list[str]]]:
    """The sound of each character in everyday use, and the characters of each sound."""
    # Without its phrases, which single characters need not, it loads in a fifth of the time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import lazy_pinyin

    # The 6,763 characters of GB 2312, the rows of its table that are filled.
    characters = [
        bytes((row, column)).decode("gb2312")
        for row in range(0xB0, 0xF8)
        for column in range(0xA1, 0xFA if row == 0xD7 else 0xFF)
    ]
    by_character = dict(zip(characters, map(_broad, lazy_pinyin(characters)), strict=True))
    by_sound: dict[str, list[str]] = {}
    for character, sound in by_character.items():
        by_sound.setdefault(sound, []).append(character)
    return by_character, by_sound


def _broad(sound: str) -> str:
    """A syllable with what sounds nearly alike in one form: zhang and zan are one."""
    start, end = sound[:2], sound[-3:]
    sound = _ALIKE_STARTS.get(start, start) + sound[2:]
    return sound.removesuffix(end) + _ALIKE_ENDS.get(end, end)
