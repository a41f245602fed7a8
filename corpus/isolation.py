"""Files are read in child processes: a crash or a bomb costs one file, not the batch."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from corpus.children import Child, ChildEndedError
from corpus.errors import InputError, ReadError
from corpus.readers import reader_for, text
from corpus.types import Document

if TYPE_CHECKING:
    from corpus.cut import Row

TIMEOUT_SECONDS = 120.0
"""The most time that one file may take."""
CUT_AT_ONCE = 400_000
"""So many characters of a file's documents are cut where they are read; more by several at once."""

Cuts = tuple[frozenset[str], str]
"""The user's words in search form, and the name of the segmenter."""
T = TypeVar("T")


class Job(NamedTuple):
    """A file to read.

    Attributes:
        data: Its bytes.
        name: Its name, whose suffix tells the format.
        document_id: What its document is called.
        source: Its name as the user knows it.
        encoding: Overrides the detection, or ``None``.
        cut_with: To have the documents cut into passages and words as well, on another core
            than the caller's; ``None`` to leave that.
    """

    data: bytes
    name: str
    document_id: str
    source: str
    encoding: str | None
    cut_with: Cuts | None = None


class Read(NamedTuple):
    """What was read of a file.

    Attributes:
        documents: Its documents.
        rows: Those of their passages; ``None`` where they were not cut, or are so long that they
            are better cut by several at once.
    """

    documents: tuple[Document, ...]
    rows: "list[Row] | None"


def read_all(
    child: Child, jobs: Sequence[Job], timeout: float = TIMEOUT_SECONDS
) -> list[Read | InputError]:
    """Read files in a child; what can't be read costs no other.

    Args:
        child: It reads them.
        jobs: The files; one at least.
        timeout: The most seconds that they may take.
    """
    try:
        return _asked(child, jobs[0].source, timeout, partial(child.ask, _read_all, list(jobs)))
    except ReadError as error:
        if len(jobs) == 1:
            return [error]
        # Which of them it was shows when each is read by itself.
        return [outcome for job in jobs for outcome in read_all(child, [job], timeout)]


def cut_all(child: Child, documents: Sequence[Document], cut_with: Cuts) -> "list[Row]":
    """Cut documents into passages and words in a child.

    Raises:
        InputError: It took too long or brought the child down.
    """
    ask = partial(child.ask, _cut_all, list(documents), cut_with)
    return _asked(child, documents[0].source, TIMEOUT_SECONDS, ask)


def read_here(job: Job) -> Read:
    """Read a file in this process, without cutting it.

    Raises:
        InputError: It can't be used.
    """
    # A name without a known suffix is read as plain text; what isn't text is refused there.
    reader = reader_for(job.name) or text.read
    return Read(tuple(reader(job.data, job.document_id, job.source, job.encoding)), None)


def _asked(child: Child, source: str, timeout: float, ask: Callable[[], T]) -> T:
    try:
        with child.within(timeout):
            return ask()
    except ChildEndedError as error:
        if error.late:
            raise ReadError(
                f"{source}：读了 {timeout:g} 秒还没有读完，已放弃；请换成简单一些的文件。"
            ) from None
        raise ReadError(
            f"{source}：读取时内存不足或程序崩溃，已放弃；请重新导出这个文件。"
        ) from None


def _read_all(jobs: Sequence[Job]) -> list[Read | InputError]:
    """In the child."""
    return [_guarded(job.source, partial(_read, job)) for job in jobs]


def _cut_all(documents: Sequence[Document], cut_with: Cuts) -> "list[Row]":
    """In the child."""
    rows = _guarded(documents[0].source, partial(_cut, documents, cut_with))
    if isinstance(rows, InputError):
        raise rows
    return rows


def _guarded(source: str, work: Callable[[], T]) -> T | InputError:
    try:
        return work()
    except InputError as error:
        return error
    except MemoryError:
        return ReadError(f"{source}：读取时内存不足，已放弃；请拆成几个文件。")
    except RecursionError:
        return ReadError(f"{source}：结构套得太深，无法读取；请重新导出。")
    except Exception as error:
        return ReadError(f"{source}：无法读取（{type(error).__name__}）；请重新导出这个文件。")


def _read(job: Job) -> Read:
    read = read_here(job)
    few = sum(len(document.text) for document in read.documents) <= CUT_AT_ONCE
    if job.cut_with is None or not (few or len(read.documents) == 1):
        return read
    return Read(read.documents, _cut(read.documents, job.cut_with))


def _cut(documents: Sequence[Document], cut_with: Cuts) -> "list[Row]":
    # Only now: what only reads a file need not know of words, nor load the dictionary.
    from corpus.cut import cut_documents
    from corpus.segment import segmenter_with

    segmenter = segmenter_with(*cut_with)
    return [cut.row() for cut in cut_documents(documents, segmenter)]
