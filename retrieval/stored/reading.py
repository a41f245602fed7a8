"""A library's passages, some thousands at a time, sorted into postings and records.

Run as ``python -m retrieval.stored.reading LIBRARY`` it is a child that does so for another
process, see ``corpus.children``.
"""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from queue import SimpleQueue

from corpus.ahead import ahead
from corpus.children import Child, answer_all
from corpus.errors import LibraryError
from corpus.fields import heading_of
from corpus.library import Snapshot
from corpus.terms import heading_form, heading_text
from retrieval.engines.postings import Batch
from retrieval.stored.records import Writing, Written
from retrieval.stored.sorting import sorted_batch

_AHEAD = 4

Documents = tuple[str, str]
"""The ids of the first and the last."""
Some = tuple[Batch, Written]
"""Some passages that follow one another, on their way into an index."""


def read(snapshot: Snapshot, documents: Documents) -> Some:
    """The passages from one document to another."""
    words: list[str] = []
    texts: list[str] = []
    writing = Writing()
    for title, text, cut in snapshot.kept(*documents):
        headings = [heading_of(fields) for fields in cut.fields]
        words += cut.words
        texts += [
            "\n".join((*map(heading_form, heading), form)) if heading else form
            for heading, form in zip(headings, cut.forms, strict=True)
        ]
        writing.add(cut, [heading_text(title, heading) for heading in headings], text)
    return sorted_batch(words, texts), writing.finish()


def read_in_children(library: Path, ranges: Iterable[Documents], children: int) -> Iterator[Some]:
    """The same of many ranges, in their order, by other processes.

    What is changed meanwhile may be in it, and is seen to afterwards.

    Args:
        library: The library's file.
        ranges: Of documents.
        children: So many processes.

    Raises:
        LibraryError: A child ended before it was done.
    """
    free: SimpleQueue[Child] = SimpleQueue()

    def ask(documents: Documents) -> Some:
        child = free.get()
        try:
            answer: Some | None = child.ask(documents)
        finally:
            free.put(child)
        if answer is None:
            raise LibraryError(
                f"{library.parent}：建索引的进程中途退出，可能内存不足；请关掉别的程序再试。"
            )
        return answer

    with ExitStack() as stack:
        for _ in range(children):
            free.put(stack.enter_context(closing(Child(__name__, str(library)))))
        pool = stack.enter_context(ThreadPoolExecutor(children))
        try:
            for _, future in ahead(pool, ask, ranges, _AHEAD):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


if __name__ == "__main__":
    _snapshot = Snapshot(Path(sys.argv[1]))
    answer_all(lambda documents: read(_snapshot, documents))
