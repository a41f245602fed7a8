"""Where a sentence ends, and how one that is too long is cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import MAX_SENTENCE, sentence_spans

NOISE = st.text(
    st.one_of(st.characters(), st.sampled_from('。！？；，、：,:!?;"”）\r\n \u3000甲乙\u0301😀'))
)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲来了。乙走了！丙呢？", ["甲来了。", "乙走了！", "丙呢？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("他说“好。”。我也说。", ["他说“好。”。", "我也说。"]),
        ("（见附件。）下一句。", ["（见附件。）", "下一句。"]),
        ("《去哪儿？》是节目。", ["《去哪儿？》", "是节目。"]),
        ("真的？！是的……好。", ["真的？！", "是的……好。"]),
        ('他说。"你好。"我说。', ["他说。", '"你好。"', "我说。"]),
        ('"甲。乙。"丙。', ['"甲。', '乙。"', "丙。"]),
        ('说："甲。\n他说。"你好。"', ['说："甲。', "他说。", '"你好。"']),
        ('他说。"', ["他说。", '"']),
        ("第一；第二;第三", ["第一；", "第二;", "第三"]),
        ("见 a.cn/q?3&b=4;_c=5 网页。好。", ["见 a.cn/q?3&b=4;_c=5 网页。", "好。"]),
        ("Really? Yes!是。", ["Really?", "Yes!", "是。"]),
        ("年收入8.5亿元。", ["年收入8.5亿元。"]),
        ("没有句号", ["没有句号"]),
        ("", []),
        (" \n\u3000\r\n ", []),
    ],
)
def test_a_sentence_ends_with_its_marks_and_what_closes_after_them(
    text: str, sentences: list[str]
) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\f", "\v", "\x85"])
def test_a_line_end_ends_a_sentence(ending: str) -> None:
    assert _sentences(f"第一行{ending}第二行") == ["第一行", "第二行"]


def test_an_overlong_sentence_is_cut_after_its_last_clause_mark_that_fits() -> None:
    text = "甲" * 50 + "，" + "乙" * 100 + "，" + "丙" * 100 + "。"

    assert _sentences(text) == ["甲" * 50 + "，" + "乙" * 100 + "，", "丙" * 100 + "。"]


def test_without_clause_marks_the_cut_falls_at_a_blank() -> None:
    assert _sentences("甲" * 150 + " " + "乙" * 100) == ["甲" * 150, "乙" * 100]


@pytest.mark.parametrize("inside", ["1,300", "12:30", "https://a.cn"])
def test_no_cut_falls_inside_a_number_a_time_or_an_address(inside: str) -> None:
    text = "甲" * 100 + "，" + "乙" * 50 + inside + "丙" * 80 + "。"

    assert _sentences(text)[1].startswith("乙" * 50 + inside)


def test_a_comma_at_the_limit_inside_a_number_does_not_cut_it() -> None:
    text = "甲" * 50 + "，" + "乙" * 147 + "1,300元" + "丙" * 50

    assert "1,300元" in _sentences(text)[1]


def test_without_marks_a_cut_falls_before_a_whole_character() -> None:
    text = "甲" * 199 + "e\u0301" + "乙" * 100

    assert _sentences(text) == ["甲" * 199, "e\u0301" + "乙" * 100]


def test_a_joined_emoji_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"

    assert _sentences("甲" * 197 + family + "乙" * 50)[1].startswith(family)


@settings(deadline=None)
@given(NOISE, st.integers(0, 4))
def test_sentences_are_short_in_order_and_cover_all_but_blank_space(text: str, times: int) -> None:
    text *= 1 + times * 10
    spans = sentence_spans(text)
    covered = [at for start, end in spans for at in range(start, end)]

    assert all(0 < end - start <= MAX_SENTENCE for start, end in spans)
    assert covered == sorted(set(covered))
    assert "".join("".join(text[at] for at in covered).split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(NOISE, st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_a_text_is_split_within_its_bounds(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))

    assert all(start <= first < last <= end for first, last in sentence_spans(text, start, end))
