"""Sequences and mappings whose items are made when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class _Lazy(Sequence[T]):
    """A sequence whose items are made when they are asked for."""

    def __init__(self, size: int, item: Callable[[int], T]) -> None:
        self._size = size
        self._item = item

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self._item(number) for number in range(*place.indices(self._size))]
        if not -self._size <= place < self._size:
            raise IndexError(place)
        return self._item(place % self._size)

    def __iter__(self) -> Iterator[T]:
        return map(self._item, range(self._size))


def lazily(size: int, item: Callable[[int], T]) -> Sequence[T]:
    """A sequence of so many items, each made when it is asked for."""
    return _Lazy(size, item)
