"""Two runs over the same questions: what got better, what got worse, and whether by chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from eval.resample import RESAMPLES, Difference, differences
from eval.saved import Saved
from eval.types import DIGITS, Row
from retrieval.types import Status

TEST = f"paired randomisation test, two-sided, {RESAMPLES} permutations"
"""The test behind every p value, as the JSON calls it."""

# Neither more nor less of it is better.
_NEUTRAL = frozenset({"short_answer.coverage"})
# They change a little with every model: a question is not listed for that.
_GRADED = frozenset(
    {"document.mrr@10", "document.ndcg@10", "short_answer.f1", "short_answer.sentence_f1"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome changed.

    Attributes:
        before: Its row in the earlier run.
        after: Its row in the later one.
        better: The yes-or-no measures that got better, ``<block>.<measure>``.
        worse: Those that got worse.
    """

    before: Row
    after: Row
    better: tuple[str, ...]
    worse: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run next to one that was kept.

    Attributes:
        name: What the earlier run was kept as.
        about: What it was run on; see ``Report``.
        shared: How many questions both have.
        only_before: How many only the earlier one has.
        only_after: How many only the later one has.
        measures: The measures over the shared questions.
        moved: For measures of single questions, how many got better and how many got worse.
        changes: The questions that changed, those with something worse first.
        warnings: Lines for the user.
    """

    name: str
    about: Mapping[str, str]
    shared: int
    only_before: int
    only_after: int
    measures: Mapping[str, Difference]
    moved: Mapping[str, tuple[int, int]]
    changes: tuple[Change, ...]
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return what stands under ``"compare"`` in the JSON of ``eval``."""
        return {
            "name": self.name,
            "about": dict(self.about),
            "questions": {
                "shared": self.shared,
                "only_before": self.only_before,
                "only_after": self.only_after,
            },
            "test": TEST,
            "measures": {
                name: {key: round(value, DIGITS) for key, value in asdict(found).items()}
                | dict(zip(("better", "worse"), self.moved.get(name, (None, None)), strict=True))
                for name, found in self.measures.items()
            },
            "changes": [
                {
                    "id": change.after.id,
                    "question": change.after.question,
                    "better": list(change.better),
                    "worse": list(change.worse),
                }
                for change in self.changes
            ],
        }


def compare_with(saved: Saved, after: Sequence[Row]) -> Comparison:
    """Compare a run with one that was kept, over the questions of the same id and text."""
    earlier = {(row.id, row.question): row for row in saved.rows}
    pairs = [
        (old, row) for row in after if (old := earlier.get((row.id, row.question))) is not None
    ]
    changes = [_change(old, new) for old, new in pairs]
    gains = [_gain(old, new) for old, new in pairs]
    moved = {
        key: (
            sum(gain.get(key, 0) > 0 for gain in gains),
            sum(gain.get(key, 0) < 0 for gain in gains),
        )
        for key in dict.fromkeys(key for gain in gains for key in gain)
    }
    return Comparison(
        name=saved.name,
        about=saved.about,
        shared=len(pairs),
        only_before=len(saved.rows) - len(pairs),
        only_after=len(after) - len(pairs),
        measures=differences([old for old, _ in pairs], [new for _, new in pairs]),
        moved=moved,
        changes=tuple(
            sorted(
                (change for change in changes if change.better or change.worse),
                key=lambda change: not change.worse,
            )
        ),
        warnings=tuple(_warnings(pairs, len(saved.rows), len(after))),
    )


def _change(before: Row, after: Row) -> Change:
    gain = {key: value for key, value in _gain(before, after).items() if key not in _GRADED}
    return Change(
        before,
        after,
        better=tuple(key for key, value in gain.items() if value > 0),
        worse=tuple(key for key, value in gain.items() if value < 0),
    )


def _gain(before: Row, after: Row) -> dict[str, float]:
    """How much better each measure of one question got, of those that both rows have."""
    old, new = _outcomes(before), _outcomes(after)
    return {key: new[key] - old[key] for key in new if key in old and key not in _NEUTRAL}


def _outcomes(row: Row) -> dict[str, float]:
    """A question's measures, turned so that more is better."""
    if row.answerable:
        silence = {"abstention.abstained_answerable": -float(row.status is Status.NO_ANSWER)}
    else:
        silence = {"abstention.answered_unanswerable": -float(row.status is Status.ANSWERED)}
    return dict(row.values) | silence


def _warnings(pairs: Sequence[tuple[Row, Row]], before: int, after: int) -> Iterator[str]:
    if before != len(pairs) or after != len(pairs):
        yield (
            f"两次评测的题目不全相同：只比较共有的 {len(pairs)} 题，"
            f"当时另有 {before - len(pairs)} 题，这次另有 {after - len(pairs)} 题。"
        )
    judged = sum(
        (old.answers, old.gold, old.answerable) != (new.answers, new.gold, new.answerable)
        for old, new in pairs
    )
    if judged:
        yield f"有 {judged} 题的标准答案或所求文档与当时不同，差别不全是检索的。"
