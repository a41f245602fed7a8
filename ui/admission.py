"""Who is answered now, who waits, and who is asked to come again.

Answering keeps a processor busy throughout, so more answers at once would only take longer each.
Some few are worked on, some more wait in their order, and the rest is told at once. People on
the page wait in a line of their own: however much programs ask, a person is soon answered.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeVar

from corpus.errors import WenjuError

T = TypeVar("T")

RUNNING = 1
"""So many answers are worked on at once: Python runs one thread at a time."""
WAITING = 64
"""So many more may wait."""
RETRY_SECONDS = 1
"""When to come again; what waits now is answered by then or soon after."""


class OverloadedError(WenjuError):
    """Too many wait already."""


class ClosingError(WenjuError):
    """The server is about to stop."""


class Admission:
    """Lets questions in. Safe to share between threads.

    Args:
        running: So many are answered at once.
        waiting: So many more may wait, first come, first served.
    """

    def __init__(self, running: int = RUNNING, waiting: int = WAITING) -> None:
        self._workers = ThreadPoolExecutor(running, thread_name_prefix="wenju-answer")
        self._most = running + waiting
        self._changed = threading.Condition()
        self._inside = 0
        self._closing = False

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Have something worked out in its turn.

        Raises:
            OverloadedError: Too many wait.
            ClosingError: The server is about to stop.
        """
        with self._changed:
            if self._closing:
                raise ClosingError("服务正在停止，请稍后再试。")
            if self._inside >= self._most:
                raise OverloadedError("现在提问的太多，请稍后再试。")
            self._inside += 1
        future = self._workers.submit(work)
        future.add_done_callback(self._leave)
        return future

    def wait_for(self, work: Callable[[], T]) -> T:
        """The same, and wait for it; for threads.

        Raises:
            OverloadedError: Too many wait.
            ClosingError: The server is about to stop.
        """
        try:
            return self.submit(work).result()
        except CancelledError:
            raise ClosingError("服务正在停止，请稍后再试。") from None

    async def answer(self, work: Callable[[], T]) -> T:
        """The same, for coroutines.

        Raises:
            OverloadedError: Too many wait.
            ClosingError: The server is about to stop.
        """
        future = self.submit(work)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if future.cancelled() and self._closing:
                raise ClosingError("服务正在停止，请稍后再试。") from None
            raise

    def close(self) -> None:
        """Let nobody in any more, and send those away who only wait."""
        with self._changed:
            self._closing = True
        self._workers.shutdown(wait=False, cancel_futures=True)

    def drain(self, seconds: float) -> bool:
        """Wait until nothing is worked on any more, for so long at the most."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._inside, seconds)

    def _leave(self, _: Future[T]) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()


class Doors:
    """The lines at which a server lets questions in, which it closes together.

    Attributes:
        page: For people on the page.
        api: For programs.
    """

    def __init__(self) -> None:
        self.page = Admission()
        self.api = Admission()

    def close(self) -> None:
        """See ``Admission.close``."""
        self.page.close()
        self.api.close()

    def drain(self, seconds: float) -> bool:
        """See ``Admission.drain``."""
        end = time.monotonic() + seconds
        return self.page.drain(seconds) and self.api.drain(max(end - time.monotonic(), 0.0))
