"""A retriever that follows a library."""

import threading
from pathlib import Path

from corpus.library import Library, add_bytes
from retrieval.live import LiveRetriever


def test_a_change_is_seen_after_a_refresh_and_the_old_index_serves_till_then(
    tmp_path: Path,
) -> None:
    live = LiveRetriever(Library(tmp_path, create=True))
    old = live.current()
    with Library(tmp_path).writing() as writer:
        add_bytes(writer, "食堂.txt", "食堂早上七点开门。".encode())

    assert list(old.documents) == []
    assert list(live.refresh().documents) == ["食堂.txt"]


def test_another_programs_change_is_followed_without_being_asked(tmp_path: Path) -> None:
    live = LiveRetriever(Library(tmp_path, create=True))
    with Library(tmp_path).writing() as writer:
        add_bytes(writer, "食堂.txt", "食堂早上七点开门。".encode())

    live.current()
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread() and "refresh" in thread.name:
            thread.join()
    assert list(live.current().documents) == ["食堂.txt"]
