"""Files and folders: what is read, what is refused, and that one bad file loses no other."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.children import Child
from corpus.errors import InputError, ReadError
from corpus.folders import FoundFile, find_files
from corpus.isolation import Job, Read, read_all
from corpus.load import load_paths, read_files
from tests.made_files import pdf, word, zipped

GOOD = "食堂早上七点开门。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "好.txt").write_text(GOOD, "utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    """Why the other files were refused; the good one is read all the same."""
    loaded = load_paths([folder])
    assert [document.text for document in loaded.documents] == [GOOD]
    return list(loaded.refused)


BOMB = b"0" * (200 << 20)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]><w>&i;</w>"
)


def pdf_claiming(pages: int) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count " + str(pages).encode() + b"/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


PDF_LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("弹.docx", zipped({"word/document.xml": BOMB})),
        ("弹.xlsx", zipped({"xl/workbook.xml": BOMB})),
        ("弹.epub", zipped({"META-INF/container.xml": BOMB})),
        ("套.docx", zipped({"word/document.xml": zipped({"a": zipped({"b": BOMB})})})),
        ("体.docx", zipped({"word/document.xml": ENTITIES})),
        ("体.ofd", zipped({"OFD.xml": ENTITIES})),
        ("体.epub", zipped({"META-INF/container.xml": ENTITIES})),
        ("多.pdf", pdf_claiming(100_000)),
        ("圈.pdf", PDF_LOOP),
        ("乱.pdf", b"%PDF-1.7" + os.urandom(3000)),
        ("二进制.txt", b"\x00\x01\xff" * 500),
    ],
)
def test_a_hostile_file_is_refused_and_no_other_is_lost(
    folder: Path, name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)

    (line,) = refused(folder)
    assert name in line
    assert "\n" not in line


def test_a_file_that_is_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "大.txt").open("wb") as file:
        file.truncate(2 << 30)

    (line,) = refused(folder)
    assert "2048 MB" in line


def test_a_link_out_of_the_folder_is_refused_and_one_inside_followed(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "外.txt").write_text("外面的秘密。", "utf-8")
    (folder / "链.txt").symlink_to(tmp_path / "外.txt")
    (line,) = refused(folder)
    assert "链.txt" in line

    (folder / "链.txt").unlink()
    (folder / "同.txt").symlink_to(folder / "好.txt")
    assert len(load_paths([folder]).documents) == 2


def test_a_fifo_is_passed_over_in_a_folder_and_refused_by_name(folder: Path) -> None:
    os.mkfifo(folder / "管.txt")

    assert refused(folder) == []
    with pytest.raises(ReadError, match="不是普通文件"):
        load_paths([folder / "管.txt"])


@pytest.mark.parametrize(
    "name",
    [
        "换\n行.txt",
        "<img src=x onerror=alert(1)>.txt",
        "右\u202e到左.txt",
        "长" * 80 + ".txt",
        "甲..%2f..%2fetc.txt",
    ],
)
def test_odd_names_are_read_and_shown_in_one_line(folder: Path, name: str) -> None:
    (folder / name).write_text("运动会改到周五。", "utf-8")
    assert len(load_paths([folder]).documents) == 2

    (folder / name).write_bytes(b"\x00\xff" * 500)
    (line,) = refused(folder)
    assert "\n" not in line
    assert "\u202e" not in line


def test_a_file_that_keeps_changing_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def growing(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "变.txt":
            with real(path, "ab") as file:
                file.write("又一行。\n".encode())
        return real(path, *arguments, **named)  # type: ignore[call-overload]

    (folder / "变.txt").write_text("第一行。\n", "utf-8")
    monkeypatch.setattr(Path, "open", growing)

    (line,) = refused(folder)
    assert "正在被改动" in line


SHORT = Job(pdf([GOOD]), "短.pdf", "短.pdf", "短.pdf", None)


def test_a_child_that_takes_too_long_is_given_up_and_the_next_file_read() -> None:
    long = Job(pdf([GOOD] * 2000), "长.pdf", "长.pdf", "长.pdf", None)
    with Child() as child:
        (late,) = read_all(child, [long], timeout=1e-9)
        (read,) = read_all(child, [SHORT])
    assert "还没有读完" in str(late)
    assert isinstance(read, Read)
    assert GOOD in read.documents[0].text


def test_a_child_that_runs_out_of_memory_costs_one_file() -> None:
    large = Job(word([GOOD * 2000] * 2000), "大.docx", "大.docx", "大.docx", None)
    with Child(memory=400 << 20) as child:
        (failed,) = read_all(child, [large])
        (read,) = read_all(child, [SHORT])
    assert isinstance(failed, InputError)
    assert re.search("内存|崩溃", str(failed))
    assert isinstance(read, Read)
    assert GOOD in read.documents[0].text


def test_files_are_taken_a_few_ahead_so_that_memory_does_not_grow(folder: Path) -> None:
    taken = 0

    def endless() -> Iterator[FoundFile]:
        nonlocal taken
        while True:
            taken += 1
            yield FoundFile(folder / "好.txt", f"{taken}.txt", "好.txt", None)

    reading = read_files(endless())
    for _ in range(100):
        next(reading)
    reading.close()  # type: ignore[attr-defined]  # it is a generator

    # Small ones go in groups of sixteen, a few groups ahead.
    assert taken <= 100 + 8 * 16


def test_words_own_lock_files_are_passed_over(folder: Path) -> None:
    (folder / "~$报告.docx").write_bytes(b"x")

    files, problems = find_files([folder])
    assert ([file.document_id for file in files], problems) == (["好.txt"], [])


def test_a_zips_directory_may_lie_about_sizes(folder: Path) -> None:
    data = zipped({"word/document.xml": BOMB})
    lied = data.replace((200 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    (folder / "谎.docx").write_bytes(lied)

    (line,) = refused(folder)
    assert "谎.docx" in line
