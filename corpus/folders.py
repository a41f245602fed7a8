"""Paths to the files to read: what lies in folders, and what of it is passed over or refused."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers import SUFFIXES, is_known


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: Where it is, absolute.
        document_id: What its document is called: its path in the folder that was named.
        source: Its path as the user knows it.
        root: The folder that was named, or ``None`` for a file named itself.
        cut: Whether to cut it into passages and terms as well, where ``cut_files`` is asked.
    """

    path: Path
    document_id: str
    source: str
    root: Path | None
    cut: bool = False


def find_files(paths: Sequence[Path]) -> tuple[list[FoundFile], list[str]]:
    """The files that are named or lie in folders that are; nothing is read yet.

    Returns:
        The files, those of a folder in the order of their paths, and one line for each that
        can't be used.

    Raises:
        ReadError: A path does not exist or is no regular file, or a folder holds no document.
    """
    found: list[FoundFile] = []
    refused: list[str] = []
    for path in paths:
        if not _is_folder(path):
            found.append(FoundFile(path.absolute(), _shown(path.name), _shown(str(path)), None))
            continue
        files, problems = _files(path)
        if not files:
            if problems:
                raise ReadError(f"{path}：没有一个可用的文档。{problems[0]}")
            raise ReadError(f"{path}：文件夹里没有文档；支持的格式是 {'、'.join(SUFFIXES)}。")
        refused += problems
        found += [
            FoundFile(
                file.absolute(),
                _shown(file.relative_to(path).as_posix()),
                _shown(str(file)),
                path.absolute(),
            )
            for file in files
        ]
    return found, refused


def _is_folder(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise ReadError(f"{path}：没有这个文件或文件夹；请检查路径。") from None
    except OSError as error:
        raise unreadable(path, error) from None
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise ReadError(f"{path}：不是普通文件，无法读取；请指定文件或文件夹。")
    return stat.S_ISDIR(mode)


def _files(folder: Path) -> tuple[list[Path], list[str]]:
    """The files to read, sorted, and what cannot be opened or leads out of the folder.

    Hidden ones are passed over, and links to folders too: they may lead round in a circle.
    """
    found: list[Path] = []
    problems: list[str] = []
    root = folder.resolve()

    def report(error: OSError) -> None:
        problems.append(str(unreadable(Path(str(error.filename)), error)))

    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            # Word keeps a lock file, ~$报告.docx, beside each document that is open.
            if not is_known(name) or name.startswith((".", "~$")):
                continue
            try:
                if not path.is_file():
                    continue
                if path.is_symlink() and not path.resolve().is_relative_to(root):
                    problem = ReadError(f"{path}：是通到文件夹外面的链接；请直接指定原件。")
                    problems.append(str(problem))
                    continue
                found.append(path)
            except OSError as error:
                report(error)
    return sorted(found), sorted(problems)


def _shown(name: str) -> str:
    # Names that are no valid text would break every place that shows them.
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def unreadable(path: Path, error: OSError) -> ReadError:
    """Why a path can't be read, in one line."""
    return ReadError(f"{path}：无法读取（{error.strerror}）；请检查路径和权限。")
