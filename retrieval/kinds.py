"""What kind of answer a question asks for, and where a sentence holds such a thing."""

import re
from collections.abc import Sequence
from enum import StrEnum

from corpus.types import Span


class Kind(StrEnum):
    """The kinds of answer that can be told apart by how they look."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    LIST = "list"
    REASON = "reason"
    DEFINITION = "definition"
    METHOD = "method"
    OTHER = "other"


# The first pattern that fits a normalised question decides.
_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.REASON, re.compile("为什么|为何|为啥|原因|缘故|凭什么|怎么会|何以")),
    (
        Kind.DATE,
        re.compile(
            "什么时候|啥时候|何时|什么时间|哪(?:一)?[年天月日]|几[年月日号点]|何年|"
            "什么(?:年代|年份|日期|日子)|哪个?(?:年份|朝代|世纪|时期|年代|月)|时间(?:是|为)"
        ),
    ),
    (
        Kind.LIST,
        re.compile(
            "哪些|哪几|哪[2-9二两三四五六七八九十]|分别(?:是|为|有|叫)|有什么|包括什么|包含什么|都有谁|有谁|列举|列出"
        ),
    ),
    (
        Kind.NUMBER,
        re.compile(
            "多少|几(?!乎|何|率|内)|哪个号|(?:电话|热线|号码)(?:是|号码)?(?:什么|啥|哪)|什么(?:电话|号码|热线)|多[大长高远重久宽深快厚]|百分之几|第几|总数|数量|人数|金额|面积|"
            "比例是|占比|总额|何种程度"
        ),
    ),
    (Kind.PERSON, re.compile("谁|何人|哪位|什么人|哪个人|哪名|叫什么名字")),
    (
        Kind.ORGANISATION,
        re.compile(
            "(?:哪个|哪家|哪所|哪一?间|什么|哪一?个?)(?:单位|部门|机构|公司|企业|学校|大学|学院|学会|协会|"
            "组织|团体|政党|机关|银行|媒体|报社|医院|球队|俱乐部|乐团|集团)"
        ),
    ),
    (
        Kind.PLACE,
        re.compile(
            "哪里|哪儿|何地|何处|什么地方|什么位置|位于哪|在哪|"
            "哪一?个?(?:城市|国家|省|市|县|区|地区|州|岛|洲|镇|村|国|地方|地点)|什么(?:国家|城市|地区)"
        ),
    ),
    (Kind.METHOD, re.compile("如何|怎么样?|怎样|咋")),
    (Kind.DEFINITION, re.compile("什么是|是什么|是啥|何谓|指的?是?什么|什么意思|定义|含义")),
)


def _passing(thing: str, signs: str, before: int = 0) -> re.Pattern[str]:
    """A pattern that passes at once over the stretches where no thing begins.

    Its first group is the thing; a match without it is such a stretch. To try all that a thing
    may be at every single character would take several times as long.

    Args:
        thing: What is looked for.
        signs: Characters, as between square brackets. Every thing has one of them,
        before: with at most so many characters before it.
    """
    return re.compile(f"[^{signs}]+(?=[^{signs}]{{{before}}})|({thing})")


_NUMBER_WITH_UNIT = (
    r"\d+(?:\.\d+)?(?:%|(?:余|多)?(?:(?!年|月|日|号)[\u4e00-\u9fff]{1,2})?)|"
    r"[几数][十百千万]\w?|半数|一半"
)
_CJK_NUMERALS = "一二两三四五六七八九十百千万亿"
_PLACES = "省市县区镇乡村国州岛山江河湖海洲港湾路街城部"
# The thing is the first group of each; what else matches is only passed over.
_PRESENT: dict[Kind, re.Pattern[str]] = {
    Kind.NUMBER: _passing(
        f"{_NUMBER_WITH_UNIT}|[{_CJK_NUMERALS}]+(?=[\u4e00-\u9fff])", rf"\d几数半{_CJK_NUMERALS}"
    ),
    Kind.DATE: _passing(
        r"(?:公元前?)?\d{1,4}年(?:代)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号])?|"
        r"\d{1,2}[日号]|\d+世纪|[夏商周秦汉晋隋唐宋元明清]代|[一-龥]{1,2}朝|民国|[春夏秋冬]季|"
        r"\d{1,2}[:：]\d{2}|星期[一二三四五六日]|去年|今年|昨日",
        r"\d代朝国季星去今昨",
        before=3,
    ),
    Kind.PERSON: re.compile(
        "([王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
        "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
        "莫孔向汤项蹇舒温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符阮柯"
        "纪梅童凌毕单季裴霍涂成苗谷曲盛翁冉骆蓝路游靳欧阳][\u4e00-\u9fff]{1,2}|"
        "[\u4e00-\u9fffa-z]+·[\u4e00-\u9fffa-z]+|皇帝|教授|院士|博士|先生|女士|主席|总统|将军|书记|市长)"
    ),
    Kind.PLACE: _passing(
        f"[\u4e00-\u9fff]{{1,6}}(?:[{_PLACES}]|半岛|高原|盆地)|"
        "北京|上海|天津|重庆|香港|澳门|台湾|美国|英国|法国|德国|日本|欧洲|亚洲|非洲|南部|北部|东部|西部",
        f"{_PLACES}高盆京津庆澳日",
        before=7,
    ),
    # Where none begins at a character, none begins behind it up to the end of the same run.
    Kind.ORGANISATION: re.compile(
        "([\u4e00-\u9fffa-z]{2,}(?:[部局委厅处会党队报社台院团]|公司|集团|大学|学院|中学|小学|学校|医院|银行|"
        "协会|学会|中心|研究所|俱乐部))|[\u4e00-\u9fffa-z]+"
    ),
    Kind.LIST: re.compile("([^、,]+、[^、]+|[^,]+,[^,]+(?:和|以及|与|及))|[^、,]+"),
    Kind.REASON: re.compile(
        "(因为|由于|因此|因而|所以|因|为了|原因|导致|使得|以便|由|鉴于|从而|故)"
    ),
    Kind.DEFINITION: re.compile("(是|指|称为|即|意为|又称|简称|叫)"),
    Kind.METHOD: re.compile("(通过|利用|采用|以|用|按照|方式|方法|经|由)"),
}


def asked_kind(question: str) -> Kind:
    """The kind of answer that a normalised question asks for."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), Kind.OTHER)


