"""The HTTP server: the page at ``/``, the API at ``/api/ask``, and ``/healthz``."""

import asyncio
import errno
import logging
import shutil
import socket
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse

from corpus.errors import ServeError
from ui.admission import Doors
from ui.ask_api import ask_routes
from ui.documents_api import documents_routes
from ui.holdings import Holdings
from ui.web.guard import LOOPBACK_HOSTS, Guard

MAX_PORT = 65_535
SHUTDOWN_SECONDS = 1
FINISH_SECONDS = 10
"""The most that an answer which is worked on is waited for at the end."""

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="10" fill="#a5352b"/>'
    '<text x="32" y="47" font-size="42" font-family="serif" text-anchor="middle"'
    ' fill="#fbf9f5">据</text></svg>'
)


def create_app(
    holdings: Holdings, hosts: Sequence[str] = ("*",), doors: Doors | None = None
) -> FastAPI:
    """The whole application.

    Args:
        holdings: What is answered from.
        hosts: The names by which the server may be called (the ``Host`` header), ``*`` for
            any. A page elsewhere can point a name of its own at 127.0.0.1 and would otherwise
            be let in to read the documents.
        doors: Who is answered when; some of its own if ``None``.
    """
    doors = doors or Doors()
    from ui.web.page import mount_page  # Gradio takes a second to import: only to serve

    cache = Path(tempfile.mkdtemp(prefix="wenju-"))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            shutil.rmtree(cache, ignore_errors=True)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    @app.get("/d/{document_id:path}")
    def permalink(document_id: str, v: str = "") -> Response:
        """The page, opened at a passage: browsers take the fragment along."""
        query = urlencode({"document": document_id} | ({"v": v} if v else {}))
        return RedirectResponse(f"/?{query}", 307)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(_ICON, media_type="image/svg+xml")

    app.include_router(ask_routes(holdings, doors.api))
    app.include_router(documents_routes(holdings))
    mount_page(app, holdings, cache, doors.page)
    app.add_middleware(Guard, hosts=hosts)
    return app


def serve(
    holdings: Holdings,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    ready: Callable[[str], None] = lambda url: print(
        f"问据已启动：{url}（按 Ctrl-C 停止）", flush=True
    ),
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
            doors = Doors()
            hosts = LOOPBACK_HOSTS if host in LOOPBACK_HOSTS else ("*",)
            app = create_app(holdings, hosts, doors)
            config = uvicorn.Config(
                app,
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
            _Server(config, announce, doors).run(sockets=[listener])


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

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None], doors: Doors) -> None:
        super().__init__(config)
        self._announce = announce
        self._doors = doors

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # For a user, to stop the server is no error: Uvicorn's own method would have the signal
        # raised once more, and its log would report every open connection that is cut.
        del sig, frame
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the answers that are worked on; the page's open streams would never end."""
        self._doors.close()
        for server in self.servers:
            server.close()
        await asyncio.to_thread(self._doors.drain, FINISH_SECONDS)
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()
