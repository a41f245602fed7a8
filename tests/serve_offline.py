"""Serves documents for the browser tests, with every connection beyond this machine refused.

Usage: serve_offline.py ATTEMPTS [--library] [FOLDER ...]. Each refused attempt is a line
of the file ATTEMPTS.
"""

import ipaddress
import sys
from pathlib import Path
from typing import Any

ATTEMPTS = Path(sys.argv[1])
NAMED = {"localhost", "", None}


def is_local(host: object) -> bool:
    """Whether an address or name is this machine."""
    if host in NAMED:
        return True
    try:
        address = ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's audit hook: sees every connection and look-up, whichever library makes it."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a local socket
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if not is_local(host):
        with ATTEMPTS.open("a", encoding="utf-8") as file:
            file.write(f"{event} {host}\n")
        raise PermissionError(f"no network here: {host}")


def main() -> None:
    """Load, index and serve; print the page's address when it can be reached."""
    from corpus.library import Library
    from corpus.load import load_builtin, load_paths
    from retrieval.live import LiveRetriever
    from retrieval.retriever import Retriever
    from ui.holdings import fixed, kept
    from ui.server import serve

    folders = [Path(name) for name in sys.argv[2:] if name != "--library"]
    if "--library" in sys.argv:
        holdings = kept(LiveRetriever(Library(folders[0], create=True)))
    else:
        documents = load_paths(folders).documents if folders else load_builtin()
        holdings = fixed(Retriever(documents))
    serve(
        holdings,
        "127.0.0.1",
        0,
        open_browser=False,
        ready=lambda url: print(url, flush=True),  # noqa: T201 - read by the tests
    )


if __name__ == "__main__":
    sys.addaudithook(watch)
    main()
