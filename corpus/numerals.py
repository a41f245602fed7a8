"""Chinese and Arabic numerals in one form, where they count or date something."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

_UNITS = (
    "年|个?月|日|号|小时|点钟|分钟|秒|周|天|岁|届|次|个|名|人|位|项|家|户|元|块钱|毛钱|米|厘米|毫米|"
    "公里|千米|平方|立方|公顷|亩|克|千克|公斤|斤|吨|升|兆|台|部|所|座|处|种|类|倍|成|度|级|期|场|册|份|"
    "件|套|条|章|款|节|卷|页|篇|首|集|版|批|笔|支|只|张|把|辆|艘|架|间|栋|幢|层|楼|县|市|区|省|镇|乡|村|"
    "校|院|世纪|季度|星期|方面|大类|余|多[万亿个名人年次项家元天]|%"
)
# Longer runs are no numerals; the bound keeps the search linear.
_ONES = "零〇○一二两三四五六七八九"
_CHINESE = f"[{_ONES}十][{_ONES}十百千万亿]{{0,24}}+"
_POINT = "(?:点[零〇○一二三四五六七八九]{1,12})?"
# With a myriad a numeral counts even where nothing follows: 一百七十八亿.
_LARGE = f"[一二两三四五六七八九十][{_ONES}十百千]{{0,12}}{_POINT}[万亿][{_ONES}十百千万亿]{{0,12}}"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TIMES = "(?:[百千][万亿]{0,2}|[万亿]{1,2})"
# 统一部署, 唯一, 之一: here 一 belongs to the word before it.
_NOT_AFTER = "统唯专单之同划归合逐万哪某每任另这那"
# Words in which the numeral no longer counts, and names that hold one.
_WORDS = "一部分|一度|一家人|一条龙|一成不变|三部曲|五台山|七台河|一期一会|一级棒|三级跳"
_MOST_DIGITS = 20
_NUMBER = re.compile(
    rf"""百分之(?P<share>百|{_CHINESE}{_POINT}|[0-9]+(?:\.[0-9]+)?)
    |(?P<word>{_WORDS})
    |(?<![0-9.a-z])(?P<arabic>(?:{_ARABIC}{_TIMES})*{_ARABIC}{_TIMES}?)
    |(?<![{_NOT_AFTER}])(?P<chinese>{_CHINESE}{_POINT}(?=(?:{_UNITS}))|{_LARGE})""",
    re.VERBOSE,
)
_GUESS = re.compile("[一二两三四五六七八九]{2}")
_PART = re.compile(f"({_ARABIC})({_TIMES}?)")


def numeral_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Find the numerals of a normalised, simplified text that are written in another form.

    Args:
        text: NFKC, lower case, simplified.

    Yields:
        Start, end and the digits to put there, in order: 三届 gives 3, 一百七十八亿元 gives
        17800000000, 百分之四点四 gives 4.4%, 二〇一八年 gives 2018, 1.26亿 gives 126000000.
    """
    for match in _NUMBER.finditer(text):
        digits: str | None = None
        if match["share"]:
            share = _value(match["share"])
            digits = share and f"{share}%"
        elif match["arabic"]:
            digits = _arabic(match["arabic"])
        elif match["chinese"]:
            digits = _value(match["chinese"])
        if digits is not None and digits != match[0]:
            yield match.start(), match.end(), digits


def _arabic(numeral: str) -> str | None:
    """The digits of 1,300 or 5万 or 1亿2000万; ``None`` where they are too many to be a number."""
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
