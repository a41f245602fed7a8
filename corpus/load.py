"""Files and folders to documents."""

import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from queue import SimpleQueue

from corpus.ahead import ahead
from corpus.errors import DuplicateIdError, InputError, ReadError
from corpus.folders import FoundFile, find_files, unreadable
from corpus.isolation import ChildReader, Cuts, Rows
from corpus.readers import is_risky, reader_for, text
from corpus.types import Document

MAX_FILE_BYTES = 200 << 20
"""The largest file that is read."""
_CHILDREN = 2
"""So many files are read at once."""
_AHEAD = 6
"""So many files are read ahead: some formats take longer to read than others to be cut."""


Read = tuple[tuple[Document, ...], Rows]
"""A file's documents, and the rows of their passages where they were cut."""


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
    source_of: dict[str, str] = {}
    for path in paths:
        files, problems = find_files([path])
        distinct = [_distinct(found, source_of) for found in files]
        count = len(documents)
        for found, outcome in read_files(distinct, encoding):
            if not isinstance(outcome, InputError):
                documents += outcome
            elif found.root is None or isinstance(outcome, DuplicateIdError):
                raise outcome
            else:
                problems.append(str(outcome))
        if len(documents) == count and problems:
            raise ReadError(f"{path}：没有一个可用的文档。{problems[0]}")
        for document in documents[count:]:
            if document.id in source_of:
                raise DuplicateIdError(
                    f"文档 id {document.id!r} 重复：{source_of[document.id]} 和 "
                    f"{document.source}；请改成不同的 id，或不要重复指定。"
                )
            source_of[document.id] = document.source
        refused += problems
    return Loaded(tuple(documents), tuple(refused))


def read_files(
    files: Iterable[FoundFile], encoding: str | None = None
) -> Iterator[tuple[FoundFile, tuple[Document, ...] | InputError]]:
    """Read files one after the other, the next few while one is looked at.

    Args:
        files: Taken a few ahead, so that memory does not grow with their number.
        encoding: Overrides the detection, for all files.

    Returns:
        Each file with its documents, or with why it can't be used.
    """
    for found, outcome in cut_files(files, encoding):
        yield found, outcome if isinstance(outcome, InputError) else outcome[0]


def cut_files(
    files: Iterable[FoundFile], encoding: str | None, cut_with: Cuts | None = None
) -> Iterator[tuple[FoundFile, Read | InputError]]:
    """Read files as ``read_files`` does, and cut those that are to be cut, on all cores.

    Args:
        files: Taken a few ahead.
        encoding: Overrides the detection, for all files.
        cut_with: What those that are to be cut are cut with.

    Returns:
        Each file with its documents and the rows of their passages, which are empty for files
        that are not to be cut; or with why it can't be used.
    """
    children: SimpleQueue[ChildReader] = SimpleQueue()
    with ExitStack() as stack, ThreadPoolExecutor(_CHILDREN) as reading:
        for _ in range(_CHILDREN):
            children.put(stack.enter_context(ChildReader()))

        def read(found: FoundFile) -> Read:
            return _read(children, found, encoding, cut_with)

        for found, future in ahead(reading, read, files, _AHEAD):
            yield _outcome(found, future)


def read_bytes(
    data: bytes, name: str, document_id: str, source: str, encoding: str | None = None
) -> tuple[Document, ...]:
    """Read what is no file of its own: an upload, or standard input.

    Raises:
        InputError: It can't be used.
    """
    with ChildReader() as child:
        return _documents(child, data, name, document_id, source, encoding)[0]


def _outcome(found: FoundFile, future: "Future[Read]") -> tuple[FoundFile, Read | InputError]:
    try:
        return found, future.result()
    except InputError as error:
        return found, error


def _read(
    children: "SimpleQueue[ChildReader]",
    found: FoundFile,
    encoding: str | None,
    cut_with: Cuts | None,
) -> Read:
    data = _unchanging(found.path)
    child = children.get()
    try:
        return _documents(
            child,
            data,
            found.path.name,
            found.document_id,
            found.source,
            encoding,
            cut_with if found.cut else None,
        )
    finally:
        children.put(child)


def _documents(
    child: ChildReader,
    data: bytes,
    name: str,
    document_id: str,
    source: str,
    encoding: str | None,
    cut_with: Cuts | None = None,
) -> Read:
    if is_risky(name) or cut_with is not None:
        return child.read(data, name, document_id, source, encoding, cut_with)
    # A name without a known suffix is read as plain text; what isn't text is refused there.
    return tuple((reader_for(name) or text.read)(data, document_id, source, encoding)), []


def _unchanging(path: Path) -> bytes:
    """A file's bytes, all from one moment; a file that changes meanwhile is tried once more.

    Raises:
        ReadError: It can't be read, is too large, or does not keep still.
    """
    try:
        for _ in range(2):
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):
                raise ReadError(f"{path}：不是普通文件，无法读取；请指定文件或文件夹。")
            if before.st_size > MAX_FILE_BYTES:
                raise ReadError(
                    f"{path}：文件有 {before.st_size >> 20} MB，"
                    f"最多读 {MAX_FILE_BYTES >> 20} MB；请拆成几个文件。"
                )
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
            after = path.stat()
            same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            if same and len(data) == after.st_size:
                return data
    except OSError as error:
        raise unreadable(path, error) from None
    raise ReadError(f"{path}：文件正在被改动，读不到完整的内容；请等写完后再添加。")


def _distinct(found: FoundFile, taken: dict[str, str]) -> FoundFile:
    """Two folders may hold files of one name: then the later's id is its whole path."""
    if taken.get(found.document_id, found.source) == found.source:
        return found
    return FoundFile(found.path, found.source, found.source, found.root)
