"""The HTTP API that answers: ``POST /api/ask``, and ``/healthz``."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from corpus.errors import EngineError, UnknownDocumentError, WenjuError
from ui.admission import RETRY_SECONDS, Admission, ClosingError, OverloadedError
from ui.holdings import Holdings
from ui.web.limits import MAX_AFTER, MAX_ID_CHARS, MAX_K, MAX_ONLY, MAX_QUESTION_CHARS
from ui.wire import answer_json

MAX_BODY_BYTES = 8 * 1024 * 1024


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


def ask_routes(holdings: Holdings, admission: Admission) -> APIRouter:
    """The routes.

    Args:
        holdings: What is answered from.
        admission: Who is answered when.
    """
    router = APIRouter()

    @router.post("/api/ask")
    async def ask(request: Request) -> Response:
        arrived = time.perf_counter()
        try:
            body = AskBody.model_validate_json(await _read_body(request))
        except ValidationError as error:
            return JSONResponse({"detail": _explain(error.errors()[0])}, 422)
        except _TooLargeError:
            return JSONResponse({"detail": "请求体太大，请缩短 question 和 after。"}, 413)
        try:
            return await admission.answer(lambda: _answered(holdings, body, arrived))
        except UnknownDocumentError as error:
            return JSONResponse({"detail": str(error)}, 422)
        except OverloadedError as error:
            return _come_again(error, 429)
        except EngineError as error:
            # Another machine is away, mostly for a while.
            return _come_again(error, 503)
        except ClosingError as error:
            return _come_again(error, 503)

    # In the server's own thread, so that it answers however many questions wait.
    @router.get("/healthz")
    async def health() -> dict[str, str | int]:
        retriever = holdings.current()
        return {
            "status": "ok",
            "documents": len(retriever.documents),
            "passages": len(retriever.passages),
        }

    return router


def _answered(holdings: Holdings, body: AskBody, arrived: float) -> Response:
    """The whole reply; written where it is worked out, so that no other thread is waited for."""
    answer = holdings.current().ask(body.question, body.after, body.k, body.only)
    return JSONResponse(answer_json(answer, (time.perf_counter() - arrived) * 1000))


def _come_again(error: WenjuError, status: int) -> Response:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return JSONResponse({"detail": str(error)}, status, headers)


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
