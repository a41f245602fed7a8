"""A QA set may name its documents by id, file name, stem or title, if that is unambiguous."""

import pytest

from corpus.errors import InputError
from corpus.readers.jsonl import document_from_record
from eval.gold import find_gold
from eval.qa import Question

DOCUMENTS = (
    document_from_record("制度/甲.md", "考勤办法", "一。", "/资料/制度/甲.md"),
    document_from_record("旧/乙.txt", "差旅办法", "二。", "/资料/旧/乙.txt"),
    document_from_record("新/乙.txt", "差旅办法", "三。", "/资料/新/乙.txt"),
    document_from_record("甲", "乙", "四。", "集.jsonl"),
    document_from_record("d5", "第1.2条", "五。", "集.jsonl"),
)


def _gold(*names: str) -> tuple[tuple[str, ...], ...]:
    questions = [Question(id=name, question="？", documents=(name,)) for name in names]
    return find_gold(DOCUMENTS, questions).ids


def test_an_id_comes_before_all_else() -> None:
    """A file at the top has the name of one in a folder below as its id."""
    documents = [document_from_record(name, "办法", "一。", name) for name in ("丁.md", "旧/丁.md")]
    questions = [Question(id="1", question="？", documents=("丁.md",))]

    assert find_gold(documents, questions).ids == (("丁.md",),)


def test_a_file_name_or_a_title_stands_for_its_document() -> None:
    assert _gold("甲.md", "考勤办法") == (("制度/甲.md",), ("制度/甲.md",))


def test_a_file_name_without_its_suffix_stands_for_its_document() -> None:
    documents = [document_from_record("制度/丁.md", "考勤办法", "一。", "丁.md")]
    questions = [Question(id="1", question="？", documents=("丁",))]

    assert find_gold(documents, questions).ids == (("制度/丁.md",),)


def test_a_dot_inside_a_name_is_no_suffix() -> None:
    """第1 must not be taken for 第1.2条."""
    documents = [document_from_record("第1.2条", "总则", "一。", "集")]
    questions = [Question(id="1", question="？", documents=("第1", "总则"))]

    assert find_gold(documents, questions).ids == (("第1", "第1.2条"),)


def test_a_name_of_two_documents_is_not_guessed_at() -> None:
    gold = find_gold(
        DOCUMENTS,
        [Question(id="1", question="？", documents=("乙.txt", "差旅办法", "d5"))],
    )

    assert gold.ids == (("乙.txt", "差旅办法", "d5"),)
    assert len(gold.warnings) == 1
    assert "2 个文档" in gold.warnings[0]
    assert "乙.txt、差旅办法" in gold.warnings[0]


def test_two_names_of_one_document_are_one_gold_document() -> None:
    questions = [Question(id="1", question="？", documents=("甲.md", "考勤办法"))]

    assert find_gold(DOCUMENTS, questions).ids == (("制度/甲.md",),)


def test_a_missing_document_stays_and_is_warned_of() -> None:
    """So it counts as a failure, and is not left out of the mean."""
    gold = find_gold(DOCUMENTS, [Question(id="1", question="？", documents=("没有的", "d5"))])

    assert gold.ids == (("没有的", "d5"),)
    assert gold.warnings == ("问答集指明的 1 个文档不在资料中或有重名，按未找到计：没有的。",)


def test_a_set_of_which_no_document_exists_is_refused_in_one_line() -> None:
    questions = [Question(id=f"{n}", question="？", documents=(f"缺\n{n}",)) for n in range(9)]

    with pytest.raises(InputError, match="等 9 个") as caught:
        find_gold(DOCUMENTS, questions)

    assert "\n" not in str(caught.value)


def test_a_set_that_names_no_document_is_fine() -> None:
    assert find_gold(DOCUMENTS, [Question(id="1", question="？")]).warnings == ()


def test_an_unanswerable_question_has_no_gold_whatever_it_names() -> None:
    """A set may name the documents that were taken out of the collection."""
    questions = [Question(id="1", question="？", documents=("没有的",), answerable=False)]

    assert find_gold(DOCUMENTS, questions).ids == ((),)
