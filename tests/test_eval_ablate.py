"""The ablation switches what it names, puts everything back, and tells what each step is worth."""

import fnmatch
import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

from eval.ablate.__main__ import main
from eval.ablate.measure import development_sets, evenly, measure
from eval.ablate.steps import GROUPS, STEPS, Step, switched
from eval.ablate.table import to_markdown
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.judge import passage_rows
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.probe import make_probe
from retrieval.query import make_query
from retrieval.sentence_features import SENTENCE_FEATURES

TEXTS = {
    "馆": "圖書館每週一閉館。",
    "堂": "食堂早上七点开门。食堂在二层。",
    "车": "班车每天发三趟。末班车十点发车。",
}
ASKED = [
    ("馆", "图书馆哪天闭馆？", "每週一"),
    ("堂", "食堂几点开门？", "七点"),
    ("车", "末班车什么时候发车？", "十点"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one set of three documents, and its half without the last of them."""
    (tmp_path / "squad").mkdir()
    (tmp_path / "abstention").mkdir()
    paragraphs = [
        {
            "id": name,
            "context": TEXTS[name],
            "qas": [{"id": name, "question": question, "answers": [{"text": answer}]}],
        }
        for name, question, answer in ASKED
    ]
    squad = {"data": [{"title": name["id"], "paragraphs": [name]} for name in paragraphs]}
    (tmp_path / "squad" / "小.json").write_text(json.dumps(squad), "utf-8")
    documents = [{"id": name, "title": name, "text": TEXTS[name]} for name in ("馆", "堂")]
    questions = [
        {"id": name, "question": question, "answers": [answer], "answerable": name != "车"}
        for name, question, answer in ASKED
    ]
    for ending, records in (("docs", documents), ("qa", questions)):
        path = tmp_path / "abstention" / f"小_half.{ending}.jsonl"
        path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    return tmp_path


def _step(name: str) -> Step:
    return next(step for step in STEPS if step.name == name)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_switch_stands_only_as_long_as_it_is_measured(step: Step) -> None:
    parts = [(import_module(switch.module), switch.name) for switch in step.switches]
    before = [getattr(module, name) for module, name in parts]

    with switched(step):
        assert all(
            getattr(module, name) is not part
            for (module, name), part in zip(parts, before, strict=True)
        )
    assert [getattr(module, name) for module, name in parts] == before


@pytest.mark.parametrize("group", GROUPS)
def test_every_pattern_of_a_group_is_of_features_that_there_are(group: str) -> None:
    features = (*PASSAGE_FEATURES, *SENTENCE_FEATURES, *CONFIDENCE_FEATURES)

    assert all(fnmatch.filter(features, pattern) for pattern in GROUPS[group])


def test_blanked_features_are_zero_and_the_others_stay(data: Path) -> None:
    whole = next(one for one in development_sets(data, 10) if one.name == "小")
    query = make_query("食堂几点开门？")
    probe = make_probe(query, whole.index.engine.idf)
    hits = whole.index.engine.search(query.terms, 10)
    before = passage_rows(probe, hits, whole.index)
    with switched(_step("不看连续与紧密")):
        after = passage_rows(probe, hits, whole.index)

    blank = PASSAGE_FEATURES.index("run")
    others = [PASSAGE_FEATURES.index(name) for name in ("bm25", "words", "length")]
    assert before[0, blank] > 0
    assert (after[:, blank] == 0).all()
    assert (after[:, others] == before[:, others]).all()
    assert (before[0, others] > 0).all()


def test_without_conversion_a_traditional_document_is_not_found(data: Path) -> None:
    whole = next(one for one in development_sets(data, 10) if one.name == "小")

    found = measure(_step("不转简体"), whole)
    assert (found["document.success@1"].before, found["document.success@1"].after) == (1, 2 / 3)


def test_the_first_sentence_is_often_the_wrong_one(data: Path) -> None:
    whole = next(one for one in development_sets(data, 10) if one.name == "小")

    found = measure(_step("不选句：取每段的首句"), whole)["sentence.answer_hit@1"]
    assert (found.before, found.after) == (1, 2 / 3)


def test_of_a_half_only_the_silence_is_measured(data: Path) -> None:
    half = next(one for one in development_sets(data, 10) if one.name == "小_half")

    assert list(measure(STEPS[0], half)) == ["abstention.auroc"]


def test_questions_are_taken_from_all_over_a_set() -> None:
    assert evenly(range(10), 4) == (0, 2, 5, 7)
    assert evenly("甲乙", 4) == ("甲", "乙")


def test_at_most_so_many_questions_are_asked(data: Path) -> None:
    sizes = {one.name: len(one.rows) for one in development_sets(data, 2)}

    assert sizes == {"builtin": 2, "小": 2, "小_half": 2}


def test_the_command_writes_a_table_for_each_set(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = data / "ablation.md"
    command = ["ablate", "--data", str(data), "--most", "3", "--out", str(out), "--json"]
    monkeypatch.setattr(sys, "argv", command)

    assert main() == 0
    sets = json.loads(capsys.readouterr().out)["sets"]
    table = out.read_text(encoding="utf-8")
    assert list(sets["小"]) == [step.name for step in STEPS]
    assert table.count("\n## ") == 2
    assert "| 全部步骤 | 1.000 | 1.000 | 1.000 | 1.000 | " in table
    assert "| 不选句：取每段的首句 | 1.000（+0.000） |" in table


def test_the_table_ends_with_what_the_fits_reach() -> None:
    fitted = {
        "": {"order": {"甲": 0.9, "乙": 0.8}},
        "不比较标题": {"order": {"甲": 0.85, "乙": 0.8}},
    }

    page = to_markdown({}, fitted, "出处。")
    assert "### 次序\n\n| 步骤 | 甲 | 乙 |\n" in page
    assert "| 全部特征 | 0.900 | 0.800 |\n| 不比较标题 | 0.850 | 0.800 |\n" in page
    assert "重新拟合" not in to_markdown({}, {}, "出处。")


def test_a_folder_that_is_not_there_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ablate", "--data", str(tmp_path / "无")])

    assert main() == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "--data" in captured.err
