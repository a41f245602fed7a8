"""Files and folders to documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from corpus.errors import DuplicateIdError, InputError, ReadError
from corpus.readers import READERS, reader_for, text
from corpus.types import Document


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read.

    Attributes:
        documents: In the order of their paths.
        refused: One line for each file inside a folder that could not be used.
    """

    documents: tuple[Document, ...]
    refused: tuple[str, ...] = ()


def load_builtin() -> tuple[Document, ...]:
    """The documents that come with 问据, in the order of their names."""
    folder = resources.files("corpus.builtin")
    return tuple(
        document
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if (reader := reader_for(file.name)) is not None
        for document in reader(file.read_bytes(), file.name, file.name, "utf-8")
    )


def load_paths(paths: Sequence[Path], encoding: str | None = None) -> Loaded:
    """Read files, folders and ``.jsonl`` collections.

    Args:
        paths: A file must be usable; of a folder, hidden files and unknown suffixes are
            passed over and a file that can't be used is reported, not fatal.
        encoding: Overrides the detection, for all files.

    Raises:
        ReadError: A path does not exist, a named file can't be used, or a folder holds no
            document.
        DuplicateIdError: Two documents have one id.
    """
    documents: list[Document] = []
    refused: list[str] = []
    for path in paths:
        if path.is_dir():
            found, problems = _read_folder(path, encoding)
            refused += problems
        else:
            found = _read_file(path, path.name, encoding)
        documents += _distinguished(found, documents, path)
    _require_distinct(documents)
    return Loaded(tuple(documents), tuple(refused))


def _read_folder(folder: Path, encoding: str | None) -> tuple[list[Document], list[str]]:
    documents: list[Document] = []
    problems: list[str] = []
    for path in _files(folder):
        try:
            documents += _read_file(path, path.relative_to(folder).as_posix(), encoding)
        except DuplicateIdError:
            raise
        except InputError as error:
            problems.append(str(error))
    if not documents:
        if problems:
            raise ReadError(f"{folder}：没有一个可用的文档。{problems[0]}")
        suffixes = "、".join(sorted(READERS))
        raise ReadError(f"{folder}：文件夹里没有文档；支持的格式是 {suffixes}。")
    return documents, problems


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.rglob("*"))
    except OSError as error:
        raise ReadError(f"{folder}：无法读取文件夹（{error.strerror}）；请检查权限。") from None
    return [
        path
        for path in found
        if reader_for(path.name) is not None
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    ]


def _read_file(path: Path, document_id: str, encoding: str | None) -> list[Document]:
    if not path.exists():
        raise ReadError(f"{path}：没有这个文件或文件夹；请检查路径。")
    if not path.is_file():
        raise ReadError(f"{path}：不是普通文件，无法读取；请指定文件或文件夹。")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{error.strerror}）；请检查权限。") from None
    # A name without a known suffix is read as plain text; what isn't text is refused there.
    return (reader_for(path.name) or text.read)(data, document_id, str(path), encoding)


def _distinguished(found: list[Document], earlier: list[Document], path: Path) -> list[Document]:
    """Two folders may hold files of one name: then the later's id starts with its folder."""
    if path.suffix.lower() == ".jsonl":
        return found
    taken = {document.id for document in earlier}
    return [
        replace(document, id=document.source)
        if document.id in taken and document.source != document.id and _is_file_id(document)
        else document
        for document in found
    ]


def _is_file_id(document: Document) -> bool:
    return document.source.endswith(document.id)


def _require_distinct(documents: Sequence[Document]) -> None:
    source_of: dict[str, str] = {}
    for document in documents:
        if document.id in source_of:
            raise DuplicateIdError(
                f"文档 id {document.id!r} 重复：{source_of[document.id]} 和 {document.source}；"
                "请改成不同的 id，或不要重复指定。"
            )
        source_of[document.id] = document.source
