"""Documents cut in bulk: the same as one by one, kept in a row and read back whole."""

import json
import re
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import load
from corpus.children import Child
from corpus.cut import Cut, cut_document, cut_of, words_under
from corpus.errors import InputError
from corpus.isolation import CUT_AT_ONCE, Job, Read, cut_all, read_all
from corpus.library import Library, add_paths
from corpus.load import load_builtin
from corpus.normalize import normalize, normalize_all
from corpus.passages import cut_passages
from corpus.segment import RJIEBA, segmenter_with
from corpus.terms import passage_words, words, words_of_all
from tests.library_checks import broken

TEXT = st.text(
    alphabet="濮陽市科協的二〇一八年第三屆簽約壹佰178億％…①ﬁé\u0301\u3000 \n\r\x1e\ud800，。A廿",
    max_size=40,
)
KNOWN = "石化產業發展大會"
COLUMNS = ("document_id", "spans", "fields", "search_text", "words")


def kept(cut: Cut) -> Cut:
    """What is read back of a row that went through a table."""
    with sqlite3.connect(":memory:") as connection:
        connection.row_factory = sqlite3.Row
        connection.execute(f"CREATE TABLE rows ({', '.join(COLUMNS)})")
        connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", cut.row())
        return cut_of(connection.execute("SELECT * FROM rows").fetchone())


@given(st.lists(TEXT, max_size=6))
def test_texts_are_normalised_together_as_they_are_alone(texts: list[str]) -> None:
    assert normalize_all(texts) == [normalize(text) for text in texts]


@given(st.lists(TEXT, max_size=6), st.booleans())
def test_texts_are_cut_into_words_together_as_they_are_alone(texts: list[str], user: bool) -> None:
    forms = [normalize(text) for text in texts]
    segmenter = segmenter_with(frozenset(["第3届签约"] if user else []), RJIEBA)

    alone = [
        [word for word, _, _ in segmenter.words(form) if re.search(r"\w", word)] for form in forms
    ]

    assert words_of_all(forms, segmenter) == ["\n".join(cut) for cut in alone]
    assert [words(form, segmenter) for form in forms] == alone
    assert words_under([() for _ in forms], forms, segmenter) == ["\n".join(cut) for cut in alone]


@given(
    st.lists(
        st.tuples(TEXT, st.lists(st.sampled_from(["甲", "乙丙", "178"]), max_size=3)), max_size=5
    )
)
def test_a_row_gives_back_the_passages_that_it_keeps(
    passages: list[tuple[str, list[str]]],
) -> None:
    forms = [normalize(text) for text, _ in passages]
    cut = Cut(
        "文.txt",
        np.array([(n, n + 7) for n, _ in enumerate(passages)], np.int32).reshape(-1, 2),
        [json.dumps({"heading": [], "lines": [n, n]}) for n, _ in enumerate(passages)],
        forms,
        ["\n".join(words) for _, words in passages],
    )

    again = kept(cut)

    assert again.spans.tolist() == cut.spans.tolist()
    assert (again.fields, again.forms, again.words) == (cut.fields, cut.forms, cut.words)


def test_a_document_is_cut_into_the_words_of_its_passages() -> None:
    segmenter = segmenter_with(frozenset(), RJIEBA)
    for document in load_builtin():
        passages = cut_passages(document)

        cut, segmented = cut_document(document, segmenter, {})

        assert cut.spans.tolist() == [[one.start, one.end] for one in passages]
        assert cut.forms == [normalize(one.text) for one in passages]
        assert segmented == len(passages)
        assert cut.words == [
            "\n".join(passage_words(one.heading, normalize(one.text), segmenter))
            for one in passages
        ]


def long_collection(path: Path, documents: int) -> Path:
    text = f"第三屆{KNOWN}簽約金額一百七十八億元。濮陽市科學技術協會組織科普活動。" * 40
    lines = (
        json.dumps({"id": f"{n:04}", "title": f"第{n}篇", "text": f"{n}。{text}"})
        for n in range(documents)
    )
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_long_collection_is_cut_by_several_at_once_with_the_same_result(tmp_path: Path) -> None:
    documents = 2 * CUT_AT_ONCE // 1500
    library = Library(tmp_path / "库", create=True)

    with library.writing() as writer:
        result = add_paths(writer, [long_collection(tmp_path / "长.jsonl", documents)])

    assert result.added == [f"{n:04}" for n in range(documents)]
    assert result.segmented == len(library.load().passages)
    assert broken(library) == []


def test_a_long_collection_that_cant_be_cut_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path / "库", create=True)
    long_collection(tmp_path / "长.jsonl", 2 * CUT_AT_ONCE // 1500)
    (tmp_path / "短.txt").write_text("食堂早上七点开门。", "utf-8")
    portions = 0

    def failing(child: Child, *arguments: object) -> object:
        nonlocal portions
        portions += 1
        if portions > 1:
            raise InputError("长.jsonl：内存不足。")
        return cut_all(child, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "cut_all", failing)

    with library.writing() as writer:
        result = add_paths(writer, [tmp_path / "长.jsonl", tmp_path / "短.txt"])

    assert portions > 1
    assert result.refused == ["长.jsonl：内存不足。"]
    assert [row.id for row in library.rows()] == ["短.txt"]
    assert broken(library) == []


def test_a_file_that_brings_the_child_down_costs_no_other_of_its_group() -> None:
    good = Job("食堂早上七点开门。".encode(), "好.txt", "好.txt", "好.txt", None)
    huge = Job(("又长又臭。" * 30_000_000).encode(), "大.txt", "大.txt", "大.txt", None)

    with Child(memory=600 << 20) as child:
        first, second, third = read_all(child, [good, huge, good])

    assert isinstance(first, Read)
    assert isinstance(third, Read)
    assert first.documents[0].text == third.documents[0].text == "食堂早上七点开门。"
    assert isinstance(second, InputError)
    assert "大.txt" in str(second)
