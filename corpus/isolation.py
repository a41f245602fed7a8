"""Risky files are read in a child process: a crash or a bomb costs one file, not the batch.

Run as ``python -m corpus.isolation`` it is that child: frames of pickled jobs on standard input,
frames of pickled results on standard output. Both ends are this program, so pickle is safe.
"""

import os
import pickle
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any, cast

from corpus import errors
from corpus.errors import InputError, ReadError
from corpus.readers import reader_for, text
from corpus.types import Document

MEMORY_BYTES = 3 << 30
TIMEOUT_SECONDS = 120.0
_LENGTH = struct.Struct(">Q")

Cuts = tuple[frozenset[str], str]
"""The user's words in search form, and the name of the segmenter."""
Job = tuple[bytes, str, str, str, str | None, Cuts | None]
"""Bytes, name, document id, source, encoding or ``None``, what to cut with or ``None``."""
Rows = list[tuple[object, ...]]
"""Rows of passages, as a library keeps them."""
Result = tuple[str, Any]
"""What became of a job: ``documents`` with (documents, rows), or an error's name with its text."""


_Child = tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]
"""The process, and the pipes to and from it."""


class ChildReader:
    """Reads files in a child process, which is started at the first and again after a crash.

    Args:
        timeout: The most time that one file may take, in seconds.
        memory: The most memory that the child may take, in bytes.
    """

    def __init__(self, timeout: float = TIMEOUT_SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._timeout = timeout
        self._memory = memory
        self._child: _Child | None = None

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
        child, to_child, from_child = self._started()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._timeout, give_up)
        timer.daemon = True
        timer.start()
        try:
            _send(to_child, (data, name, document_id, source, encoding, cut_with))
            result = _receive(from_child)
        except (OSError, EOFError, pickle.UnpicklingError):
            result = None
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
        if child is None:
            return
        process, *pipes = child
        process.kill()
        for pipe in pipes:
            with suppress(OSError):
                pipe.close()
        process.wait()

    def __enter__(self) -> "ChildReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> "_Child":
        if self._child is None or self._child[0].poll() is not None:
            self.close()
            process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable, "-m", "corpus.isolation", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._child = (
                process,
                cast("IO[bytes]", process.stdin),
                cast("IO[bytes]", process.stdout),
            )
        return self._child


def _send(pipe: IO[bytes], content: object) -> None:
    data = pickle.dumps(content)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        return None
    return pickle.loads(data)  # noqa: S301 - from our own child


def _serve() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        limit = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library prints must not fall between the frames.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (job := _receive(sys.stdin.buffer)) is not None:
        _send(output, _read(job))


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
