"""SQuAD-style files (CMRC 2018, DRCD, XQuAD): every context a document, every question asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DuplicateIdError, FormatError
from corpus.readers.jsonl import document_from_record
from corpus.types import Document
from eval.fields import (
    boolean,
    optional_text,
    parse_json,
    question_text,
    read_text,
    required_text,
    text_list,
)
from eval.qa import Question

_SHAPE = (
    '须是 {"data": [{"title": …, "paragraphs": [{"context": …, "qas": [{"question": …,'
    ' "answers": [{"text": …}]}]}]}]} 的形状（CMRC 2018 请用其 squad-style-data 里的文件）'
)


@dataclass(frozen=True, slots=True)
class Squad:
    """What a SQuAD-style file holds: its contexts and its questions, in the file's order."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A context on its way to a document, with where it stands for errors."""

    place: str
    title: str | None
    own_id: str | None
    context: str
    qas: list[object]


def load_squad(path: Path) -> Squad:
    """Read a SQuAD-style file.

    Raises:
        ReadError: The file cannot be read.
        FormatError: It is not JSON, or not of SQuAD's shape; the place is named.
        DuplicateIdError: Two questions have one id.
    """
    return parse_squad(read_text(path), str(path), path.name)


def parse_squad(text: str, name: str, source: str) -> Squad:
    """Parse a SQuAD-style file's text.

    A document's id is its paragraph's own. Where there is none, or it was used before, the id
    is ``<article's title>#<paragraph's number>``, counted on over articles of the same title.
    A question without an id gets ``<document id>-<number>``.

    Args:
        text: The file's text.
        name: What errors call the file.
        source: What the documents say they are from.

    Raises:
        FormatError: It is not JSON, or not of SQuAD's shape.
        DuplicateIdError: Two questions have one id.
    """
    try:
        tree = parse_json(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise FormatError(f"{name} 第 {line} 行：不是有效的 JSON；文件{_SHAPE}。") from None
    documents: dict[str, Document] = {}
    questions: dict[str, Question] = {}
    numbers: dict[str, int] = {}
    for paragraph in _paragraphs(tree, name):
        document_id = _document_id(paragraph, documents, numbers)
        documents[document_id] = document_from_record(
            document_id, paragraph.title or document_id, paragraph.context, source
        )
        for question in _questions(paragraph, document_id):
            if question.id in questions:
                raise DuplicateIdError(
                    f"{paragraph.place}：题目的 id {question.id!r} 重复；请改成不同的 id。"
                )
            questions[question.id] = question
    if not questions:
        raise FormatError(f"{name}：里面没有题目；文件{_SHAPE}。")
    return Squad(tuple(documents.values()), tuple(questions.values()))


def _paragraphs(tree: object, name: str) -> Iterator[_Paragraph]:
    for article_number, article in enumerate(_list(tree, "data", name), start=1):
        article_place = f"{name} 第 {article_number} 篇"
        paragraphs = _list(article, "paragraphs", article_place)
        title = optional_text(_get(article, "title"), article_place, "title")
        for number, paragraph in enumerate(paragraphs, start=1):
            place = f"{article_place}第 {number} 段"
            yield _Paragraph(
                place=place,
                title=title,
                own_id=optional_text(_get(paragraph, "id"), place, "id"),
                qas=_list(paragraph, "qas", place),
                context=required_text(_get(paragraph, "context"), place, "context"),
            )


def _questions(paragraph: _Paragraph, document_id: str) -> Iterator[Question]:
    for number, entry in enumerate(paragraph.qas, start=1):
        place = f"{paragraph.place}第 {number} 题"
        answerable = not boolean(
            _get(entry, "is_impossible"), place, "is_impossible", default=False
        )
        yield Question(
            id=optional_text(_get(entry, "id"), place, "id") or f"{document_id}-{number}",
            question=question_text(_get(entry, "question"), place),
            answers=_answers(entry, place) if answerable else (),
            documents=(document_id,) if answerable else (),
            answerable=answerable,
        )


def _answers(entry: object, place: str) -> tuple[str, ...]:
    if _get(entry, "answers") is None:
        return ()
    answers = _list(entry, "answers", place)
    return text_list([_get(answer, "text") for answer in answers], place, "answers 里的 text")


def _document_id(paragraph: _Paragraph, taken: dict[str, Document], numbers: dict[str, int]) -> str:
    if paragraph.own_id is not None and paragraph.own_id not in taken:
        return paragraph.own_id
    title = paragraph.title or "未命名"
    while True:
        numbers[title] = numbers.get(title, 0) + 1
        document_id = f"{title}#{numbers[title]}"
        if document_id not in taken:
            return document_id


def _get(entry: object, key: str) -> object:
    return entry.get(key) if isinstance(entry, dict) else None


def _list(entry: object, key: str, place: str) -> list[object]:
    value = _get(entry, key)
    if not isinstance(value, list):
        raise FormatError(f"{place}：没有列表 {key}，不是 SQuAD 式文件；{_SHAPE}。")
    return value
