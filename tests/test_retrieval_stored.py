"""An index beside a library: built once, opened as it is, and kept up with what changes."""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryError
from corpus.library import Library, add_bytes
from corpus.terms import grams
from retrieval.engines.keys import terms_of
from retrieval.engines.postings import Batch, batches
from retrieval.live import LiveRetriever
from retrieval.stored import build, follow
from retrieval.stored.follow import Stored, index_ahead, merge, open_stored
from retrieval.stored.reading import read_in_children
from retrieval.stored.sorting import sorted_batch
from tests.library_checks import answers, answers_of

WORDS = ("甲", "甲乙", "甲乙丙", "甲乙丙丁", "乙", "a", "a1", "c++", "𠮷", "𠮷野", "产业发展大会")
"""Of all lengths, and one with a character that two bytes can't tell."""
TEXT = st.text(alphabet="濮阳科协的的 \t\u3000〇𠮷a1，。\ud7a3", max_size=30)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "库", create=True)
    with library.writing() as writer:
        for number in range(12):
            text = f"第{number}食堂早上七点开门。石化产业发展大会签约金额{number}亿元。"
            add_bytes(writer, f"食堂{number:02}.txt", (text * (number + 1)).encode())
    return library


def put(library: Library, name: str, text: str) -> None:
    with library.writing() as writer:
        add_bytes(writer, name, text.encode(), instead_of=name if name in ids(library) else None)


def ids(library: Library) -> list[str]:
    return [row.id for row in library.rows()]


def saved(library: Library) -> dict[str, int]:
    """The saved indexes, each with its inode: built anew it would be another."""
    return {
        path.name: path.stat().st_ino for path in (library.directory / "index").glob("revision-*")
    }


def bags_of(batch: Batch) -> list[Counter[str]]:
    """Each passage's terms with how often it has them."""
    bags: list[Counter[str]] = [Counter() for _ in batch.lengths]
    ends = list(accumulate(batch.counts.tolist()))
    terms = [*terms_of(batch.keys), *batch.others]
    for term, start, end in zip(terms, [0, *ends], ends, strict=False):
        holders = batch.holders[start:end].tolist()
        assert holders == sorted(set(holders))
        for holder, times in zip(holders, batch.frequencies[start:end].tolist(), strict=True):
            bags[holder][term] += times
    return bags


@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS), max_size=9), TEXT, TEXT), max_size=6))
def test_passages_are_sorted_into_the_terms_that_they_are_cut_into(
    passages: Sequence[tuple[list[str], str, str]],
) -> None:
    bags = [[*words, *grams(heading), *grams(text)] for words, heading, text in passages]

    batch = sorted_batch(
        ["\n".join(words) for words, _, _ in passages],
        [f"{head}\n{text}" for _, head, text in passages],
    )

    assert bags_of(batch) == [Counter(bag) for bag in bags]
    assert batch.lengths.tolist() == [len(bag) for bag in bags]
    assert [bag for one in batches(bags) for bag in bags_of(one)] == bags_of(batch)


def test_an_index_is_built_once_and_then_opened(library: Library) -> None:
    expected = answers(library.load())

    first = answers_of(open_stored(library).collection())
    built = saved(library)
    again = answers_of(open_stored(Library(library.directory)).collection())

    assert first == again == expected
    assert len(built) == 1
    assert saved(library) == built


def test_changes_are_seen_beside_the_index_that_stays(library: Library) -> None:
    open_stored(library)
    built = saved(library)

    put(library, "食堂03.txt", "食堂改到早上六点半开门。")
    put(library, "新.txt", "食堂的石化产业发展大会签约金额是九百亿元。")
    with library.writing() as writer:
        writer.remove("食堂05.txt")
        writer.add_word("石化产业发展大会")
    collection = open_stored(library).collection()

    assert saved(library) == built
    assert answers_of(collection) == answers(library.load())
    assert list(collection.documents) == ids(library)
    assert "食堂05.txt" not in collection.documents
    hits = collection.engine.search([("食堂", 1)], 99)
    forms = collection.forms([number for number, _ in hits])
    assert {form.document_id for form in forms} == set(ids(library))


def test_passages_of_one_document_can_be_singled_out_old_or_new(library: Library) -> None:
    open_stored(library)
    put(library, "食堂03.txt", "食堂改到早上六点半开门。")
    collection = open_stored(library).collection()

    for name in ids(library):
        among = collection.among([name])
        hits = collection.engine.search([("食堂", 1.0)], 99, among)
        forms = collection.forms([number for number, _ in hits])
        assert {form.document_id for form in forms} == {name}
        texts = [collection.passages[number].text for number, _ in hits]
        assert all(text in collection.documents[name].text for text in texts)


