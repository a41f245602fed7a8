"""Files into a library: only what is new or changed is read, and each file is kept whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from pathlib import Path, PurePath
from time import monotonic

from corpus.errors import InputError, LibraryError, ReadError
from corpus.folders import FoundFile, find_files
from corpus.library.changes import Change, Source
from corpus.library.writer import Writer
from corpus.load import MAX_FILE_BYTES, Cutting, cut_files, read_bytes
from corpus.readers import is_risky
from corpus.segment import JIEBA, suits

FILE = "file:"
UPLOAD = "upload:"
_BYTES_IN_TEXT = 3
_BYTES_IN_OTHERS = 50
"""So many bytes a character takes in a Word file or a PDF, layout and fonts included."""
_TOGETHER = 256
_TOGETHER_SECONDS = 0.5
"""So many files, or what is read within so long, are written together."""
_MANY = 16
"""From so many files on it pays to have other processes cut them."""


@dataclass(slots=True)
class Added:
    """What came of adding files.

    Attributes:
        added: The ids of documents that are new.
        replaced: Of those that changed.
        removed: Of those that their source has no more.
        unchanged: So many sources were as they had been.
        moved: So many were known under another path.
        refused: One line for each that could not be used.
        segmented: So many passages were cut into words.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    moved: int = 0
    refused: list[str] = field(default_factory=list)
    segmented: int = 0

    def note(self, change: Change) -> None:
        """Count a change in."""
        self.added += change.added
        self.replaced += change.replaced
        self.removed += change.removed
        self.segmented += change.segmented

    def merge(self, other: "Added") -> None:
        """Count another run in."""
        self.added += other.added
        self.replaced += other.replaced
        self.removed += other.removed
        self.unchanged += other.unchanged
        self.moved += other.moved
        self.refused += other.refused
        self.segmented += other.segmented


