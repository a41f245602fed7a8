"""Runs that are kept under a name, to be compared with: a JSON line about one, then its rows."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_data_path
from pydantic import TypeAdapter, ValidationError

from corpus.errors import FormatError, InputError, ReadError
from eval.files import replace_text
from eval.qa import Question
from eval.types import Report, Row

_VERSION = 1
_SUFFIX = ".jsonl"
# Longer names of Chinese characters would not fit into a file's.
_NAME = re.compile(r"\w(?:[\w .-]{0,58}\w)?")


@dataclass(frozen=True, slots=True)
class Saved:
    """A run that was kept.

    Attributes:
        name: What it was kept as.
        about: As in ``Report``.
        rows: As in ``Report``.
    """

    name: str
    about: Mapping[str, str]
    rows: tuple[Row, ...]

    def require_shared(self, questions: Iterable[Question]) -> None:
        """Refuse, before a long run, to compare with one that shares no question.

        Raises:
            InputError: Not one question has the same id and text.
        """
        asked = {(question.id, question.question) for question in questions}
        if not asked & {(row.id, row.question) for row in self.rows}:
            raise InputError(
                f"名为 {self.name} 的评测用的是另一套题，没有一题与这次相同（按 id 和题面核对）；"
                "请与同一问答集的评测比较。"
            )


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line of the file: its version, how many rows follow, and of what they are."""

    wenju_eval: int
    questions: int
    questions_sha256: str
    about: Mapping[str, str]


_HEAD, _ROW = TypeAdapter(_Head), TypeAdapter(Row)


def fingerprint(questions: Iterable[Question]) -> str:
    """Return the SHA-256 of a question set: of all that is asked and of what counts as right."""
    lines = (json.dumps(asdict(question), sort_keys=True) for question in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def directory() -> Path:
    """Return where the user's runs are kept; it need not be there yet."""
    return user_data_path("wenju", appauthor=False) / "evaluations"


def require_name(name: str) -> None:
    """Refuse a name that could be a path, or that a file cannot have.

    Raises:
        InputError: It is not 1 to 60 letters, digits, blanks, points, hyphens or underlines.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"评测的名字 {name!r} 不能用；请用 1 至 60 个汉字、字母或数字，"
            "中间可以有空格、点、短横和下划线。"
        )


def save_run(report: Report, questions: Sequence[Question], name: str) -> Path:
    """Keep a run under a name, in place of an older one of the same name.

    Raises:
        InputError: The name cannot be used, or the file cannot be written.
    """
    require_name(name)
    head = _Head(_VERSION, len(report.rows), fingerprint(questions), report.about)
    records = [asdict(head), *(asdict(row) for row in report.rows)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path = directory() / f"{name}{_SUFFIX}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, "\n".join(lines) + "\n")
    except OSError as error:
        raise InputError(
            f"{path}：不能保存评测（{error.strerror}）；请检查这个文件夹的写入权限与磁盘空间。"
        ) from error
    return path


def load_run(name: str) -> Saved:
    """Read a run that was kept.

    Raises:
        InputError: The name cannot be used, or there is no such run; those there are, are named.
        ReadError: The file cannot be read.
        FormatError: The file is damaged, or of another version of 问据.
    """
    require_name(name)
    path = directory() / f"{name}{_SUFFIX}"
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        head = _HEAD.validate_json(lines[0])
        rows = tuple(_ROW.validate_json(line) for line in lines[1:])
    except FileNotFoundError:
        names = "、".join(saved_names()) or "还没有"
        raise InputError(
            f"没有保存过名为 {name} 的评测；已保存的：{names}。请先用 --save {name} 保存。"
        ) from None
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{error.strerror}）；请检查读取权限。") from error
    except (UnicodeDecodeError, ValidationError):
        raise FormatError(_damaged(path, name)) from None
    if head.wenju_eval != _VERSION or head.questions != len(rows):
        raise FormatError(_damaged(path, name))
    return Saved(name, head.about, rows)


def saved_names() -> list[str]:
    """Return the names of the runs that were kept."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in directory().glob(f"*{_SUFFIX}"))


def _damaged(path: Path, name: str) -> str:
    return f"{path}：保存的评测已损坏，或出自别的版本，不能比较；请用 --save {name} 重新保存。"
