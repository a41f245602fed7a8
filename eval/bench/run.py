"""All systems over collections of several sizes, in one run: same passages, same questions."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import WenjuError
from eval.bench.likeness import compared
from eval.bench.own import OWN, PREFIX, WHOLE, question_words
from eval.bench.synthetic import MadeDocument, Synthetic
from eval.bench.types import Result, Run, Skipped, percentiles_of
from eval.peers import IN_MEMORY, PEERS, is_installed
from retrieval.engines import RANK_BM25

SYSTEMS = (*OWN, *PEERS)
"""The names of all systems."""
LIMIT_SECONDS = 900.0
"""The most that one step of one system may take."""
ASK_SECONDS = 60.0
_SLOW = frozenset({PREFIX + RANK_BM25, *IN_MEMORY})
_SLOW_MOST = 200_000
"""Systems that hold all in Python's own objects are asked of no more passages than this."""
_DOCUMENTS_A_FILE = 4000
_SAMPLE = 300_000

Progress = Callable[[str], None]
"""Called with what is done next."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        sizes: Numbers of passages.
        systems: Some of ``SYSTEMS``.
        questions: How many are asked.
        seed: What the collections and questions depend on.
    """

    sizes: Sequence[int]
    systems: Sequence[str]
    questions: int = 200
    seed: int = 0


class _StepError(WenjuError):
    """A step failed or took too long."""


def benchmark(
    plan: Plan, synthetic: Synthetic, workspace: Path, progress: Progress = lambda _: None
) -> Result:
    """Measure.

    Args:
        plan: What to measure.
        synthetic: Where the collections come from.
        workspace: A directory to work in; what is made there is taken away.
        progress: Called with what is done next.

    Raises:
        WenjuError: 问据's own index could not be built, which the rest depends on.
        OSError: The directory can't be written to, or the disk is full.
    """
    runs: list[Run] = []
    skipped: list[Skipped] = []
    for size in sorted(set(plan.sizes)):
        directory = workspace / str(size)
        try:
            for one in _at(size, plan, synthetic, directory, progress):
                (runs if isinstance(one, Run) else skipped).append(one)  # type: ignore[arg-type]
        finally:
            shutil.rmtree(directory, ignore_errors=True)
    made = (document.text for document in synthetic.documents(max(plan.sizes)))
    about = _about(plan) | {"likeness": compared(synthetic.texts, made)}
    return Result(runs, skipped, about)


def steps(plan: Plan) -> int:
    """How often ``progress`` is called at the most."""
    return len(set(plan.sizes)) * (2 + sum(1 + (name in PEERS) for name in plan.systems))


def _at(
    size: int, plan: Plan, synthetic: Synthetic, directory: Path, progress: Progress
) -> Iterator[Run | Skipped]:
    """All systems over one collection."""
    texts, own, words = directory / "texts", directory / WHOLE, directory / "words.txt"
    questions_file = directory / "questions.jsonl"
    progress(f"{size:,} 段：造资料")
    texts.mkdir(parents=True)
    questions, characters = _write(synthetic, size, plan.questions, texts)
    jieba = _step({"do": "jieba", "texts": str(texts), "characters": _SAMPLE})
    progress(f"{size:,} 段：{WHOLE} 建索引")
    built = _step(
        {"do": "build_own", "texts": str(texts), "directory": str(own), "words": str(words)}
    )
    passages = built.pop("passages")
    ratio = characters / built["index_s"] / jieba["characters_per_s"]
    with questions_file.open("w", encoding="utf-8") as file:
        for question, cut in zip(questions, question_words(own, questions), strict=True):
            file.write(json.dumps({"question": question, "words": cut}, ensure_ascii=False) + "\n")
    for system in plan.systems:
        reason = _left_out(system, passages)
        if reason:
            yield Skipped(system, passages, reason)
            continue
        place = own if system in OWN else directory / system
        place.mkdir(exist_ok=True)
        try:
            mine = built
            if system in PEERS:
                progress(f"{size:,} 段：{system} 建索引")
                job = {"do": "build_peer", "system": system, "words": str(words)}
                mine = _step(job | {"directory": str(place)})
            progress(f"{size:,} 段：{system} 答题")
            asked = _step(
                {
                    "do": "ask",
                    "system": system,
                    "directory": str(place),
                    "words": str(words),
                    "questions": str(questions_file),
                    "seconds": ASK_SECONDS,
                }
            )
        except _StepError as error:
            yield Skipped(system, passages, str(error))
            continue
        yield _run(system, passages, mine, asked, ratio if system in OWN else None)


def _run(
    system: str, passages: int, built: dict[str, Any], asked: dict[str, Any], ratio: float | None
) -> Run:
    milliseconds, cold = asked["ms"], asked["cold"]
    return Run(
        system=system,
        passages=passages,
        index_s=round(built["index_s"], 3),
        disk_mb=round(built["disk_mb"], 3),
        build_rss_mb=round(built["build_rss_mb"], 1),
        rss_mb=round(asked["rss_mb"], 1),
        open_s=round(asked["open_s"], 3),
        latency_ms=percentiles_of(milliseconds[cold:]),
        cold_ms=percentiles_of(milliseconds[:cold]),
        questions=len(milliseconds),
        index_vs_jieba=round(ratio, 2) if ratio is not None else None,
    )


def _left_out(system: str, passages: int) -> str:
    if system in PEERS and not is_installed(system):
        return f"没有安装；请用 pip install 'wenju[bench]' 安装 {system}"
    if system in _SLOW and passages > _SLOW_MOST:
        return f"超过 {_SLOW_MOST:,} 段太慢"
    return ""


def _write(synthetic: Synthetic, size: int, count: int, texts: Path) -> tuple[list[str], int]:
    """Write a collection to files; returns questions about it, and its size in characters."""
    # Those that are asked about are taken evenly from all of it.
    every = max(size // (10 * 4 * count), 1)
    asked_about: list[MadeDocument] = []
    characters = 0
    documents = enumerate(synthetic.documents(size))
    while some := list(islice(documents, _DOCUMENTS_A_FILE)):
        with (texts / f"{some[0][0]:07}.jsonl").open("w", encoding="utf-8") as file:
            for number, document in some:
                record = {"id": document.id, "title": document.title, "text": document.text}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                characters += len(document.text)
                if number % every == 0:
                    asked_about.append(document)
    return synthetic.questions(asked_about, count + 1), characters


def _step(job: dict[str, Any]) -> dict[str, Any]:
    """Have a process of its own do a step.

    Raises:
        _StepError: It failed, or took too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-m", "eval.bench", json.dumps(job, ensure_ascii=False)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _StepError(f"超过 {LIMIT_SECONDS:g} 秒") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["中途退出，可能内存不足"]
        raise _StepError(lines[-1])
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _about(plan: Plan) -> dict[str, Any]:
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "seed": plan.seed,
        "questions": plan.questions,
    }
