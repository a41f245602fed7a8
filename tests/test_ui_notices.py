"""What 问据 says in place of a quotation, in the language of the page."""

from collections.abc import Callable

import pytest

from corpus.readers.jsonl import document_from_record
from retrieval.retriever import Retriever
from retrieval.types import Answer, Notice
from ui.notices import notice_text
from ui.texts import ENGLISH, SIMPLIFIED, TRADITIONAL, Texts

LANGUAGES = (SIMPLIFIED, TRADITIONAL, ENGLISH)


def library(*titles: str) -> Retriever:
    return Retriever(
        [
            document_from_record(str(number), title, "文。", "x")
            for number, title in enumerate(titles)
        ]
    )


@pytest.mark.parametrize("texts", LANGUAGES, ids=lambda texts: texts.language)
@pytest.mark.parametrize("notice", Notice)
def test_every_notice_is_said_in_every_language(
    make_answer: Callable[..., Answer], notice: Notice, texts: Texts
) -> None:
    said = notice_text(make_answer(notice=notice), texts) or ""

    assert said
    assert "{" not in said
    assert ("。" not in said) == (texts is ENGLISH) or notice is Notice.RELATED


def test_no_two_languages_say_the_same(make_answer: Callable[..., Answer]) -> None:
    for notice in Notice:
        said = {notice_text(make_answer(notice=notice), texts) for texts in LANGUAGES}
        # 再 and the like are written alike: only the shortest may be.
        assert len(said) == len(LANGUAGES), notice


def test_where_there_is_evidence_nothing_is_said(make_answer: Callable[..., Answer]) -> None:
    assert notice_text(make_answer(), SIMPLIFIED) is None


def test_the_list_names_a_dozen_documents_and_the_number_of_all() -> None:
    answer = library(*(f"第{number}篇" for number in range(30))).ask("你有哪些资料？")

    said = notice_text(answer, SIMPLIFIED) or ""

    assert said.startswith("现有资料 30 篇：《第0篇》")
    assert said.count("《") == 12
    assert "30 documents" in (notice_text(answer, ENGLISH) or "")


def test_titles_are_kept_as_written_and_long_ones_cut() -> None:
    said = notice_text(library("繁體{0}標題", "很" * 21).ask("有什么文档？"), SIMPLIFIED) or ""

    assert "《繁體{0}標題》" in said
    assert f"《{'很' * 19}…》" in said


def test_an_empty_library_says_so() -> None:
    assert notice_text(library().ask("你有哪些资料？"), SIMPLIFIED) == "资料库里还没有资料。"
