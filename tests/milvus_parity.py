"""Compares the first passages of Milvus and of the local engine, whatever the order of insertion.

    python -m tests.milvus_parity --squad FILE

Documents are added to a Milvus Lite file in two orders; then a tenth of them is deleted and
added again. Each time all questions are asked of both.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.segment import RJIEBA
from corpus.types import Document
from eval.collection import gather
from retrieval.collection import Collection, build_collection
from retrieval.engines import BM25S
from retrieval.engines.milvus import MilvusStore, connect, milvus_collection
from retrieval.query import make_query
from retrieval.retriever import Retriever
from retrieval.weights import load_model


def first_passages(collection: Collection, questions: Sequence[str]) -> list[tuple[str, str]]:
    """For each question the first passage of the engine and of the whole answer."""
    retriever = Retriever.of(collection, load_model())
    found = []
    for question in questions:
        query = make_query(question, collection.segmenter)
        hits = collection.engine.search(query.searched, 1)
        ranked = retriever.rank(question).passages
        bare = collection.passages[hits[0][0]].id if hits else ""
        found.append((bare, ranked[0].id if ranked else ""))
    return found


def same(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> str:
    """The shares of questions with the same first passage."""
    bare, whole = (
        sum(a[place] == b[place] for a, b in zip(one, other, strict=True)) / len(one)
        for place in (0, 1)
    )
    return f"same first passage: engine {bare:.4f}, whole answer {whole:.4f}"


def main() -> int:
    """Print the shares."""
    parser = argparse.ArgumentParser(prog="python -m tests.milvus_parity", description=__doc__)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=10_000)
    arguments = parser.parse_args()
    gathered = gather([], None, arguments.squad)
    asked = [one.question for one in gathered.questions if one.question.strip()]
    asked = asked[: arguments.questions]
    documents: list[Document] = list(gathered.documents)
    local = build_collection(documents, BM25S, segmenter=RJIEBA)
    expected = first_passages(local, asked)
    print(f"{len(documents)} documents, {len(local.passages)} passages, {len(asked)} questions")
    drawn = np.random.default_rng(0)
    for name in ("in order", "shuffled"):
        if name == "shuffled":
            documents = [documents[number] for number in drawn.permutation(len(documents))]
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory, "milvus.db")
            connection = connect(str(file))
            store = MilvusStore(connection)
            begin = time.perf_counter()
            store.put(documents)
            took = time.perf_counter() - begin
            size = sum(path.stat().st_size for path in file.rglob("*") if path.is_file())
            each = len(local.passages)
            print(f"{name}: {1e3 * took / each:.2f} ms and {size / each:.0f} bytes a passage")
            found = first_passages(milvus_collection(connection), asked)
            print(f"{name}: {same(found, expected)}", flush=True)
            tenth = documents[::10]
            store.remove([one.id for one in tenth])
            store.put(tenth)
            found = first_passages(milvus_collection(connection), asked)
            print(f"{name}, a tenth deleted and added: {same(found, expected)}", flush=True)
            connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
