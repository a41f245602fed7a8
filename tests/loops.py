"""Coroutines in tests: the browser's driver leaves a loop running in the tests' own thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own, and wait for it."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(coroutine)).result()