# What follows 多少 or 几, and words that tell the unit by themselves.
_AFTER_HOW_MANY = re.compile(
    "(?:多少|几)(?:[万亿千百十]*)(?:余|多)?([\u4e00-\u9fff])([\u4e00-\u9fff]?)"
)
_UNIT_OF_WORD: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            "多少钱|金额|资金|经费|收入|投资|费用|价格|奖金|售价|造价|票房|产值|利润|工资|薪|款"
        ),
        "元|美元|英镑|欧元|日圆|港元|法郎",
    ),
    (re.compile("多大(?:面积)?|面积"), "平方|亩|公顷"),
    (re.compile("多长时间|多久"), "年|个?月|日|天|小时|分钟|周|秒"),
    (re.compile("多[高深宽长远]"), "米|公里|千米|公分|呎|尺|里|海拔"),
    (re.compile("比例|占比|百分之几|百分比|比率|率(?:是|为|有|达)"), "%|个百分点|成"),
    (re.compile("人数|多少人|几个人"), "人|名|位|户"),
    (re.compile("多重|重量|产能|产量"), "吨|公斤|千克|克"),
    (re.compile("几岁|多大(?:年纪|岁数)|年龄"), "岁"),
    (re.compile("电话|号码|热线|打哪个号|几号线"), ""),
)
# Measures that stand for one another: 几个部门 may be answered by 三部（室）.
_SAME_UNIT = {
    "个": "个|项|名|位|家|所|座|种|类|部|条|人|件|只|届|场|次|支|处",
    "名": "名|人|位",
    "人": "人|名|位",
    "位": "位|名|人",
    "次": "次|场|届|回|期",
    "场": "场|次",
    "家": "家|个|所",
    "天": "天|日",
    "块": "块|元",
}


def asked_unit(question: str) -> re.Pattern[str] | None:
    """A number with the unit that a normalised question asks for; ``None`` where it is open."""
    unit: str | None = None
    for pattern, units in _UNIT_OF_WORD:
        if pattern.search(question):
            unit = units
            break
    else:
        after = _AFTER_HOW_MANY.search(question)
        if after is not None:
            unit = _SAME_UNIT.get(after[1], after[1])
    if unit is None:
        return None
    if not unit:
        return re.compile(r"\d{5,}")
    return re.compile(rf"\d+(?:\.\d+)?(?:余|多)?(?:{unit})")


def places_of(kind: Kind, text: str) -> list[Span]:
    """Where a normalised text holds something of a kind; empty for ``OTHER``."""
    pattern = _PRESENT.get(kind)
    return [match.span() for match in pattern.finditer(text) if match[1]] if pattern else []


def says_new(kind: Kind, texts: Sequence[str], question: str) -> list[bool]:
    """Which normalised texts hold something of a kind that the question does not say."""
    if (pattern := _PRESENT.get(kind)) is None:
        return [False] * len(texts)
    found: list[bool] = []
    for text in texts:
        # One is enough: the others need not be looked for.
        for match in pattern.finditer(text):
            if (thing := match[1]) and thing not in question:
                found.append(True)
                break
        else:
            found.append(False)
    return found
