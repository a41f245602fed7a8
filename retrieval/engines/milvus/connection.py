"""A connection to Milvus that tries again when the server is away, and says what is wrong."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import EngineError

T = TypeVar("T")
Row = dict[str, Any]

TIMEOUT_SECONDS = 30.0
_WAITS = (0.2, 0.8, 2.0)
"""Seconds before each further try."""
_PAGE = 1000
"""So many rows are read in one request."""
_WRITTEN = 1000
"""So many rows are written in one."""


class Connection:
    """Milvus' client, as far as 问据 needs it. Safe to share between threads.

    Args:
        client: pymilvus' own.
        uri: A file, or a server's address.
        timeout: The most that one request may take, in seconds.
    """

    def __init__(self, client: Any, uri: str, timeout: float) -> None:
        self._client = client
        self.uri = uri
        self._timeout = timeout

    def exists(self, collection: str) -> bool:
        """Whether there is a collection of that name."""
        return bool(self._asked(self._client.has_collection, collection))

    def create(self, collection: str, schema: Any, index: Any) -> None:
        """Make a collection."""
        self._asked(self._client.create_collection, collection, schema=schema, index_params=index)

    def drop(self, collection: str) -> None:
        """Take a collection away, if it is there."""
        self._asked(self._client.drop_collection, collection)

    def load(self, collection: str) -> None:
        """Make a collection ready to be searched."""
        self._asked(self._client.load_collection, collection)

    def flush(self, collection: str) -> None:
        """Have what was written sealed: what is not is searched without an index."""
        self._asked(self._client.flush, collection)

    def fields(self, collection: str) -> set[str]:
        """The names of a collection's fields."""
        described = self._asked(self._client.describe_collection, collection)
        return {str(field["name"]) for field in described["fields"]}

    def put(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those with the same keys."""
        for start in range(0, len(rows), _WRITTEN):
            self._asked(self._client.upsert, collection, list(rows[start : start + _WRITTEN]))

    def delete(self, collection: str, condition: str) -> None:
        """Take rows away."""
        self._asked(self._client.delete, collection, filter=condition)

    def count(self, collection: str, condition: str = "") -> int:
        """How many rows there are for which a condition holds."""
        rows = self._asked(
            self._client.query, collection, filter=condition, output_fields=["count(*)"]
        )
        return int(rows[0]["count(*)"])

    def query(self, collection: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """The rows for which a condition holds, at most some thousands."""
        found = self._asked(
            self._client.query, collection, filter=condition, output_fields=list(fields)
        )
        return [dict(row) for row in found]

    def every(self, collection: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """The same, however many they are."""
        pages = self._asked(
            self._client.query_iterator,
            collection,
            filter=condition,
            output_fields=list(fields),
            batch_size=_PAGE,
        )
        while rows := self._asked(pages.next):
            yield from rows
        pages.close()

    def search(
        self,
        collection: str,
        vector: dict[int, float],
        k: int,
        condition: str,
        fields: Sequence[str],
    ) -> list[Row]:
        """The rows whose vectors have the highest inner products with one."""
        found = self._asked(
            self._client.search,
            collection,
            [vector],
            anns_field="vector",
            limit=k,
            filter=condition,
            search_params={"metric_type": "IP"},
            output_fields=list(fields),
        )
        return [{"id": hit["id"], **hit["entity"]} for hit in found[0]]

    def close(self) -> None:
        """End the connection."""
        with suppress(Exception):
            self._client.close()

    def _asked(self, method: Callable[..., T], *arguments: Any, **options: Any) -> T:
        if method.__name__ != "next":
            options["timeout"] = self._timeout
        return trying(lambda: method(*arguments, **options), self.uri)


def connect(uri: str, token: str | None = None, timeout: float = TIMEOUT_SECONDS) -> Connection:
    """Connect to a file (Milvus Lite) or to a server.

    Raises:
        EngineError: The package is not installed, the file can't be opened, or the server is
            away, slow, or refuses the token.
    """
    # Its C core else writes to standard error of every connection that ends.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        from pymilvus import MilvusClient
    except ImportError:
        raise EngineError(
            "没有安装 Milvus 的客户端；请用 pip install 'wenju[milvus]' 安装。"
        ) from None
    # What it logs is told by our own errors.
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("pymilvus", "milvus_lite")):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    is_file = "://" not in uri
    if is_file:
        try:
            Path(uri).resolve().parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError(
                f"{uri}：无法写入（{error.strerror}）；请检查 --milvus-uri 的路径和权限。"
            ) from None
    client = trying(
        lambda: MilvusClient(uri=uri, token=token or "", timeout=timeout), uri, connecting=True
    )
    return Connection(client, uri, timeout)


def trying(request: Callable[[], T], uri: str, *, connecting: bool = False) -> T:
    """Make a request, again after a while where the server may only be away for a moment.

    Raises:
        EngineError: It failed for good.
    """
    from grpc import RpcError
    from pymilvus.exceptions import MilvusException

    for wait in (*_WAITS, None):
        try:
            return request()
        except (MilvusException, RpcError, OSError, RuntimeError) as error:
            explained, again = _explained(error, uri, connecting)
            if wait is None or not again:
                raise EngineError(explained) from None
            time.sleep(wait)
    raise EngineError(f"{uri}：Milvus 没有回答。")


def _explained(error: Exception, uri: str, connecting: bool) -> tuple[str, bool]:
    """What an error means, and whether to try again."""
    said = (getattr(error, "message", "") or str(error)).splitlines()
    text = said[0] if said else type(error).__name__
    lower = text.lower()
    if "auth" in lower or "token" in lower or "permission" in lower:
        return f"{uri}：Milvus 拒绝了这个令牌；请检查 --milvus-token。", False
    if "://" not in uri and (connecting or isinstance(error, OSError)):
        return (
            f"{uri}：打不开这个 Milvus 文件，可能另一个程序正在用它；请等它结束，或换一个文件。",
            False,
        )
    if "deadline" in lower or "timeout" in lower or "timed out" in lower:
        return f"{uri}：Milvus 太久没有回答；请检查服务器的负荷和网络。", True
    if connecting or "unavailable" in lower or "fail connecting" in lower:
        return f"{uri}：连不上 Milvus；请检查 --milvus-uri 和服务器。", True
    return f"{uri}：Milvus 出错（{text[:200]}）；请检查服务器。", False
