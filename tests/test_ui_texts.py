"""The page's strings: the language chosen, and nothing missing in any of them."""

import re

import pytest

from ui.texts import ENGLISH, SIMPLIFIED, TRADITIONAL, Texts, choose_texts


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        (None, SIMPLIFIED),
        ("", SIMPLIFIED),
        ("zh", SIMPLIFIED),
        ("zh-CN,zh;q=0.9,en;q=0.8", SIMPLIFIED),
        ("zh-Hans-HK", SIMPLIFIED),
        ("zh-TW,zh;q=0.9", TRADITIONAL),
        ("zh-HK", TRADITIONAL),
        ("zh-Hant", TRADITIONAL),
        ("en-US,en;q=0.5", ENGLISH),
        ("en;q=0.5,zh-TW;q=0.7", TRADITIONAL),
        ("de-DE,de;q=0.9,en;q=0.8", ENGLISH),
        ("fr", SIMPLIFIED),
        ("en;q=0,fr", SIMPLIFIED),
        ("en;q=x,zh-TW;q=0.1", TRADITIONAL),
        (";;,,q=", SIMPLIFIED),
        ("en" * 100_000, SIMPLIFIED),
    ],
)
def test_the_browsers_first_language_of_the_three_is_chosen(
    header: str | None, texts: Texts
) -> None:
    assert choose_texts(header) is texts


@pytest.mark.parametrize("texts", [TRADITIONAL, ENGLISH])
def test_every_string_is_there_with_the_same_blanks(texts: Texts) -> None:
    for name, simplified in SIMPLIFIED.as_dict().items():
        other = texts.as_dict()[name]
        assert other, name
        assert set(re.findall(r"{\w+}", other)) == set(re.findall(r"{\w+}", simplified)), name
