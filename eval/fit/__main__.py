"""The command: fits on the development sets, cross-validates, and writes the weights."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

import retrieval
from corpus.errors import WenjuError
from eval.fit.examples import (
    FOLDS,
    Examples,
    confidence_table,
    load_sets,
    near,
    order_choices,
    passage_choices,
    read_passages,
    sentence_choices,
)
from eval.fit.optimise import Choices
from eval.fit.stages import (
    PASSAGE_GROWTH,
    SENTENCE_GROWTH,
    Table,
    first_right,
    fit_confidence,
    fit_folds,
    fit_order,
    fit_scorer,
    thresholds,
)
from eval.measures.abstention import auroc
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.model import Model, Scorer
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.sentence_features import SENTENCE_FEATURES
from retrieval.weights import WEIGHTS_FILE

_UNFITTED = Scorer(CONFIDENCE_FEATURES, np.zeros(len(CONFIDENCE_FEATURES)))


def main() -> int:
    """Fit, report, and write ``retrieval/weights.json`` unless told not to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development sets")
    parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    arguments = parser.parse_args()
    try:
        sets = load_sets(arguments.data)
    except WenjuError as error:
        print(error, file=sys.stderr)
        return 2
    if len(sets) == 1:
        print(
            f"{arguments.data} 里没有可用来拟合的集合，请用 --data 指明数据文件夹。",
            file=sys.stderr,
        )
        return 2
    model, results = fit(sets)
    weights = {
        "fitted": {
            "command": "python -m eval.fit",
            "date": datetime.now(UTC).date().isoformat(),
            "sets": {one.name: len(one.asked) for one in sets},
            "held_out": results,
        },
        "passage": _stored(model.passage),
        "sentence": _stored(model.sentence),
        "order": _stored(model.order),
        "confidence": _stored(model.confidence),
        "thresholds": {"answered": model.answered, "uncertain": model.uncertain},
    }
    if not arguments.dry_run:
        path = Path(retrieval.__file__).with_name(WEIGHTS_FILE)
        path.write_text(_lines(weights) + "\n", "utf-8")
        print(f"written: {path.name}")
    return 0


def fit(sets: Sequence[Examples]) -> tuple[Model, dict[str, dict[str, float]]]:
    """The model, and what each of its stages reached on what it was not fitted on."""
    ranking = [one for one in sets if not one.name.endswith("_half")]
    results: dict[str, dict[str, float]] = {}

    passages = {one.name: passage_choices(one) for one in ranking}
    of_passages = fit_folds(PASSAGE_FEATURES, passages, PASSAGE_GROWTH)
    results["passage"] = _held_out("passage", passages, of_passages)

    reads = {one.name: read_passages(one, of_passages) for one in ranking}
    sentences = {name: sentence_choices(part) for name, part in reads.items()}
    of_sentences = fit_folds(SENTENCE_FEATURES, sentences, SENTENCE_GROWTH)
    results["sentence"] = _held_out("sentence", sentences, of_sentences)

    order = fit_order(reads, of_sentences)
    ordered = {name: order_choices(part, of_sentences) for name, part in reads.items()}
    results["order"] = _held_out("order", ordered, [order] * FOLDS)

    folds = [
        Model(passage, sentence, order, _UNFITTED, 0.0, 0.0)
        for passage, sentence in zip(of_passages, of_sentences, strict=True)
    ]
    declining = [one for one in sets if any(not a.question.answerable for a in one.asked)]
    tables = {one.name: confidence_table(one, folds) for one in declining}
    asked_near = [near(one) for one in ranking if any(a.question.answers for a in one.asked)]
    made = {one.name: confidence_table(one, folds) for one in asked_near}
    results["confidence"] = _left_out(tables | made)
    confidence = fit_confidence([*tables.values(), *made.values()])
    answered, uncertain = thresholds(confidence, tables)
    model = Model(
        fit_scorer(PASSAGE_FEATURES, passages, PASSAGE_GROWTH),
        fit_scorer(SENTENCE_FEATURES, sentences, SENTENCE_GROWTH),
        order,
        confidence,
        answered,
        uncertain,
    )
    return model, results


def _held_out(
    stage: str, choices: Mapping[str, Choices], scorers: Sequence[Scorer]
) -> dict[str, float]:
    """Each set's share of questions whose first candidate is right, scored by the others' fold."""
    results: dict[str, float] = {}
    for name, part in choices.items():
        results[name] = round(first_right(part, scorers), 4)
        print(f"{stage:10} {name:26} first right {results[name]:.4f}", flush=True)
    return results


def _left_out(tables: Mapping[str, Table]) -> dict[str, float]:
    """Each set's AUROC, fitted without it and without the sets of the same documents."""
    results: dict[str, float] = {}
    for name, (rows, answerable) in tables.items():
        source = name.split("_")[0]
        rest = [table for other, table in tables.items() if other.split("_")[0] != source]
        odds = fit_confidence(rest)(rows)
        area = auroc((-odds).tolist(), [not one for one in answerable])
        results[name] = round(area or 0.0, 4)
        print(f"confidence {name:26} AUROC {results[name]:.4f}", flush=True)
    return results


def _stored(scorer: Scorer) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(scorer.names, scorer.weights, strict=True)
        }
    }
    if scorer.intercept:
        stored["intercept"] = round(scorer.intercept, 4)
    if scorer.trees is not None:
        trees = scorer.trees
        stored["trees"] = [
            {
                "above": [
                    [scorer.names[column], round(float(threshold), 4)]
                    for column, threshold in zip(columns, cuts, strict=True)
                ],
                "leaves": [round(float(leaf), 4) for leaf in leaves],
            }
            for columns, cuts, leaves in zip(
                trees.columns, trees.thresholds, trees.leaves, strict=True
            )
        ]
    return stored


def _lines(value: object, depth: int = 0) -> str:
    """JSON to read: a line a weight, and a line a tree."""
    if isinstance(value, dict) and "leaves" not in value:
        parts = [f"{json.dumps(key)}: {_lines(part, depth + 1)}" for key, part in value.items()]
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        parts = [_lines(part, depth + 1) for part in value]
    else:
        return json.dumps(value, ensure_ascii=False)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    indent = "  " * (depth + 1)
    return f"{opening}\n{indent}" + f",\n{indent}".join(parts) + f"\n{indent[2:]}{closing}"


if __name__ == "__main__":
    sys.exit(main())
