"""The HTTP API of the library: documents and user words, with the rules of the commands."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError
from starlette.datastructures import UploadFile

from corpus.errors import InputError, LibraryBusyError, LibraryError, WenjuError
from corpus.library import Added, Library, Writer, add_bytes
from corpus.library.words import cut_preview
from corpus.load import MAX_FILE_BYTES
from ui.holdings import Holdings

MAX_FILES = 100
"""Of one request."""
WAIT_SECONDS = 60
"""So long a change waits for another one to end."""
_FORM_BYTES = 1 << 20
_FIXED = "现在用的是固定的资料，不能修改；请用 wenju serve --library 文件夹 启动。"

_T = TypeVar("_T")


class WordBody(BaseModel):
    """The body of ``POST /api/words``."""

    model_config = ConfigDict(extra="forbid")

    word: Annotated[StrictStr, Field(max_length=100)]


class PreviewBody(BaseModel):
    """The body of ``POST /api/words/preview``."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[StrictStr, Field(max_length=2000)]
    add: Annotated[list[Annotated[StrictStr, Field(max_length=100)]], Field(max_length=20)] = []
    remove: Annotated[list[Annotated[StrictStr, Field(max_length=100)]], Field(max_length=20)] = []


class _Problem(Exception):  # noqa: N818 - it is an answer more than an error
    """An answer other than 200."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.answer = JSONResponse({"detail": detail}, status)


def documents_routes(holdings: Holdings) -> APIRouter:
    """The routes under ``/api/documents`` and ``/api/words``."""
    router = APIRouter()

    async def answered(work: Callable[[], _T]) -> JSONResponse | _T:
        try:
            return await run_in_threadpool(work)
        except _Problem as problem:
            return problem.answer
        except LibraryBusyError as error:
            return JSONResponse({"detail": str(error)}, 503, {"Retry-After": "5"})
        except LibraryError as error:
            return JSONResponse({"detail": str(error)}, 409)
        except WenjuError as error:
            return JSONResponse({"detail": str(error)}, 422)

    def changed(work: Callable[[Writer], _T]) -> _T:
        with _library(holdings).writing(wait=WAIT_SECONDS) as writer:
            result = work(writer)
        holdings.refresh()
        return result

    @router.get("/api/documents")
    async def list_documents() -> Any:
        return await answered(lambda: _listed(holdings))

    @router.get("/api/documents/{document_id:path}")
    async def show_document(document_id: str) -> Any:
        return await answered(lambda: _shown(holdings, document_id))

    @router.post("/api/documents")
    async def add_documents(
        request: Request, replace: str | None = None, encoding: str | None = None
    ) -> Any:
        try:
            _library(holdings)
            files = await _uploaded(request)
        except _Problem as problem:
            return problem.answer
        return await answered(lambda: changed(lambda to: _added(to, files, replace, encoding)))

    @router.delete("/api/documents/{document_id:path}")
    async def remove_document(document_id: str) -> Any:
        return await answered(lambda: changed(lambda to: _removed(to, [document_id])))

    @router.delete("/api/documents")
    async def remove_documents(id: Annotated[list[str], Query()]) -> Any:  # noqa: A002 - the query's own name
        return await answered(lambda: changed(lambda to: _removed(to, id)))

    @router.get("/api/words")
    async def list_words() -> Any:
        return await answered(lambda: {"words": list(_library(holdings).words())})

    @router.post("/api/words")
    async def add_word(request: Request) -> Any:
        body = await _body(request, WordBody)
        if isinstance(body, JSONResponse):
            return body
        return await answered(
            lambda: {"segmented": changed(lambda to: to.add_word(body.word)).segmented}
        )

    @router.post("/api/words/preview")
    async def preview(request: Request) -> Any:
        body = await _body(request, PreviewBody)
        if isinstance(body, JSONResponse):
            return body
        words = holdings.library.words() if holdings.library is not None else ()

        def cut() -> dict[str, list[str]]:
            before, after = cut_preview(body.text, words, add=body.add, remove=body.remove)
            return {"before": before, "after": after}

        return await answered(cut)

    @router.delete("/api/words/{word}")
    async def remove_word(word: str) -> Any:
        return await answered(
            lambda: {"segmented": changed(lambda to: to.remove_word(word)).segmented}
        )

    return router


def _library(holdings: Holdings) -> Library:
    if holdings.library is None:
        raise _Problem(409, _FIXED)
    return holdings.library


def _listed(holdings: Holdings) -> dict[str, Any]:
    if holdings.library is not None:
        rows = [asdict(row) for row in holdings.library.rows()]
        return {"writable": True, "documents": rows, "words": list(holdings.library.words())}
    retriever = holdings.current()
    counts: dict[str, int] = {}
    for passage in retriever.passages:
        counts[passage.document_id] = counts.get(passage.document_id, 0) + 1
    return {
        "writable": False,
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "source": document.source,
                "media_type": document.media_type,
                "encoding": document.encoding,
                "sha256": document.sha256,
                "characters": len(document.text),
                "passages": counts.get(document.id, 0),
                "pages": len(document.pages),
                "notes": list(document.notes),
            }
            for document in retriever.documents.values()
        ],
    }


def _shown(holdings: Holdings, document_id: str) -> dict[str, Any]:
    document = holdings.current().documents.get(document_id)
    if document is not None:
        return {
            "id": document.id,
            "title": document.title,
            "source": document.source,
            "media_type": document.media_type,
            "encoding": document.encoding,
            "sha256": document.sha256,
            "text": document.text,
        }
    gone = holdings.library.removed(document_id) if holdings.library is not None else None
    if gone is not None:
        raise _Problem(410, f"文档《{gone.title}》已于 {gone.removed} 移除。")
    raise _Problem(404, "没有这篇文档；GET /api/documents 可以看到全部。")


def _added(
    writer: Writer,
    files: Sequence[tuple[str, bytes]],
    replace: str | None,
    encoding: str | None,
) -> JSONResponse:
    result = Added()
    if replace is not None:
        writer.require(replace)
        if len(files) != 1:
            raise _Problem(422, "替换一篇文档只能用一个文件。")
    for name, data in files:
        try:
            result.merge(add_bytes(writer, name, data, encoding, instead_of=replace))
        except InputError as error:
            result.refused.append(str(error))
    if len(result.refused) == len(files):
        return JSONResponse({"detail": result.refused[0], **asdict(result)}, 422)
    return JSONResponse(asdict(result))


def _removed(writer: Writer, ids: Sequence[str]) -> dict[str, list[str]]:
    try:
        for document_id in ids:
            writer.require(document_id)
    except LibraryError as error:
        raise _Problem(404, str(error)) from None
    for document_id in dict.fromkeys(ids):
        writer.remove(document_id)
    return {"removed": list(dict.fromkeys(ids))}


async def _uploaded(request: Request) -> list[tuple[str, bytes]]:
    """The files of a form, within the limits."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise _Problem(415, "请用 multipart/form-data 上传，文件放在 files 字段里。")
    limit = MAX_FILE_BYTES + _FORM_BYTES
    too_large = _Problem(413, f"上传的内容太大，一次最多 {MAX_FILE_BYTES >> 20} MB。")
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise _Problem(411, "请求要有 Content-Length。")
    if int(length) > limit:
        raise too_large
    async with request.form(max_files=MAX_FILES, max_fields=MAX_FILES) as form:
        files = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
        named = [(_name(part.filename), await part.read()) for part in files]
    if not named:
        raise _Problem(422, "没有文件；请把文件放在 files 字段里。")
    return named


def _name(given: str | None) -> str:
    """A file's name as it may be kept: no folders up, no lone surrogates."""
    parts = [part for part in (given or "").replace("\\", "/").split("/") if part.strip(". ")]
    return "/".join(parts).encode("utf-8", "replace").decode() or "未命名.txt"


_Body = TypeVar("_Body", bound=BaseModel)


async def _body(request: Request, kind: type[_Body]) -> _Body | JSONResponse:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _FORM_BYTES:
        return JSONResponse({"detail": "请求体太大，或没有 Content-Length。"}, 413)
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        fields = "、".join(kind.model_fields)
        detail = f"请求体不对（{where or 'JSON'}）；应是 JSON 对象，可用的字段是 {fields}。"
        return JSONResponse({"detail": detail}, 422)
