"""The commands and their options. Each imports what it needs only when it runs."""

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ui import bench_command, info_command, library_commands, reindex_command, words_command
from ui.milvus import made_in, milvus_named
from ui.named import holdings_of
from ui.options import (
    AsJson,
    Corpus,
    Encoding,
    Engine,
    MaybeLibrary,
    MilvusToken,
    MilvusUri,
    print_json,
    valid,
    warn,
)

app = typer.Typer(
    name="wenju",
    help="问据：用原文回答问题，逐字引用，可以核对。离线运行。",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(info_command.commands)
app.add_typer(library_commands.commands)
app.add_typer(words_command.commands)
app.add_typer(reindex_command.commands)
app.add_typer(bench_command.commands)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"wenju {version('wenju')}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本。")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command(
    epilog='例：wenju ask "三届石化产业发展大会签约金额是多少？"　'
    'wenju ask "试用期多长？" --corpus 合同/ --json'
)
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="问题。")],
    after: Annotated[
        list[str] | None,
        typer.Option(metavar="QUESTION", help="此前问过的问题，可重复，先问的在前。"),
    ] = None,
    corpus: Corpus = None,
    library: MaybeLibrary = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="只在这篇文档里找，可重复；id 见 wenju info。"),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="最多给出几条依据。")] = 5,
    encoding: Encoding = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="说明为什么是这条：各词的得分与特征。")
    ] = False,
) -> int:
    """回答一个问题。退出状态：0 有答案，1 未找到，2 输入有误。"""
    from retrieval.types import Status
    from ui.wire import answer_json

    milvus = milvus_named(engine, milvus_uri, milvus_token)
    retriever = holdings_of(corpus, library, encoding, milvus or engine).current()
    begin = time.perf_counter()
    # Bytes of the command line that are no valid text arrive as lone surrogates.
    answer = retriever.ask(valid(question), [valid(turn) for turn in after or ()], k, only)
    elapsed_ms = (time.perf_counter() - begin) * 1000
    if as_json:
        print_json(answer_json(answer, elapsed_ms, explain))
    else:
        from ui.terminal import render_answer, show

        show(render_answer(answer, explain=explain))
    return 1 if answer.status is Status.NO_ANSWER else 0


@app.command(
    "eval",
    epilog="例：wenju eval --save 改动前　wenju eval --compare 改动前　"
    "wenju eval --corpus 资料/ --qa 题目.jsonl --report 报告/",
)
def evaluate(
    corpus: Corpus = None,
    qa: Annotated[
        Path | None, typer.Option(metavar="FILE", help="问答集（.jsonl 或 .csv）。")
    ] = None,
    squad: Annotated[
        Path | None, typer.Option(metavar="FILE", help="SQuAD 式文件，如 CMRC 2018、DRCD。")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="把报告和逐题结果写到这个文件夹。")
    ] = None,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="保存这次评测，供以后比较。")
    ] = None,
    compare: Annotated[
        str | None, typer.Option(metavar="NAME", help="与以前保存的评测逐题比较。")
    ] = None,
    encoding: Encoding = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    as_json: AsJson = False,
) -> None:
    """用问答集评测检索、抽句与拒答。不指定文件时，用内置资料和内置问答集。"""
    from eval.collection import gather, named
    from eval.compare import compare_with
    from eval.findings import find
    from eval.report import require_writable, write_report
    from eval.runner import evaluate as run
    from eval.saved import load_run, require_name, save_run
    from retrieval.retriever import Retriever
    from ui.info import made_with
    from ui.terminal import progress_bar, render_findings, show, shown

    # What would fail at the end of a long run is looked at before it.
    earlier = load_run(compare) if compare is not None else None
    if save is not None:
        require_name(save)
    if report is not None:
        require_writable(report)
    gathered = gather(corpus or (), qa, squad, encoding)
    warn(gathered.refused)
    if earlier is not None:
        earlier.require_shared(gathered.questions)
    milvus = milvus_named(engine, milvus_uri, milvus_token)
    with progress_bar() as bar, ExitStack() as stack:
        indexing = bar.add_task("建立索引", total=len(gathered.documents))
        begin = time.perf_counter()
        if milvus is not None:
            retriever = stack.enter_context(made_in(milvus, gathered.documents))
        else:
            retriever = Retriever(
                gathered.documents, engine, lambda done, _: bar.update(indexing, completed=done)
            )
        seconds = time.perf_counter() - begin
        asking = bar.add_task("逐题提问", total=len(gathered.questions))
        result = run(
            retriever,
            gathered.questions,
            lambda done: bar.update(asking, completed=done),
            seconds,
        )
    result = replace(
        result, about=named(corpus or (), qa, squad) | made_with(retriever.engine.name)
    )
    comparison = compare_with(earlier, result.rows) if earlier is not None else None
    warn([*result.warnings, *(comparison.warnings if comparison else ())])
    findings = find(result, comparison)
    if as_json:
        print_json(
            result.to_json() | ({"compare": comparison.to_json()} if comparison is not None else {})
        )
    else:
        show(render_findings(findings))
    written = [*write_report(findings, report)] if report is not None else []
    if save is not None:
        written.append(save_run(result, gathered.questions, save))
    if not as_json:
        for path in written:
            print(f"已写入 {shown(str(path))}")


@app.command(epilog="例：wenju serve　wenju serve --library 资料库/ --port 8080")
def serve(
    corpus: Corpus = None,
    library: MaybeLibrary = None,
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。")] = 7860,
    encoding: Encoding = None,
    engine: Engine = None,
    milvus_uri: MilvusUri = None,
    milvus_token: MilvusToken = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="启动后打开浏览器。")
    ] = True,
) -> None:
    """启动网页（/）和接口（POST /api/ask）。按 Ctrl-C 结束。"""
    from ui.server import require_free_port
    from ui.server import serve as run

    # Before the documents are read, which may take a while.
    require_free_port(host, port)
    milvus = milvus_named(engine, milvus_uri, milvus_token)
    holdings = holdings_of(corpus, library, encoding, milvus or engine, create=True)
    run(holdings, host, port, open_browser=browser)
