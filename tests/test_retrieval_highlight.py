"""Highlights fall on the reader's own characters, whatever the search form looks like."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.jsonl import document_from_record
from retrieval.highlight import merged
from retrieval.retriever import Retriever


def marked(question: str, text: str) -> list[str]:
    document = document_from_record("文", "题", text, "x")
    return [
        text[start:end]
        for evidence in Retriever([document]).ask(question).evidence
        for start, end in evidence.highlights
    ]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("签约金额是多少？", "三届大会的签约金额，合计178亿元。", ["签约金额"]),
        ("签约金额是多少？", "三屆大會的簽約金額，合計178億元。", ["簽約金額"]),
        ("签约178亿元", "签约一百七十八亿元。", ["签约一百七十八亿"]),
        ("gdp增速", "ＧＤＰ的增速。", ["ＧＤＰ", "增速"]),
        ("科技馆", "𠮷😀科技馆😀科技馆。", ["科技馆", "科技馆"]),
        ("科技馆", "没有相关的内容。", []),
    ],
)
def test_the_words_of_the_question_are_marked_as_written(
    question: str, text: str, expected: list[str]
) -> None:
    assert marked(question, text) == expected


def test_a_single_character_is_marked_only_where_there_is_nothing_longer() -> None:
    assert marked("馆", "科技馆。") == ["馆"]
    assert marked("馆 科技", "科技馆。") == ["科技"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))))
def test_merged_spans_cover_the_same_characters_and_lie_apart(pairs: list[tuple[int, int]]) -> None:
    spans = [(start, start + length) for start, length in pairs]

    joined = merged(spans)

    assert {place for span in joined for place in range(*span)} == {
        place for span in spans for place in range(*span)
    }
    assert all(one[1] < other[0] for one, other in pairwise(joined))
