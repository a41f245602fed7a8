"""Each measure against an example worked by hand, and against its definition on random ones."""

from itertools import product
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Passage
from eval.measures import document, passage
from eval.measures.abstention import abstention, auroc
from eval.measures.contains import contains_answer
from eval.measures.document import document_values
from eval.measures.passage import answer_rank, passage_values
from eval.measures.sentence import sentence_values
from eval.measures.short_answer import short_answer_values
from retrieval.types import Status

ANSWERED, UNCERTAIN, SILENT = Status.ANSWERED, Status.UNCERTAIN, Status.NO_ANSWER


def _passage(document_id: str, text: str) -> Passage:
    return Passage(f"{document_id}#0", document_id, 0, len(text), text, (), None, (1, 1))


def test_document_measures_of_a_ranking_worked_by_hand() -> None:
    """The gold document is third.

    Success@1 is 0, Success@5 and @10 are 1, the reciprocal rank 1/3, and nDCG 1/log2(1+3) over
    the ideal 1/log2(1+1): 1/2.
    """
    expected = {
        "success@1": 0.0,
        "success@5": 1.0,
        "success@10": 1.0,
        "mrr@10": pytest.approx(1 / 3),
        "ndcg@10": pytest.approx(1 / 2),
    }

    assert [expected] == document_values([["甲", "乙", "丙"]], [["丙"]])


def test_a_second_gold_document_that_is_not_found_lowers_only_ndcg() -> None:
    """The first of two gold documents is on top: 1 over the ideal 1 + 1/log2(3)."""
    (values,) = document_values([["甲", "乙"]], [["甲", "没有的"]])

    assert values["success@1"] == values["mrr@10"] == 1
    assert values["ndcg@10"] == pytest.approx(1 / (1 + 1 / log2(3)))


def test_the_sixth_and_the_eleventh_place_are_behind_the_cutoffs() -> None:
    ranking = [str(place) for place in range(1, 12)]
    sixth, eleventh = document_values([ranking, ranking], [["6"], ["11"]])

    assert list(sixth.values()) == [0, 0, 1, pytest.approx(1 / 6), pytest.approx(1 / log2(7))]
    assert list(eleventh.values()) == [0, 0, 0, 0, 0]


def test_a_question_without_a_ranking_counts_as_zero() -> None:
    first, second = document_values([["甲"], []], [["甲"], ["甲"]])

    assert set(first.values()) == {1.0}
    assert second == dict.fromkeys(document.NAMES, 0.0)


def test_no_ranking_at_all_is_zero_and_no_question_is_nothing() -> None:
    assert document_values([[]], [["甲"]]) == [dict.fromkeys(document.NAMES, 0.0)]
    assert document_values([], []) == []


def test_an_id_that_is_not_valid_unicode_can_be_measured() -> None:
    """A file name in another encoding becomes such an id."""
    (values,) = document_values([["\udcce.txt"]], [["\udcce.txt"]])

    assert values["success@1"] == 1


@given(st.permutations(range(15)), st.sets(st.integers(0, 20), min_size=1, max_size=4))
def test_document_measures_follow_their_definitions(order: list[int], gold: set[int]) -> None:
    ranking = [str(number) for number in order]
    (values,) = document_values([ranking], [[str(number) for number in sorted(gold)]])
    places = sorted(place for place, number in enumerate(order, start=1) if number in gold)
    gains = [1 / log2(1 + place) for place in places if place <= 10]
    ideal = sum(1 / log2(1 + place) for place in range(1, min(len(gold), 10) + 1))

    for k in (1, 5, 10):
        assert values[f"success@{k}"] == float(any(place <= k for place in places))
    assert values["mrr@10"] == pytest.approx(1 / places[0] if gains else 0)
    assert values["ndcg@10"] == pytest.approx(sum(gains) / ideal)


def test_passage_hits_of_a_ranking_worked_by_hand() -> None:
    """The second passage holds the answer: a miss at 1, a hit at 5 and 10."""
    passages = [_passage("甲", "大会办了。"), _passage("甲", "签约178亿元。")]
    expected = {"answer_hit@1": 0.0, "answer_hit@5": 1.0, "answer_hit@10": 1.0}

    assert expected == passage_values(answer_rank(passages, ["179亿元", "178亿元"], ["甲"]))


def test_an_answer_in_another_document_does_not_count_where_one_is_named() -> None:
    passages = [_passage("乙", "签约178亿元。"), _passage("甲", "同样是178亿元。")]

    assert passage_values(answer_rank(passages, ["178亿元"], ["甲"]))["answer_hit@1"] == 0
    assert passage_values(answer_rank(passages, ["178亿元"], ["甲"]))["answer_hit@5"] == 1
    assert passage_values(answer_rank(passages, ["178亿元"], []))["answer_hit@1"] == 1


def test_the_eleventh_passage_is_too_late() -> None:
    passages = [*[_passage("甲", "无关。")] * 10, _passage("甲", "答案。")]

    assert passage_values(answer_rank(passages, ["答案"], [])) == dict.fromkeys(passage.NAMES, 0.0)
    assert passage_values(answer_rank([], ["答案"], [])) == dict.fromkeys(passage.NAMES, 0.0)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("三屆石化大會", "三届"),
        ("共签约一百七十八亿元。", "178亿元"),
        ("使用ＷＩＦＩ上网", "wifi"),
        ("连续办了三届。", "三"),
    ],
)
def test_answers_are_compared_in_search_form_or_word_for_word(text: str, answer: str) -> None:
    assert contains_answer(text, [answer])


