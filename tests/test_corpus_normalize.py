"""Writing that means the same finds the same, and highlights fall on the user's characters."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.normalize import normalize, search_text

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "㎡½ﬁ㈱①Å\u030a\u0301\u200dＡ１，。：臺灣裡乾著瞭幹一二三〇○百千万亿点届年个%58.,가\u1161é\u00adß"
        ),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(TEXTS)
@example("\u0301" * 200)
@example("a" + "\u0315\u0300" * 100)
@example("\ud800x\udfff")
@example("\u1100\u1161\u11a8")
@example("㎡一百七十八亿\u200d元")
def test_each_character_of_the_search_form_comes_from_a_place_in_the_text(text: str) -> None:
    form = search_text(text)

    assert len(form.offsets) == len(form.text)
    assert all(0 <= start < end <= len(text) for start, end in form.offsets)
    assert form.offsets == tuple(sorted(form.offsets))


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
            exclude_categories=["Cf", "Mn", "Mc", "Me"],
            exclude_characters="一二三四五六七八九十零〇○两百千万亿0123456789",
        )
    )
)
@example("乾隆皇帝瞭解裡面的頭髮")
@example("ﬁ㈱Å臺灣ＡＢ")
def test_words_in_search_form_are_in_search_form(text: str) -> None:
    once = normalize(text)

    assert normalize(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三届大会", "3届大会"),
        ("一百七十八亿元", "178亿元"),
        ("178亿", "17800000000"),
        ("百分之四点四", "4.4%"),
        ("百分之４．４", "4.4%"),
        ("百分之百", "100%"),
        ("二〇一八年", "2018年"),
        ("二零一八年", "2018年"),
        ("二○一八年", "2018年"),
        ("5万人", "50000人"),
        ("五万人", "5万人"),
        ("五点五万", "5.5万"),
        ("1.26亿元", "126000000元"),
        ("1亿2000万元", "1.2亿元"),
        ("一亿二千万元", "1.2亿元"),
        ("5万5千人", "55000人"),
        ("两万五千人", "25000人"),
        ("两万五", "25000"),
        ("一千零一个", "1001个"),
        ("十余次", "10余次"),
        ("二十多个", "20多个"),
        ("十千克", "10千克"),
        ("五月三十日", "5月30日"),
        ("1,300万", "1300万"),
        ("１２３ＡＢＣ", "123abc"),
        ("（一）甲：乙", "(一)甲:乙"),
        ("㎡", "m2"),
        ("½", "1⁄2"),
        ("ﬁne", "fine"),
        ("㈱", "(株)"),
        ("①", "1"),
        ("A\u030angström", "Ångström"),
        ("臺灣圖書館裡", "台湾图书馆里"),
        ("頭髮與發展", "头发与发展"),
        ("科\u200b技", "科技"),
    ],
)
def test_two_ways_of_writing_it_are_one_to_search(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(
    "word",
    [
        "一些",
        "统一战线",
        "统一部署",
        "十分",
        "万一",
        "一起",
        "唯一一",
        "三亚",
        "百度",
        "一部分",
        "三三四",
        "百分之三五",
        "一二三万",
        "三四百人",
        "五台山",
        "七一",
        "一直",
        "四川",
        "千方百计",
        "百科",
        "亿万",
        "九江市",
        "一点三亿五千万",
    ],
)
def test_words_that_only_look_like_numbers_stay_words(word: str) -> None:
    assert normalize(word) == word


def test_a_highlight_covers_the_characters_as_they_were_written() -> None:
    text = "签订协议資金一百七十八亿元，占２．８㎡。"
    form = search_text(text)

    def shown(part: str) -> str:
        start = form.text.index(part)
        first, last = form.original(start, start + len(part))
        return text[first:last]

    assert shown("17800000000") == "一百七十八亿"
    assert shown("资金") == "資金"
    assert shown("m2") == "㎡"
    assert shown("2.8") == "２．８"


def test_digits_of_other_scripts_do_no_harm() -> None:
    assert normalize("百分之٣") == "百分之٣"
    assert normalize("٣万") == "٣万"
