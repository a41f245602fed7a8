"""A message that holds several questions: cut into them, and their answers put together."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from corpus.normalize import normalize
from corpus.segment import default_segmenter
from corpus.types import Span
from retrieval.smalltalk import small_talk
from retrieval.types import Answer, Evidence, Status

MAX_PARTS = 4
"""So many questions of one message are answered."""

# Inside quotes and brackets nothing is asked of us.
_QUOTED = re.compile(
    '「[^」]*」|『[^』]*』|“[^”]*”|"[^"]*"|《[^》]*》|（[^（）]{3,}）|\\([^()]{3,}\\)'
)
_MARKER = (
    r"(?:[(（]\d{1,2}[)）]|\d{1,2}(?:[)）、．:：]|\.(?!\d))|[①-⑩]|"
    r"[(（]?[一二三四五六七八九十]{1,2}[)）、]|第[一二三四五六七八九十][,，、:：]|[-*•·](?=\s))\s*"
)
_NUMBERED = re.compile(rf"\s*{_MARKER}")
_END = re.compile(
    rf"(?:[?？!！。;；](?![A-Za-z0-9=&])|[。？！；\n])+\s*|(?<=[\s,，:：])(?={_MARKER})|(?<=\S)(?=[①-⑩])"
)
_COMMA = re.compile("[,，]|以及|(?<=\\S)(?:还有|還有)")
_AROUND = ",，;；、/ \t\r\n\u3000"

_WHAT = re.compile(
    "什么(?!的$)|啥|哪(?!怕|吒)|谁|多少|几(?![乎何率内年天]|个?月|[十百千万亿])|怎么|怎样|如何|为何|何[时地人处]|多[大长高远久重]"
)
_WHETHER = re.compile(
    "[吗嘛么呢](?:[?。!\\s]|$)|是不是|有没有|能不能|会不会|可不可以|是否|能否|可否|有无"
)
# Whatever, if, nobody: such a clause asks nothing of its own.
_NOT_ASKED = re.compile(
    "无论|不管|不论|如果|若|假如|要是|万一|没有?(?:什么|谁|多少|几)|^[^是]*的$|"
    "(?:谁|哪位|有人|[你您])(?:能|可以|知道).{0,4}(?:告诉|知道|解答|说|讲)"
)
# A tail that only turns to the reader: 可以告诉我吗？ 对吗？
_TAG = re.compile(
    "(?:请?[你您]?)(?:可以|能|能否|可否)?(?:帮我|给我)?(?:告诉我?|说|讲|解答|回答)?(?:一?下)?"
    "(?:对|是|好|行|可以|知道|真的?)?(?:不对|不是|不好|不行)?[吗么吧嘛]?[?!。\\s]*"
)
_OR = re.compile("还是|或者?")
# After a comma these go on with the same question: 有哪些，分别是什么？
_SAME = re.compile("还是|或者?|分别|各自?|具体|都|即|而")


def split_questions(message: str) -> tuple[str, ...]:
    """The questions of a message, in order; the message itself where it holds only one.

    A statement stays with the question after it. Thanks, greetings and 「可以告诉我吗？」 are no
    questions, what is quoted asks nothing, and 「……，还是……？」 asks one thing.
    """
    masked = _QUOTED.sub(lambda match: "□" * len(match[0]), message)
    pieces = [clause for sentence in _sentences(masked) for clause in _clauses(masked, *sentence)]
    if len(pieces) < 2:
        return (message,)
    numbered = [span for span in pieces if _NUMBERED.match(masked[slice(*span)])]
    listed = len(numbered) > 1 and _asks(masked[slice(*numbered[0])])
    questions: list[Span] = []
    begin: int | None = None
    for start, end in pieces:
        piece = masked[start:end]
        begin = start if begin is None else begin
        if questions and _OR.match(piece):
            questions[-1] = (questions[-1][0], end)
        elif _asks(piece) or (listed and (start, end) in numbered):
            questions.append((begin, end))
        elif questions and piece.rstrip().endswith(("?", "？")) and not _turns_to_reader(piece):
            # 签约金额？ asks after a question; before one it only says what is talked about.
            questions.append((begin, end))
        elif not _turns_to_reader(piece):
            continue
        begin = None
    if len(questions) < 2:
        return (message,)
    return tuple(
        _NUMBERED.sub("", message[start:end].strip(_AROUND), count=1).strip(_AROUND)
        for start, end in questions
    )


def together(message: str, parts: Sequence[Answer], k: int) -> Answer:
    """The answers to a message's questions as one.

    It is ``answered`` where every part is, ``no_answer`` where none has an answer, else
    ``uncertain``; its confidence is the lowest. Its evidence takes the best piece of each part
    in turn, then the second ones, each passage once; a part without an answer adds none beside
    parts that have one, because there it would pass for a citation.

    Args:
        message: As typed.
        parts: The answers to its questions, in order.
        k: The most pieces of evidence wanted.
    """
    found = [part for part in parts if part.status is not Status.NO_ANSWER]
    status = Status.UNCERTAIN
    if not found:
        status = Status.NO_ANSWER
    elif all(part.status is Status.ANSWERED for part in parts):
        status = Status.ANSWERED
    evidence: dict[str, Evidence] = {}
    for in_turn in zip_longest(*(part.evidence for part in found or parts)):
        for one in filter(None, in_turn):
            evidence.setdefault(one.hit.passage.id, one)
    terms: dict[str, float] = {}
    for part in parts:
        for term, weight in part.terms:
            terms[term] = max(weight, terms.get(term, 0.0))
    own = {term for part in parts for term, _ in part.terms if term not in part.added_terms}
    added = dict.fromkeys(term for part in parts for term in part.added_terms)
    return Answer(
        question=message,
        status=status,
        confidence=min(part.confidence for part in parts),
        evidence=tuple(evidence.values())[:k],
        terms=tuple(terms.items()),
        added_terms=tuple(term for term in added if term not in own),
        notice=None if found else parts[0].notice,
        only=parts[0].only,
        parts=tuple(parts),
    )


def _sentences(masked: str) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(masked):
        yield start, end.end()
        start = end.end()
    if start < len(masked):
        yield start, len(masked)


def _clauses(masked: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, cut at the commas that have a question on either side."""
    commas = [comma.span() for comma in _COMMA.finditer(masked, start, end)]
    for (left, right), (until, _) in pairwise([*commas, (end, end)]):
        after = masked[right:until]
        if _asks_alone(masked[start:left]) and _asks(after) and not _SAME.match(after):
            yield start, left
            start = right
    yield start, end


def _asks(piece: str) -> bool:
    text = normalize(piece)
    asking = _WHAT.search(text) or _WHETHER.search(text)
    return asking is not None and not _turns_to_reader(piece)


def _asks_alone(clause: str) -> bool:
    """Whether a clause before a comma is a question and not the beginning of one."""
    text = normalize(clause)
    if _WHAT.search(text) is None or _NOT_ASKED.search(text) is not None:
        return False
    # 什么样的企业，可以申请什么？
    tags = (default_segmenter().tag(word) or "" for word, _, _ in default_segmenter().words(text))
    return any(tag.startswith(("v", "p")) for tag in tags)


def _turns_to_reader(piece: str) -> bool:
    text = normalize(piece).strip()
    if not any(character.isalnum() or character == "□" for character in text):
        return True
    return _TAG.fullmatch(text) is not None or small_talk(text) is not None
