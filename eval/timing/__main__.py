"""Where the time of an answer goes: the query, the engine, and all that comes after it.

    python -m eval.timing --data ../data --passages 10000

The passages are sentences of the development sets in a random order: as long as real ones, of
real words, and as many as asked for. The questions are real.
"""

import argparse
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.errors import WenjuError
from corpus.readers.jsonl import document_from_record
from corpus.sentences import sentence_spans
from corpus.types import Document
from eval.collection import gather
from retrieval.collection import build_collection
from retrieval.engines import Among, Engine
from retrieval.retriever import Retriever
from retrieval.types import WeightedTerm
from retrieval.weights import load_model

_SENTENCES = 12


class TimedEngine:
    """An engine that adds up its own seconds, and knows when it was first asked."""

    def __init__(self, engine: Engine) -> None:
        """Wrap a built engine."""
        self._engine = engine
        self.name = engine.name
        self.seconds = 0.0
        self.asked = 0.0

    def build(self, bags: Iterable[Sequence[str]]) -> None:
        """See ``Engine``."""
        self._engine.build(bags)

    def search(
        self, terms: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See ``Engine``; timed."""
        self.asked = time.perf_counter()
        found = self._engine.search(terms, k, among)
        self.seconds += time.perf_counter() - self.asked
        return found

    def explain(
        self, terms: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """See ``Engine``; timed."""
        start = time.perf_counter()
        shares = self._engine.explain(terms, numbers)
        self.seconds += time.perf_counter() - start
        return shares

    def prepare(self, terms: Collection[str]) -> None:
        """See ``Engine``."""
        self._engine.prepare(terms)

    def idf(self, term: str) -> float:
        """See ``Engine``."""
        return self._engine.idf(term)


def main() -> int:
    """Print the median and the 95th percentile of both parts, in milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m eval.timing", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development sets")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300)
    arguments = parser.parse_args()
    try:
        sets = [gather([], None, path) for path in sorted(arguments.data.glob("squad/*.json"))]
    except WenjuError as error:
        print(error, file=sys.stderr)
        return 2
    if not sets:
        print(
            f"{arguments.data} 里没有 squad/*.json，请用 --data 指明数据文件夹。", file=sys.stderr
        )
        return 2
    documents = _shuffled([one for part in sets for one in part.documents], arguments.passages)
    asked = [one.question for part in sets for one in part.questions if one.question.strip()]
    drawn = np.random.default_rng(1).permutation(len(asked))[: arguments.questions]
    collection = build_collection(documents)
    engine = TimedEngine(collection.engine)
    retriever = Retriever.of(replace(collection, engine=engine), load_model())
    parts: dict[str, list[float]] = {"query": [], "engine": [], "after the engine": []}
    for number in drawn:
        engine.seconds = 0.0
        start = time.perf_counter()
        retriever.ask(asked[number])
        end = time.perf_counter()
        before = engine.asked - start
        times = (before, engine.seconds, end - start - before - engine.seconds)
        for name, seconds in zip(parts, times, strict=True):
            parts[name].append(1000 * seconds)
    print(f"{len(collection.passages)} passages, {len(drawn)} questions, milliseconds")
    for name, milliseconds in parts.items():
        middle, high = np.percentile(milliseconds, (50, 95))
        print(f"{name:16} p50 {middle:8.2f}  p95 {high:8.2f}")
    return 0


def _shuffled(documents: Sequence[Document], passages: int) -> list[Document]:
    """Documents of sentences drawn from all, about as many passages as asked for."""
    drawn = np.random.default_rng(0)
    sentences = [
        document.text[start:end]
        for document in documents
        for start, end in sentence_spans(document.text)
    ]
    characters = 150 * passages
    made: list[Document] = []
    while characters > 0:
        text = "".join(drawn.choice(sentences, _SENTENCES))
        made.append(document_from_record(str(len(made)), f"第{len(made)}篇", text, "shuffled"))
        characters -= len(text)
    return made


if __name__ == "__main__":
    sys.exit(main())