def test_an_index_is_built_in_other_processes_as_in_one(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers(library.load())
    monkeypatch.setattr(build, "_MANY", 1)
    monkeypatch.setattr(build, "_BATCH", 5)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    seen: list[tuple[int, int]] = []

    stored = open_stored(library, lambda done, whole: seen.append((done, whole)))

    assert answers_of(stored.collection()) == expected
    assert len(seen) > 2
    assert seen[-1][0] == seen[-1][1] == stored.snapshot.passages


def test_what_changed_while_the_index_was_built_is_seen(library: Library) -> None:
    """Other processes may read what came after the moment that the index is called by."""
    earlier = library.snapshot()
    put(library, "食堂03.txt", "食堂改到早上六点半开门。")
    put(library, "新.txt", "食堂的石化产业发展大会签约金额是九百亿元。")
    later = library.snapshot()
    mixed = build._joined(later, build._parts(library, later, None))
    index = build.Index(earlier.revision, mixed.records, mixed.postings)

    assert answers_of(Stored(later, index).collection()) == answers(library.load())


@pytest.mark.parametrize(
    "name", ["index.json", "records-letters.bin", "postings-holders.npy", "terms-hashes.npy"]
)
@pytest.mark.parametrize("content", ["gone", "cut", "empty"])
def test_an_index_that_is_damaged_is_built_anew(library: Library, name: str, content: str) -> None:
    open_stored(library)
    ((directory, before),) = saved(library).items()
    path = library.directory / "index" / directory / name
    data = path.read_bytes()
    path.unlink()
    if content != "gone":
        path.write_bytes(data[: len(data) // 2] if content == "cut" else b"")

    collection = open_stored(library).collection()

    assert answers_of(collection) == answers(library.load())
    assert saved(library)[directory] != before


def test_what_a_killed_program_left_is_taken_away(library: Library) -> None:
    left = library.directory / "index" / "new-123"
    left.mkdir(parents=True)
    (left / "postings-holders.npy").write_bytes(b"half")

    open_stored(library)

    assert not left.exists()


def test_a_library_that_no_index_can_be_written_to_still_answers(library: Library) -> None:
    (library.directory / "index").write_text("kein Ordner", "utf-8")

    assert answers_of(open_stored(library).collection()) == answers(library.load())


def test_a_new_index_takes_the_place_of_the_old_one(library: Library) -> None:
    open_stored(library)
    put(library, "新.txt", "食堂的石化产业发展大会签约金额是九百亿元。")
    serving = open_stored(library).collection()
    before = answers_of(serving)

    merge(library)

    assert list(saved(library)) == [f"revision-{library.revision()}"]
    assert open_stored(library).fresh == 0
    # Whoever has the old one open goes on with it.
    assert answers_of(serving) == before == answers_of(open_stored(library).collection())


def test_parts_are_merged_in_the_background_while_the_old_index_answers(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_MERGE_FROM", 3)
    live = LiveRetriever(library, "bm25s")
    built = saved(library)

    put(library, "新.txt", "食堂的石化产业发展大会签约金额是九百亿元。" * 40)
    answer = live.refresh().ask("食堂的石化产业发展大会签约金额是多少？")
    for thread in threading.enumerate():
        if "_merge" in thread.name:
            thread.join()

    assert "九百亿" in answer.evidence[0].hit.passage.text
    assert saved(library).keys() - built.keys() == {f"revision-{library.revision()}"}
    assert "新.txt" in live.current().documents


def test_a_large_library_is_indexed_ahead_and_a_small_one_is_not(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_ahead(library)
    assert not (library.directory / "index").exists()

    monkeypatch.setattr("retrieval.engines.LARGE", 10)
    index_ahead(library)
    built = saved(library)
    index_ahead(library)

    assert len(built) == 1
    assert saved(library) == built


def test_the_engine_suits_the_size(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LiveRetriever(library).current().engine.name == "rank_bm25"
    monkeypatch.setattr("retrieval.engines.LARGE", 10)
    assert LiveRetriever(library).current().engine.name == "bm25s"
    assert LiveRetriever(library, "rank_bm25").current().engine.name == "rank_bm25"


def test_opening_reads_no_passage(library: Library) -> None:
    """What is mapped is read where it is needed: a few pages, however large the index is."""
    open_stored(library)

    records = open_stored(library).index.records

    assert isinstance(records.letters.base, np.memmap)


def test_a_script_without_a_guard_around_its_main_part_builds_an_index(
    library: Library, tmp_path: Path
) -> None:
    """Other processes that ran the script anew would wait for the index that waits for them."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom corpus.library import Library\n"
        "from retrieval.stored import build\nfrom retrieval.stored.follow import open_stored\n"
        "build._MANY, build._BATCH = 1, 5\n"
        "print(len(open_stored(Library(Path(sys.argv[1]))).collection().passages))\n",
        "utf-8",
    )

    done = subprocess.run(
        [sys.executable, str(script), str(library.directory)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == library.snapshot().passages


class Fatal:
    """Ends the process that receives it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_process_that_ends_early_is_told_of(library: Library) -> None:
    with pytest.raises(LibraryError, match="中途退出"):
        list(read_in_children(library.path, [Fatal()]))  # type: ignore[list-item]  # no documents

    assert len(list(read_in_children(library.path, [("食堂00.txt", "食堂11.txt")]))) == 1


def test_what_a_process_cant_read_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="没有"):
        list(read_in_children(tmp_path / "没有.sqlite3", [("甲", "乙")]))
