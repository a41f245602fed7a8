"""A server whose answers wait for a file, so that it can be stopped in the middle of one.

    python serve_held.py FILE

Says ``asked`` when an answer begins and ``closing`` when the server is about to stop.
"""

import sys
import threading
from pathlib import Path

from corpus.load import load_builtin
from retrieval.retriever import Retriever
from ui import admission, server
from ui.holdings import fixed

retriever = Retriever(load_builtin())
ask = retriever.ask
close = admission.Doors.close


def held(*arguments: object) -> object:
    """Answer once the file is there."""
    print("asked", flush=True)
    while not Path(sys.argv[1]).exists():
        threading.Event().wait(0.01)
    return ask(*arguments)  # type: ignore[arg-type]


def closing(self: admission.Doors) -> None:
    """Say so first."""
    close(self)
    print("closing", flush=True)


retriever.ask = held  # type: ignore[assignment, method-assign]
admission.Doors.close = closing  # type: ignore[method-assign]
server.serve(
    fixed(retriever), "127.0.0.1", 0, open_browser=False, ready=lambda url: print(url, flush=True)
)
