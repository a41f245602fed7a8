"""A question to weighted terms: words, bigrams and characters, without the question words."""

import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.normalize import normalize
from corpus.segment import Segmenter, default_segmenter
from corpus.terms import BIGRAM, UNIGRAM, Token, tokens
from retrieval.pronunciation import SoundAlike, sound_alikes
from retrieval.synonyms import Synonym, synonyms
from retrieval.types import WeightedTerm

WORD_WEIGHT = 1.0
BIGRAM_WEIGHT = 0.7
UNIGRAM_WEIGHT = 0.7
SYNONYM_WEIGHT = 0.5
"""What a synonym's term weighs, beside a term of the question itself."""
SOUND_ALIKE_WEIGHT = 0.7
"""The same for a term of a word that only sounds like what the question has."""

# What asks, and politeness around it; longer ones first. None of it is in an answer.
# The characters named beside it make other words of it: 很多高校, 几何, 酒吧, 哪吒, 何叔衡.
_ASKING = re.compile(
    "我想(?:请问|问|知道|了解|咨询)(?:一下|下)?|想(?:问|知道|了解|咨询)(?:一下|下)?|"
    "(?:请|麻烦|帮忙|帮我)?(?:告诉我|查一下|查查|介绍一下|说一下|说说|列举|列出)|"
    "请问|请教|问一下|你知道|知道|"
    "为什么|为何|为啥|凭什么|什么时候|啥时候|什么时间|什么地方|什么原因|什么样|是什么(?!时候|时间|地方|原因|样)|什么|"
    "(?<![几任])何(?:时|地|人|种|处)|(?<=\\w)(?<![几任])何|(?<!\\w)何(?=[年月日事物故因原以者方国省市县职名罪等为])|"
    "有多少|多少|有多大|多久|多长时间|(?<![很许众更最诸较不太伦])多(?:大(?!学)|长|远|高(?!校)|重(?!国籍|性)|快)|"
    "有哪些|哪些|哪几|哪里|哪儿|"
    "哪(?!吒)一?(?:个|位|家|种|所|名|项|座|条|部|本|首|类|样|年|天|月|日|间|支|款|段|件)?|"
    "怎么样|怎么|怎样|怎的|如何|咋样|咋(?!舌)|是谁|谁|有几|几个|几(?=[次届年月人名家项位所种条场])|"
    "是不是|有没有|能不能|会不会|是否|能否|可否|啥|"
    "吗(?!啡)|(?<![毛花尼])呢(?![绒喃料])|呀|(?<![酒网贴冰书茶氧水])吧(?![台女])|(?<!喇)嘛|么(?![\u4e00-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for search.

    Attributes:
        text: The question in search form.
        content: The same with what only asks blanked out; offsets are those of ``text``.
        tokens: The terms of ``content`` with their places.
        terms: The terms with their weights, each once, in the order they first appear.
        synonyms: The everyday expressions in it, with what official texts say in their place.
        sound_alikes: Words of the documents for what makes no word, once ``corrected``. They are
            guesses: a document that has them does not have what the question says.
        expansion: The weighted terms of those other words, none of them among ``terms``.
        segmenter: What cut it, the same that cut the documents.
    """

    text: str
    content: str
    tokens: tuple[Token, ...]
    terms: tuple[WeightedTerm, ...]
    synonyms: tuple[Synonym, ...] = ()
    sound_alikes: tuple[SoundAlike, ...] = ()
    expansion: tuple[WeightedTerm, ...] = ()
    segmenter: Segmenter = field(default_factory=default_segmenter, compare=False, repr=False)

    @property
    def searched(self) -> tuple[WeightedTerm, ...]:
        """All that the engine looks for."""
        return (*self.terms, *self.expansion)


def make_query(question: str, segmenter: Segmenter | None = None) -> Query:
    """Turn a question into weighted terms; a term that is repeated weighs that much more.

    Args:
        question: As typed.
        segmenter: What cut the documents; the shared one if ``None``.
    """
    segmenter = segmenter or default_segmenter()
    text = normalize(question)
    content = _ASKING.sub(lambda match: " " * len(match[0]), text)
    # Words are cut in the whole question, where the segmenter sees their neighbours.
    cut = tokens(text, segmenter)
    found = _unblanked(cut, text, content)
    if not found:
        # Nothing but question words: then they are what is looked for.
        content, found = text, cut
    weights: dict[str, float] = {}
    for token in found:
        weights[token.term] = weights.get(token.term, 0.0) + term_weight(token.term)
    meant = tuple(synonyms(text, cut))
    official = dict.fromkeys(word for synonym in meant for word in synonym.official)
    terms = (token.term for word in official for token in tokens(word, segmenter))
    return Query(
        text=text,
        content=content,
        tokens=tuple(found),
        terms=tuple(weights.items()),
        synonyms=meant,
        expansion=_expansion(terms, SYNONYM_WEIGHT, weights),
        segmenter=segmenter,
    )


def corrected(
    query: Query,
    idf: Callable[[str], float],
    prepare: Callable[[Collection[str]], None] = lambda _: None,
) -> Query:
    """Add the documents' words that sound like what makes no word in the question.

    Args:
        query: The question.
        idf: Of the collection's engine, see ``Engine.idf``.
        prepare: Of the same, see ``Engine.prepare``.
    """
    alikes = tuple(sound_alikes(query.content, query.tokens, idf, query.segmenter, prepare))
    if not alikes:
        return query
    terms: list[str] = []
    for alike in alikes:
        start, end = alike.span
        # In its place, so that the segmenter and the bigrams see its neighbours.
        again = tokens(query.text[:start] + alike.word + query.text[end:], query.segmenter)
        terms += [token.term for token in again if token.start < end and token.end > start]
    own = {term for term, _ in query.searched}
    return replace(
        query,
        sound_alikes=alikes,
        expansion=(*query.expansion, *_expansion(terms, SOUND_ALIKE_WEIGHT, own)),
    )


def term_weight(term: str) -> float:
    """The weight of one occurrence of a term, by its kind."""
    if term.startswith(BIGRAM):
        return BIGRAM_WEIGHT
    return UNIGRAM_WEIGHT if term.startswith(UNIGRAM) else WORD_WEIGHT


def _expansion(
    terms: Iterable[str], weight: float, own: Container[str]
) -> tuple[WeightedTerm, ...]:
    return tuple(
        (term, weight * term_weight(term))
        for term in dict.fromkeys(terms)
        if term not in own and not term.startswith(UNIGRAM)
    )


def _unblanked(cut: Sequence[Token], text: str, content: str) -> Sequence[Token]:
    return [
        token for token in cut if text[token.start : token.end] == content[token.start : token.end]
    ]
