"""A library's passages, some thousands at a time, sorted into postings and records."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from corpus.ahead import ahead
from corpus.children import CORES, ChildEndedError, crew
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


def read_in_children(library: Path, ranges: Iterable[Documents]) -> Iterator[Some]:
    """The same of many ranges, in their order, by other processes.

    What is changed meanwhile may be in it, and is seen to afterwards.

    Args:
        library: The library's file.
        ranges: Of documents.

    Raises:
        LibraryError: The library can't be read, or a child ended before it was done.
    """
    with ExitStack() as stack:
        children = stack.enter_context(crew())
        pool = stack.enter_context(ThreadPoolExecutor(CORES))

        def ask(documents: Documents) -> Some:
            with children.child() as child:
                return child.ask(_read_from, library, documents)

        try:
            for _, future in ahead(pool, ask, ranges, _AHEAD):
                yield future.result()
        except ChildEndedError:
            raise LibraryError(
                f"{library.parent}：建索引的进程中途退出，可能内存不足；请关掉别的程序再试。"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_from(library: Path, documents: Documents) -> Some:
    """In a child."""
    with Snapshot(library) as snapshot:
        return read(snapshot, documents)
