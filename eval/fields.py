"""Values from a user's file, checked; an error is one line: where, what is wrong, what to do."""

import json
from pathlib import Path

from corpus.decode import decode
from corpus.errors import FormatError, ReadError

_SHOWN = 40  # characters of a wrong value that an error quotes


def read_text(path: Path) -> str:
    """Read a text file of any encoding that documents may have.

    Raises:
        ReadError: It is not there, not readable, or not text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path}：无法读取（{error.strerror}）；请检查文件名与读取权限。"
        ) from error
    return decode(data, str(path)).text


def parse_json(text: str) -> object:
    """Parse one JSON value.

    Raises:
        ValueError: It is not JSON, or nested beyond what can be read.
    """
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def optional_text(value: object, place: str, name: str) -> str | None:
    """Return a text, or a whole number's digits; ``None`` where it is missing or blank.

    Args:
        value: As the file holds it.
        place: File and line, for the error.
        name: The field's name, for the error.

    Raises:
        FormatError: Neither a text nor a whole number, or not valid Unicode.
    """
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise FormatError(f"{place}：{name} 应是文字，这里是 {shown(value)}；请改成一段文字。")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FormatError(
            f"{place}：{name} 含有残缺的 Unicode 字符（孤立代理项）；请删去或改正。"
        ) from None
    return value if value.strip() else None


def required_text(value: object, place: str, name: str) -> str:
    """Return a text that must be there.

    Raises:
        FormatError: It is missing, blank or not a text.
    """
    text = optional_text(value, place, name)
    if text is None:
        raise FormatError(f"{place}：缺少 {name}，或其内容为空；请补上。")
    return text


def question_text(value: object, place: str) -> str:
    """Return a question as it stands, be it blank: public sets have such, and all are asked.

    Raises:
        FormatError: It is missing or not a text.
    """
    text = optional_text(value, place, "question")
    if text is not None:
        return text
    if not isinstance(value, str):
        raise FormatError(f"{place}：缺少 question；请补上问题的文字。")
    return value


def text_list(value: object, place: str, name: str) -> tuple[str, ...]:
    """Return a list's texts without blanks and repetitions; a lone text is a list of one.

    Raises:
        FormatError: Neither a text nor a list of texts.
    """
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    texts = (optional_text(item, place, name) for item in items)
    return tuple(dict.fromkeys(text for text in texts if text is not None))


def boolean(value: object, place: str, name: str, default: bool) -> bool:
    """Return a truth value, ``default`` where it is missing.

    Raises:
        FormatError: Something other than ``true`` and ``false``.
    """
    if value is None:
        return default
    if not isinstance(value, bool):
        raise FormatError(f"{place}：{name} 应是 true 或 false，这里是 {shown(value)}；请改正。")
    return value


def shown(value: object) -> str:
    """Return a value as an error quotes it: on one line, and short."""
    text = json.dumps(value, ensure_ascii=True, default=repr)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
