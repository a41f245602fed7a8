"""Children of this program: other processes that call functions for it, on cores of their own.

Both ends are this program, so pickle is safe between them. Unlike those of a pool of the standard
library a child never runs the program's main file anew, so that a script without a guard around
its main part can use 问据 as well. Run as ``python -m corpus.children BYTES`` it is a child that
may take so much memory.
"""

import gc
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from queue import SimpleQueue
from typing import IO, Any, ParamSpec, TypeVar, cast

from corpus.errors import WenjuError

CORES = min(os.cpu_count() or 1, 8)
"""So many children work at once."""
MEMORY_BYTES = 3 << 30
"""The most memory that a child may take."""
_LOOK_FOR_CIRCLES = 50_000
"""After so many new objects."""
_LENGTH = struct.Struct(">Q")

P = ParamSpec("P")
R = TypeVar("R")


class ChildEndedError(Exception):
    """A child ended before it had answered; ``late`` where it was given up."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("a child ended before it had answered")
        self.late = late


class Child:
    """A process that is started when it is first asked, and again after it ended.

    Args:
        memory: The most memory that it may take, in bytes.
    """

    def __init__(self, memory: int = MEMORY_BYTES) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._mail: _Mail | None = None
        self._timeout: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give each question inside up after so long."""
        before, self._timeout = self._timeout, seconds
        try:
            yield
        finally:
            self._timeout = before

    def ask(self, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """What a function of a module says, called in the child.

        Raises:
            WenjuError: The function raised it.
            ChildEndedError: The child ended before, or took too long.
        """
        process = self._started()
        answer = None
        broken = suppress(OSError, EOFError, ValueError, pickle.UnpicklingError)
        with _killing(process, self._timeout) as late, broken:
            _send(cast("IO[bytes]", process.stdin), (work, arguments, named))
            answer = cast("_Mail", self._mail).receive()
        if answer is None:
            self.close()
            raise ChildEndedError(late=late.is_set())
        (said,) = answer
        if isinstance(said, WenjuError):
            raise said
        return cast("R", said)

    def close(self) -> None:
        """End it and let go of its pipes."""
        process, self._process, self._mail = self._process, None, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()
        process.wait()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable, "-m", __name__, str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Each core has a child of its own: NumPy's helpers would only stand in its way.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            )
            self._mail = _Mail(cast("IO[bytes]", self._process.stdout))
        return self._process


@contextmanager
def _killing(
    process: "subprocess.Popen[bytes]", seconds: float | None
) -> Iterator[threading.Event]:
    """Kill a process should what is inside take longer; the event then tells of it."""
    late = threading.Event()
    if seconds is None:
        yield late
        return

    def give_up() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


class Crew:
    """A child for each core. Safe to share between threads."""

    def __init__(self) -> None:
        self._children = [Child() for _ in range(CORES)]
        self._free: SimpleQueue[Child] = SimpleQueue()
        for child in self._children:
            self._free.put(child)

    @contextmanager
    def child(self) -> Iterator[Child]:
        """One that is free, once there is one."""
        child = self._free.get()
        try:
            yield child
        finally:
            self._free.put(child)

    def close(self) -> None:
        """End them all."""
        for child in self._children:
            child.close()


_lock = threading.Lock()
_crews: list[Crew] = []
"""The crew that is at work, once for each that works with it."""


@contextmanager
def crew() -> Iterator[Crew]:
    """A crew to work with; the same for all that work at the time, so that none starts anew."""
    with _lock:
        mine = _crews[-1] if _crews else Crew()
        _crews.append(mine)
    try:
        yield mine
    finally:
        with _lock:
            _crews.remove(mine)
            if not _crews:
                mine.close()


def _answer_all() -> None:
    """In a child: answer until there is nothing more to answer."""
    # What is made for an answer mostly goes with it: to look for circles among it as often as
    # usual takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(_LOOK_FOR_CIRCLES)
    # What a library prints must not fall between the answers.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    mail = _Mail(sys.stdin.buffer)
    while (message := mail.receive()) is not None:
        work, arguments, named = message
        try:
            said = work(*arguments, **named)
        except WenjuError as error:
            said = error
        _send(output, (said,))


class _Mail:
    """What comes in at a pipe. Its memory is used again: to get it anew takes as long as to read.

    Args:
        pipe: Where it comes in.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = cast("BufferedReader", pipe)
        self._space = bytearray()

    def receive(self) -> Any:
        """The next message; ``None`` where the other end has gone."""
        head = self._pipe.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        if len(self._space) < length:
            self._space = bytearray(length)
        with memoryview(self._space)[:length] as data:
            if self._pipe.readinto(data) < length:
                return None
            return pickle.loads(data)  # noqa: S301 - from our own process


def _send(pipe: IO[bytes], content: object) -> None:
    data = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _limit(memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit(int(sys.argv[1]))
    _answer_all()
