"""The server under more questions than it can answer, and when it is stopped meanwhile."""

import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.errors import EngineError
from corpus.load import load_builtin
from retrieval.retriever import Retriever
from retrieval.types import Answer
from tests.load_api import load, serving
from tests.loops import run_apart
from ui.admission import Admission
from ui.ask_api import ask_routes
from ui.holdings import Holdings

QUESTION = "三届石化产业发展大会签约金额是多少？"


class Slow:
    """A retriever that answers only once it is let go; overload can't be had otherwise."""

    def __init__(self) -> None:
        self.retriever = Retriever(load_builtin())
        self.started = threading.Semaphore(0)
        self.go = threading.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self.retriever, name)

    def ask(self, *arguments: object) -> Answer:
        """Say that it began, and wait."""
        self.started.release()
        self.go.wait()
        return self.retriever.ask(*arguments)  # type: ignore[arg-type]


def test_too_many_questions_get_429_and_when_to_come_again() -> None:
    slow = Slow()
    holdings = Holdings(lambda: slow)  # type: ignore[arg-type, return-value]
    full = threading.Event()

    class Counting(Admission):
        """Says when it is full."""

        def submit(self, work: Any) -> Any:
            future = super().submit(work)
            if self._inside == 3:
                full.set()
            return future

    app = FastAPI()
    app.include_router(ask_routes(holdings, Counting(running=1, waiting=2)))
    statuses: list[int] = []
    with TestClient(app) as client:

        def ask() -> None:
            statuses.append(client.post("/api/ask", json={"question": QUESTION}).status_code)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        asking[0].start()
        slow.started.acquire()
        for thread in asking[1:]:
            thread.start()
        full.wait()
        refused = client.post("/api/ask", json={"question": QUESTION})
        health = client.get("/healthz")
        slow.go.set()
        for thread in asking:
            thread.join()

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "稍后" in refused.json()["detail"]
    assert health.status_code == 200
    assert statuses == [200, 200, 200]


def test_an_engine_that_is_away_is_told_of_and_may_be_back_later() -> None:
    class Away:
        """A retriever whose server has gone."""

        def ask(self, *_: object) -> Answer:
            """Fail."""
            raise EngineError("http://那里：连不上 Milvus；请检查 --milvus-uri 和服务器。")

    app = FastAPI()
    holdings = Holdings(lambda: Away())  # type: ignore[arg-type, return-value]
    app.include_router(ask_routes(holdings, Admission()))
    with TestClient(app) as client:
        response = client.post("/api/ask", json={"question": QUESTION})

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) >= 1
    assert "--milvus-uri" in response.json()["detail"]


def test_many_clients_are_all_answered_each_with_its_own() -> None:
    with serving(300) as (url, questions, _):
        measured = run_apart(load(url, questions[:150], 32))
        page = httpx.get(url, trust_env=False)

    assert measured.statuses == {"200": 150}
    assert measured.mixed_up == 0
    assert measured.health
    assert page.status_code == 200


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_finishes_the_answer_it_works_on(
    stop: signal.Signals, tmp_path: Path
) -> None:
    """The answer waits for a file that is there only after the server was told to stop."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serve_held.py")), str(tmp_path / "go")],
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = process.stdout
    assert lines is not None
    url = lines.readline().strip()
    answers: list[httpx.Response] = []

    def ask() -> None:
        body = {"question": QUESTION}
        answers.append(httpx.post(url + "api/ask", json=body, trust_env=False, timeout=60))

    asking = threading.Thread(target=ask)
    asking.start()
    assert lines.readline() == "asked\n"
    process.send_signal(stop)
    assert lines.readline() == "closing\n"
    (tmp_path / "go").touch()
    asking.join()

    assert process.wait(30) == 0
    lines.close()
    assert answers[0].status_code == 200
    assert answers[0].json()["evidence"]
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    with socket.socket() as tried:
        assert tried.connect_ex((host, int(port))) != 0
