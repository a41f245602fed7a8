"""A follow-up question borrows terms from the turns before; a change of subject borrows none.

What a question says decides first: 它 and 其中 point back, 「具体有哪些？」 names no subject. Of
any other short question the collection decides: it is a follow-up where one passage can hold
both what it asks and what the turn before was about.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.terms import BIGRAM, UNIGRAM
from retrieval.engines import Engine
from retrieval.parts import split_questions
from retrieval.query import Query, make_query
from retrieval.smalltalk import small_talk
from retrieval.types import WeightedTerm

BORROWED_WEIGHT = 0.5
"""What a term of the turn before weighs, beside a term of the question itself."""

# Words that stand for something said before. And not what only looks so: 其他, 应该, 吉他, 土耳其.
_STANDS_FOR = re.compile(
    "(?<!其)它们?|(?<![其吉维利排犹])[他她](?![人国乡汀信杀山])们?|"
    "(?<![极尤与土何及莫])其(?![他它实余次])|(?<![应活])该(?!不该)|[这那](?:个|些|次|里|届|种|天|家|位)|"
    "此次|上述|前者|后者|当时"
)
# Openings that go on from the turn before. And not 那不勒斯, 再生资源.
_GOES_ON = re.compile(
    "那(?!曲|坡|不勒斯|达慕|须|英|拉提)么?|然后|还有|另外|再(?=[问说讲查看介列给])|而|接着|以及|"
    "除此之外|此外|换成|换作|如果是|要是"
)
_AND_THIS = re.compile("呢[?。!\\s]*$")
# 什么是科普e站？ names its subject.
_DEFINES = re.compile("(?:请问)?(?:什么(?:是|叫)|何谓)")
# Of each kind a follow-up may put its own in the place of the other's: 那2018年呢？ 那安阳市呢？
_QUALIFIERS = (
    re.compile(r"\d+年(?:\d+月)?(?:\d+日)?|\d+月(?:\d+日)?"),
    re.compile(r"第?\d+(?:届|期|次|批|名|条|章)"),
    re.compile(
        "(?![这全各])[\u4e00-\u9fff]{2,4}?[省市县](?![级长委民])|(?![这全各省市])[\u4e00-\u9fff]县"
    ),
)
# Words that are nobody's subject: what is left without them says what a question is about.
_BLAND_WORDS = """
具体 详细 主要 分别 一共 总共 目前 现在 现 到底 究竟 例如 比如 大概 大约 一般 通常 其余 其他 另外
还有 都有 别的 后来 一起 然后 接着 继续 时候 时间 地方 原因 情况 东西 事情 名字 例子 意思 一点
一些 点 些 多 举 真 真的 介绍 解释 再说 什么 谁 哪里 哪些 哪个 为什么 怎么 怎么样 如何 多少 多大
多长 多久 几 是 有 在 的 了 过 着 都 也 还 又 就 才 会 能 要 可 可以 被 把 给 由 从 到 对 与 和 及
等 之 这 那 其 其中 它 他 她 它们 他们 她们 叫 为 做 说 讲 再 问 呢 啊 吗 吧 么 上 里 中 样 钱 人
家 个 名 位 次 种 项 处 年 月 日 天 届 期 岁 块 条 座 所 号 场
我 我们 你 您 走 问题 没问题 一下 一个 下一个 一遍 换 请 请问 想 没 不 下 得 地 1
"""
_BLAND = frozenset(_BLAND_WORDS.split())
# The segmenter joins these to words that it does not know: 人拿过.
_GRAMMAR = frozenset("的了过着是有在人个要会能来去")

_SUBJECT = 3
"""So many characters before a word that stands for something may be what it stands for."""
_SHORT = 6
"""So many characters before 呢 are no whole question."""
_LONG = 10
"""A question of more characters says itself what it is about."""
_BOTH = 0.28
"""How well a passage must hold both questions, where nothing in this one points back."""
_BOTH_GOING_ON = 0.15
"""The same, where it goes on from the turn before."""
_DEPTH = 10
"""So many passages are looked at for it."""
_TURNS = 8
"""So many of the turns before are looked at."""
_LONGEST = 2000
"""So much of a turn is read, in characters."""


def with_turns_before(
    query: Query, after: Sequence[str], engine: Engine
) -> tuple[Query, tuple[str, ...]]:
    """Add the terms of the turns before to a question that needs them.

    Args:
        query: The question.
        after: The turns before, oldest first.
        engine: The index that is asked, which tells whether the two belong together.

    Returns:
        The query to search with, and the terms that were added.
    """
    if not after or not _may_need(query) or small_talk(query.text) is not None:
        return query, ()
    topic: Query | None = None
    turns = (part for turn in after[-_TURNS:] for part in split_questions(turn[:_LONGEST]))
    for turn in turns:
        earlier = make_query(turn, query.segmenter)
        if not earlier.terms or small_talk(earlier.text) is not None:
            continue
        if topic is not None and _may_need(earlier) and _needs(earlier, topic, engine):
            topic = _joined(earlier, topic, 1.0, engine)
        else:
            topic = earlier
    if topic is None or not _needs(query, topic, engine):
        return query, ()
    own = {term for term, _ in query.terms}
    whole = _joined(query, topic, BORROWED_WEIGHT, engine)
    return whole, tuple(term for term, _ in whole.terms if term not in own)


def names_nothing(query: Query, engine: Engine) -> bool:
    """Whether a question has no word that says what it is about: 还有吗？ 我想问个问题。"""
    return not _about(query, engine)


def _may_need(query: Query) -> bool:
    return (
        _length(query.content) <= _LONG
        or _goes_on(query)
        or _STANDS_FOR.search(query.text) is not None
    )


def _needs(query: Query, topic: Query, engine: Engine) -> bool:
    """Whether a question can't be understood without the topic of the turns before."""
    about = _about(query, engine)
    pointer = _STANDS_FOR.search(query.text)
    if pointer is not None and sum(place < pointer.start() for place in about) < _SUBJECT:
        return True
    if _DEFINES.match(query.text):
        return False
    if len(about) <= 1 or _only_qualifies(query) or (_only_names(query) and len(about) < _SHORT):
        return True
    going_on = _goes_on(query)
    if not going_on and _length(query.content) > _LONG:
        return False
    return _both(query, topic, engine) >= (_BOTH_GOING_ON if going_on else _BOTH)


