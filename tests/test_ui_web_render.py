"""An answer to HTML: what leads, what is cited, and what must not look like a citation."""

import re
from collections.abc import Callable

import pytest

from retrieval.types import Answer, Evidence, Notice, Status
from ui.notices import notice_text
from ui.texts import ENGLISH, SIMPLIFIED
from ui.web.render import quotation, term_shares, turn
from ui.wording import added_words, place

MakeEvidence = Callable[..., Evidence]
MakeAnswer = Callable[..., Answer]

TEXT = "大会办了三届。协议资金合计178亿元。\n\n反响很好。"
SENTENCE = (7, 19)


def test_the_sentence_leads_with_its_short_answer_marked(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence(TEXT, SENTENCE, short_answer=((13, 18),), highlights=((7, 9),))
    html = turn(make_answer(evidence), SIMPLIFIED)
    assert (
        '<span class="wj-sentence"><span class="wj-hit">协议</span>资金合计'
        '<mark class="wj-short wj-keep">178亿元</mark>。</span>'
    ) in html
    assert "把握很大" in html


def test_context_stands_on_its_side_of_the_sentence(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    html = turn(make_answer(make_evidence(TEXT, SENTENCE, context=(0, 7))), SIMPLIFIED)
    assert html.index('"wj-context">大会') < html.index('"wj-sentence">协议')
    html = turn(make_answer(make_evidence(TEXT, SENTENCE, context=(21, 26))), SIMPLIFIED)
    assert html.index('"wj-context">反响') > html.index('"wj-sentence">协议')


def test_a_passage_that_is_only_the_sentence_is_not_quoted_twice(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    assert "wj-quote" not in turn(make_answer(make_evidence("只有一句。", (0, 5))), SIMPLIFIED)
    assert "wj-quote" in turn(make_answer(make_evidence(TEXT, SENTENCE)), SIMPLIFIED)


def test_only_the_first_evidence_is_unfolded_and_marked(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence(TEXT, SENTENCE, short_answer=((13, 18),))
    html = turn(make_answer(evidence, evidence, evidence), SIMPLIFIED)
    shown, folded = html.split('<details class="wj-more">')
    assert "其他依据（2）" in html
    assert [f"[{number}]" in html for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "<mark" in shown
    assert "<mark" not in folded


@pytest.mark.parametrize(
    ("status", "confidence", "words"),
    [
        (Status.ANSWERED, 0.9, "把握很大"),
        (Status.ANSWERED, 0.89, "较有把握"),
        (Status.UNCERTAIN, 0.95, "不太确定"),
    ],
)
def test_confidence_is_said_in_words(
    make_evidence: MakeEvidence,
    make_answer: MakeAnswer,
    status: Status,
    confidence: float,
    words: str,
) -> None:
    answer = make_answer(make_evidence(TEXT, SENTENCE), status=status, confidence=confidence)
    html = turn(answer, SIMPLIFIED)
    assert f"<b>{words}</b>" in html
    assert ("未必就是答案" in html) == (status is Status.UNCERTAIN)


def test_no_answer_numbers_copies_and_marks_nothing(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    evidence = make_evidence(TEXT, SENTENCE, short_answer=((13, 18),))
    answer = make_answer(evidence, status=Status.NO_ANSWER, notice=Notice.RELATED)
    html = turn(answer, SIMPLIFIED)
    assert "未找到确切依据，以下内容可能相关" in html
    for absent in ("[1]", "wj-copy", "<mark", "wj-lead", "wj-confidence"):
        assert absent not in html


def test_a_greeting_shows_only_its_message(make_answer: MakeAnswer) -> None:
    answer = make_answer(status=Status.NO_ANSWER, notice=Notice.HELLO)
    for texts in (SIMPLIFIED, ENGLISH):
        html = turn(answer, texts)
        assert f'<p class="wj-message">{notice_text(answer, texts)}</p></section>' in html
    assert "Hello!" in turn(answer, ENGLISH)


def test_each_question_of_a_message_has_its_own_answer(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    first = make_answer(make_evidence(TEXT, SENTENCE), question="<几届>？", confidence=0.95)
    second = make_answer(status=Status.NO_ANSWER, question="谁管？", notice=Notice.NOTHING)
    whole = make_answer(question="<几届>？谁管？", parts=(first, second), notice=Notice.TOO_MANY)

    html = turn(whole, SIMPLIFIED)

    heads = re.findall(r'data-status="(\w+)"><h3 class="wj-part-question">(.*?)</h3>', html)
    assert heads == [("answered", "&lt;几届&gt;？"), ("no_answer", "谁管？")]
    assert html.count('class="wj-lead"') == 1
    assert html.index("把握很大") < html.index("谁管？</h3>") < html.index("没有找到")
    assert html.endswith("其余的请另外再问。</p></div></article>")


def test_added_terms_are_named_without_fragments_and_can_be_dropped(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    added = ("石化", "届", "B:石化", "U:石")
    html = turn(make_answer(make_evidence(TEXT, SENTENCE), added=added), SIMPLIFIED)
    assert "已结合上文：石化 <button" in html
    assert 'data-question="问什么？"' in html
    assert added_words(("B:石化", "U:石")) == ["石化", "石"]
    assert added_words(("届", "U:届")) == ["届"]


def test_a_place_names_title_headings_and_page_or_lines(make_evidence: MakeEvidence) -> None:
    paged = make_evidence(TEXT, SENTENCE, heading=("甲", "乙"), page=3).citation
    assert place(paged, SIMPLIFIED) == "题目 › 甲 › 乙 · 第3页"
    assert place(make_evidence(TEXT, SENTENCE).citation, SIMPLIFIED) == "题目 · 第1行"
    assert place(paged, ENGLISH) == "题目 › 甲 › 乙 · p. 3"


def test_a_copied_quotation_has_the_words_and_where_they_stand(
    make_evidence: MakeEvidence,
) -> None:
    citation = make_evidence(" 一句。\n", (0, 3)).citation
    assert quotation(citation, SIMPLIFIED) == "“一句。”（题目 · 第1行）"


def test_shares_count_fragments_with_their_word_and_add_up_to_one(
    make_evidence: MakeEvidence,
) -> None:
    evidence = make_evidence(
        TEXT,
        SENTENCE,
        contributions=(("协议", 4.0), ("B:协议", 2.0), ("U:议", 1.0), ("B:届大", 2.0), ("会", 1.0)),
    )
    shares = dict(term_shares(evidence))
    assert list(shares) == ["协议", "届大", "会"]
    assert list(shares.values()) == pytest.approx([0.7, 0.2, 0.1])


def test_without_contributions_there_is_no_why(
    make_evidence: MakeEvidence, make_answer: MakeAnswer
) -> None:
    assert "wj-why" not in turn(make_answer(make_evidence(TEXT, SENTENCE)), SIMPLIFIED)
