"""Chinese and Arabic numerals in one form, where they count or date something."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from corpus.codes import codes_of, table_of

_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}


_MEASURES = (
    "年|个?月|日|号|小时|分钟|秒|周|天|岁|届|次|个|名|人|位|项|家|户|元|块钱|毛钱|米|厘米|毫米|"
    "公里|千米|平方|立方|公顷|亩|克|千克|公斤|斤|吨|升|兆|台|部|所|座|处|种|类|倍|成|度|级|期|场|册|份|"
    "件|套|条|章|款|节|卷|页|篇|首|集|版|批|笔|支|只|张|把|辆|艘|架|间|栋|幢|层|楼|县|市|区|省|镇|乡|村|"
    "校|院|世纪|季度|星期|方面|大类|等[奖功品]|审(?![判查计美理议问阅批核定视讯])|胎|口人|中全会|枚|棵|株|"
    "组(?![织成合建件])|轮(?![车船胎椅])|强(?![化调制大度劲力势行迫者项])|例|趟|遍|点(?:[钟半整]|[一二三四五六七八九十零0-9]{1,3}分)"
)
_UNITS = f"[余多](?:[万亿]|{_MEASURES})|{_MEASURES}|余|%"
# Longer runs are no numerals; the bound keeps the search linear.
_ONES = "零〇○一二两三四五六七八九"
_NINE = "一二三四五六七八九"
_CHINESE = f"[{_ONES}十][{_ONES}十百千万亿]{{0,24}}+"
_POINT = f"(?:点[零〇○{_NINE}]{{1,12}})?"
# With a myriad a numeral counts even where nothing follows: 一百七十八亿.
_LARGE = f"[两{_NINE}十][{_ONES}十百千]{{0,12}}{_POINT}[万亿][{_ONES}十百千万亿]{{0,12}}"
# So does it with a hundred or thousand (五百强), between twenty and a hundred (二十四节气), below
# one (零点五), as a congress (十九大), a year before another (二〇一五至二〇一八年) or a minute.
_PLAIN = (
    f"(?<![{_ONES}十百千万亿点])(?:"
    f"[两{_NINE}][百千][{_ONES}十百千]{{0,12}}+(?![万亿点])|"
    f"[二三四五六七八九]十[{_NINE}](?![{_ONES}十百千万亿点])|"
    f"零点[{_ONES}]{{1,12}}(?![十分刻])|"
    f"(?:十[{_NINE}]|二十)(?=大(?![小人多学于部]))|"
    f"[一二][{_ONES}]{{3}}(?=[至到和与、~—–-][一二][{_ONES}]{{3}}年))|"
    f"(?<=[{_NINE}十零0-9]点)(?:[二三四五]?十[{_NINE}]?|零?[{_NINE}])(?=分)"
)
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TIMES = "(?:[百千][万亿]{0,2}|[万亿]{1,2})"
# 统一部署, 唯一, 之一: here 一 belongs to the word before it.
_NOT_AFTER = "统唯专单之同划归合逐万哪某每任另这那"
# Words in which the numeral no longer counts, and names that hold one.
_WORDS = (
    "一部分|一度|一方面|一次性|一家人|一条龙|一成不变|三部曲|一期一会|一级棒|三级跳|二人转|"
    "零[件位担级]|零部件|五台[山县]|七台河|三台县|九台区|三元[区桥]|五家渠"
)
_MOST_DIGITS = 20
# Where a pattern can begin: it is tried at no other character.
_NUMBER_STARTS = f"0123456789百千万十{_ONES}"
_NUMBER = re.compile(
    rf"""(?:百分之(?P<share>百|{_CHINESE}{_POINT}|[0-9]+(?:\.[0-9]+)?)
    |(?P<fraction>[千万]分之)(?P<few>{_CHINESE}{_POINT})
    |(?<![0-9.])(?P<mille>[0-9]+(?:\.[0-9]+)?)‰
    |(?<=第)(?P<ordinal>[1-9])(?![0-9.,、至到~/—–-]|[百千万亿]|{_UNITS})
    |(?P<word>{_WORDS})
    |(?<![0-9.a-z])(?P<arabic>(?:{_ARABIC}{_TIMES})*{_ARABIC}{_TIMES}?)
    |(?P<about>(?<=[近逾超约])[百千万](?={_UNITS})|(?<![{_ONES}几数成上十百千万亿])[百千万](?=[余多](?:{_MEASURES})))
    |(?<![{_NOT_AFTER}])(?P<chinese>{_CHINESE}{_POINT}(?=(?:{_UNITS}))|{_LARGE}|{_PLAIN}))""",
    re.VERBOSE,
)
_GUESS = re.compile("[一二两三四五六七八九]{2}")
_PART = re.compile(f"({_ARABIC})({_TIMES}?)")
_CONTRACTED = {"廿": "二十", "卅": "三十"}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_PLAIN_STARTS = " \t廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_PLAIN_FORM = re.compile(
    rf"""(?:(?P<gap>(?<=[0-9])[ \t]+(?=[百千万亿]|{_UNITS})
        |(?<=[0-9 ][百千万亿])[ \t]+(?={_UNITS})
        |(?<=[第年月])[ \t]+(?=[0-9]))
    |(?P<contracted>[廿卅](?=[{_NINE}]?(?:{_UNITS})))
    # One alone only where it is no surname.
    |(?P<formal>[壹贰叁肆伍陆柒捌玖拾佰仟][零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{{1,24}}+(?:(?<=[万亿])|(?={_UNITS}|整))
        |[壹贰叁肆捌玖](?={_UNITS})))""",
    re.VERBOSE,
)


def plain_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Find what keeps numerals from being read: gaps (50 万元) and formal ones (伍拾万元, 廿日).

    Args:
        text: NFKC, lower case, simplified.

    Yields:
        Start, end and what to put there, in order: nothing, or ordinary Chinese numerals.
    """
    for match in _found(_PLAIN_FORM, _PLAIN_STARTS, text):
        if match["gap"]:
            yield match.start(), match.end(), ""
        elif match["contracted"]:
            yield match.start(), match.end(), _CONTRACTED[match[0]]
        else:
            yield match.start(), match.end(), match[0].translate(_FORMAL)


def numeral_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the numerals of a normalised, simplified text that are written in another form.

    The one form is plain digits: 1.68万, 16,800 and 一万六千八百元 all give 16800. A numeral is
    read the same wherever it stands in a sentence, as far as its unit tells, so that a question
    and a document meet.

    Args:
        text: NFKC, lower case, simplified, with ``plain_spans`` replaced.

    Yields:
        Start, end and the digits to put there, in order: 三届 gives 3, 一百七十八亿元 gives
        17800000000, 百分之四点四 gives 4.4%, 二〇一八年 gives 2018, 1.26亿 gives 126000000.
    """
    for match in _found(_NUMBER, _NUMBER_STARTS, text):
        digits = _digits(match)
        if digits is not None and digits != match[0]:
            yield match.start(), match.end(), digits


def _found(pattern: re.Pattern[str], starts: str, text: str) -> Iterator[re.Match[str]]:
    """The same as ``pattern.finditer(text)`` for a pattern that begins with one of ``starts``.

    Few characters are, and so the pattern is tried at few.
    """
    end = 0
    for place in np.flatnonzero(_table(starts)[codes_of(text)]).tolist():
        if place >= end and (match := pattern.match(text, place)):
            yield match
            end = match.end()


_table = cache(table_of)


def _digits(match: re.Match[str]) -> str | None:
    numeral = match[0]
    match match.lastgroup:
        case "share":
            share = _value(match["share"])
            return share and f"{share}%"
        case "few":
            few = _value(match["few"])
            return few and match["fraction"] + few
        case "mille":
            return f"千分之{match['mille']}"
        case "ordinal":
            # With nothing to count 第一 and 第三方 are words.
            return _NINE[int(numeral) - 1]
        case "arabic":
            return _arabic(numeral)
        case "about":
            return str({**_MULTIPLIERS, **_MYRIADS}[numeral])
        case "chinese":
            return _value(numeral)
    return None


def _arabic(numeral: str) -> str | None:
    """The digits of 1,300 or 5万 or 1亿2000万; ``None`` where they are too many to be a number."""
    if numeral.isdecimal():
        return numeral
    parts = [(part[1].replace(",", ""), part[2]) for part in _PART.finditer(numeral)]
    if len(parts) == 1 and not parts[0][1]:
        # 08 or 1.50 keep their zeros: only the thousands marks go.
        return parts[0][0]
    if len(parts) > 3 or any(len(digits) > _MOST_DIGITS for digits, _ in parts):
        return None
    values = [Decimal(digits) * _times(marks) for digits, marks in parts]
    if not parts[-1][1] and len(parts[-1][0]) == 1:
        # 3万5 is how people say 35,000.
        values[-1] *= _times(parts[-2][1]) // 10
    if any(later >= earlier for earlier, later in pairwise(values)):
        return None
    return _plain(sum(values, start=Decimal(0)))


@lru_cache(maxsize=4096)
def _value(numeral: str) -> str | None:
    """The digits of a Chinese or Arabic numeral; ``None`` where it is a guess such as 三五."""
    if numeral[0] in "0123456789":
        return numeral
    if numeral == "百":
        return "100"
    whole, _, fraction = numeral.partition("点")
    times = fraction.lstrip(_ONES)
    fraction = "".join(str(_DIGITS[mark]) for mark in fraction[: len(fraction) - len(times)])
    if times and _GUESS.search(whole):
        return None
    if times:
        # 一点三亿; with more after it, as in 一点三亿五千万, it is no way to write a number.
        return (
            _plain(Decimal(f"{_sum(whole)}.{fraction}") * _times(times)) if len(times) < 3 else None
        )
    if all(character in _DIGITS for character in whole):
        if len(whole) == 2 and not {"零", "〇", "○"} & set(whole):
            return None
        digits = "".join(str(_DIGITS[character]) for character in whole)
    elif _GUESS.search(whole):
        return None
    else:
        digits = str(_sum(whole))
    return f"{digits}.{fraction}" if fraction else digits


def _sum(numeral: str) -> int:
    """Read 一百七十八亿 by its multipliers."""
    total = group = digit = 0
    if len(numeral) > 2 and numeral[-1] in _DIGITS and numeral[-2] in "百千万亿":
        # 两万五 is how people say 25,000.
        last = _DIGITS[numeral[-1]] * ({**_MULTIPLIERS, **_MYRIADS}[numeral[-2]] // 10)
        return _sum(numeral[:-1]) + last
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _MULTIPLIERS:
            # 十 alone is ten.
            times = _MULTIPLIERS[character]
            if digit == 0 and 0 < group < times:
                # 二十千 (克): the whole is multiplied.
                group *= times
            else:
                group += (digit or (1 if group == 0 else 0)) * times
            digit = 0
        elif character == "亿":
            total = (total + group + digit) * _MYRIADS[character]
            group = digit = 0
        else:
            total += (group + digit) * _MYRIADS[character]
            group = digit = 0
    return total + group + digit


def _times(marks: str) -> int:
    product = 1
    for mark in marks:
        product *= {**_MULTIPLIERS, **_MYRIADS}[mark]
    return product


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")
