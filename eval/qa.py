"""QA sets: questions with their answers and gold documents, from JSON Lines or CSV."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from corpus.errors import DuplicateIdError, FormatError
from eval.fields import boolean, optional_text, parse_json, question_text, read_text, text_list

BUILTIN = "builtin_qa.jsonl"

_LISTS = frozenset({"answers", "documents", "after"})
_TRUTH = {"true": True, "1": True, "yes": True, "y": True, "是": True} | {
    "false": False,
    "0": False,
    "no": False,
    "n": False,
    "否": False,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a QA set, and what a right reply to it is.

    Attributes:
        id: Unique in its set; the line's number where the file gives none.
        question: As a user types it; blank in some public sets.
        answers: Texts any of which is a right answer; empty where none are known.
        documents: Gold documents, by id, file name or title.
        evidence: An exact quote that holds the answer, or ``None``.
        answerable: Whether the collection holds an answer.
        kind: A label to break results down by; empty where there is none.
        after: The turns before it, oldest first.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: str | None = None
    answerable: bool = True
    kind: str = ""
    after: tuple[str, ...] = ()


def load_qa(path: Path) -> tuple[Question, ...]:
    """Read a QA set: CSV by its suffix, anything else as JSON Lines.

    In a CSV cell several answers, documents or earlier turns stand on lines of their own, or
    between ``|``, or as a JSON list.

    Raises:
        ReadError: The file cannot be read.
        FormatError: A line is broken; the file, the line and the remedy are named.
        DuplicateIdError: Two questions have one id.
    """
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xls"}:
        raise FormatError(
            f"{path}：不能读取 Excel 工作簿；"
            "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，再用 --qa 指定。"
        )
    text = read_text(path)
    return parse_csv(text, str(path)) if suffix == ".csv" else parse_jsonl(text, str(path))


def load_builtin_qa() -> tuple[Question, ...]:
    """Read the QA set of the built-in documents."""
    text = resources.files("eval").joinpath(BUILTIN).read_text(encoding="utf-8")
    return parse_jsonl(text, BUILTIN)


def parse_jsonl(text: str, name: str) -> tuple[Question, ...]:
    """Parse a QA set in JSON Lines; ``name`` is what errors call the file.

    Raises:
        FormatError: A line is broken, or there is no question.
        DuplicateIdError: Two questions have one id.
    """
    return _unique(_jsonl_questions(text, name), name)


def parse_csv(text: str, name: str) -> tuple[Question, ...]:
    """Parse a QA set in CSV with a header line; ``name`` is what errors call the file.

    Raises:
        FormatError: The header or a line is broken, or there is no question.
        DuplicateIdError: Two questions have one id.
    """
    return _unique(_csv_questions(text, name), name)


def _jsonl_questions(text: str, name: str) -> Iterator[tuple[int, Question]]:
    # Only at "\n": a JSON text may hold the other characters that str.splitlines() cuts at.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{name} 第 {number} 行"
        try:
            record = parse_json(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise FormatError(
                f"{place}：不是一个 JSON 对象；每行须是形如"
                ' {"question": "…", "answers": ["…"]} 的一题（SQuAD 式文件请用 --squad）。'
            )
        yield number, _question(record, place, number)


def _csv_questions(text: str, name: str) -> Iterator[tuple[int, Question]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    while True:
        number = reader.line_num + 1
        place = f"{name} 第 {number} 行"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FormatError(
                f"{place}：不是有效的 CSV（引号没有成对，或一格过长）；请改正这一行。"
            ) from None
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _columns(cells, place)
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise FormatError(f"{place}：格数多于表头；含逗号的内容请放在英文双引号里。")
        record = {
            column: _cell(column, cell, place)
            for column, cell in zip(columns, cells, strict=False)
            if cell.strip() or column == "question"
        }
        yield number, _question(record, place, number)


def _columns(cells: Sequence[str], place: str) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    if "question" not in columns:
        raise FormatError(
            f"{place}：表头没有 question 一列；首行须是列名："
            "id,question,answers,documents,evidence,answerable,kind,after"
            "（除 question 外都可省略）。"
        )
    return columns


def _cell(column: str, cell: str, place: str) -> object:
    """A cell's text as the value that JSON Lines would have there."""
    if column == "answerable":
        value = _TRUTH.get(cell.strip().lower())
        if value is None:
            raise FormatError(f"{place}：answerable 应是 true 或 false（也可写 是、否）；请改正。")
        return value
    if column not in _LISTS:
        return cell
    if cell.lstrip().startswith("["):
        try:
            return parse_json(cell)
        except ValueError:
            pass  # an answer may begin with a bracket
    return [part.strip() for part in cell.replace("|", "\n").splitlines()]


def _question(record: Mapping[str, object], place: str, number: int) -> Question:
    return Question(
        id=optional_text(record.get("id"), place, "id") or str(number),
        question=question_text(record.get("question"), place),
        answers=text_list(record.get("answers"), place, "answers"),
        documents=text_list(record.get("documents"), place, "documents"),
        evidence=optional_text(record.get("evidence"), place, "evidence"),
        answerable=boolean(record.get("answerable"), place, "answerable", default=True),
        kind=optional_text(record.get("kind"), place, "kind") or "",
        after=text_list(record.get("after"), place, "after"),
    )


def _unique(questions: Iterator[tuple[int, Question]], name: str) -> tuple[Question, ...]:
    lines: dict[str, int] = {}
    kept: list[Question] = []
    for number, question in questions:
        first = lines.setdefault(question.id, number)
        if first != number:
            raise DuplicateIdError(
                f"{name} 第 {number} 行：id {question.id!r} 与第 {first} 行重复；请改成不同的 id。"
            )
        kept.append(question)
    if not kept:
        raise FormatError(f"{name}：里面没有题目；请每行写一题，至少有 question。")
    return tuple(kept)
