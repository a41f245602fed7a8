"""The command: fits on the development sets, cross-validates, and writes the weights."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import retrieval
from corpus.errors import WenjuError
from eval.fit.examples import (
    Examples,
    confidence_table,
    load_sets,
    passage_choices,
    sentence_choices,
)
from eval.fit.optimise import Choices, Floats, fit_choice, fit_probability, join
from eval.measures.abstention import auroc
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from retrieval.model import WEIGHTS_FILE, Linear, Model

PENALTY = 3e-4
CONFIDENCE_PENALTY = 1e-3
MAX_ANSWERED = 0.15
"""At most so many of the unanswerable questions that are looked up may get ``answered``."""
MAX_ABSTAINED = 0.06
"""At most so many of each set's answerable questions may get ``no_answer``."""


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
    ranking = [one for one in sets if not one.name.endswith("_half")]
    declining = [one for one in sets if any(not a.question.answerable for a in one.asked)]

    choices = {one.name: passage_choices(one) for one in ranking}
    passage = Linear(PASSAGE_FEATURES, _fit(choices))
    sentences = {one.name: sentence_choices(one, passage) for one in ranking}
    sentence = Linear(SENTENCE_FEATURES, _fit(sentences))
    results = {"passage": _report("passage", choices), "sentence": _report("sentence", sentences)}

    draft = Model(
        passage, sentence, Linear(CONFIDENCE_FEATURES, np.zeros(len(CONFIDENCE_FEATURES))), 0.0, 0.0
    )
    confidence, thresholds, results["confidence"] = _confidence(declining, draft)
    weights = {
        "fitted": {
            "command": "python -m eval.fit",
            "date": datetime.now(UTC).date().isoformat(),
            "sets": {one.name: len(one.asked) for one in sets},
            "left_out_results": results,
        },
        "passage": _named(passage),
        "sentence": _named(sentence),
        "confidence": _named(confidence) | {"intercept": round(confidence.intercept, 4)},
        "thresholds": thresholds,
    }
    if not arguments.dry_run:
        path = Path(retrieval.__file__).with_name(WEIGHTS_FILE)
        path.write_text(json.dumps(weights, ensure_ascii=False, indent=2) + "\n", "utf-8")
        print(f"written: {path.name}")
    return 0


def _fit(choices: dict[str, Choices]) -> Floats:
    return fit_choice(join(list(choices.values())), PENALTY)


def _report(name: str, choices: dict[str, Choices]) -> dict[str, float]:
    """Each set's share of questions whose first candidate is right, fitted on the others."""
    results: dict[str, float] = {}
    for held_out, part in choices.items():
        rest = {other: one for other, one in choices.items() if other != held_out}
        results[held_out] = _first_right(part, _fit(rest))
        fitted = _first_right(part, _fit(choices))
        print(f"{name:10} {held_out:24} left out {results[held_out]:.4f}  fitted {fitted:.4f}")
    return results


def _first_right(part: Choices, weights: Floats) -> float:
    scores = part.rows @ weights
    ends = [*part.starts[1:], len(scores)]
    return round(
        float(
            np.mean(
                [
                    part.right[start + int(np.argmax(scores[start:end]))]
                    for start, end in zip(part.starts, ends, strict=True)
                ]
            )
        ),
        4,
    )


def _confidence(
    sets: list[Examples], draft: Model
) -> tuple[Linear, dict[str, float], dict[str, float]]:
    tables = {one.name: confidence_table(one, draft) for one in sets}
    results: dict[str, float] = {}
    held: dict[str, tuple[Floats, Floats]] = {}
    for name, (rows, answerable) in tables.items():
        rest = [table for other, table in tables.items() if other != name]
        weights = _fit_confidence(rest)
        odds = rows @ weights[:-1] + weights[-1]
        held[name] = (1 / (1 + np.exp(-odds)), answerable)
        results[name] = round(auroc(list(-odds), [not a for a in answerable]) or 0.0, 4)
        print(f"confidence {name:24} left out AUROC {results[name]:.4f}")
    weights = _fit_confidence(list(tables.values()))
    linear = Linear(CONFIDENCE_FEATURES, weights[:-1], float(weights[-1]))
    fitted = {
        name: (1 / (1 + np.exp(-linear(rows))), answerable)
        for name, (rows, answerable) in tables.items()
    }
    thresholds = _thresholds(fitted)
    for name, (confidences, answerable) in fitted.items():
        risky = np.mean(confidences[answerable == 0] >= thresholds["answered"])
        lost = np.mean(confidences[answerable == 1] < thresholds["uncertain"])
        unsure = np.mean(
            (confidences >= thresholds["uncertain"]) & (confidences < thresholds["answered"])
        )
        print(
            f"thresholds {name:24} answered_unanswerable {risky:.3f} "
            f"abstained_answerable {lost:.3f} uncertain {unsure:.3f}"
        )
    return linear, thresholds, results


def _fit_confidence(tables: list[tuple[Floats, Floats]]) -> Floats:
    # Each set weighs the same, and within it the two classes do.
    weights = np.concatenate(
        [
            np.where(answerable == 1, 0.5 / answerable.sum(), 0.5 / (1 - answerable).sum())
            for _, answerable in tables
        ]
    )
    return fit_probability(
        np.concatenate([rows for rows, _ in tables]),
        np.concatenate([answerable for _, answerable in tables]),
        weights,
        CONFIDENCE_PENALTY,
    )


def _thresholds(sets: dict[str, tuple[Floats, Floats]]) -> dict[str, float]:
    """The lowest and the highest that keep every set within the limits at the top."""
    answered = max(
        float(np.quantile(confidences[answerable == 0], 1 - MAX_ANSWERED))
        for confidences, answerable in sets.values()
    )
    uncertain = min(
        float(np.quantile(confidences[answerable == 1], MAX_ABSTAINED))
        for confidences, answerable in sets.values()
    )
    return {"answered": round(answered, 4), "uncertain": round(min(uncertain, answered), 4)}


def _named(linear: Linear) -> dict[str, float]:
    return {
        name: round(float(weight), 4)
        for name, weight in zip(linear.names, linear.weights, strict=True)
    }


if __name__ == "__main__":
    sys.exit(main())
