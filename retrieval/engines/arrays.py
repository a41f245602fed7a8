"""Arrays in files, mapped into memory: opening one reads nothing, and programs share it."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array in NumPy's format."""
    np.save(path, array, allow_pickle=False)


def open_array(path: Path) -> NDArray[Any]:
    """An array that ``save_array`` or ``new_array`` wrote, read as it is needed."""
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    # Without the file's subclass a slice costs a third as much.
    return array.view(np.ndarray)


def new_array(path: Path, dtype: Any, length: int) -> NDArray[Any]:
    """An array in a new file, to be filled; an empty one has nothing to map."""
    if not length:
        save_array(path, np.empty(0, dtype))
        return np.empty(0, dtype)
    return np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(length,))
