"""Work on the next few things while one is looked at."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ahead(
    pool: Executor, work: Callable[[T], R], items: Iterable[T], most: int
) -> Iterator[tuple[T, Future[R]]]:
    """Each item with what becomes of it, in order.

    Args:
        pool: What does the work.
        work: What is done with an item.
        items: Taken a few ahead, so that memory does not grow with their number.
        most: So many may be taken beyond the one that is next.
    """
    waiting: deque[tuple[T, Future[R]]] = deque()
    for item in items:
        waiting.append((item, pool.submit(work, item)))
        if len(waiting) > most:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()
