"""The weights can be fitted again: the fits find what is to be found, and the command runs."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.fit.boost import Growth, choice_slope, fit_trees
from eval.fit.optimise import Choices, fit_choice, fit_probability, join
from eval.fit.stages import fit_folds

ROOT = Path(__file__).parent.parent
Floats = NDArray[np.float64]


def made_up(weights: Floats, questions: int = 300, candidates: int = 6) -> Choices:
    """Questions whose right candidate is drawn by the softmax of a weighted sum."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(questions, candidates, len(weights)))
    scores = rows @ weights + random.gumbel(size=(questions, candidates))
    right = scores == scores.max(axis=1, keepdims=True)
    return Choices(
        rows.reshape(-1, len(weights)),
        right.ravel(),
        np.arange(0, questions * candidates, candidates),
        np.ones(questions),
        np.arange(questions) % 2,
    )


def mean_loss(choices: Choices, weights: Floats, penalty: float) -> float:
    """The loss as the docstring says it, question by question."""
    scale = choices.rows.std(axis=0)
    losses: list[float] = []
    ends = [*choices.starts[1:], len(choices.rows)]
    for start, end in zip(choices.starts, ends, strict=True):
        share = np.exp(choices.rows[start:end] @ weights)
        right = choices.right[start:end]
        if right.any():
            losses.append(-np.log(share[right].sum() / share.sum()))
    return float(np.mean(losses) + penalty * np.sum((weights * scale) ** 2))


def test_the_weights_that_drew_the_right_candidates_are_found() -> None:
    true = np.array([2.0, -1.0, 0.0])

    found = fit_choice(made_up(true, questions=2000), 1e-6)

    assert found == pytest.approx(true, abs=0.2)


def test_no_step_from_the_fitted_weights_lowers_the_loss() -> None:
    choices = made_up(np.array([1.0, -2.0, 0.5]))
    found = fit_choice(choices, 1e-2)
    least = mean_loss(choices, found, 1e-2)

    steps = [sign * step for step in 0.05 * np.eye(3) for sign in (1, -1)]

    assert all(mean_loss(choices, found + step, 1e-2) > least for step in steps)
    assert least < mean_loss(choices, np.zeros(3), 1e-2)


def test_questions_without_a_right_candidate_and_constant_features_change_nothing() -> None:
    choices = made_up(np.array([1.0, -1.0]))
    hopeless = Choices(
        np.vstack([choices.rows, np.ones((3, 2))]),
        np.append(choices.right, [False] * 3),
        np.append(choices.starts, len(choices.rows)),
        np.append(choices.weights, 1.0),
        np.append(choices.folds, 0),
    )
    constant = Choices(
        np.hstack([choices.rows, np.full((len(choices.rows), 1), 7.0)]),
        choices.right,
        choices.starts,
        choices.weights,
        choices.folds,
    )

    found = fit_choice(choices, 1e-6)

    assert fit_choice(hopeless, 1e-6) == pytest.approx(found, abs=1e-3)
    assert fit_choice(constant, 1e-6) == pytest.approx([*found, 0.0], abs=1e-3)


def test_a_joined_set_weighs_the_square_root_of_its_size() -> None:
    small, large = made_up(np.array([1.0]), 10), made_up(np.array([-1.0]), 40)

    both = join([small, large])

    assert 2 * both.weights[:10].sum() == pytest.approx(both.weights[10:].sum())
    assert both.starts.tolist() == [*small.starts, *(large.starts + len(small.rows))]
    assert both.right[len(small.rows) :].tolist() == large.right.tolist()


def test_trees_learn_what_no_weighted_sum_can_say() -> None:
    random = np.random.default_rng(2)
    rows = random.normal(size=(4000, 3))
    # Right where the first feature is near zero: no weight on it can say so.
    likely = -np.abs(rows[:, 0])
    right = likely == np.maximum.reduceat(likely, np.arange(0, 4000, 4)).repeat(4)
    choices = Choices(rows, right, np.arange(0, 4000, 4), np.ones(1000), np.arange(1000) % 2)

    def share(scores: Floats) -> float:
        return float(right.reshape(-1, 4)[np.arange(1000), scores.reshape(-1, 4).argmax(1)].mean())

    linear = rows @ fit_choice(choices, 1e-4)
    trees = fit_trees(rows, linear, choice_slope(choices), Growth(trees=60, levels=2, columns=1.0))

    assert share(linear + trees(rows)) > share(linear) + 0.5