def _length(content: str) -> int:
    return sum(character.isalnum() for character in content)


def _goes_on(query: Query) -> bool:
    return _GOES_ON.match(query.text) is not None or _only_names(query)


def _only_names(query: Query) -> bool:
    """Whether a question names something and asks nothing of it: 签约金额呢？"""
    ending = _AND_THIS.search(query.text)
    return ending is not None and query.content[: ending.start()] == query.text[: ending.start()]


def _only_qualifies(query: Query) -> bool:
    """Whether a question only puts another year, ordinal or place: 那2018年呢？"""
    named = _GOES_ON.sub("", query.content, count=1)
    rest = named
    for pattern in _QUALIFIERS:
        rest = pattern.sub("", rest)
    return rest != named and not any(
        character.isalnum() and character not in _BLAND for character in rest
    )


def _about(query: Query, engine: Engine) -> set[int]:
    """The places of the characters that say what a question is about."""
    return {
        place
        for token in query.tokens
        if not token.term.startswith((BIGRAM, UNIGRAM)) and token.term not in _BLAND
        for place in range(token.start, token.end)
        if query.text[place] not in _GRAMMAR or engine.idf(token.term) < engine.idf("")
    }


def _telling(query: Query, engine: Engine) -> list[WeightedTerm]:
    """The terms of a question less its bland words, with what it has borrowed itself."""
    about = _about(query, engine)
    bland = {
        token.term for token in query.tokens if not about.issuperset(range(token.start, token.end))
    }
    return [(term, weight) for term, weight in query.terms if term not in bland]


def _both(query: Query, topic: Query, engine: Engine) -> float:
    """How well one passage can hold a question and the topic of the turn before, 0 to 1.

    Each is measured by its share of the best BM25 score that it has anywhere, and the lesser
    one counts. What no passage has of the question lowers its share.
    """
    own = _telling(query, engine)
    names = {term for term, _ in own}
    other = [pair for pair in _telling(topic, engine) if pair[0] not in names]
    best_own, best_other = engine.search(own, 1), engine.search(other, 1)
    if not best_own or not best_other:
        return 0.0
    possible = sum(weight * engine.idf(term) for term, weight in own)
    unknown = sum(w * engine.idf(term) for term, w in own if engine.idf(term) >= engine.idf(""))
    known = 1 - unknown / possible
    other = [(term, weight * BORROWED_WEIGHT) for term, weight in other]
    shares = []
    found = engine.search([*own, *other], _DEPTH)
    explained = engine.explain(own, [number for number, _ in found])
    for (_, score), shared in zip(found, explained, strict=True):
        mine = sum(share for _, share in shared)
        rest = (score - mine) / BORROWED_WEIGHT
        shares.append(min(known * mine / best_own[0][1], rest / best_other[0][1]))
    return max(shares)


def _joined(query: Query, topic: Query, weight: float, engine: Engine) -> Query:
    """A question with the terms of its topic, less what it puts something else in the place of."""
    said = topic.text
    for pattern in _QUALIFIERS:
        old = pattern.search(topic.content)
        new = pattern.search(_GOES_ON.sub("", query.content, count=1))
        if old is not None and new is not None:
            said = said.replace(old[0], new[0])
    if said != topic.text:
        topic = make_query(said, query.segmenter)
    own = {term for term, _ in query.terms}
    lent = [(term, share * weight) for term, share in _telling(topic, engine) if term not in own]
    # 那2018年呢？ asks what was asked before.
    asked = topic if _only_qualifies(query) else query
    terms = dict((*query.terms, *lent))
    expansion = tuple(pair for pair in asked.expansion if pair[0] not in terms)
    return replace(asked, terms=tuple(terms.items()), expansion=expansion)
