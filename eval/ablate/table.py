"""What the steps are worth as a page of Markdown and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from eval.ablate.measure import HALF, MEASURES
from eval.ablate.refit import HeldOut
from eval.resample import Difference
from eval.types import DIGITS

Results = dict[str, dict[str, Mapping[str, Difference]]]
"""By set, then by step: what leaving the step out does to each measure."""

_UNLIKELY = 0.05
_STAGES = {"passage": "段落", "sentence": "句子", "order": "次序", "confidence": "拒答"}


def to_markdown(results: Results, fitted: Mapping[str, HeldOut], origin: str) -> str:
    """Return the page: a table for each set, with all steps on top, then those of the fits.

    Args:
        results: What leaving each step out does.
        fitted: What the fit reaches without each group of features; empty where none was made.
        origin: A sentence's beginning that says where the figures are from.
    """
    return "\n".join([f"# 每一步值多少\n\n{origin}", *_tables(results), *_fits(fitted), ""])


def to_json(results: Results, fitted: Mapping[str, HeldOut], date: str) -> dict[str, object]:
    """Return the same as JSON: before is with all steps, after without the one."""
    return {
        "date": date,
        "sets": {
            name: {
                step: {
                    measure: {key: round(value, DIGITS) for key, value in asdict(found).items()}
                    for measure, found in differences.items()
                }
                for step, differences in steps.items()
            }
            for name, steps in results.items()
        },
        "fitted": fitted,
    }


def _tables(results: Results) -> Iterator[str]:
    yield (
        "第一行是全部步骤，以下每行去掉或改动一步，其余照旧，权重也照旧；"
        "括号里是差，带 * 的差经配对随机化检验 p < 0.05。"
        "AUROC 一列，两个 SQuAD 式集合用去掉一半文档的那一套。"
        "权重正是在这些题上拟合的，数值因此偏高；没有用过的题上如何，要看最后交叉验证的一节，"
        "加 --refit 才有。"
    )
    for name in dict.fromkeys(name.removesuffix(HALF) for name in results):
        whole, half = results.get(name, {}), results.get(name + HALF, {})
        steps = {step: {**whole.get(step, {}), **half.get(step, {})} for step in whole or half}
        first = next(iter(steps.values()), {})
        measures = [measure for measure in MEASURES if measure in first]
        yield f"\n## {name}\n"
        yield f"| 步骤 | {' | '.join(MEASURES[measure] for measure in measures)} |"
        yield f"|---|{'---:|' * len(measures)}"
        yield f"| 全部步骤 | {' | '.join(f'{first[one].before:.3f}' for one in measures)} |"
        for step, differences in steps.items():
            cells = [_cell(differences[one]) if one in differences else "—" for one in measures]
            yield f"| {step} | {' | '.join(cells)} |"


def _fits(fitted: Mapping[str, HeldOut]) -> Iterator[str]:
    if not fitted:
        return
    yield "\n## 去掉一组特征，重新拟合\n"
    yield "交叉验证：每个数都出自没有用那些题拟合的权重。前三步是首位正确的比例，最后一步是 AUROC。"
    for stage, sets in fitted[""].items():
        yield f"\n### {_STAGES.get(stage, stage)}\n"
        yield f"| 步骤 | {' | '.join(sets)} |"
        yield f"|---|{'---:|' * len(sets)}"
        for step, reached in fitted.items():
            cells = [f"{reached[stage][name]:.3f}" for name in sets]
            yield f"| {step or '全部特征'} | {' | '.join(cells)} |"


def _cell(found: Difference) -> str:
    difference = found.after - found.before
    star = "*" if found.p < _UNLIKELY else ""
    return f"{found.after:.3f}（{difference:+z.3f}{star}）"
