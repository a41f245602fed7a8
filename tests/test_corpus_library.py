"""The library: what is kept, what is read again, and what a reader of it sees meanwhile."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import InputError, LibraryBusyError, LibraryError
from corpus.library import Library, add_bytes, add_paths
from corpus.library.schema import VERSION
from corpus.library.verify import State, verify_library
from tests.library_checks import answers, broken


class Counter:
    """Counts the passages that are segmented."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, number: int) -> None:
        """Count some."""
        self.count += number

    def since(self) -> int:
        """How many since one last asked."""
        count, self.count = self.count, 0
        return count


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "食堂.txt").write_text("食堂早上七点开门，晚上八点关门。", "utf-8")
    (folder / "大会.md").write_text("# 大会\n\n石化产业发展大会签约金额178亿元。\n", "utf-8")
    (folder / "合同.txt").write_text("试用期为三个月。工资按月发放。", "utf-8")
    return folder


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def library(tmp_path: Path, folder: Path, counter: Counter) -> Library:
    library = Library(tmp_path / "库", create=True, segmented=counter)
    with library.writing() as writer:
        add_paths(writer, [folder])
    counter.since()
    return library


def names(library: Library) -> list[str]:
    return [row.id for row in library.rows()]


def test_a_folder_is_kept_and_answers(library: Library) -> None:
    assert names(library) == ["合同.txt", "大会.md", "食堂.txt"]
    assert broken(library) == []
    assert answers(library.load())[1][0] == "answered"


def test_what_did_not_change_is_not_read_again(
    library: Library, folder: Path, counter: Counter
) -> None:
    with library.writing() as writer:
        again = add_paths(writer, [folder])

    assert (again.unchanged, again.added, counter.since()) == (3, [], 0)


def test_adding_a_document_segments_no_other(
    library: Library, folder: Path, counter: Counter
) -> None:
    (folder / "通知.txt").write_text("运动会改到周五。", "utf-8")
    with library.writing() as writer:
        result = add_paths(writer, [folder])

    assert (result.added, counter.since()) == (["通知.txt"], 1)


def test_opening_a_library_segments_nothing(library: Library, counter: Counter) -> None:
    Library(library.directory, segmented=counter).load()

    assert counter.since() == 0


def test_a_changed_document_is_cut_only_where_it_changed(
    library: Library, folder: Path, counter: Counter
) -> None:
    long = "\n\n".join(f"一、第{n}件事\n{'说明' * 80}{n}。" for n in range(9))
    (folder / "合同.txt").write_text(long, "utf-8")
    with library.writing() as writer:
        add_paths(writer, [folder])
    whole = counter.since()
    (folder / "合同.txt").write_text(long + "\n\n一、另外\n试用期为六个月。", "utf-8")
    with library.writing() as writer:
        result = add_paths(writer, [folder])

    assert (result.replaced, whole > 1, counter.since()) == (["合同.txt"], True, 1)
    assert broken(library) == []


def test_a_moved_file_keeps_its_id_and_is_not_cut_again(
    library: Library, folder: Path, counter: Counter
) -> None:
    (folder / "子").mkdir()
    (folder / "食堂.txt").rename(folder / "子" / "食堂.txt")
    with library.writing() as writer:
        result = add_paths(writer, [folder])

    assert (result.moved, result.added, counter.since()) == (1, [], 0)
    assert "食堂.txt" in names(library)
    assert next(r.source for r in library.rows() if r.id == "食堂.txt").endswith("子/食堂.txt")


def test_two_files_of_one_name_are_two_documents(library: Library, tmp_path: Path) -> None:
    for place in ("甲", "乙"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "食堂.txt").write_text(f"{place}食堂中午开门。", "utf-8")
    with library.writing() as writer:
        result = add_paths(writer, [tmp_path / "甲", tmp_path / "乙"])

    assert (len(result.added), result.refused, len(library.rows())) == (2, [], 5)