def add_paths(
    writer: Writer,
    paths: Sequence[Path],
    encoding: str | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Added:
    """Add files and folders; what can't be used is refused, and the rest is added.

    Args:
        writer: Of the library.
        paths: Files, folders and ``.jsonl`` collections.
        encoding: Overrides the detection, for all files.
        progress: Called with (files done, files in all, the next one's name).

    Raises:
        ReadError: A path that was named does not exist, or a folder holds no document.
        LibraryError: The library can't be written.
    """
    files, refused = find_files(paths)
    return _Adding(writer, files, refused, encoding, progress).run()


def add_bytes(
    writer: Writer,
    name: str,
    data: bytes,
    encoding: str | None = None,
    instead_of: str | None = None,
) -> Added:
    """Add what was uploaded or piped in; the library keeps the bytes, so that it can be verified.

    Args:
        writer: Of the library.
        name: The file's; its suffix tells the format.
        data: Its bytes.
        encoding: Overrides the detection.
        instead_of: The id of a document whose place it takes, and whose id it keeps.

    Raises:
        InputError: It can't be used.
        LibraryError: The library can't be written.
    """
    source = Source(
        UPLOAD + name, sha256(data).hexdigest(), len(data), encoding=encoding, original=data
    )
    added = Added()
    if writer.holds(source):
        added.unchanged += 1
        return added
    if instead_of is None:
        document_id, old_key = _free_name(writer, name, source.key), ""
    else:
        document_id, old_key = instead_of, writer.key_of(instead_of)
    documents = read_bytes(data, name, document_id, name, encoding)
    added.note(writer.put(source, documents, old_key))
    return added


class _Adding:
    """One run of ``add_paths``."""

    def __init__(
        self,
        writer: Writer,
        files: Sequence[FoundFile],
        refused: Sequence[str],
        encoding: str | None,
        progress: Callable[[int, int, str], None] | None,
    ) -> None:
        self._writer = writer
        self._files = files
        self._encoding = encoding
        self._progress = progress
        self._result = Added(refused=list(refused))
        self._sources: dict[str, Source] = {}
        self._moved: dict[str, str] = {}
        # Files are read ahead of those that are written: their ids are spoken for.
        self._claimed: dict[str, str] = {}
        self._bulk = False
        self._done = 0

    def run(self) -> Added:
        self._choose_segmenter()
        cut_with = self._writer.forms(), self._writer.segmenter
        outcomes = cut_files(self._to_read(), self._encoding, cut_with)
        while some := _at_hand(outcomes):
            with self._writer.together():
                for found, outcome in some:
                    self._put(found, outcome)
                    self._step(found)
        return self._result

    def _put(self, found: FoundFile, outcome: Cutting | InputError) -> None:
        key = FILE + str(found.path)
        if isinstance(outcome, InputError):
            self._result.refused.append(str(outcome))
            return
        documents, rows = outcome
        moved = self._moved.pop(key, "")
        try:
            change = self._writer.put(
                self._sources.pop(key), documents, moved, rows if found.cut else None
            )
            self._result.note(change)
            self._result.moved += bool(moved)
        except InputError as error:
            self._result.refused.append(str(error))

    def _choose_segmenter(self) -> None:
        """Have a library that is about to grow by much cut by what is made for that."""
        coming = sum(map(_characters, self._files))
        name = suits(coming)
        self._bulk = name != JIEBA
        if name not in {self._writer.segmenter, JIEBA} and self._writer.characters() <= coming:
            self._writer.cut_with(name)

    def _step(self, found: FoundFile) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(self._files), found.path.name)

    def _to_read(self) -> Iterator[FoundFile]:
        """The files that are new or changed, each with the id that it keeps or gets."""
        for found in self._files:
            path = found.path
            try:
                size = path.stat().st_size
                if size > MAX_FILE_BYTES:
                    # Not worth a hash: reading it says what is wrong.
                    yield found
                    continue
                with path.open("rb") as file:
                    source = Source(
                        FILE + str(path),
                        file_digest(file, "sha256").hexdigest(),
                        size,
                        str(found.root) if found.root else None,
                        self._encoding,
                    )
            except OSError as error:
                reason = ReadError(f"{path}：无法读取（{error.strerror}）；请检查路径和权限。")
                self._result.refused.append(str(reason))
                self._step(found)
                continue
            if self._writer.holds(source):
                self._result.unchanged += 1
                self._step(found)
                continue
            self._sources[source.key] = source
            document_id = self._id_for(found, source)
            # What is known is cut here, where what did not change is kept.
            known = source.key in self._moved or self._writer.ids_of(source.key)
            many = len(self._files) >= _MANY or self._bulk
            yield replace(found, document_id=document_id, cut=many and not known)

    def _id_for(self, found: FoundFile, source: Source) -> str:
        before = self._writer.ids_of(source.key)
        if not before:
            for key in self._writer.keys_with(source.sha256):
                gone = key.startswith(FILE) and not Path(key.removeprefix(FILE)).exists()
                if gone and key not in self._moved.values():
                    self._moved[source.key] = key
                    before = self._writer.ids_of(key)
                    break
        if len(before) == 1:
            return before[0]
        for name in (found.document_id, found.source):
            if self._claimed.get(name, source.key) == source.key and not self._writer.taken(
                [name], source.key
            ):
                self._claimed[name] = source.key
                return name
        return _free_name(self._writer, found.source, source.key)


def _at_hand(
    outcomes: Iterator[tuple[FoundFile, Cutting | InputError]],
) -> list[tuple[FoundFile, Cutting | InputError]]:
    """The next files: as many as are read within a moment, so that they are written together."""
    some: list[tuple[FoundFile, Cutting | InputError]] = []
    end = monotonic() + _TOGETHER_SECONDS
    for found, outcome in outcomes:
        some.append((found, outcome))
        # What is cut while it is taken has to be taken before the next file is.
        being_cut = isinstance(outcome, tuple) and not isinstance(outcome[1], Sequence)
        if being_cut or monotonic() > end or len(some) >= _TOGETHER:
            break
    return some


def _characters(found: FoundFile) -> int:
    """About how many characters a file has, by its size."""
    try:
        size = found.path.stat().st_size
    except OSError:
        return 0
    return size // (_BYTES_IN_OTHERS if is_risky(found.path.name) else _BYTES_IN_TEXT)


def _free_name(writer: Writer, name: str, key: str) -> str:
    """The name, or 名称 (2).txt where another source has a document of that id."""
    before = writer.ids_of(key)
    if len(before) == 1:
        return before[0]
    path = PurePath(name)
    for number in range(1, 1000):
        free = name if number == 1 else str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        if not writer.taken([free], key):
            return free
    raise LibraryError(f"{name}：同名的文档太多；请改名后再添加。")
