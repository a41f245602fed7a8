"""Files are read in child processes: a crash or a bomb costs one file, not the batch."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corpus import errors
from corpus.children import Child
from corpus.errors import InputError, ReadError
from corpus.types import Document

if TYPE_CHECKING:
    from corpus.cut import Row

MEMORY_BYTES = 3 << 30
TIMEOUT_SECONDS = 120.0
CUT_AT_ONCE = 400_000
"""So many characters of a file's documents are cut where they are read; more by several at once."""

Cuts = tuple[frozenset[str], str]
"""The user's words in search form, and the name of the segmenter."""


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


Message = tuple[Literal["read"], list[Job]] | tuple[Literal["cut"], list[Document], Cuts]
Result = tuple[str, Any]
"""What became of a part of a message: ``done`` with what was asked for, or an error's name with
its text."""


class ChildReader:
    """Reads files in a child process, which is started at the first and again after a crash.

    Args:
        timeout: The most time that one message may take, in seconds.
        memory: The most memory that the child may take, in bytes.
    """

    def __init__(self, timeout: float = TIMEOUT_SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._timeout = timeout
        self._memory = memory
        self._child: Child | None = None

    def read(self, job: Job) -> Read:
        """Read one file.

        Raises:
            InputError: It can't be used, or reading it took too long or brought the child down.
        """
        (outcome,) = self.read_all([job])
        if isinstance(outcome, InputError):
            raise outcome
        return outcome

    def read_all(self, jobs: Sequence[Job]) -> list[Read | InputError]:
        """Read files; what can't be read costs no other."""
        try:
            results = self._ask(("read", list(jobs)), jobs[0].source)
        except ReadError as error:
            if len(jobs) == 1:
                return [error]
            # Which of them it was shows when each is read by itself.
            return [outcome for job in jobs for outcome in self.read_all([job])]
        return [_error(kind, content) or Read(*content) for kind, content in results]

    def cut(self, documents: Sequence[Document], cut_with: Cuts) -> "list[Row]":
        """Cut documents into passages and words.

        Raises:
            InputError: It took too long or brought the child down.
        """
        source = documents[0].source
        ((kind, content),) = self._ask(("cut", list(documents), cut_with), source)
        if error := _error(kind, content):
            raise error
        rows: list[Row] = content
        return rows

    def _ask(self, message: Message, source: str) -> list[Result]:
        child = self._started()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._timeout, give_up)
        timer.daemon = True
        timer.start()
        try:
            results: list[Result] | None = child.ask(message)
        finally:
            timer.cancel()
        if results is not None:
            return results
        self.close()
        if late.is_set():
            raise ReadError(
                f"{source}：读了 {self._timeout:g} 秒还没有读完，已放弃；请换成简单一些的文件。"
            )
        raise ReadError(f"{source}：读取时内存不足或程序崩溃，已放弃；请重新导出这个文件。")

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> "ChildReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> Child:
        if self._child is None or not self._child.is_running:
            self.close()
            self._child = Child("corpus.isolated", str(self._memory))
        return self._child


def _error(kind: str, content: Any) -> InputError | None:
    if kind == "done":
        return None
    error: InputError = getattr(errors, kind)(content)
    return error
