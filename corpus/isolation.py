"""Risky files are read in a child process: a crash or a bomb costs one file, not the batch.

Run as ``python -m corpus.isolation`` it is that child, see ``corpus.children``.
"""

import sys
import threading
from contextlib import suppress
from typing import Any

from corpus import errors
from corpus.children import Child, answer_all
from corpus.errors import InputError, ReadError
from corpus.readers import reader_for, text
from corpus.types import Document

MEMORY_BYTES = 3 << 30
TIMEOUT_SECONDS = 120.0

Cuts = tuple[frozenset[str], str]
"""The user's words in search form, and the name of the segmenter."""
Job = tuple[bytes, str, str, str, str | None, Cuts | None]
"""Bytes, name, document id, source, encoding or ``None``, what to cut with or ``None``."""
Rows = list[tuple[object, ...]]
"""Rows of passages, as a library keeps them."""
Result = tuple[str, Any]
"""What became of a job: ``documents`` with (documents, rows), or an error's name with its text."""


class ChildReader:
    """Reads files in a child process, which is started at the first and again after a crash.

    Args:
        timeout: The most time that one file may take, in seconds.
        memory: The most memory that the child may take, in bytes.
    """

    def __init__(self, timeout: float = TIMEOUT_SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._timeout = timeout
        self._memory = memory
        self._child: Child | None = None

    def read(
        self,
        data: bytes,
        name: str,
        document_id: str,
        source: str,
        encoding: str | None,
        cut_with: Cuts | None = None,
    ) -> tuple[tuple[Document, ...], Rows]:
        """Read one file.

        Args:
            data: Its bytes.
            name: Its name, whose suffix tells the format.
            document_id: What its document is called.
            source: Its name as the user knows it.
            encoding: Overrides the detection.
            cut_with: To have the documents cut into passages and words as well, on another core
                than the caller's; ``None`` to leave that.

        Returns:
            The documents, and the rows of their passages where they were cut.

        Raises:
            InputError: It can't be used, or reading it took too long or brought the child down.
        """
        child = self._started()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._timeout, give_up)
        timer.daemon = True
        timer.start()
        try:
            result = child.ask((data, name, document_id, source, encoding, cut_with))
        finally:
            timer.cancel()
        if result is None:
            self.close()
            if late.is_set():
                raise ReadError(
                    f"{source}：读了 {self._timeout:g} 秒还没有读完，已放弃；请换成简单一些的文件。"
                )
            raise ReadError(f"{source}：读取时内存不足或程序崩溃，已放弃；请重新导出这个文件。")
        kind, content = result
        if kind == "documents":
            documents, rows = content
            return tuple(documents), rows
        raise getattr(errors, kind)(content)

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
            self._child = Child("corpus.isolation", str(self._memory))
        return self._child


def _serve() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        limit = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_all(_read)


def _read(job: Job) -> Result:
    data, name, document_id, source, encoding, cut_with = job
    try:
        documents = (reader_for(name) or text.read)(data, document_id, source, encoding)
        return "documents", (documents, [] if cut_with is None else _cut(documents, cut_with))
    except InputError as error:
        return type(error).__name__, str(error)
    except MemoryError:
        return "ReadError", f"{source}：读取时内存不足，已放弃；请拆成几个文件。"
    except RecursionError:
        return "ReadError", f"{source}：结构套得太深，无法读取；请重新导出。"
    except Exception as error:
        return "ReadError", f"{source}：无法读取（{type(error).__name__}）；请重新导出这个文件。"


def _cut(documents: list[Document], cut_with: Cuts) -> Rows:
    # Only now: what only reads a file need not know of words, nor load the dictionary.
    from corpus.library.changes import document_rows
    from corpus.segment import segmenter_with

    segmenter = segmenter_with(*cut_with)
    return [row for document in documents for row in document_rows(document, segmenter)]


if __name__ == "__main__":
    _serve()
