"""Every format, read from real files: text, structure, and what a citation points at."""

from pathlib import Path

import docx
import openpyxl
import pytest
from opencc import OpenCC

from corpus.errors import ReadError
from corpus.load import load_paths, read_bytes
from corpus.passages import cut_passages, page_at
from corpus.types import Document, Passage
from retrieval.retriever import Retriever
from tests.made_files import epub, html, ofd, pdf, slides, word, workbook, zipped

RULES = [
    "为规范单位考勤管理，保证各项工作正常开展，根据国家有关规定，结合单位实际情况，制定本办法。",
    "试用期为三个月，期满后由科室提出意见报办公室审定。",
    "年假为十天，须提前三天向科室负责人提出申请，经批准后报办公室备案，未经批准不得擅自离岗。",
]
QUESTION = "试用期有多久？"
SENTENCE = "试用期为三个月，期满后由科室提出意见报办公室审定。"


def read(name: str, data: bytes, encoding: str | None = None) -> Document:
    (document,) = read_bytes(data, name, name, name, encoding)
    return document


def passage_with(document: Document, words: str) -> Passage:
    return next(passage for passage in cut_passages(document) if words in passage.text)


def headings(document: Document) -> list[str]:
    return [section.heading for section in document.sections]


def test_a_pdfs_lines_are_joined_and_its_furniture_dropped() -> None:
    document = read("考勤.pdf", pdf(RULES, title="考勤管理办法", running="某某单位文件汇编"))

    assert headings(document) == ["考勤管理办法"]
    assert all(rule in document.text.splitlines() for rule in RULES)
    assert "汇编" in document.text or "- 1 -" not in document.text


def test_a_pdfs_paragraph_runs_over_a_page_break() -> None:
    data = pdf(RULES * 6, running="某某单位文件汇编", per_page=4)
    document = read("考勤.pdf", data)

    assert "汇编" not in document.text
    assert "- 2 -" not in document.text
    assert document.text.count(RULES[2]) == 6
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    last = page_at(document, len(document.text) - 2)
    assert last == document.pages[-1]


def test_a_citation_in_a_pdf_names_its_page() -> None:
    filler = ["这一页讲别的事情，与假期没有关系。"] * 4
    document = read("考勤.pdf", pdf([*filler, *RULES], per_page=4))

    assert passage_with(document, "别的事情").page == 1
    assert document.pages[1].start <= document.text.index("为规范单位")


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    import io

    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen import canvas

    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, encrypt=pdfencrypt.StandardEncryption("secret"))
    page.drawString(100, 700, "x")
    page.save()
    with pytest.raises(ReadError, match="密码"):
        read("密.pdf", buffer.getvalue())


def test_a_pdf_of_pictures_says_that_it_has_no_text() -> None:
    import io

    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    buffer = io.BytesIO()
    page = canvas.Canvas(buffer)
    page.drawImage(ImageReader(Image.new("RGB", (200, 200), "white")), 100, 500)
    page.save()
    with pytest.raises(ReadError, match="没有文字"):
        read("扫描.pdf", buffer.getvalue())


def test_words_headings_tables_and_merged_cells() -> None:
    import io

    made = docx.Document()
    made.add_heading("休假", 1)
    made.add_paragraph("年假为十天。")
    made.add_heading("例外", 2)
    made.add_paragraph("试用期内没有年假。")
    table = made.add_table(3, 3)
    rows = [["姓名", "职务", "电话"], ["张三", "主任", "8001"], ["李四", "科员", "8002"]]
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    merged = made.add_table(1, 3)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "合计"
    merged.cell(0, 2).text = "两人"
    buffer = io.BytesIO()
    made.save(buffer)
    document = read("制度.docx", buffer.getvalue())

    assert headings(document) == ["休假", "例外"]
    assert passage_with(document, "试用期").heading == ("休假", "例外")
    assert "姓名：李四，职务：科员，电话：8002" in document.text.splitlines()
    assert "合计：两人" in document.text.splitlines()


def test_question_and_answer_columns_are_pairs_that_are_never_merged() -> None:
    pairs: list[list[object]] = [["食堂几点开门？", "早上七点。"], ["怎么请假？", "填写请假单。"]]
    document = read("问答.xlsx", workbook({"常见问题": [["问题", "答案"], *pairs]}))

    passages = cut_passages(document)
    assert [passage.text for passage in passages] == [
        "食堂几点开门？\n早上七点。",
        "怎么请假？\n填写请假单。",
    ]
    assert passages[1].page_label == "常见问题!A3"


def test_other_tables_are_rows_with_their_headers() -> None:
    rows: list[list[object]] = [
        ["姓名", "工资", "比例"],
        ["张三", 3000.0, "四成"],
        ["李四", 4000.5, 1],
    ]
    document = read("人员.xlsx", workbook({"人员": rows, "空": []}))

    assert document.text.splitlines() == [
        "姓名：张三，工资：3000，比例：四成",
        "姓名：李四，工资：4000.5，比例：1",
    ]
    assert cut_passages(document)[0].page_label == "人员!A2"


