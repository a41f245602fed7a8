"""Chinese text files of any usual encoding are read right, and what is no text is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import decode
from corpus.errors import ReadError

SIMPLIFIED = (
    "濮阳市科学技术协会是全市科技工作者的群众组织，是市委领导下的人民团体。\n"
    "2018年，三届石化产业发展大会现场签约项目共26个，签订协议资金178亿元。\n"
)
TRADITIONAL = (
    "臺北市立圖書館於一九五二年成立，現有總館一所與四十多所分館，藏書超過七百萬冊。\n"
    "讀者可以憑借書證在任何一所分館借書，並在其他分館歸還。\n"
)
SHORT_SIMPLIFIED = [
    "市科协下辖四个事业单位，请问是哪几个单位",
    "会议时间定在五月三十日，地点在市民活动中心",
    "唐朝诗人李白的代表作品有哪些？他生于何地。",
    "凡年满十八周岁的公民，都有选举权和被选举权",
    "网络安全等级保护制度由国家有关部门组织实施",
]
SHORT_TRADITIONAL = [
    "圖書館的開放時間是上午九點到下午五點為止。",
    "梵語在社交中口頭使用，並且在早期經典中流傳",
    "這座城市的歷史可以追溯到十七世紀的荷蘭時期",
    "請問總統府位於臺北市的哪一條路上？附近有何",
    "颱風帶來的豪雨造成山區嚴重的土石流災情發生",
]


@pytest.mark.parametrize(
    ("text", "written", "named"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_of_a_text_is_found_and_named(text: str, written: str, named: str) -> None:
    found = decode(text.encode(written), "甲.txt")

    assert (text, named) == (found.text, found.encoding)


@pytest.mark.parametrize("text", SHORT_SIMPLIFIED)
@pytest.mark.parametrize("written", ["utf-8", "gbk", "gb18030", "utf-16-le", "utf-16-be"])
def test_twenty_simplified_characters_are_enough(text: str, written: str) -> None:
    assert text == decode(text.encode(written), "甲.txt").text


@pytest.mark.parametrize("text", SHORT_TRADITIONAL)
@pytest.mark.parametrize("written", ["utf-8", "big5", "gbk", "utf-16-le", "utf-16-be"])
def test_twenty_traditional_characters_are_enough(text: str, written: str) -> None:
    assert text == decode(text.encode(written), "甲.txt").text


@pytest.mark.parametrize(
    ("bom", "written"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_taken_off(bom: bytes, written: str) -> None:
    assert decode(bom + SIMPLIFIED.encode(written), "甲.txt").text == SIMPLIFIED


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_in_utf_8_comes_back_as_it_was(text: str) -> None:
    assert text.removeprefix("\ufeff") == decode(text.encode(), "甲.txt", "utf-8").text


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\f"])
def test_line_ends_are_kept(ending: str) -> None:
    text = f"第一行。{ending}第二行。{ending}"

    assert text == decode(text.encode("gb18030"), "甲.txt").text


def test_the_user_may_say_which_encoding_it_is() -> None:
    assert decode("café".encode("cp1252"), "甲.txt", "cp1252").text == "café"


@pytest.mark.parametrize("alias", ["gb2312", "GBK", "gb18030"])
def test_gb2312_and_gbk_are_read_as_the_larger_set_that_such_files_use(alias: str) -> None:
    # 镕 is not in GB 2312, € is not in GBK.
    assert decode("朱镕基€".encode("gb18030"), "甲.txt", alias).text == "朱镕基€"


def test_a_wrong_encoding_given_is_refused_with_the_place() -> None:
    with pytest.raises(ReadError, match=r"甲\.txt：第 4 字节处不是有效的 utf-8 文本"):
        decode(b"abc " + "濮阳".encode("gbk"), "甲.txt", "utf-8")


def test_the_place_counts_the_byte_order_mark_too() -> None:
    with pytest.raises(ReadError, match="第 4 字节处"):
        decode(codecs.BOM_UTF8 + b"a\xff", "甲.txt")


@pytest.mark.parametrize("name", ["no-such", "", "utf\0-8"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(ReadError, match="不认识编码"):
        decode(b"abc", "甲.txt", name)


@pytest.mark.parametrize("name", ["base64", "rot13", "hex", "undefined", "unicode_escape", "utf-7"])
def test_an_encoding_that_gives_no_text_is_refused(name: str) -> None:
    with pytest.raises(ReadError, match=r"甲\.txt"):
        decode(b"\\ud800 +2AA- \\z", "甲.txt", name)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xdf\xa4\xd2lZ\1\0\0",
        bytes(range(256)) * 20,
        b"\x1f\x8b\x08\x08\xd0\xd0\xce\x5f\xff\x03" * 3,
        b"\x01\x02\x03\x04\x05\x06\x07" * 9,
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
    ],
)
def test_a_binary_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"甲\.txt：看起来是二进制文件"):
        decode(data, "甲.txt")


def test_bytes_of_no_encoding_are_refused_with_name_and_offset() -> None:
    with pytest.raises(ReadError, match=r"甲\.txt：第 6 字节处无法解码"):
        decode("濮阳".encode() + b"\xff\xff\xff", "甲.txt")


@pytest.mark.parametrize(
    "text", ["Résumé: été à Genève, où l'élève étudie.", "Übergrößenträger für Öl, süß."]
)
@pytest.mark.parametrize("written", ["latin-1", "cp1252"])
def test_western_european_files_are_refused_not_shown_as_chinese(text: str, written: str) -> None:
    with pytest.raises(ReadError, match="--encoding"):
        decode(text.encode(written), "甲.txt")


@given(st.binary(max_size=300))
def test_any_bytes_are_either_text_or_refused_in_one_line(data: bytes) -> None:
    message = ""
    try:
        found = decode(data, "甲.txt").text
    except ReadError as error:
        found, message = "", str(error)

    assert found.encode().decode() == found
    assert len(message.splitlines()) == bool(message)
    assert message.startswith("甲.txt") == bool(message)
