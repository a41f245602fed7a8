"""Files and folders to documents."""

import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from corpus.ahead import ahead
from corpus.children import CORES, Crew, crew
from corpus.cut import Row, portions
from corpus.errors import DuplicateIdError, InputError, ReadError
from corpus.folders import FoundFile, find_files, unreadable
from corpus.isolation import CUT_AT_ONCE, Cuts, Job, Read, cut_all, read_all, read_here
from corpus.readers import is_risky, reader_for
from corpus.types import Document

MAX_FILE_BYTES = 200 << 20
"""The largest file that is read."""
_AHEAD = 6
"""So many files are read ahead: some formats take longer to read than others to be cut."""
_GROUP = 16
_SMALL_BYTES = 256 << 10
"""So many files, or bytes, go to a child at once where they are small."""


Cutting = tuple[tuple[Document, ...], Iterable[Row]]
"""A file's documents, and the rows of their passages where they are cut."""


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
) -> Iterator[tuple[FoundFile, Cutting | InputError]]:
    """Read files as ``read_files`` does, and cut those that are to be cut, on all cores.

    Args:
        files: Taken a few ahead.
        encoding: Overrides the detection, for all files.
        cut_with: What those that are to be cut are cut with.

    Returns:
        Each file with its documents and the rows of their passages, none for files that are not
        to be cut; or with why it can't be used. Where the rows are no sequence they are cut as
        they are taken, which has to be before the next file is, and may raise an ``InputError``.
    """
    with ExitStack() as stack:
        children = stack.enter_context(crew())
        reading = stack.enter_context(ThreadPoolExecutor(CORES))
        cutting = stack.enter_context(ThreadPoolExecutor(CORES))

        def read(some: Sequence[FoundFile]) -> list[Read | InputError]:
            return _read(children, some, encoding, cut_with)

        def rows(documents: Sequence[Document], cuts: Cuts) -> Iterator[Row]:
            def cut(some: Sequence[Document]) -> list[Row]:
                with children.child() as child:
                    return cut_all(child, some, cuts)

            for _, future in ahead(cutting, cut, portions(documents, CUT_AT_ONCE), _AHEAD):
                yield from future.result()

        for some, future in ahead(reading, read, _grouped(files), _AHEAD):
            for found, outcome in zip(some, future.result(), strict=True):
                if isinstance(outcome, InputError):
                    yield found, outcome
                elif outcome.rows is None and found.cut and cut_with is not None:
                    yield found, (outcome.documents, rows(outcome.documents, cut_with))
                else:
                    yield found, (outcome.documents, outcome.rows or ())


def read_bytes(
    data: bytes, name: str, document_id: str, source: str, encoding: str | None = None
) -> tuple[Document, ...]:
    """Read what is no file of its own: an upload, or standard input.

    Raises:
        InputError: It can't be used.
    """
    job = Job(data, name, document_id, source, encoding)
    if not is_risky(name):
        return read_here(job).documents
    with crew() as children, children.child() as child:
        (outcome,) = read_all(child, [job])
    if isinstance(outcome, InputError):
        raise outcome
    return outcome.documents


def _read(
    children: Crew, files: Sequence[FoundFile], encoding: str | None, cut_with: Cuts | None
) -> list[Read | InputError]:
    """Read files; harmless ones that are not to be cut, here."""
    outcomes: dict[int, Read | InputError] = {}
    jobs: dict[int, Job] = {}
    for number, found in enumerate(files):
        try:
            data = _unchanging(found.path)
            name, cuts = found.path.name, cut_with if found.cut else None
            job = Job(data, name, found.document_id, found.source, encoding, cuts)
            if cuts is not None or is_risky(name):
                jobs[number] = job
            else:
                outcomes[number] = read_here(job)
        except InputError as error:
            outcomes[number] = error
    if jobs:
        with children.child() as child:
            outcomes |= zip(jobs, read_all(child, list(jobs.values())), strict=True)
    return [outcomes[number] for number in range(len(files))]


def _grouped(files: Iterable[FoundFile]) -> Iterator[list[FoundFile]]:
    """Small harmless files some at a time, others one by one."""
    group: list[FoundFile] = []
    size = 0
    for found in files:
        try:
            length = found.path.stat().st_size
        except OSError:
            # Reading it says what is wrong.
            length = 0
        if (alone := is_risky(found.path.name) or length > _SMALL_BYTES) and group:
            yield group
            group, size = [], 0
        group.append(found)
        size += length
        if alone or len(group) >= _GROUP or size > _SMALL_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


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