def test_cells_are_shown_as_a_person_sees_them() -> None:
    import io
    from datetime import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["名称", "日期", "完成"])
    sheet.append(["工程", datetime(2024, 5, 1), 0.25])
    sheet["C2"].number_format = "0%"
    buffer = io.BytesIO()
    book.save(buffer)

    assert read("表.xlsx", buffer.getvalue()).text == "名称：工程，日期：2024-05-01，完成：25%\n"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_separated_values(delimiter: str, encoding: str) -> None:
    rows = [["问题", "答案"], ["食堂几点开门？", "早上七点。"], ["怎么请假？", "填写请假单。"]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)

    assert len(cut_passages(read("问答.csv", data))) == 2


def test_a_slide_is_a_page() -> None:
    document = read(
        "汇报.pptx", slides([("概况", "本单位有三个科室。"), ("成果", "举办科普活动十场。")])
    )

    found = passage_with(document, "十场")
    assert (found.page, found.page_label, found.heading) == (2, "幻灯片 2", ("成果",))


def test_a_web_page_is_read_without_its_furniture() -> None:
    document = read("通知.html", html(RULES, title="考勤管理办法").encode())

    assert document.title == "考勤管理办法"
    assert document.text.splitlines() == ["考勤管理办法", *RULES]


def test_a_book_has_its_chapters() -> None:
    book = epub(
        {"第一回": ["甄士隐梦幻识通灵。"], "第二回": ["冷子兴演说荣国府。"]}, title="红楼梦"
    )
    document = read("书.epub", book)

    assert document.title == "红楼梦"
    assert headings(document) == ["第一回", "第二回"]
    assert passage_with(document, "冷子兴").page == 2


def test_an_ofd_files_lines_are_joined() -> None:
    pages = [["会议定于周五上午九点在三楼召开，请各科", "室准时参加。"], ["联系人是张三。"]]
    document = read("通知.ofd", ofd(pages, title="会议通知"))

    assert document.title == "会议通知"
    assert "请各科室准时参加。" in document.text
    assert passage_with(document, "张三").page in {1, 2}
    assert [page.number for page in document.pages] == [1, 2]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("旧.doc", ".docx"),
        ("旧.xls", ".xlsx"),
        ("旧.ppt", ".pptx"),
        ("文.wps", ".docx"),
        ("表.et", ".xlsx"),
        ("文.rtf", ".docx"),
    ],
)
def test_old_formats_are_refused_with_what_to_do(name: str, what: str) -> None:
    with pytest.raises(ReadError, match=f"另存为 {what}"):
        read(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pptx"])
def test_encrypted_office_files_are_refused_with_what_to_do(suffix: str) -> None:
    with pytest.raises(ReadError, match="密码"):
        read(f"密.{suffix}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pptx", "epub", "ofd", "pdf"])
@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b"not at all", zipped({"a": "b"})])
def test_what_is_not_what_it_says_is_refused_in_one_line(suffix: str, data: bytes) -> None:
    with pytest.raises(ReadError) as refused:
        read(f"坏.{suffix}", data)
    assert "\n" not in str(refused.value)
    assert f"坏.{suffix}" in str(refused.value)


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_the_same_text_in_any_encoding_gives_the_same_sentence(
    tmp_path: Path, suffix: str, encoding: str, ends: str
) -> None:
    twin = encoding == "big5"
    convert = OpenCC("s2tw").convert if twin else str
    title = convert("考勤管理办法")
    rules = [convert(rule) for rule in RULES]
    if suffix == "html":
        page = html(rules, title=title, charset=encoding.removesuffix("-sig"))
        text = convert(page).replace(">", f">{ends}")
    elif suffix == "md":
        text = ends.join([f"# {title}", "", *rules, ""])
    else:
        text = ends.join([title, *rules, ""])
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    path = tmp_path / f"考勤.{suffix}"
    path.write_bytes(marks.get(encoding, b"") + text.encode(encoding))

    assert answer(path) == convert(SENTENCE)


@pytest.mark.parametrize("traditional", [False, True])
@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_same_text_in_any_format_gives_the_same_sentence(
    tmp_path: Path, suffix: str, traditional: bool
) -> None:
    convert = OpenCC("s2tw").convert if traditional else str
    rules = [convert(rule) for rule in RULES]
    title = convert("考勤管理办法")
    path = tmp_path / f"考勤.{suffix}"
    path.write_bytes(
        word(rules, title=title)
        if suffix == "docx"
        else pdf(rules, title=title, traditional=traditional)
    )

    assert answer(path) == convert(SENTENCE)


def answer(path: Path) -> str:
    found = Retriever(load_paths([path]).documents).ask(QUESTION)
    first = found.evidence[0]
    return first.document.text[first.sentence[0] : first.sentence[1]]