def test_a_bad_file_is_refused_and_the_rest_added(library: Library, folder: Path) -> None:
    (folder / "坏.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    (folder / "好.txt").write_text("运动会改到周五。", "utf-8")
    with library.writing() as writer:
        result = add_paths(writer, [folder])

    assert result.added == ["好.txt"]
    assert len(result.refused) == 1
    assert "坏.txt" in result.refused[0]


def test_a_removed_document_is_remembered_as_removed(library: Library) -> None:
    with library.writing() as writer:
        writer.remove("食堂.txt")

    assert library.document("食堂.txt") is None
    gone = library.removed("食堂.txt")
    assert gone is not None
    assert gone.title == "食堂"
    assert broken(library) == []


def test_removing_what_is_not_there_is_refused(library: Library) -> None:
    with library.writing() as writer, pytest.raises(LibraryError, match="没有的"):
        writer.remove("没有的.txt")


def test_a_word_is_kept_whole_and_cuts_only_what_has_it(library: Library, counter: Counter) -> None:
    with library.writing() as writer:
        change = writer.add_word("石化产業發展大會")

    stored = library.load()
    assert (change.segmented, counter.since()) == (1, 1)
    assert any("石化产业发展大会" in bag for bag in stored.bags)
    assert broken(library) == []


def test_a_word_that_comes_and_goes_leaves_no_trace(library: Library) -> None:
    before = library.load().bags
    for word in ("石化产业发展大会", "为三个", "早上七点"):
        with library.writing() as writer:
            writer.add_word(word)
    for word in ("早上七点", "石化产业发展大会", "为三个"):
        with library.writing() as writer:
            writer.remove_word(word)

    assert library.load().bags == before


@pytest.mark.parametrize("word", ["", "大", "有 空格", "好" * 21, "，。"])
def test_what_cannot_be_a_word_is_refused(library: Library, word: str) -> None:
    with library.writing() as writer, pytest.raises(InputError, match="不能作用户词"):
        writer.add_word(word)


def test_a_second_writer_is_told_and_a_reader_is_not_held_up(library: Library) -> None:
    with library.writing() as writer:
        writer._connection.execute("BEGIN IMMEDIATE")
        writer._connection.execute("DELETE FROM documents")
        with pytest.raises(LibraryBusyError, match="另一个程序"), library.writing():
            pass
        assert len(library.rows()) == 3
        writer._connection.execute("ROLLBACK")


def test_readers_see_one_moment_while_someone_writes(library: Library) -> None:
    stop = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not stop.is_set():
            stored = library.load()
            ids = {document.id for document in stored.documents}
            wrong.extend(p.id for p in stored.passages if p.document_id not in ids)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(30):
        with library.writing() as writer:
            add_bytes(writer, "通知.txt", f"第{number}号通知。".encode())
            writer.remove("通知.txt")
    stop.set()
    reader.join()

    assert wrong == []


def test_a_read_only_library_is_read_and_says_so_when_written(library: Library) -> None:
    with closing(sqlite3.connect(library.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in library.directory.iterdir():
        path.chmod(stat.S_IRUSR)
    library.directory.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(Library(library.directory).load().documents) == 3
    finally:
        library.directory.chmod(stat.S_IRWXU)


def test_a_full_disk_is_said_in_one_line_and_nothing_is_lost(library: Library) -> None:
    def fill() -> None:
        with library.writing() as writer:
            pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
            writer._connection.execute(f"PRAGMA max_page_count = {pages}")
            add_bytes(writer, "大.txt", "\n".join(f"第{n}条说明。" for n in range(9000)).encode())

    with pytest.raises(LibraryError, match="磁盘满"):
        fill()

    assert len(library.rows()) == 3
    assert broken(library) == []


def test_a_later_version_is_refused(library: Library) -> None:
    with closing(sqlite3.connect(library.path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")

    with pytest.raises(LibraryError, match="更新的问据"):
        Library(library.directory)


def test_a_library_of_version_one_is_brought_up_to_date(library: Library) -> None:
    with closing(sqlite3.connect(library.path)) as connection:
        connection.executescript(
            """
            DROP TABLE feedback;
            DROP INDEX documents_by_change;
            DROP INDEX removed_by_change;
            DROP INDEX documents_by_size;
            ALTER TABLE documents DROP COLUMN changed;
            ALTER TABLE documents DROP COLUMN passages;
            ALTER TABLE removed DROP COLUMN changed;
            ALTER TABLE passages RENAME COLUMN words TO terms;
            UPDATE passages SET terms = x'00';
            UPDATE meta SET value = 'jieba of that time' WHERE key = 'fingerprint';
            PRAGMA user_version = 1;
            """
        )
    with closing(sqlite3.connect(library.path)) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM documents")}

    again = Library(library.directory)

    assert set(names(again)) == kept
    assert not broken(again)
    with closing(sqlite3.connect(library.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert connection.execute("SELECT count(*) FROM feedback").fetchone()[0] == 0


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        connection.execute("CREATE TABLE notes (text)")

    with pytest.raises(LibraryError, match="别的程序"):
        Library(tmp_path)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_text("不是数据库" * 100, "utf-8")

    with pytest.raises(LibraryError, match="不是资料库"):
        Library(tmp_path)


def test_passages_of_other_rules_are_cut_anew(library: Library, counter: Counter) -> None:
    with closing(sqlite3.connect(library.path)) as connection:
        connection.execute("UPDATE meta SET value = 'old' WHERE key = 'fingerprint'")
        connection.execute("DELETE FROM passages")
        connection.commit()

    again = Library(library.directory, segmented=counter)

    assert counter.since() == 3
    assert broken(again) == []


def test_verify_names_what_changed_moved_and_went(library: Library, folder: Path) -> None:
    (folder / "食堂.txt").write_text("食堂搬家了。", "utf-8")
    (folder / "大会.md").rename(folder / "改名.md")
    (folder / "合同.txt").unlink()
    with library.writing() as writer:
        add_bytes(writer, "上传.txt", "运动会改到周五。".encode())

    states = {check.document_id: check.state for check in verify_library(library)}

    assert states == {
        "食堂.txt": State.CHANGED,
        "大会.md": State.MOVED,
        "合同.txt": State.MISSING,
        "上传.txt": State.OK,
    }


def test_many_files_are_cut_elsewhere_with_the_same_result(
    library: Library, tmp_path: Path, counter: Counter
) -> None:
    many = tmp_path / "多"
    many.mkdir()
    for number in range(20):
        (many / f"{number}.txt").write_text(f"第{number}届石化产业发展大会签约。", "utf-8")
    with library.writing() as writer:
        writer.add_word("石化产业发展大会")
        counter.since()
        result = add_paths(writer, [many])

    assert (len(result.added), result.segmented, counter.since()) == (20, 20, 20)
    assert broken(library) == []


def test_a_library_that_grows_by_much_changes_to_the_fast_segmenter_as_a_whole(
    library: Library, tmp_path: Path
) -> None:
    with library.snapshot() as before:
        old = before.fingerprint
    (tmp_path / "多").mkdir()
    sentence = "第3届石化产业发展大会签约金额178亿元，濮阳市科学技术协会组织了科普活动。"
    for number in range(3):
        (tmp_path / "多" / f"{number}.txt").write_text(sentence * 3000, "utf-8")

    with library.writing() as writer:
        result = add_paths(writer, [tmp_path / "多"])
        name = writer.segmenter

    with Library(library.directory).snapshot() as after:
        assert old.startswith("jieba")
        assert after.fingerprint.startswith("rjieba")
        assert after.segmenter.name == name == "rjieba"
    assert len(result.added) == 3
    assert broken(library) == []
    assert library.load().segmenter.name == "rjieba"
