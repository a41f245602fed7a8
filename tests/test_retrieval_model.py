"""What was fitted scores rows as its file says."""

import json
from importlib import resources

import numpy as np
import pytest

from retrieval.model import Scorer, Trees
from retrieval.weights import WEIGHTS_FILE, load_model


def test_a_tree_adds_the_leaf_that_its_questions_lead_to() -> None:
    trees = Trees(
        columns=np.array([[0, 1], [1, 1]]),
        thresholds=np.array([[0.5, 0.5], [0.0, 2.0]]),
        leaves=np.array([[1.0, 2.0, 4.0, 8.0], [0.1, 0.2, 0.4, 0.8]]),
    )
    rows = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 3.0]])

    assert trees(rows) == pytest.approx([1.1, 2.1, 4.2, 8.8])
    assert Scorer(("a", "b"), np.array([10.0, 0.0]), 0.5, trees)(rows) == pytest.approx(
        [1.6, 12.6, 4.7, 19.3]
    )


@pytest.mark.parametrize("stage", ["passage", "sentence", "confidence"])
def test_the_stored_weights_are_those_that_score(stage: str) -> None:
    stored = json.loads(resources.files("retrieval").joinpath(WEIGHTS_FILE).read_text("utf-8"))
    scorer: Scorer = getattr(load_model(), stage)
    row = np.random.default_rng(0).random(len(scorer.names))
    values = dict(zip(scorer.names, row.tolist(), strict=True))

    expected = stored[stage].get("intercept", 0.0)
    expected += sum(weight * values[name] for name, weight in stored[stage]["weights"].items())
    for tree in stored[stage].get("trees", []):
        answers = [values[name] > threshold for name, threshold in tree["above"]]
        expected += tree["leaves"][sum(1 << level for level, yes in enumerate(answers) if yes)]

    assert set(stored[stage]["weights"]) == set(scorer.names)
    assert scorer(row[None, :])[0] == pytest.approx(expected, abs=1e-6)
