"""The command: measures every development set without each step, and writes a table."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import InputError, WenjuError
from eval.ablate.measure import development_sets, measure
from eval.ablate.refit import refit
from eval.ablate.steps import STEPS
from eval.ablate.table import Results, to_json, to_markdown
from eval.files import replace_text
from eval.fit.examples import load_sets


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development sets")
    parser.add_argument("--most", type=int, default=600, help="questions of each set at most")
    parser.add_argument(
        "--refit", action="store_true", help="fit without each group of features as well"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--out", type=Path, help="write the table to this file as well")
    arguments = parser.parse_args()
    try:
        if not arguments.data.is_dir():
            raise InputError(
                f"{arguments.data}：没有这个文件夹；请用 --data 指定开发集所在的文件夹。"
            )
        most = max(arguments.most, 1)
        results = run(arguments.data, most)
        fitted = refit(load_sets(arguments.data), most, STEPS) if arguments.refit else {}
        date = datetime.now(UTC).date().isoformat()
        command = f"python -m eval.ablate --data 文件夹{' --refit' if arguments.refit else ''}"
        origin = f"由 `{command}` 于 {date} 写成，每套题至多 {most} 题。"
        table = to_markdown(results, fitted, origin)
        if arguments.out is not None:
            _write(arguments.out, table)
    except WenjuError as error:
        print(f"wenju：{error}", file=sys.stderr)
        return 2
    wire = to_json(results, fitted, date)
    print(json.dumps(wire, ensure_ascii=False) if arguments.json else table)
    return 0


def run(data: Path, most: int) -> Results:
    """Measure each set without each step, telling on standard error how far it is."""
    results: Results = {}
    for one in development_sets(data, most):
        results[one.name] = {}
        for step in STEPS:
            print(f"{one.name}：{step.name}", file=sys.stderr)
            results[one.name][step.name] = measure(step, one)
    return results


def _write(path: Path, table: str) -> None:
    try:
        replace_text(path, table)
    except OSError as error:
        raise InputError(f"{path}：不能写入（{error.strerror}）；请换一个可写的文件。") from error


if __name__ == "__main__":
    sys.exit(main())
