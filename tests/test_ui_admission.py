"""Who is let in: so many at once, so many in the queue, in their order, and no more."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest

from tests.loops import run_apart
from ui.admission import Admission, ClosingError, Doors, OverloadedError


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What holds work up until it is set."""
    event = threading.Event()
    yield event
    event.set()


def test_those_beyond_the_queue_are_told_at_once_and_the_others_are_answered(
    gate: threading.Event,
) -> None:
    admission = Admission(running=2, waiting=3)
    inside = [admission.submit(gate.wait) for _ in range(5)]

    with pytest.raises(OverloadedError):
        admission.submit(gate.wait)

    gate.set()
    assert [one.result() for one in inside] == [True] * 5
    assert admission.drain(10)
    assert admission.wait_for(lambda: "进来了") == "进来了"


def test_who_came_first_is_answered_first(gate: threading.Event) -> None:
    admission = Admission(running=1, waiting=20)
    admission.submit(gate.wait)
    order: list[int] = []
    waiting = [admission.submit(partial(order.append, number)) for number in range(9)]

    gate.set()
    for one in waiting:
        one.result()

    assert order == list(range(9))


def test_closing_finishes_what_runs_and_sends_away_what_waits(gate: threading.Event) -> None:
    admission = Admission(running=1, waiting=5)
    started = threading.Event()

    def work() -> str:
        started.set()
        gate.wait()
        return "完"

    running = admission.submit(work)
    started.wait()

    async def wait() -> None:
        task = asyncio.create_task(admission.answer(lambda: "没轮到"))
        await asyncio.sleep(0)
        admission.close()
        await task

    with pytest.raises(ClosingError):
        run_apart(wait())
    with pytest.raises(ClosingError):
        admission.submit(work)
    assert not admission.drain(0)
    gate.set()
    assert running.result() == "完"
    assert admission.drain(10)


def test_what_goes_wrong_inside_reaches_who_asked() -> None:
    admission = Admission()

    def fail() -> None:
        raise KeyError("没有")

    with pytest.raises(KeyError):
        admission.wait_for(fail)
    with pytest.raises(KeyError):
        run_apart(admission.answer(fail))
    assert admission.drain(10)


def test_a_crowd_at_one_door_keeps_nobody_from_the_other(gate: threading.Event) -> None:
    doors = Doors()
    with suppress(OverloadedError):
        while True:
            doors.api.submit(gate.wait)

    assert doors.page.wait_for(lambda: "答") == "答"
    doors.close()
    assert not doors.drain(0)
    with pytest.raises(ClosingError):
        doors.page.submit(gate.wait)
    gate.set()
    assert doors.drain(10)
