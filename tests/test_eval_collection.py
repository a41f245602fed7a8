"""What is evaluated follows from what was named: documents add up, and nothing is guessed."""

import json
from pathlib import Path

import pytest

from corpus.errors import DuplicateIdError, InputError, ReadError
from corpus.load import load_builtin
from eval.collection import gather
from eval.qa import load_builtin_qa


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "资料.jsonl"
    path.write_text('{"id": "d1", "title": "甲", "text": "三届。"}\n', encoding="utf-8")
    return path


@pytest.fixture
def qa(tmp_path: Path) -> Path:
    path = tmp_path / "题.jsonl"
    path.write_text('{"question": "几届？"}\n', encoding="utf-8")
    return path


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    path = tmp_path / "集.json"
    paragraph = {"id": "s1", "context": "两届。", "qas": [{"id": "q1", "question": "几届？"}]}
    tree = {"data": [{"title": "乙", "paragraphs": [paragraph]}]}
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def _ids(corpus_paths: list[Path], qa: Path | None, squad: Path | None) -> tuple[list[str], ...]:
    found = gather(corpus_paths, qa, squad)
    return [document.id for document in found.documents], [q.id for q in found.questions]


def test_nothing_named_means_all_that_is_built_in() -> None:
    found = gather()

    assert (load_builtin(), load_builtin_qa()) == (found.documents, found.questions)


def test_a_qa_set_alone_is_asked_of_the_built_in_documents(qa: Path) -> None:
    found = gather(qa=qa)

    assert load_builtin() == found.documents
    assert [question.id for question in found.questions] == ["1"]


def test_a_corpus_and_a_qa_set_go_together(corpus: Path, qa: Path) -> None:
    assert _ids([corpus], qa, None) == (["d1"], ["1"])


def test_a_squad_file_brings_both(squad: Path) -> None:
    assert _ids([], None, squad) == (["s1"], ["q1"])


def test_documents_and_questions_of_all_three_are_added_up(
    corpus: Path, qa: Path, squad: Path
) -> None:
    assert _ids([corpus], qa, squad) == (["d1", "s1"], ["1", "q1"])


def test_a_corpus_without_questions_is_refused_naming_the_option(corpus: Path) -> None:
    with pytest.raises(InputError, match="--qa"):
        gather([corpus])


def test_a_document_id_in_both_is_refused(tmp_path: Path, squad: Path) -> None:
    path = tmp_path / "另.jsonl"
    path.write_text('{"id": "s1", "title": "甲", "text": "三届。"}\n', encoding="utf-8")

    with pytest.raises(DuplicateIdError, match="'s1' 的文档"):
        gather([path], squad=squad)


def test_a_question_id_in_both_is_refused(tmp_path: Path, squad: Path) -> None:
    path = tmp_path / "另.jsonl"
    path.write_text('{"id": "q1", "question": "几届？"}\n', encoding="utf-8")

    with pytest.raises(DuplicateIdError, match="'q1' 的题目"):
        gather(qa=path, squad=squad)


def test_files_that_a_folder_could_not_give_are_told(tmp_path: Path, qa: Path) -> None:
    folder = tmp_path / "夹"
    folder.mkdir()
    (folder / "好.txt").write_text("三届。", encoding="utf-8")
    (folder / "坏.txt").write_bytes(b"\x00\x01\x02\x03\xff\xfe\xfd")

    found = gather([folder], qa)

    assert [document.id for document in found.documents] == ["好.txt"]
    assert len(found.refused) == 1
    assert "坏.txt" in found.refused[0]


def test_an_encoding_overrides_the_detection_for_the_corpus_alone(tmp_path: Path, qa: Path) -> None:
    path = tmp_path / "旧.txt"
    path.write_bytes("café".encode("latin-1"))

    found = gather([path], qa, encoding="latin-1")

    assert [document.text for document in found.documents] == ["café"]
    assert [question.question for question in found.questions] == ["几届？"]


def test_a_corpus_that_is_not_there_is_refused(tmp_path: Path, qa: Path) -> None:
    with pytest.raises(ReadError):
        gather([tmp_path / "没有"], qa)
