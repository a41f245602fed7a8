"""The command ``bench``: how fast 问据 is, beside other systems, on made collections."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import InputError
from ui.options import AsJson, print_json, warn

if TYPE_CHECKING:
    from rich.console import RenderableType

    from eval.bench.types import Result

commands = typer.Typer()

_SIZES = (1_000, 10_000)
_MOST = 100_000_000


@commands.command(
    epilog="例：wenju bench　wenju bench --passages 10000 --passages 100000 --report 报告/　"
    "wenju bench --corpus 资料/ --system wenju --system bm25s --json"
)
def bench(
    passages: Annotated[
        list[int] | None,
        typer.Option(min=100, max=_MOST, help="段数，可重复；不指定则为 1000 和 10000。"),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="要比较的系统，可重复；不指定则全部。"),
    ] = None,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="照这些文本造资料，可重复；不指定则照内置资料。"),
    ] = None,
    questions: Annotated[int, typer.Option(min=20, max=10_000, help="问多少题。")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="随机数的种子。")] = 0,
    workspace: Annotated[
        Path | None, typer.Option(metavar="DIR", help="临时文件放在这里；用完删除。")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="把 JSON、表格和图写到这个文件夹。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """用造出来的资料量速度：建索引、磁盘、内存、打开、答题，与别的系统并排比较。"""
    from corpus.load import load_builtin, load_paths
    from eval.bench.report import write_bench
    from eval.bench.run import SYSTEMS, Plan, benchmark, steps
    from eval.bench.synthetic import Synthetic
    from eval.report import require_writable
    from ui.terminal import progress_bar, show

    for name in system or ():
        if name not in SYSTEMS:
            raise InputError(f"没有名为 {name!r} 的系统；可用的有：{'、'.join(SYSTEMS)}。")
    if report is not None:
        require_writable(report)
    loaded = load_paths(corpus) if corpus else None
    warn(loaded.refused if loaded else ())
    documents = loaded.documents if loaded else load_builtin()
    synthetic = Synthetic([document.text for document in documents], seed)
    plan = Plan(tuple(passages or _SIZES), tuple(system or SYSTEMS), questions, seed)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="wenju-bench-", dir=workspace) as directory,
            progress_bar() as bar,
        ):
            task = bar.add_task("", total=steps(plan))
            result = benchmark(
                plan,
                synthetic,
                Path(directory),
                lambda step: bar.update(task, description=step, advance=1),
            )
    except OSError as error:
        raise InputError(
            f"{workspace or tempfile.gettempdir()}：无法写入（{error.strerror or error}）；"
            "请用 --workspace 另选有空间的文件夹。"
        ) from None
    written = write_bench(result, report) if report is not None else ()
    if as_json:
        print_json(result.to_json())
        return
    show(_table(result))
    for path in written:
        print(path)


def _table(result: "Result") -> "RenderableType":
    """The runs, the slopes, and what was left out."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from eval.bench.report import COLUMNS, cells

    table = Table(box=None, pad_edge=False)
    for number, (head, _) in enumerate(COLUMNS):
        table.add_column(head, justify="right" if number else "left")
    for run in result.runs:
        table.add_row(*cells(run))
    lines = [
        f"{system}：p50 随段数增长的斜率 {slope:g}"
        for system, slope in result.slopes().items()
        if slope is not None
    ]
    lines += [f"未测 {one.system}，{one.passages:,} 段：{one.reason}" for one in result.skipped]
    return Group(table, *map(Text, lines))
