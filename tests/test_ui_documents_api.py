"""``/api/documents`` and ``/api/words``, over a real library."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.library import Library
from corpus.load import load_builtin
from retrieval.live import LiveRetriever
from retrieval.retriever import Retriever
from ui.documents_api import documents_routes
from ui.holdings import Holdings, fixed, kept
from ui.web.guard import Guard
from ui.wire import answer_json

MEAL = "食堂早上七点开门，晚上八点关门。"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path, create=True)


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(app_of(kept(LiveRetriever(library)))) as client:
        yield client


def app_of(holdings: Holdings) -> FastAPI:
    """The routes behind the guard, without the page."""
    app = FastAPI()
    app.include_router(documents_routes(holdings))

    @app.post("/api/ask")
    def ask(body: dict[str, str]) -> dict[str, Any]:
        return answer_json(holdings.current().ask(body["question"]), 0.0)

    app.add_middleware(Guard, hosts=("*",))
    return app


def put(client: TestClient, name: str, text: str | bytes, **query: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post("/api/documents", files={"files": (name, data)}, params=query)


def listed(client: TestClient) -> list[str]:
    return [row["id"] for row in client.get("/api/documents").json()["documents"]]


def test_what_is_posted_is_listed_shown_and_answers(client: TestClient) -> None:
    assert put(client, "食堂.txt", MEAL).json()["added"] == ["食堂.txt"]

    assert listed(client) == ["食堂.txt"]
    assert client.get("/api/documents/食堂.txt").json()["text"] == MEAL
    answer = client.post("/api/ask", json={"question": "食堂晚上什么时候关门？"}).json()
    assert answer["evidence"][0]["document"]["id"] == "食堂.txt"


def test_a_folders_files_keep_their_folder(client: TestClient) -> None:
    put(client, "制度/../食堂.txt", MEAL)

    assert listed(client) == ["制度/食堂.txt"]
    assert client.delete("/api/documents/制度/食堂.txt").json() == {"removed": ["制度/食堂.txt"]}


def test_replacing_keeps_the_id(client: TestClient) -> None:
    put(client, "食堂.txt", MEAL)
    put(client, "新食堂.md", "食堂搬到三楼。", replace="食堂.txt")

    assert listed(client) == ["食堂.txt"]
    assert "三楼" in client.get("/api/documents/食堂.txt").json()["text"]


def test_a_removed_document_says_so(client: TestClient) -> None:
    put(client, "食堂.txt", MEAL)
    client.delete("/api/documents/食堂.txt")

    gone = client.get("/api/documents/食堂.txt")
    assert gone.status_code == 410
    assert "移除" in gone.json()["detail"]
    assert client.delete("/api/documents/食堂.txt").status_code == 404


def test_one_bad_file_does_not_lose_the_others(client: TestClient) -> None:
    both = [("files", ("坏.txt", b"\x00\xff" * 40)), ("files", ("好.txt", MEAL.encode()))]
    result = client.post("/api/documents", files=both).json()

    assert (result["added"], len(result["refused"])) == (["好.txt"], 1)
    assert put(client, "坏.txt", b"\x00\xff" * 40).status_code == 422


def test_words_come_go_and_are_previewed(client: TestClient) -> None:
    put(client, "大会.txt", "石化产业发展大会签约。")
    body = {"text": "石化产业发展大会签约", "add": ["石化产业发展大会"]}
    assert client.post("/api/words/preview", json=body).json() == {
        "before": ["石化", "产业", "发展", "大会", "签约"],
        "after": ["石化产业发展大会", "签约"],
    }
    assert client.post("/api/words", json={"word": "石化产业发展大会"}).json() == {"segmented": 1}
    assert client.get("/api/words").json() == {"words": ["石化产业发展大会"]}
    answer = client.post("/api/ask", json={"question": "石化产业发展大会签约了吗？"}).json()
    assert "石化产业发展大会" in [term for term, _ in answer["terms"]]
    assert client.delete("/api/words/石化产业发展大会").json() == {"segmented": 1}
    assert client.post("/api/words", json={"word": "，"}).status_code == 422
    assert client.post("/api/words", json={"wrong": 1}).status_code == 422


def test_another_sites_page_changes_nothing(client: TestClient) -> None:
    refused = client.post(
        "/api/documents",
        files={"files": ("食堂.txt", MEAL.encode())},
        headers={"Origin": "http://elsewhere.example"},
    )

    assert refused.status_code == 403
    assert listed(client) == []


def test_a_second_writer_waits_for_the_first(client: TestClient, library: Library) -> None:
    with library.writing():
        assert listed(client) == []
    assert put(client, "食堂.txt", MEAL).status_code == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"content": b"x"}, 415),
        ({"files": {"other": ("a.txt", b"x")}}, 422),
    ],
)
def test_what_is_no_upload_is_refused(
    client: TestClient, request_: dict[str, Any], status: int
) -> None:
    assert client.post("/api/documents", **request_).status_code == status


def test_fixed_documents_are_listed_and_cannot_be_changed() -> None:
    with TestClient(app_of(fixed(Retriever(load_builtin())))) as client:
        held = client.get("/api/documents").json()
        assert (held["writable"], len(held["documents"])) == (False, 10)
        assert put(client, "食堂.txt", MEAL).status_code == 409
        assert client.delete(f"/api/documents/{held['documents'][0]['id']}").status_code == 409
