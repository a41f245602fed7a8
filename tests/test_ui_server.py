"""The HTTP server without a browser: its JSON, limits, headers, and how it starts and stops."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from corpus.errors import ServeError
from ui.server import listen, require_free_port

SERVER = Path(__file__).with_name("serve_offline.py")
QUESTION = "三届石化产业发展大会签约金额是多少？"


class Site(Protocol):
    """What the fixture of that name gives."""

    url: str


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, trust_env=False) as one:
        yield one


def ask(client: httpx.Client, body: object) -> httpx.Response:
    return client.post("/api/ask", json=body)


def test_ask_answers_with_the_contracts_object(client: httpx.Client) -> None:
    response = ask(client, {"question": QUESTION, "after": ["谁分管科协工作？"], "k": 2})
    assert response.status_code == 200
    wire = response.json()
    assert set(wire) == {
        "question", "status", "confidence", "message", "terms", "added_terms", "evidence",
        "elapsed_ms",
    }  # fmt: skip
    assert wire["question"] == QUESTION
    assert len(wire["evidence"]) == 2
    assert "178亿元" in wire["evidence"][0]["sentence"]["text"]
    assert wire["elapsed_ms"] > 0


def test_only_the_question_is_needed(client: httpx.Client) -> None:
    wire = ask(client, {"question": QUESTION}).json()
    assert len(wire["evidence"]) == 5


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "缺少字段 question。"),
        ([], '请求体应是 JSON 对象，例如 {"question": "…"}。'),
        ({"question": 5}, "question 应是字符串。"),
        ({"question": "长" * 20_001}, "question 太长，最多 20000 字。"),
        ({"question": "问", "k": 0}, "k 应是 1 到 50 的整数。"),
        ({"question": "问", "k": 51}, "k 应是 1 到 50 的整数。"),
        ({"question": "问", "k": "5"}, "k 应是 1 到 50 的整数。"),
        ({"question": "问", "k": True}, "k 应是 1 到 50 的整数。"),
        ({"question": "问", "after": "前"}, "after 应是字符串的列表。"),
        ({"question": "问", "after": ["前"] * 21}, "after 太多，最多 20 项。"),
        ({"question": "问", "after": [1]}, "after.0 应是字符串。"),
        ({"question": "问", "after": ["长" * 20_001]}, "after.0 太长，最多 20000 字。"),
        ({"question": "问", "top": 1}, "没有字段 top；可用的是 question、after、k、only。"),
    ],
)
def test_a_wrong_body_is_refused_in_one_line(
    client: httpx.Client, body: object, detail: str
) -> None:
    response = ask(client, body)
    assert response.status_code == 422
    assert response.json() == {"detail": detail}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"question": "\\ud800"}', b"NaN"])
def test_what_is_not_json_is_refused(client: httpx.Client, content: bytes) -> None:
    response = client.post("/api/ask", content=content)
    assert response.status_code == 422
    assert "\n" not in response.json()["detail"]


def test_the_limits_themselves_are_allowed(client: httpx.Client) -> None:
    body = {"question": "长" * 20_000, "after": ["前" * 1000] * 20, "k": 50}
    assert ask(client, body).status_code == 200


def test_a_body_larger_than_any_question_is_refused(client: httpx.Client) -> None:
    response = client.post("/api/ask", content=b" " * (9 * 1024 * 1024))
    assert response.status_code == 413
    assert response.json() == {"detail": "请求体太大，请缩短 question 和 after。"}


def test_health_counts_documents_and_passages(client: httpx.Client) -> None:
    wire = client.get("/healthz").json()
    assert (wire["status"], wire["documents"]) == ("ok", 10)
    assert wire["passages"] > 10


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/nothing", "/config", "/gradio_api/info", "/theme.css"]
)
def test_every_response_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "http" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/gradio_api/runs"])
def test_pages_that_would_load_from_elsewhere_are_off(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [SERVER, Path("/etc/passwd")])
def test_no_file_of_the_machine_is_served(client: httpx.Client, path: Path) -> None:
    assert client.get(f"/gradio_api/file={path}").status_code == 403


def test_a_call_by_a_foreign_name_is_refused(client: httpx.Client) -> None:
    """Else a site elsewhere could point its own name at this machine and read the documents."""
    response = client.get("/healthz", headers={"Host": "evil.example:7860"})
    assert response.status_code == 421
    assert "127.0.0.1" in response.json()["detail"]
    port = client.base_url.port
    assert client.get("/healthz", headers={"Host": f"localhost:{port}"}).status_code == 200
    assert client.get("/healthz", headers={"Host": f"[::1]:{port}"}).status_code == 200


def test_the_page_keeps_no_history_and_offers_no_named_endpoint(client: httpx.Client) -> None:
    assert client.get("/gradio_api/info").json() == {
        "named_endpoints": {}, "unnamed_endpoints": {},
    }  # fmt: skip
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []


def test_a_port_in_use_is_said_at_once() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"端口 {port} 已被占用；请用 --port 换一个"):
            require_free_port("127.0.0.1", port)
    require_free_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("127.0.0.1", 99_999, "端口 99999 不在 0 到 65535 之间"),
        ("192.0.2.1", 0, "192.0.2.1 不是本机地址"),
        ("no such host", 0, "地址 no such host 无法解析"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_clear_line(
    host: str, port: int, message: str
) -> None:
    with pytest.raises(ServeError) as caught:
        require_free_port(host, port)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_port_that_is_not_permitted_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: socket.socket, __: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ServeError, match="没有使用端口 80 的权限；请用 --port"):
        require_free_port("127.0.0.1", 80)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_is_clean_even_with_a_page_open(tmp_path: Path, number: int) -> None:
    """An open stream of the page's is cut without a word, and nothing is left behind."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, SERVER, tmp_path / "attempts"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().strip()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith("wenju-")] != []
        with (
            httpx.Client(base_url=url, trust_env=False) as client,
            client.stream("GET", "/gradio_api/heartbeat/abc") as stream,
        ):
            assert stream.status_code == 200
            process.send_signal(number)
            assert process.wait(timeout=20) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("wenju-")] == []


def test_gradio_is_imported_only_to_serve() -> None:
    code = "import sys, ui.server, ui.web.render; print('gradio' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(run.stdout.strip().lower()) is False
