"""Small talk is answered kindly, real questions are looked up, and neither takes long."""

import pytest

from corpus.normalize import normalize
from corpus.readers.jsonl import document_from_record
from retrieval.smalltalk import small_talk


def reply(message: str) -> str | None:
    return small_talk(normalize(message), ())


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("你好", "您好"),
        ("您好！在吗？", "您好"),
        ("哈喽～各位", "您好"),
        ("HELLO", "您好"),
        ("早上好，大家", "您好"),
        ("谢谢你啊", "不客气"),
        ("非常感谢！", "不客气"),
        ("好的，知道了，多谢", "不客气"),
        ("嗯嗯", "不客气"),
        ("謝謝", "不客气"),
        ("拜拜啦", "再见"),
        ("你是谁？", "问据"),
        ("你叫什么名字？", "问据"),
        ("你能做什么呢", "问据"),
        ("介绍一下你自己", "问据"),
        ("帮助", "问据"),
        ("你有哪些资料？", "资料"),
        ("资料库里有什么文件", "资料"),
        ("我可以问什么？", "资料"),
    ],
)
def test_small_talk_gets_its_reply(message: str, words: str) -> None:
    assert words in (reply(message) or "")


@pytest.mark.parametrize(
    "message",
    [
        "《你的名字》的导演是谁？",
        "科协系统包括哪些内容？",
        "执法人员可以查什么？",
        "好莱坞在哪里？",
        "早稻田大学在哪里？",
        "可以申请几次？",
        "行政处罚是多少？",
        "濮阳有哪些资料馆？",
        "谢谢你的人是谁",
        "你好坏坏音乐会是哪年办的",
        "",
        "。。。",
        "的了呢",
    ],
)
def test_a_real_question_is_not_taken_for_small_talk(message: str) -> None:
    assert reply(message) is None


@pytest.mark.parametrize("words", ["哦", "嗯", "非常", "谢谢", "好的", "你", "你有", "没", "。"])
def test_a_long_message_that_almost_is_small_talk_is_read_in_one_go(words: str) -> None:
    """Each once took longer than anybody waits: the time doubled with every repetition."""
    assert reply(words * (2000 // len(words)) + "x") is None


def test_the_list_names_a_dozen_documents_and_the_number_of_all() -> None:
    documents = [
        document_from_record(str(number), f"第{number}篇", "文", "x") for number in range(30)
    ]

    message = small_talk("你有哪些资料?", documents) or ""

    assert "30 篇" in message
    assert "《第0篇》" in message
    assert "《第11篇》" in message
    assert "《第12篇》" not in message


def test_an_empty_library_says_so() -> None:
    assert small_talk("你有哪些资料?", ()) == "资料库里还没有资料。"
