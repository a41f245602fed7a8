"""Words and their parts of speech."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.load import load_builtin
from corpus.normalize import normalize
from corpus.passages import cut_passages
from corpus.segment import (
    JIEBA,
    RJIEBA,
    default_segmenter,
    fingerprint,
    segmenter_with,
    suits,
)
from corpus.terms import bag, tokens


@pytest.fixture(scope="module", autouse=True)
def _dictionaries() -> None:
    """Read before anything is timed."""
    for name in (JIEBA, RJIEBA):
        segmenter_with(frozenset(), name).words("先读词典")


@pytest.mark.parametrize(
    ("word", "tag"),
    [("一", "m"), ("安阳", "ns"), ("律师", "n"), ("举办", "v")],
)
def test_a_word_of_the_dictionary_has_its_part_of_speech(word: str, tag: str) -> None:
    assert default_segmenter().tag(word) == tag


@pytest.mark.parametrize("word", ["", "公众号", "abc", "龥龥", "一二三四五六七", " ", "一 m"])
def test_a_word_that_the_dictionary_lacks_has_none(word: str) -> None:
    assert default_segmenter().tag(word) is None


def test_nearly_every_chinese_word_of_the_dictionary_is_found() -> None:
    package = find_spec("jieba")
    assert package is not None
    assert package.origin is not None
    lines = Path(package.origin).with_name("dict.txt").read_text("utf-8").splitlines()
    entries = [line.split(" ") for line in lines[:: len(lines) // 3000]]
    chinese = [(word, tag) for word, _, tag in entries if word >= "一"]

    missed = [word for word, tag in chinese if default_segmenter().tag(word) != tag]

    assert len(chinese) > 2900
    assert len(missed) <= 3


@given(st.text(alphabet="濮阳市科协石化产业发展大会 3届abc，。的", max_size=60))
def test_search_words_are_the_words_without_their_places(text: str) -> None:
    segmenter = default_segmenter()

    assert segmenter.search_words([text]) == [word for word, _, _ in segmenter.words(text)]


@given(st.text(alphabet="濮阳市科协石化产业发展大会 3届abc，。的", max_size=60))
def test_a_bag_is_the_tokens_without_their_places(text: str) -> None:
    assert bag(text) == [token.term for token in tokens(text)]


@given(st.text(alphabet="濮阳市科协石化产业发展大会 3届abc，。的", max_size=60))
def test_the_fast_segmenters_search_words_are_its_words_too(text: str) -> None:
    segmenter = segmenter_with(frozenset(), RJIEBA)

    assert segmenter.search_words([text]) == [word for word, _, _ in segmenter.words(text)]
    assert all(text[start:end] == word for word, start, end in segmenter.words(text))


def test_the_fast_segmenter_cuts_nearly_all_passages_as_the_reference_does() -> None:
    texts = [normalize(p.text) for document in load_builtin() for p in cut_passages(document)]
    fast, reference = segmenter_with(frozenset(), RJIEBA), segmenter_with(frozenset())

    same = sum(fast.search_words([text]) == reference.search_words([text]) for text in texts)

    assert same / len(texts) > 0.9
    assert (fast.name, reference.name) == (RJIEBA, JIEBA)


def test_the_fast_segmenter_keeps_a_users_word_whole_and_other_texts_as_they_were() -> None:
    word, text, other = "石化产业发展大会", "第3届石化产业发展大会召开", "濮阳市科学技术协会"
    plain, own = segmenter_with(frozenset(), RJIEBA), segmenter_with(frozenset([word]), RJIEBA)

    assert word not in plain.search_words([text])
    assert word in own.search_words([text])
    assert word in own.cut(text)
    assert own.words(other) == plain.words(other)
    assert own.tag(word) == "nz"


def test_bulk_is_cut_by_what_is_made_for_it() -> None:
    assert suits(1000) == JIEBA
    assert suits(10_000_000) == RJIEBA
    assert fingerprint(JIEBA) != fingerprint(RJIEBA)