def test_a_blank_answer_is_contained_in_nothing() -> None:
    """A zero-width space alone has an empty search form."""
    assert not contains_answer("正文。", ["\u200b", "\u3000 "])


def test_the_sentence_must_hold_an_answer_and_be_of_a_gold_document() -> None:
    hit, miss = {"answer_hit@1": 1.0}, {"answer_hit@1": 0.0}

    assert hit == sentence_values("签约178亿元。", "甲", ["178亿元"], ["甲"])
    assert hit == sentence_values("签约178亿元。", "甲", ["178亿元"], [])
    assert miss == sentence_values("签约178亿元。", "乙", ["178亿元"], ["甲"])
    assert miss == sentence_values("签约了。", "甲", ["178亿元"], ["甲"])
    assert miss == sentence_values("", None, ["178亿元"], [])


def test_the_short_answer_is_compared_without_width_script_and_punctuation() -> None:
    values = short_answer_values("三屆", "大會辦了三屆。", "甲", ["３届。"], ["甲"])

    # 大会办了3届 has 6 characters, 2 of them those of 3届.
    assert values == {"coverage": 1, "exact": 1, "f1": 1, "sentence_f1": pytest.approx(4 / 8)}


def test_the_best_of_several_answers_counts() -> None:
    """3层楼 has 3 characters, 3层 2 of them."""
    values = short_answer_values("三层楼", "共三层楼。", None, ["地下室", "3层"], [])

    assert values["exact"] == 0
    assert values["f1"] == pytest.approx(4 / 5)
    assert values["sentence_f1"] == pytest.approx(4 / 6)


def test_a_short_answer_of_another_document_is_wrong() -> None:
    values = short_answer_values("三届", "办了三届", "乙", ["三届"], ["甲"])

    assert values == {"coverage": 1, "exact": 0, "f1": 0, "sentence_f1": 0}


def test_a_question_without_a_short_answer_only_lowers_the_coverage() -> None:
    assert short_answer_values("", "办了三届", "甲", ["三届"], ["甲"]) == {"coverage": 0}


def test_a_point_inside_a_number_is_no_punctuation() -> None:
    assert short_answer_values("4.4%", "", None, ["44%"], [])["exact"] == 0
    assert short_answer_values("4.4%", "", None, ["4.4%."], [])["exact"] == 1


def test_abstention_measures_worked_by_hand() -> None:
    """Three answerable questions, then three without an answer.

    Pairs (answerable, unanswerable) by confidence, a point where the unanswerable one is less
    sure: 0.9 wins against 0.7, 0.4, 0.1; 0.4 loses to 0.7, ties 0.4, wins against 0.1; 0.8
    wins three times: 3 + 1.5 + 3 = 7.5 of 9. ``no_answer`` was said of one answerable and of
    two unanswerable questions: precision 2/3, recall 2/3, F1 2/3.
    """
    expected = {
        "auroc": 7.5 / 9,
        "answered_unanswerable": 1 / 3,
        "abstained_answerable": 1 / 3,
        "uncertain": 1 / 6,
        "precision": 2 / 3,
        "recall": 2 / 3,
        "f1": 2 / 3,
    }
    values = abstention(
        [ANSWERED, SILENT, UNCERTAIN, ANSWERED, SILENT, SILENT],
        [0.9, 0.4, 0.8, 0.7, 0.4, 0.1],
        [True, True, True, False, False, False],
    )

    assert values is not None
    assert pytest.approx(expected) == dict(values)


def test_what_has_nothing_to_measure_is_none_never_zero() -> None:
    assert abstention([], [], []) is None
    assert abstention([ANSWERED], [0.9], [True]) == {
        "auroc": None,
        "answered_unanswerable": None,
        "abstained_answerable": 0.0,
        "uncertain": 0.0,
        "precision": None,
        "recall": None,
        "f1": None,
    }
    assert abstention([ANSWERED], [0.9], [False]) == {
        "auroc": None,
        "answered_unanswerable": 1.0,
        "abstained_answerable": None,
        "uncertain": 0.0,
        "precision": None,
        "recall": 0.0,
        "f1": 0.0,
    }


def test_confidences_too_small_for_one_minus_are_still_told_apart() -> None:
    """1 - 1e-20 is 1.0 in floating point, and would tie with 1 - 0."""
    values = abstention([SILENT, SILENT], [1e-20, 0.0], [True, False])

    assert values is not None
    assert values["auroc"] == 1


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.1 + 0.2, 0.3, 1.0]), st.booleans())))
def test_auroc_is_the_share_of_pairs_in_the_right_order(examples: list[tuple[float, bool]]) -> None:
    positives = [score for score, positive in examples if positive]
    negatives = [score for score, positive in examples if not positive]
    pairs = [
        1.0 if high > low else 0.5 if high == low else 0.0
        for high, low in product(positives, negatives)
    ]
    expected = pytest.approx(sum(pairs) / len(pairs)) if pairs else None

    assert expected == auroc(
        [score for score, _ in examples], [positive for _, positive in examples]
    )
