"""What a child of ``corpus.isolation`` does: it reads files, and cuts documents.

Run as ``python -m corpus.isolated BYTES`` with the most memory that it may take; see
``corpus.children``.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from corpus.children import answer_all
from corpus.errors import InputError
from corpus.isolation import CUT_AT_ONCE, Cuts, Job, Message, Read, Result
from corpus.readers import reader_for, text
from corpus.types import Document

if TYPE_CHECKING:
    from corpus.cut import Row


def _serve() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        limit = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_all(_answer)


def _answer(message: Message) -> list[Result]:
    if message[0] == "read":
        return [_guarded(job.source, partial(_read, job)) for job in message[1]]
    _, documents, cut_with = message
    return [_guarded(documents[0].source, partial(_cut, documents, cut_with))]


def _guarded(source: str, work: Callable[[], object]) -> Result:
    try:
        return "done", work()
    except InputError as error:
        return type(error).__name__, str(error)
    except MemoryError:
        return "ReadError", f"{source}：读取时内存不足，已放弃；请拆成几个文件。"
    except RecursionError:
        return "ReadError", f"{source}：结构套得太深，无法读取；请重新导出。"
    except Exception as error:
        return "ReadError", f"{source}：无法读取（{type(error).__name__}）；请重新导出这个文件。"


def _read(job: Job) -> Read:
    reader = reader_for(job.name) or text.read
    documents = tuple(reader(job.data, job.document_id, job.source, job.encoding))
    few = sum(len(document.text) for document in documents) <= CUT_AT_ONCE
    cut = job.cut_with is not None and (few or len(documents) == 1)
    return Read(documents, _cut(documents, job.cut_with) if cut and job.cut_with else None)


def _cut(documents: Sequence[Document], cut_with: Cuts) -> "list[Row]":
    # Only now: what only reads a file need not know of words, nor load the dictionary.
    from corpus.cut import cut_document
    from corpus.segment import segmenter_with

    segmenter = segmenter_with(*cut_with)
    return [cut_document(document, segmenter, {})[0].row() for document in documents]


if __name__ == "__main__":
    _serve()
