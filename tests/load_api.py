"""Puts a server under load on loopback: throughput, tail, errors, and what memory does.

    python -m tests.load_api --clients 1 8 32 128 --requests 1000 --passages 10000
    python -m tests.load_api --memory 50000

The server is a process of its own over a made collection. Each answer is checked to be that of
its question, who is told to come again does so, and ``/healthz`` is asked all the while.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import httpx
import numpy as np

from corpus.library import Library, add_paths
from corpus.load import load_builtin
from eval.bench.synthetic import Synthetic

SERVER = Path(__file__).with_name("serve_offline.py")
_TIMEOUT = 120.0


@dataclass(slots=True)
class Measured:
    """What came of some clients asking at once."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    mixed_up: int = 0
    without_retry_after: int = 0
    health: list[float] = field(default_factory=list)


async def load(url: str, questions: Sequence[str], clients: int) -> Measured:
    """Have so many clients ask the questions, each the next one as soon as it is answered."""
    measured = Measured()
    waiting = iter(questions)
    done = asyncio.Event()

    def connected() -> httpx.AsyncClient:
        # Each has a connection of its own, and none reads certificates: both take the client
        # longer than an answer takes the server.
        return httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, trust_env=False, verify=False)  # noqa: S501 - plain HTTP

    async def one() -> None:
        async with connected() as client:
            for question in waiting:
                while (seconds := await ask(client, question)) is not None:
                    await asyncio.sleep(seconds)

    async def ask(client: httpx.AsyncClient, question: str) -> float | None:
        """Ask once; returns after how many seconds to come again, if so told."""
        begin = time.perf_counter()
        try:
            response = await client.post("/api/ask", json={"question": question})
        except httpx.HTTPError as error:
            measured.statuses[type(error).__name__] += 1
            return None
        measured.statuses[str(response.status_code)] += 1
        if response.status_code == 200:
            measured.milliseconds.append((time.perf_counter() - begin) * 1000)
            measured.mixed_up += response.json()["question"] != question
        elif response.status_code == 429:
            measured.without_retry_after += "retry-after" not in response.headers
            return float(response.headers.get("retry-after", 1))
        return None

    async def watch() -> None:
        async with connected() as client:
            while not done.is_set():
                begin = time.perf_counter()
                (await client.get("/healthz")).raise_for_status()
                measured.health.append((time.perf_counter() - begin) * 1000)
                await asyncio.sleep(0.1)

    watching = asyncio.create_task(watch())
    begin = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    measured.seconds = time.perf_counter() - begin
    done.set()
    await watching
    return measured


@contextmanager
def serving(passages: int) -> Iterator[tuple[str, list[str], int]]:
    """A server over a made library; yields its address, questions for it, and its process id."""
    recipe = Synthetic([document.text for document in load_builtin()])
    documents = list(recipe.documents(passages))
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory, "文.jsonl")
        records = ({"id": one.id, "title": one.title, "text": one.text} for one in documents)
        source.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
        library = Library(Path(directory, "库"), create=True)
        with library.writing() as writer:
            add_paths(writer, [source])
        command = [sys.executable, str(SERVER), str(Path(directory, "tried"))]
        process = subprocess.Popen(
            [*command, "--library", str(library.directory)], stdout=subprocess.PIPE, text=True
        )
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            yield url, recipe.questions(documents, 2000), process.pid
        finally:
            process.terminate()
            process.wait(30)
            if process.stdout:
                process.stdout.close()


def resident_mib(process: int) -> float:
    """How much memory a process holds now."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> int:
    """Print a table; the status is 1 where something was lost, mixed up or failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.load_api", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--requests", type=int, default=1000, help="for each number of clients")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--memory", type=int, help="so many questions, to see memory grow")
    arguments = parser.parse_args()
    wrong = 0
    with serving(arguments.passages) as (url, questions, process):
        asyncio.run(load(url, questions[:100], 4))
        if arguments.memory:
            for count in (arguments.memory // 10, arguments.memory * 9 // 10):
                measured = asyncio.run(load(url, list(islice(cycle(questions), count)), 8))
                wrong += _told(8, count, measured)
                print(f"resident {resident_mib(process):.0f} MiB", flush=True)
            return int(wrong > 0)
        for clients in arguments.clients:
            asked = list(islice(cycle(questions), arguments.requests))
            wrong += _told(clients, len(asked), asyncio.run(load(url, asked, clients)))
    return int(wrong > 0)


def _told(clients: int, requests: int, measured: Measured) -> int:
    """Print one line; returns how much was wrong."""
    came_again = measured.statuses["429"]
    lost = requests - (sum(measured.statuses.values()) - came_again)
    answered = len(measured.milliseconds)
    p50, p95, p99 = np.percentile(measured.milliseconds or [0.0], (50, 95, 99))
    health = float(np.percentile(measured.health or [0.0], 99))
    print(
        f"{clients:4} clients  {answered / measured.seconds:7.1f} answers/s"
        f"  p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms  healthz p99 {health:6.1f} ms"
        f"  {dict(measured.statuses)}  lost {lost}  mixed up {measured.mixed_up}",
        flush=True,
    )
    refused = set(measured.statuses) - {"200", "429"}
    return lost + measured.mixed_up + measured.without_retry_after + len(refused)


if __name__ == "__main__":
    sys.exit(main())
