"""Files and folders to documents."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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


MAX_FILE_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    path: Path
    document_id: str
    source: str
    root: Path | None


def find_files(paths: Sequence[Path]) -> tuple[list[FoundFile], list[str]]:
    files: list[FoundFile] = []
    refused: list[str] = []
    for path in paths:
        if not _is_folder(path):
            files.append(FoundFile(path.resolve(), _shown(path.name), _shown(str(path)), None))
            continue
        inside, problems = _files(path)
        refused += problems
        files += [
            FoundFile(f.resolve(), _shown(f.relative_to(path).as_posix()), _shown(str(f)), path)
            for f in inside
        ]
    return files, refused


def read_files(
    files: Iterable[FoundFile], encoding: str | None = None
) -> Iterator[tuple[FoundFile, tuple[Document, ...] | InputError]]:
    for found in files:
        try:
            yield (
                found,
                tuple(_read_file(found.path, found.document_id, {}, encoding)),
            )
        except InputError as error:
            yield found, error


def read_bytes(
    data: bytes, name: str, document_id: str, source: str, encoding: str | None = None
) -> tuple[Document, ...]:
    return tuple((reader_for(name) or text.read)(data, document_id, source, encoding))


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
        taken = {document.id: document.source for document in documents}
        found, problems = _read(path, taken, encoding)
        documents += found
        refused += problems
    _require_distinct(documents)
    return Loaded(tuple(documents), tuple(refused))


def _read(
    path: Path, taken: dict[str, str], encoding: str | None
) -> tuple[list[Document], list[str]]:
    if not _is_folder(path):
        return _read_file(path, path.name, taken, encoding), []
    documents: list[Document] = []
    files, problems = _files(path)
    for file in files:
        try:
            name = file.relative_to(path).as_posix()
            documents += _read_file(file, name, taken, encoding)
        except DuplicateIdError:
            raise
        except InputError as error:
            problems.append(str(error))
    if not documents:
        if problems:
            raise ReadError(f"{path}：没有一个可用的文档。{problems[0]}")
        suffixes = "、".join(sorted(READERS))
        raise ReadError(f"{path}：文件夹里没有文档；支持的格式是 {suffixes}。")
    return documents, problems


def _is_folder(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise ReadError(f"{path}：没有这个文件或文件夹；请检查路径。") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise ReadError(f"{path}：不是普通文件，无法读取；请指定文件或文件夹。")
    return stat.S_ISDIR(mode)


def _files(folder: Path) -> tuple[list[Path], list[str]]:
    """The files to read, sorted, and the subfolders that cannot be opened.

    Hidden ones are passed over, and links to folders too: they may lead round in a circle.
    """
    found: list[Path] = []
    problems: list[str] = []

    def report(error: OSError) -> None:
        problems.append(str(_unreadable(Path(str(error.filename)), error)))

    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if reader_for(name) is None or name.startswith("."):
                continue
            try:
                if path.is_file():
                    found.append(path)
            except OSError as error:
                report(error)
    return sorted(found), sorted(problems)


def _read_file(
    path: Path, document_id: str, taken: dict[str, str], encoding: str | None
) -> list[Document]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    reader = reader_for(path.name)
    # Names that are no valid text would break every place that shows them.
    document_id, source = _shown(document_id), _shown(str(path))
    if taken.get(document_id, source) != source:
        # Two folders may hold files of one name: then the later's id is its whole path.
        document_id = source
    # A name without a known suffix is read as plain text; what isn't text is refused there.
    return (reader or text.read)(data, document_id, source, encoding)


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _unreadable(path: Path, error: OSError) -> ReadError:
    return ReadError(f"{path}：无法读取（{error.strerror}）；请检查路径和权限。")


def _require_distinct(documents: Sequence[Document]) -> None:
    source_of: dict[str, str] = {}
    for document in documents:
        if document.id in source_of:
            raise DuplicateIdError(
                f"文档 id {document.id!r} 重复：{source_of[document.id]} 和 {document.source}；"
                "请改成不同的 id，或不要重复指定。"
            )
        source_of[document.id] = document.source