def test_the_slope_of_the_loss_is_what_small_steps_show() -> None:
    choices = made_up(np.array([1.0, -1.0]), questions=5)
    scores = np.random.default_rng(3).normal(size=len(choices.rows))

    def loss(at: Floats) -> float:
        shares = np.exp(at).reshape(5, -1)
        return float(-np.log((shares * choices.right.reshape(5, -1)).sum(1) / shares.sum(1)).mean())

    first, _ = choice_slope(choices)(scores)
    steps = 1e-6 * np.eye(len(scores))

    assert first == pytest.approx([(loss(scores + s) - loss(scores - s)) / 2e-6 for s in steps])


def test_a_fold_is_scored_by_what_was_not_fitted_on_it() -> None:
    choices = made_up(np.array([2.0, 0.0]), questions=200)
    # In fold 0 the right candidate is the lowest: a scorer that has seen it would know.
    rows = choices.rows * np.where(choices.folds == 0, -1, 1).repeat(6)[:, None]
    scorers = fit_folds(("a", "b"), {"set": replace(choices, rows=rows)}, Growth(trees=1))

    assert scorers[0].weights[0] > 1 > 0 > scorers[1].weights[0]


def test_a_probability_is_fitted_to_the_odds_that_drew_it() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(3.0, 2.0, size=(20_000, 2))
    true = np.array([1.0, -0.5, -1.0])
    odds = rows @ true[:-1] + true[-1]
    drawn = (random.random(len(rows)) < 1 / (1 + np.exp(-odds))).astype(float)

    found = fit_probability(rows, drawn, np.ones(len(rows)), 1e-9)

    assert found == pytest.approx(true, abs=0.1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with two small sets: a SQuAD-style file, and one where half has no answer."""
    texts = [
        "图书馆每周一闭馆。其余时间开放。",
        "食堂早上七点开门。晚饭在五点半。",
        "体育馆可容纳三千人。门票二十元。",
    ]
    asked = [
        ("图书馆周几闭馆？", "周一"),
        ("食堂几点开门？", "七点"),
        ("体育馆容纳多少人？", "三千"),
    ]
    paragraphs = [
        {
            "context": text,
            "qas": [
                {
                    "id": str(number),
                    "question": question,
                    "answers": [{"text": answer, "answer_start": text.index(answer)}],
                }
            ],
        }
        for number, (text, (question, answer)) in enumerate(zip(texts, asked, strict=True))
    ]
    squad = {"data": [{"title": "馆", "paragraphs": paragraphs}]}
    documents = [
        {"id": str(number), "title": "馆", "text": text} for number, text in enumerate(texts)
    ]
    questions: list[dict[str, object]] = [
        {"question": question, "answers": [answer], "documents": [str(number)]}
        for number, (question, answer) in enumerate(asked)
    ]
    questions += [
        {"question": question, "answerable": False}
        for question in ("图书馆的馆长是谁？", "食堂的红烧肉多少钱？", "游泳馆开放吗？")
    ]
    for name, text in {
        "squad/tiny.json": json.dumps(squad),
        "abstention/tiny_half.docs.jsonl": "\n".join(map(json.dumps, documents)),
        "abstention/tiny_half.qa.jsonl": "\n".join(map(json.dumps, questions)),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def digests(folder: Path) -> dict[str, str]:
    return {
        file.as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_command_fits_on_own_sets_and_a_dry_run_writes_nothing(data: Path) -> None:
    before = digests(data) | digests(ROOT / "retrieval")

    done = subprocess.run(
        [sys.executable, "-m", "eval.fit", "--data", data, "--dry-run"],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert digests(data) | digests(ROOT / "retrieval") == before
    for name in ("passage", "sentence", "confidence"):
        assert [line for line in done.stdout.splitlines() if line.startswith(name)]
    assert "builtin" in done.stdout
    assert "tiny" in done.stdout
    assert "written" not in done.stdout


def test_a_folder_without_sets_is_refused_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "eval.fit", "--data", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(tmp_path) in done.stderr
