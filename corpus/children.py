"""Children of this program: other processes that answer messages over their pipes.

Both ends are this program, so pickle is safe. A child runs a module of its own. Unlike those of
a pool of the standard library it never runs the program's main file anew, so that a script
without a guard around its main part can use 问据 as well.
"""

import gc
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, cast

_LOOK_FOR_CIRCLES = 50_000
"""After so many new objects."""
_LENGTH = struct.Struct(">Q")


class Child:
    """A running child.

    Args:
        module: What it runs; it must call ``answer_all``.
        arguments: What its command line holds.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Each core has a child of its own: NumPy's helpers would only stand in its way.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        self._to = cast("IO[bytes]", self._process.stdin)
        self._from = cast("IO[bytes]", self._process.stdout)

    @property
    def is_running(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, message: object) -> Any:
        """Its answer to a message; ``None`` where it ended before it had one."""
        try:
            _send(self._to, message)
            return _receive(self._from)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            return None

    def kill(self) -> None:
        """End it; whoever waits for its answer gets none."""
        self._process.kill()

    def close(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        self._process.wait()


def answer_all(work: Callable[[Any], object]) -> None:
    """In a child: answer messages until there are no more."""
    # What is made for a message mostly goes with its answer: to look for circles among it as
    # often as usual takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(_LOOK_FOR_CIRCLES)
    # What a library prints must not fall between the messages.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (message := _receive(sys.stdin.buffer)) is not None:
        _send(output, work(message))


def _send(pipe: IO[bytes], content: object) -> None:
    data = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """The next message; ``None`` where the other end has gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        return None
    return pickle.loads(data)  # noqa: S301 - from our own process
