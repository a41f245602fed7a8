"""Keeps other sites out: security headers on every response, and only calls by a known name."""

from collections.abc import Sequence

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

# Gradio writes scripts and styles into its page and compiles its templates in the browser, so
# both need their "unsafe" words; nothing, though, can be loaded from or sent to anywhere else.
_CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    b"content-security-policy": _CONTENT_POLICY.encode(),
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


class Guard:
    """Refuses calls by a foreign name and puts the security headers on every response."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() not in _HEADERS]
                message["headers"] = [*kept, *_HEADERS.items()]
            await send(message)

        if self._is_welcome(scope) and not _comes_from_elsewhere(scope):
            await self._app(scope, receive, send_guarded)
        elif self._is_welcome(scope):
            refusal = JSONResponse({"detail": "别的网站不能调用问据。"}, 403)
            await refusal(scope, receive, send_guarded)
        else:
            refusal = JSONResponse({"detail": "请用 127.0.0.1 或 localhost 访问问据。"}, 421)
            await refusal(scope, receive, send_guarded)

    def _is_welcome(self, scope: Scope) -> bool:
        if "*" in self._hosts:
            return True
        named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        name = named[1:].partition("]")[0] if named.startswith("[") else named.partition(":")[0]
        return name in self._hosts


def _comes_from_elsewhere(scope: Scope) -> bool:
    """Whether another site's page had the browser send this; programs name no origin."""
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    headers = dict(scope["headers"])
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host", b"")
