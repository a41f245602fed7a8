"""Compares every measure between the engines of one machine and between the segmenters.

    python -m tests.same_quality --data DIRECTORY

The directory holds the development sets as ``eval.fit`` takes them. Ends with 1 where a measure
differs from that of the default, rank_bm25 over jieba, by more than two thousandths.
"""

import argparse
import sys
from pathlib import Path

from corpus.segment import JIEBA, RJIEBA
from eval.collection import Collection, development_collections
from eval.runner import evaluate
from eval.types import measures
from retrieval.engines import BM25S, RANK_BM25
from retrieval.retriever import Retriever

MOST = 0.002
OTHERS = ((BM25S, JIEBA), (RANK_BM25, RJIEBA), (BM25S, RJIEBA))


def measured(collection: Collection, engine: str, segmenter: str) -> dict[str, float]:
    """The measures of all blocks by name."""
    retriever = Retriever(collection.documents, engine, segmenter=segmenter)
    blocks = measures(evaluate(retriever, collection.questions).rows)
    return {
        f"{block}.{name}": value
        for block, values in blocks.items()
        for name, value in (values or {}).items()
        if value is not None
    }


def main() -> int:
    """Print the largest difference of each set, and where it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_quality", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    worst = 0.0
    for name, collection in development_collections(parser.parse_args().data):
        expected = measured(collection, RANK_BM25, JIEBA)
        for engine, segmenter in OTHERS:
            found = measured(collection, engine, segmenter)
            apart = {one: round(abs(found[one] - expected[one]), 4) for one in expected}
            most = max(apart, key=lambda measure: apart[measure])
            worst = max(worst, apart[most])
            print(f"{name}: {engine} over {segmenter}: {apart[most]:.4f} ({most})", flush=True)
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
