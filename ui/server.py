"""The HTTP server: the page at ``/``, the API at ``/api/ask``, and ``/healthz``."""

import errno
import logging
import shutil
import socket
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from corpus.errors import ServeError, UnknownDocumentError
from ui.documents_api import documents_routes
from ui.holdings import Holdings
from ui.web.guard import LOOPBACK_HOSTS, Guard
from ui.web.limits import MAX_AFTER, MAX_ID_CHARS, MAX_K, MAX_ONLY, MAX_QUESTION_CHARS
from ui.wire import answer_json

MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_PORT = 65_535
SHUTDOWN_SECONDS = 1

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="10" fill="#a5352b"/>'
    '<text x="32" y="47" font-size="42" font-family="serif" text-anchor="middle"'
    ' fill="#fbf9f5">据</text></svg>'
)


class AskBody(BaseModel):
    """The body of ``POST /api/ask``."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[StrictStr, Field(max_length=MAX_QUESTION_CHARS)]
    after: Annotated[
        list[Annotated[StrictStr, Field(max_length=MAX_QUESTION_CHARS)]],
        Field(max_length=MAX_AFTER),
    ] = []
    k: Annotated[StrictInt, Field(ge=1, le=MAX_K)] = 5
    only: Annotated[
        list[Annotated[StrictStr, Field(max_length=MAX_ID_CHARS)]] | None,
        Field(min_length=1, max_length=MAX_ONLY),
    ] = None


def create_app(holdings: Holdings, hosts: Sequence[str] = ("*",)) -> FastAPI:
    """The whole application.

    Args:
        holdings: What is answered from.
        hosts: The names by which the server may be called (the ``Host`` header), ``*`` for
            any. A page elsewhere can point a name of its own at 127.0.0.1 and would otherwise
            be let in to read the documents.
    """
    from ui.web.page import mount_page  # Gradio takes a second to import: only to serve

    cache = Path(tempfile.mkdtemp(prefix="wenju-"))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            shutil.rmtree(cache, ignore_errors=True)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    @app.post("/api/ask")
    async def ask(request: Request) -> Response:
        arrived = time.perf_counter()
        try:
            body = AskBody.model_validate_json(await _read_body(request))
        except ValidationError as error:
            return JSONResponse({"detail": _explain(error.errors()[0])}, 422)
        except _TooLargeError:
            return JSONResponse({"detail": "请求体太大，请缩短 question 和 after。"}, 413)
        try:
            answer = await run_in_threadpool(
                holdings.current().ask, body.question, body.after, body.k, body.only
            )
        except UnknownDocumentError as error:
            return JSONResponse({"detail": str(error)}, 422)
        return JSONResponse(answer_json(answer, (time.perf_counter() - arrived) * 1000))

    @app.get("/healthz")
    def health() -> dict[str, str | int]:
        retriever = holdings.current()
        return {
            "status": "ok",
            "documents": len(retriever.documents),
            "passages": len(retriever.passages),
        }

    @app.get("/d/{document_id:path}")
    def permalink(document_id: str, v: str = "") -> Response:
        """The page, opened at a passage: browsers take the fragment along."""
        query = urlencode({"document": document_id} | ({"v": v} if v else {}))
        return RedirectResponse(f"/?{query}", 307)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(_ICON, media_type="image/svg+xml")

    app.include_router(documents_routes(holdings))
    mount_page(app, holdings, cache)
    app.add_middleware(Guard, hosts=hosts)
    return app


def serve(
    holdings: Holdings,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    ready: Callable[[str], None] = lambda url: print(f"问据已启动：{url}（按 Ctrl-C 停止）"),
) -> None:
    """Serve until Ctrl-C or a request to terminate.

    Args:
        holdings: What is answered from.
        host: The address to listen on.
        port: The port; 0 for any that is free.
        open_browser: Open the page once it can be reached.
        ready: Called with the page's address once it can be reached.

    Raises:
        ServeError: The port is in use or not permitted, or the address is not this machine's.
    """
    listener = listen(host, port)
    with listener:
        # A wildcard address can't be opened; the page is then shown by its local name.
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
        name = f"[{shown}]" if ":" in shown else shown
        url = f"http://{name}:{listener.getsockname()[1]}/"

        def announce() -> None:
            ready(url)
            if open_browser:
                webbrowser.open(url)

        with suppress(KeyboardInterrupt):  # while it starts; later handle_exit takes over
            app = create_app(holdings, LOOPBACK_HOSTS if host in LOOPBACK_HOSTS else ("*",))
            config = uvicorn.Config(
                app,
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
            _Server(config, announce).run(sockets=[listener])


def require_free_port(host: str, port: int) -> None:
    """Find out at once, before documents are read, whether ``serve`` could start.

    Raises:
        ServeError: See ``serve``.
    """
    listen(host, port).close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or one clear line why there is none.

    Raises:
        ServeError: See ``serve``.
    """
    if not 0 <= port <= MAX_PORT:
        raise ServeError(f"端口 {port} 不在 0 到 {MAX_PORT} 之间；请用 --port 另选。")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise ServeError(f"地址 {host} 无法解析；请用 --host 指定本机地址。") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise ServeError(_refusal(error, host, port)) from None
    return listener


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用；请用 --port 换一个，例如 --port {min(port + 1, MAX_PORT)}。"
    if error.errno == errno.EACCES:
        return f"没有使用端口 {port} 的权限；请用 --port 换一个 1024 以上的。"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} 不是本机地址；请用 --host 指定本机地址，例如 127.0.0.1。"
    return f"无法在 {host} 的端口 {port} 上启动（{error.strerror}）；请换 --host 或 --port。"


class _Server(uvicorn.Server):
    """Uvicorn's server that says when it can be reached."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # For a user, to stop the server is no error: Uvicorn's own method would have the signal
        # raised once more, and its log would report every open connection that is cut.
        del sig, frame
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


class _TooLargeError(Exception):
    """The body is larger than any allowed one can be."""


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _TooLargeError
    return bytes(body)


def _explain(error: ErrorDetails) -> str:
    """One line on what is wrong with a body and what is right."""
    context: dict[str, Any] = error.get("ctx", {})
    where = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "json_invalid":
            return "请求体不是有效的 JSON（UTF-8）。"
        case "model_type" | "model_attributes_type":
            return '请求体应是 JSON 对象，例如 {"question": "…"}。'
        case "missing":
            return f"缺少字段 {where}。"
        case "extra_forbidden":
            return f"没有字段 {where[:40]}；可用的是 question、after、k、only。"
        case "string_type":
            return f"{where} 应是字符串。"
        case "string_too_long":
            return f"{where} 太长，最多 {context['max_length']} 字。"
        case "list_type":
            return f"{where} 应是字符串的列表。"
        case "too_long":
            return f"{where} 太多，最多 {context['max_length']} 项。"
        case "int_type" | "greater_than_equal" | "less_than_equal":
            return f"{where} 应是 1 到 {MAX_K} 的整数。"
        case _:
            return f"{where} 的值不能用。"
