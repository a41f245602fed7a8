"""The benchmark: what it makes, what it measures, how it tells it."""

import json
import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.load import load_builtin
from corpus.passages import cut_passages
from corpus.readers.jsonl import document_from_record
from eval.bench.likeness import compared, likeness
from eval.bench.report import to_markdown, to_svg, write_bench
from eval.bench.run import Plan, benchmark
from eval.bench.synthetic import MadeDocument, Synthetic
from eval.bench.types import Result, Run, Skipped

TEXTS = [document.text for document in load_builtin()]


def made(size: int, seed: int = 0) -> list[MadeDocument]:
    return list(Synthetic(TEXTS, seed).documents(size))


def run(system: str, passages: int, p50: float) -> Run:
    latency = {"p50": p50, "p95": 2 * p50, "p99": 3 * p50}
    return Run(system, passages, 1.5, 2.0, 300.0, 120.0, 0.5, latency, latency, 50)


def test_the_seed_alone_decides_what_is_made() -> None:
    assert made(60) == made(60)
    assert made(60)[0].text != made(60, seed=1)[0].text
    recipe = Synthetic(TEXTS)
    documents = list(recipe.documents(60))
    assert recipe.questions(documents, 30) == Synthetic(TEXTS).questions(documents, 30)


def test_a_smaller_collection_is_the_beginning_of_a_larger_one() -> None:
    assert made(400)[: len(made(60))] == made(60)


def test_passages_are_as_many_as_asked_for_and_as_long_as_real_ones() -> None:
    real = [len(p.text) for document in load_builtin() for p in cut_passages(document)]
    lengths = [
        len(passage.text)
        for one in made(1000)
        for passage in cut_passages(document_from_record(one.id, one.title, one.text, "x"))
    ]

    assert 800 < len(lengths) < 1200
    assert max(lengths) <= 200
    assert sum(lengths) / len(lengths) > sum(real) / len(real)


def test_new_words_go_on_coming_as_a_collection_grows() -> None:
    def bigrams(documents: list[MadeDocument]) -> Counter[str]:
        texts = [re.sub("[^\u4e00-\u9fff]", "", one.text) for one in documents]
        return Counter(text[at : at + 2] for text in texts for at in range(len(text) - 1))

    small, large = bigrams(made(300)), bigrams(made(3000))

    assert len(large) > 1.5 * len(small)
    # And most of what is there is rare.
    assert sum(count <= 2 for count in large.values()) > len(large) / 4


def test_questions_are_about_documents_and_some_about_none() -> None:
    documents = made(300)
    questions = Synthetic(TEXTS).questions(documents, 200)
    names = {one.name for one in documents}

    about = sum(any(name in question for name in names) for question in questions)

    assert len(questions) == 200
    assert 100 < about < 200
    assert all(question.endswith("？") for question in questions)


def test_words_are_spread_as_in_the_text_it_is_made_from() -> None:
    both = compared(TEXTS, (one.text for one in made(1000)))

    assert both["real"] == asdict(likeness(TEXTS))
    assert both["made"]["common"] == pytest.approx(both["real"]["common"], rel=0.35)
    assert likeness(["一二三四五六七八九十"] * 50).once == 0


def test_too_little_text_is_refused() -> None:
    with pytest.raises(InputError, match="太少"):
        Synthetic(["短。"])


def test_every_system_is_measured_over_the_same_passages(tmp_path: Path) -> None:
    systems = ("wenju", "wenju:bm25s", "rank-bm25", "sqlite-fts5")
    said: list[str] = []

    result = benchmark(Plan((150,), systems, 40), Synthetic(TEXTS), tmp_path, said.append)

    assert [one.system for one in result.runs] == list(systems)
    assert len({one.passages for one in result.runs}) == 1
    assert result.skipped == []
    for one in result.runs:
        assert 0 < one.latency_ms["p50"] <= one.latency_ms["p95"] <= one.latency_ms["p99"]
        assert min(one.index_s, one.open_s, one.rss_mb, one.build_rss_mb) > 0
        assert one.questions == 40
    assert {one.system for one in result.runs if one.disk_mb} == set(systems) - {"rank-bm25"}
    assert {one.system for one in result.runs if one.index_vs_jieba} == set(systems[:2])
    assert said
    assert list(tmp_path.iterdir()) == []


def test_a_system_that_fails_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.bench.run._SLOW_MOST", 100)
    monkeypatch.setattr("eval.bench.run.is_installed", lambda name: name != "tantivy")
    monkeypatch.setattr("eval.bench.run.ASK_SECONDS", "?")
    systems = ("rank-bm25", "tantivy", "sqlite-fts5")

    result = benchmark(Plan((150,), systems, 25), Synthetic(TEXTS), tmp_path)

    assert list(result.runs) == []
    reasons = {one.system: one.reason for one in result.skipped}
    assert "太慢" in reasons["rank-bm25"]
    assert "wenju[bench]" in reasons["tantivy"]
    assert "TypeError" in reasons["sqlite-fts5"]


def test_the_slope_is_that_of_the_logarithms() -> None:
    runs = [run("甲", 1000, 1.0), run("甲", 100_000, 10.0), run("乙", 1000, 5.0)]

    assert Result(runs, []).slopes() == {"甲": 0.5, "乙": None}


def test_the_json_is_the_contracts(tmp_path: Path) -> None:
    skipped = [Skipped("tantivy", 1000, "没有安装")]
    write_bench(Result([run("wenju", 1000, 1.0)], skipped, {"seed": 0}), tmp_path)

    wire = json.loads((tmp_path / "bench.json").read_text("utf-8"))

    assert wire["slope"] == {"wenju": None}
    assert wire["skipped"][0]["system"] == "tantivy"
    (one,) = wire["runs"]
    assert one["latency_ms"] == {"p50": 1.0, "p95": 2.0, "p99": 3.0}
    assert {"system", "passages", "index_s", "disk_mb", "rss_mb", "open_s"} <= one.keys()


def test_the_table_and_the_plot_name_every_system() -> None:
    runs = [run("wenju", 1000, 1.0), run("wenju", 10_000, 2.0), run("<b>", 1000, 9.0)]
    result = Result(runs, [Skipped("rank-bm25", 10_000, "太慢")])

    table, plot = to_markdown(result), to_svg(runs)

    assert "| wenju | 10,000 |" in table
    assert "wenju 0.301" in table
    assert "rank-bm25，10,000 段：太慢" in table
    assert plot.count("<circle") == 3
    assert "&lt;b&gt;" in plot
    assert "<b>" not in plot
