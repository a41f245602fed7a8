"""A question is compared with many texts at once exactly as with one text after the other."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.compare import STAND_IN, has_new, has_unit, held, numbers_present
from retrieval.kinds import Kind, places_of
from retrieval.probe import Probe, make_probe
from retrieval.query import make_query
from retrieval.stretches import Sought

# Few letters, so that there is much in common; one beyond the first 65,536 characters.
LETTERS = st.sampled_from("科普会展e1 、\n𠮷")
TEXTS = st.lists(st.text(LETTERS, max_size=20), max_size=6)
STRINGS = st.lists(st.text("科普会展e1𠮷", min_size=1, max_size=4), max_size=8)

# The kinds of things as they are told apart, each tried at every character.
THINGS = {
    Kind.DATE: re.compile(
        r"(?:公元前?)?\d{1,4}年(?:代)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号])?|"
        r"\d{1,2}[日号]|\d+世纪|[夏商周秦汉晋隋唐宋元明清]代|[一-龥]{1,2}朝|民国|[春夏秋冬]季|"
        r"\d{1,2}[:：]\d{2}|星期[一二三四五六日]|去年|今年|昨日"
    ),
    Kind.PLACE: re.compile(
        "[\u4e00-\u9fff]{1,6}(?:省|市|县|区|镇|乡|村|国|州|岛|山|江|河|湖|海|洲|港|湾|路|街|城|半岛|高原|盆地|部)|"
        "北京|上海|天津|重庆|香港|澳门|台湾|美国|英国|法国|德国|日本|欧洲|亚洲|非洲|南部|北部|东部|西部"
    ),
    Kind.ORGANISATION: re.compile(
        "[\u4e00-\u9fffa-z]{2,}(?:部|局|委|厅|处|会|公司|集团|大学|学院|中学|小学|学校|医院|银行|协会|学会|"
        "中心|研究所|研究院|委员会|党|队|俱乐部|报|社|台|院|团)"
    ),
    Kind.LIST: re.compile("[^、,]+、[^、]+|[^,]+,[^,]+(?:和|以及|与|及)"),
    Kind.NUMBER: re.compile(
        r"\d+(?:\.\d+)?(?:%|(?:余|多)?(?:(?!年|月|日|号)[\u4e00-\u9fff]{1,2})?)|"
        "[几数][十百千万]\\w?|半数|一半|[一二两三四五六七八九十百千万亿]+(?=[\u4e00-\u9fff])"
    ),
}
PIECES = {
    Kind.DATE: "公元前 221 8 年 月 日 唐 清 代 朝 民 国 春 季 星 期 一 今",
    Kind.PLACE: "河 南 省 半岛 高原 盆地 北京 日本 澳门 南部 安 阳",
    Kind.ORGANISATION: "科 协 会 委 员 大 学 院 研究所 a 公 司 俱 乐 部",
    Kind.LIST: "甲 、 , 和 以 及 乙",
    Kind.NUMBER: "1 23 . 5 % 余 人 年 几 十 半 数 一 万 个 个",
}


def probe_of(question: str) -> Probe:
    return make_probe(make_query(question), lambda _: 2.0)


def longest_run(content: str, text: str) -> int:
    lengths = range(len(content), 0, -1)
    return next(
        (
            length
            for length in lengths
            if any(content[at : at + length] in text for at in range(len(content) - length + 1))
        ),
        0,
    )


@given(st.text("科普会展e1𠮷", max_size=12), STRINGS, TEXTS)
def test_what_is_sought_is_found_in_the_texts_that_have_it(
    whole: str, others: list[str], texts: list[str]
) -> None:
    found, longest, common = Sought(whole, others).find(texts)

    assert found.tolist() == [[string in text for string in others] for text in texts]
    assert longest.tolist() == [longest_run(whole, text) for text in texts]
    assert common.tolist() == [sum(one in whole for one in text) for text in texts]


# The first question has the dictionary loaded.
@settings(deadline=None)
@given(st.text("科普会展活动e1", min_size=1, max_size=12), TEXTS)
def test_a_text_holds_the_terms_that_it_has_as_substrings(question: str, texts: list[str]) -> None:
    probe = probe_of(question)

    found = held(probe, texts)

    terms = [*probe.words, *probe.bigrams]
    assert found.terms.tolist() == [[float(term in text) for term in terms] for text in texts]
    cover = found.terms @ probe.shares
    for number, text in enumerate(texts):
        for column, own in enumerate((probe.words, probe.bigrams)):
            share = sum(term in text for term in own) / max(len(own), 1)
            assert cover[number, column] == pytest.approx(share)
        share = sum(one in text for one in probe.characters) / max(len(probe.characters), 1)
        assert found.characters[number] == pytest.approx(share)
        share = sum(one in text for one in probe.trigrams) / max(len(probe.trigrams), 1)
        assert found.trigrams[number] == pytest.approx(share)
        share = longest_run(probe.content, text) / max(len(probe.content), 1)
        assert found.run[number] == pytest.approx(share)


def test_what_stands_in_for_a_word_counts_less_than_the_word() -> None:
    query = make_query("孩子上学要交钱吗？")
    (synonym, *_) = query.synonyms
    probe = make_probe(query, lambda _: 2.0)
    own = query.text[slice(*synonym.span)]
    column = probe.words.index(own)

    found = held(probe, [own, synonym.official[0], "无关", own + synonym.official[0]])

    assert found.terms[:, column].tolist() == [1.0, STAND_IN, 0.0, 1.0]


@pytest.mark.parametrize("kind", THINGS)
@given(data=st.data())
def test_things_of_a_kind_are_found_wherever_they_begin(kind: Kind, data: st.DataObject) -> None:
    filler = st.sampled_from("的了是为。x")
    pieces = st.one_of(filler, st.sampled_from(PIECES[kind].split()))
    text = "".join(data.draw(st.lists(pieces, max_size=25)))

    assert places_of(kind, text) == [match.span() for match in THINGS[kind].finditer(text)]


def test_a_thing_begins_as_far_before_its_mark_as_it_may() -> None:
    assert places_of(Kind.PLACE, "。从北往南去的半岛") == [(1, 9)]
    assert places_of(Kind.DATE, "的的的的公元前8年") == [(4, 9)]


def test_numbers_count_whole_and_with_their_units() -> None:
    probe = probe_of("2018年第3届活动有多少人参加？")
    texts = ["2018年办了第3届", "2018年", "12018年第3届", "2018.5万元,3届", "无"]

    assert numbers_present(probe, texts).tolist() == [1.0, 0.5, 0.5, 0.5, 0.0]
    assert numbers_present(probe_of("谁参加了活动？"), texts).tolist() == [1.0] * len(texts)


def test_only_what_the_question_does_not_say_is_new() -> None:
    probe = probe_of("2018年参加活动的3人是哪年入会的？")

    assert probe.kind is Kind.DATE
    assert has_new(probe, ["2018年", "2018年,2016年", "去年", "无"]).tolist() == [0, 1, 1, 0]


def test_a_number_has_the_unit_that_is_asked_for() -> None:
    probe = probe_of("除了3人还有多少人参加？")
    texts = ["3人", "共3人,12人", "12元", "5人", "12余名", "许多人"]

    assert has_unit(probe, texts).tolist() == [0, 1, 0, 1, 1, 0]
    assert not has_unit(probe_of("谁参加了？"), texts).any()


def test_nothing_is_held_of_a_question_without_letters() -> None:
    found = held(probe_of("？！"), ["科普", ""])

    assert found.terms.shape == (2, 0)
    assert not np.concatenate([found.characters, found.trigrams, found.run, found.common]).any()
