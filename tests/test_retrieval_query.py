"""A question keeps what it is about and loses what only asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.terms import BIGRAM, UNIGRAM
from retrieval.query import Query, make_query, term_weight


def words(question: str) -> set[str]:
    return {
        term for term, _ in make_query(question).terms if not term.startswith((BIGRAM, UNIGRAM))
    }


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        ("签约金额是多少？", {"签约", "金额"}, {"多少"}),
        ("请问科技馆在哪里？", {"科技馆"}, {"请问", "哪里"}),
        ("大会是什么时候办的？", {"大会"}, {"什么", "时候", "什么时候"}),
        ("为什么要办大会", {"大会"}, {"为什么", "什么"}),
        ("有哪些专家？", {"专家"}, {"哪些"}),
        ("主席是谁呢", {"主席"}, {"谁", "呢"}),
        ("于何年成立", {"成立"}, {"何年"}),
    ],
)
def test_question_words_are_dropped(question: str, kept: set[str], dropped: set[str]) -> None:
    assert kept <= words(question)
    assert not dropped & words(question)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("很多高校参加了哪些活动", "高校"),
        ("多高校联合的项目有哪些", "高校"),
        ("许多大型企业采用什么技术", "大型"),
        ("多伦多大学在哪里", "大学"),
        ("几何光学研究什么", "几何"),
        ("酒吧几点开门", "酒吧"),
        ("哪吒是谁的儿子", "哪吒"),
        ("何叔衡是谁？", "何叔衡"),
        ("喇嘛庙位于何地", "喇嘛庙"),
        ("吗啡的作用是什么", "吗啡"),
    ],
)
def test_a_word_that_only_contains_a_question_word_is_kept(question: str, word: str) -> None:
    assert word in words(question)


@pytest.mark.parametrize("question", ["什么？", "多少", "为什么呢", "谁", "什么时候"])
def test_where_nothing_else_is_left_question_words_are_looked_for(question: str) -> None:
    query = make_query(question)

    assert query.terms
    assert query.content == query.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三屆石化產業發展大會簽約金額是多少？", "三届石化产业发展大会签约金额是多少？"),
        ("三届大会签约一百七十八亿元", "3届大会签约178亿元"),
        ("第２届ＧＤＰ是多少？", "第2届GDP是多少?"),
        ("GDP增速", "gdp增速"),
        ("百分之四点四的增速", "4.4%的增速"),
        ("二〇一八年的大会", "2018年的大会"),
    ],
)
def test_one_question_in_two_spellings_has_the_same_terms(one: str, other: str) -> None:
    assert make_query(one).terms == make_query(other).terms


def test_a_repeated_term_weighs_that_much_more() -> None:
    once, twice = dict(make_query("科技馆").terms), dict(make_query("科技馆，科技馆").terms)

    assert twice["科技馆"] == pytest.approx(2 * once["科技馆"])
    assert twice.keys() == once.keys()


@pytest.mark.parametrize("nothing", ["", "   ", "？！……", "😀🎉", "\n\t"])
def test_what_has_no_word_has_no_term(nothing: str) -> None:
    assert make_query(nothing).terms == ()


def same_places(query: Query) -> bool:
    return all(
        "".join(query.text[token.start : token.end].split())
        == token.term.removeprefix(BIGRAM).removeprefix(UNIGRAM)
        for token in query.tokens
    )


@given(st.text(max_size=60) | st.text("三届石化大会的签约金额是多少呢？何哪吗 1亿", max_size=30))
def test_of_any_text_each_term_stands_once_where_it_says_with_a_weight(question: str) -> None:
    query = make_query(question)

    names = [term for term, _ in query.terms]
    assert len(names) == len(set(names))
    assert all(weight >= term_weight(term) > 0 for term, weight in query.terms)
    assert len(query.content) == len(query.text)
    assert same_places(query)
