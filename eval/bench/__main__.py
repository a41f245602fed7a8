"""One step of a benchmark in a process of its own, so that memory and opening are its own.

``python -m eval.bench JOB`` with a job as JSON; prints what it measured as JSON.
"""

import time

STARTED = time.perf_counter()

import json  # noqa: E402 - all that is imported belongs to what is timed
import sys  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import suppress  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

_COLD = 10
_MIB = 1024 if sys.platform != "darwin" else 1024**2


def main() -> int:
    """Do the job that the command line holds."""
    job = json.loads(sys.argv[1])
    print(json.dumps(_JOBS[job.pop("do")](**job), ensure_ascii=False))
    return 0


def build_own(texts: str, directory: str, words: str) -> dict[str, Any]:
    """Build 问据's library and index; then write its passages' words for the others."""
    from eval.bench import own

    begin = time.perf_counter()
    passages = own.build(Path(texts), Path(directory))
    took = time.perf_counter() - begin
    memory = _peak_mib() + _peak_mib(children=True) * own.PROCESSES
    with Path(words).open("w", encoding="utf-8") as file:
        file.writelines(" ".join(cut) + "\n" for cut in own.words_of(Path(directory)))
    return {
        "passages": passages,
        "index_s": took,
        "build_rss_mb": memory,
        "disk_mb": _megabytes(Path(directory)),
    }


def build_peer(system: str, words: str, directory: str) -> dict[str, Any]:
    """Build another system's index from cut words."""
    from eval.peers import create_peer

    begin = time.perf_counter()
    create_peer(system).build(_words(Path(words)), Path(directory))
    took = time.perf_counter() - begin
    return {
        "index_s": took,
        "build_rss_mb": _peak_mib(),
        "disk_mb": _megabytes(Path(directory)),
    }


def ask(system: str, directory: str, words: str, questions: str, seconds: float) -> dict[str, Any]:
    """Open a system and ask it questions, for some seconds at most."""
    asked = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines()]
    ready, search = _opened(system, Path(directory), Path(words))
    search(ready(asked[0]))
    opened = time.perf_counter() - STARTED
    milliseconds: list[float] = []
    end = time.perf_counter() + seconds
    for question in map(ready, asked[1:]):
        begin = time.perf_counter()
        search(question)
        milliseconds.append((time.perf_counter() - begin) * 1000)
        if begin > end and len(milliseconds) > 2 * _COLD:
            break
    return {"open_s": opened, "rss_mb": _peak_mib(), "ms": milliseconds, "cold": _COLD}


def time_jieba(texts: str, characters: int) -> dict[str, Any]:
    """Cut the first so many characters in a loop of jieba's own ``lcut``."""
    from corpus.load import load_paths
    from corpus.segment import default_segmenter

    some: list[str] = []
    for document in load_paths([sorted(Path(texts).iterdir())[0]]).documents:
        some.append(document.text)
        characters -= len(document.text)
        if characters < 0:
            break
    segmenter = default_segmenter()
    segmenter.cut("先读词典")
    begin = time.perf_counter()
    for text in some:
        segmenter.cut(text)
    return {"characters_per_s": sum(map(len, some)) / (time.perf_counter() - begin)}


def _opened(
    system: str, directory: Path, words: Path
) -> tuple[Callable[[dict[str, Any]], Any], Callable[[Any], object]]:
    from eval.peers import IN_MEMORY, PEERS, create_peer

    if system in PEERS:
        peer = create_peer(system)
        if system in IN_MEMORY:
            peer.build(_words(words), directory)
        peer.open(directory)
        return lambda question: question["words"], peer.search
    from eval.bench.own import opened

    ready, search = opened(system, directory)
    return lambda question: ready(question["question"]), search


def _words(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield line.split()


def _megabytes(directory: Path) -> float:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6


def _peak_mib(*, children: bool = False) -> float:
    """The most memory that this process, or the largest of its children, has had."""
    if not children:
        # What the system counts for a process starts with what its parent had.
        with suppress(OSError, ValueError, IndexError):
            status = Path("/proc/self/status").read_text("utf-8")
            return int(status.split("VmHWM:")[1].split()[0]) / 1024
    try:
        import resource
    except ImportError:
        return float("nan")  # not told on this system
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return resource.getrusage(who).ru_maxrss / _MIB


_JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "build_own": build_own,
    "build_peer": build_peer,
    "ask": ask,
    "jieba": time_jieba,
}

if __name__ == "__main__":
    sys.exit(main())
