"""Writing that means the same finds the same, and highlights fall on the user's characters."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.normalize import normalize, search_text
from corpus.readers.jsonl import document_from_record
from retrieval.retriever import Retriever

# All that changes its length on the way: compatibility forms, marks, numerals, gaps.
CHANGING = (
    "㎡½ﬁ㈱①⑩㊙℃Å\u030a\u0301\u200d\u00adＡ１，。：臺灣裡甚麼乾著瞭一二三〇○廿壹贰拾佰"
    "百千万亿点第届年月日个余多%‰58., \t가\u1161éß"
)
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(CHANGING)), max_size=60)


@settings(deadline=None)
@given(TEXTS)
@example("\u0301" * 200)
@example("a" + "\u0315\u0300" * 100)
@example("\ud800x\udfff")
@example("\u1100\u1161\u11a8")
@example("㎡一百七十八亿\u200d元")
@example("伍拾 万元 2018 年 3‰")
def test_each_character_of_the_search_form_comes_from_a_place_in_the_text(text: str) -> None:
    form = search_text(text)

    spans = [form.original(place, place + 1) for place in range(len(form.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@settings(deadline=None)
@given(TEXTS)
def test_with_and_without_places_the_form_is_the_same(text: str) -> None:
    assert normalize(text) == search_text(text).text


@settings(deadline=None)
@given(TEXTS)
def test_the_search_form_has_no_capitals_no_invisible_and_no_half_characters(text: str) -> None:
    form = normalize(text)

    assert form == form.lower()
    assert not {unicodedata.category(character) for character in form} & {"Cf", "Cs"}


# It need not hold for numerals (a second pass may read on where digits now meet) nor around
# combining and invisible characters; both sides are normalised exactly once.
@settings(deadline=None)
@given(
    st.text(
        st.characters(
            exclude_categories=["Cf", "Mn", "Mc", "Me", "No", "Nl"],
            exclude_characters="一二三四五六七八九十零〇○两百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟0123456789",
        )
    )
)
@example("乾隆皇帝瞭解裡面的頭髮")
@example("ﬁ㍿Å臺灣ＡＢ甚麼")
def test_words_in_search_form_are_in_search_form(text: str) -> None:
    once = normalize(text)

    assert normalize(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # amounts: the one form is plain digits
        ("一百七十八亿元", "178亿元"),
        ("178亿", "17800000000"),
        ("一点二六亿元", "1.26亿元"),
        ("1.26亿元", "126000000元"),
        ("1亿2000万元", "1.2亿元"),
        ("一亿二千万元", "1.2亿元"),
        ("5万人", "50000人"),
        ("五万人", "5万人"),
        ("3.5万", "35000"),
        ("1.68万元", "16,800元"),
        ("一万六千八百元", "16800元"),
        ("5万5千人", "55000人"),
        ("两万五千人", "25000人"),
        ("两万五", "25000"),
        ("1,300万", "1300万"),
        ("50 万元", "50万元"),
        ("5 万 元", "5万元"),
        # formal ones
        ("伍拾万元", "50万元"),
        ("壹拾贰万叁仟元", "123000元"),
        ("貳佰元整", "200元整"),
        ("贰零壹捌年", "2018年"),
        ("叁届", "3届"),
        # shares
        ("百分之四点四", "4.4%"),
        ("百分之４．４", "4.4%"),
        ("百分之百", "100%"),
        ("千分之三点五", "3.5‰"),
        ("零点五", "0.5"),
        # counts
        ("三届大会", "3届大会"),
        ("一千零一个", "1001个"),
        ("两个", "2个"),
        ("十余次", "10余次"),
        ("二十多个", "20多个"),
        ("九百多场次", "900多场次"),
        ("百余名", "100余名"),
        ("近百名", "近100名"),
        ("十千克", "10千克"),
        ("一等奖", "1等奖"),
        ("二审", "2审"),
        ("世界五百强", "世界500强"),
        ("二十四节气", "24节气"),
        ("十八届三中全会", "18届3中全会"),
        ("十九大", "19大"),
        # order
        ("第三名", "第3名"),
        ("第一百二十三条", "第123条"),
        ("排名第三", "排名第3"),
        ("第三方", "第3方"),
        ("第 3 届", "第三届"),
        # dates and times
        ("二〇一八年", "2018年"),
        ("二零一八年", "2018年"),
        ("二○一八年", "2018年"),
        ("二〇一八年十一月八日", "2018 年 11 月 8 日"),
        ("二〇一五至二〇一八年", "2015至2018年"),
        ("廿五日", "25日"),
        ("卅年", "30年"),
        ("上午九点三十分", "上午9点30分"),
        ("七点半", "7点半"),
        # characters
        ("１２３ＡＢＣ", "123abc"),
        ("（一）甲：乙", "(一)甲:乙"),
        ("㎡", "m2"),
        ("½", "1/2"),
        ("ﬁne", "fine"),
        ("㈱", "(株)"),
        ("①", "1"),
        ("A\u030angström", "Ångström"),
        ("臺灣圖書館裡", "台湾图书馆里"),
        ("頭髮與發展", "头发与发展"),
        ("甚麼", "什么"),
        ("科\u200b技", "科技"),
    ],
)
def test_two_ways_of_writing_it_are_one_to_search(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


LOOK_LIKE_NUMBERS = (
    "一些 统一战线 统一部署 十分 万一 一起 唯一一 三亚 百度 一部分",
    "三三四 百分之三五 一二三万 三四百人 五台山 七一 五一 一直 一般 三峡",
    "四川 四大 半数 一半 三分之二 十三五 两会 三农 千方百计 百科",
    "亿万 数百万 万元 一方面 一次性 零件 零部件 三轮车 二人转 第一",
    "第三产业 三元区 陆家 收拾 九江市 一点三亿五千万 重点三 一审判 三强化",
)


@pytest.mark.parametrize("word", " ".join(LOOK_LIKE_NUMBERS).split())
def test_words_that_only_look_like_numbers_stay_words(word: str) -> None:
    assert normalize(word) == word


def test_a_highlight_covers_the_characters_as_they_were_written() -> None:
    text = "签订协议資金一百七十八亿元，占２．８㎡，奖 50 万元。"
    form = search_text(text)

    def shown(part: str) -> str:
        start = form.text.index(part)
        first, last = form.original(start, start + len(part))
        return text[first:last]

    assert shown("17800000000") == "一百七十八亿"
    assert shown("资金") == "資金"
    assert shown("m2") == "㎡"
    assert shown("2.8") == "２．８"
    assert shown("500000") == "50 万"


WRITTEN = {
    "一百七十八亿": "178亿",
    "壹佰零伍万": "105万",
    "２．８": "2.8",
    "50 万": "50万",
    "百分之四点四": "4.4%",
    "臺灣": "台湾",
    "ＧＤＰ": "gdp",
    "ﬁle": "file",
    "科\u200b技": "科技",
    "㎡": "m2",
    "½亩": "1/2亩",
}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*WRITTEN, "开展", "e\u0301", "😀", "①"]), min_size=1, max_size=8),
    st.sampled_from(sorted(set(WRITTEN) - {"½亩"})),
)
def test_a_question_marks_the_same_thing_written_otherwise_and_nothing_else(
    pieces: list[str], wanted: str
) -> None:
    pieces = [*pieces, wanted]
    text = "，".join(pieces) + "。"

    evidence = (
        Retriever([document_from_record("文", "题", text, "x")]).ask(WRITTEN[wanted]).evidence
    )

    marked = [text[start:end] for one in evidence for start, end in one.highlights]
    assert marked == [piece for piece in pieces if piece == wanted]


def test_digits_of_other_scripts_do_no_harm() -> None:
    assert normalize("百分之٣") == "百分之٣"
    assert normalize("٣万") == "٣万"


# Slow patterns would take hours here, not seconds.
@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000 + "万",
        "一" * 100_000,
        "1万" * 50_000,
        "亿" * 100_000,
        "a" + "\u0301" * 100_000,
        "1,111," * 20_000,
        "百分之" * 30_000,
        "一点" * 50_000,
        "\u0315\u0300" * 50_000,
        "1" + " " * 100_000,
        "1 " * 50_000,
        "壹" * 100_000,
        "二〇一五至" * 20_000,
        "㎡½" * 30_000,
    ],
)
def test_endless_numbers_and_marks_are_read_through(text: str) -> None:
    form = search_text(text)

    assert not form.text or form.original(0, len(form.text))[1] == len(text)
