"""What the steps are worth as a page of Markdown and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from eval.ablate.measure import HALF, MEASURES
from eval.resample import Difference
from eval.types import DIGITS

Results = dict[str, dict[str, Mapping[str, Difference]]]
"""By set, then by step: what leaving the step out does to each measure."""

_UNLIKELY = 0.05


def to_markdown(results: Results, date: str, most: int) -> str:
    """Return the page: a table for each set, with all steps on top."""
    return "\n".join([*_head(date, most), *_tables(results), ""])


def to_json(results: Results, date: str) -> dict[str, object]:
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
    }


def _head(date: str, most: int) -> Iterator[str]:
    yield "# 每一步值多少\n"
    yield f"由 `python -m eval.ablate --data 文件夹 --refit --out docs/ablation.md` 于 {date} 写成。"
    yield (
        f"每套题均匀取至多 {most} 题。第一行是全部步骤，以下每行去掉或改动一步，其余照旧，"
        "写明重新拟合的才换权重；括号里是差，带 * 的差经配对随机化检验 p < 0.05。"
        "AUROC 一列，两个 SQuAD 式集合用去掉一半文档的那一套。"
    )


def _tables(results: Results) -> Iterator[str]:
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


def _cell(found: Difference) -> str:
    difference = found.after - found.before
    star = "*" if found.p < _UNLIKELY else ""
    return f"{found.after:.3f}（{difference:+z.3f}{star}）"
