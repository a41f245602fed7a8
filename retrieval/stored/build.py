"""A library's index: built from what the library keeps, on all cores, swapped in by a rename."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from corpus.children import CORES
from corpus.errors import LibraryError
from corpus.library import Library, Snapshot
from retrieval.engines.joining import Joiner
from retrieval.engines.postings import Postings
from retrieval.stored.reading import Documents, Some, read, read_in_children
from retrieval.stored.records import Recorder, Records

_FOLDER = "index"
_META = "index.json"
_VERSION = 1
_BATCH = 2048
"""About so many passages are worked on at once."""
_MANY = 30_000
"""From so many passages on it pays to start other processes."""

Progress = Callable[[int, int], None]
"""Called with (passages done, passages in all)."""


@dataclass(frozen=True, slots=True)
class Index:
    """A library's passages as of one revision, ready to be searched.

    Attributes:
        revision: The library's.
        records: The passages.
        postings: Their terms.
    """

    revision: int
    records: Records
    postings: Postings


def find_index(library: Library, snapshot: Snapshot) -> Index | None:
    """The newest saved index that fits, opened without reading it; ``None`` if there is none."""
    for revision, directory in sorted(_saved(library), reverse=True):
        try:
            meta = json.loads((directory / _META).read_text("utf-8"))
            fits = meta["version"] == _VERSION and meta["fingerprint"] == snapshot.fingerprint
            if fits and revision <= snapshot.revision:
                return _opened(revision, directory)
        except (OSError, EOFError, ValueError, KeyError):
            # Half a file, or one that another program just took away: it is built anew.
            continue
    return None


def _opened(revision: int, directory: Path) -> Index:
    return Index(revision, Records.open(directory), Postings.open(directory))


def build_index(library: Library, snapshot: Snapshot, progress: Progress | None = None) -> Index:
    """Build the index of a library and save it; one program does so at a time.

    A library that can't be written to is indexed in memory.

    Raises:
        LibraryError: The library can't be read, or the disk is full.
    """
    folder = library.directory / _FOLDER
    try:
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "build.lock")
        lock.acquire()
    except OSError:
        return _joined(snapshot, _parts(library, snapshot, progress))
    try:
        found = find_index(library, snapshot)
        if found is not None and found.revision == snapshot.revision:
            # Another program was faster.
            return found
        _tidy(library, snapshot.revision)
        directory = folder / f"new-{os.getpid()}"
        directory.mkdir()
        meta = {"version": _VERSION, "fingerprint": snapshot.fingerprint}
        try:
            _joined(snapshot, _parts(library, snapshot, progress), directory)
            with (directory / _META).open("w", encoding="utf-8") as file:
                json.dump(meta, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            target = folder / f"revision-{snapshot.revision}"
            shutil.rmtree(target, ignore_errors=True)
            directory.rename(target)
            index = _opened(snapshot.revision, target)
        except OSError as error:
            raise LibraryError(
                f"{folder}：无法写入索引（{error.strerror or error}）；请检查磁盘空间。"
            ) from None
        finally:
            shutil.rmtree(directory, ignore_errors=True)
        _tidy(library, snapshot.revision)
        return index
    finally:
        lock.release()


def index_of(snapshot: Snapshot, documents: Sequence[str]) -> Index:
    """An index in memory over some documents of a library, whose ids are in order."""
    return _joined(snapshot, (read(snapshot, (name, name)) for name in documents))


def _joined(snapshot: Snapshot, parts: Iterable[Some], directory: Path | None = None) -> Index:
    postings, records = Joiner(directory), Recorder(directory)
    for batch, texts in parts:
        postings.add(batch)
        records.add(texts)
    return Index(snapshot.revision, records.finish(), postings.finish())


def _parts(library: Library, snapshot: Snapshot, progress: Progress | None) -> Iterator[Some]:
    """All passages, some thousands at a time, in order."""
    done = 0
    ranges = _ranges(snapshot)
    few = snapshot.passages < _MANY or CORES < 2
    here = (read(snapshot, one) for one in ranges)
    for part in here if few else read_in_children(library.path, ranges):
        yield part
        done += len(part[0].lengths)
        if progress is not None:
            progress(min(done, snapshot.passages), snapshot.passages)


def _ranges(snapshot: Snapshot) -> list[Documents]:
    """First and last document of each part."""
    ranges: list[Documents] = []
    first, size = "", 0
    for name, passages in snapshot.sizes():
        first = name if not size else first
        size += max(passages, 1)
        last = name
        if size >= _BATCH:
            ranges.append((first, last))
            size = 0
    return [*ranges, (first, last)] if size else ranges


def _saved(library: Library) -> Iterator[tuple[int, Path]]:
    """The saved indexes by their revision."""
    for directory in (library.directory / _FOLDER).glob("revision-*"):
        with suppress(ValueError):
            yield int(directory.name.removeprefix("revision-")), directory


def _tidy(library: Library, revision: int) -> None:
    """Take away what is of no use any more: older indexes, and what a killed program left."""
    folder = library.directory / _FOLDER
    old = [directory for number, directory in _saved(library) if number < revision]
    for directory in (*old, *folder.glob("new-*")):
        shutil.rmtree(directory, ignore_errors=True)
