"""A server at whose door for programs as many wait as may, and none of them is ever answered."""

import threading
from contextlib import suppress

from corpus.load import load_builtin
from retrieval.retriever import Retriever
from ui import admission, server
from ui.holdings import fixed


class Crowded(admission.Doors):
    """Doors with a crowd at one of them, which is let go at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        with suppress(admission.OverloadedError):
            while True:
                self.api.submit(self.over.wait)

    def close(self) -> None:
        """Let them go as well."""
        super().close()
        self.over.set()


server.Doors = Crowded  # type: ignore[attr-defined]
server.serve(
    fixed(Retriever(load_builtin())),
    "127.0.0.1",
    0,
    open_browser=False,
    ready=lambda url: print(url, flush=True),
)
