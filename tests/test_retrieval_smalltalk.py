"""Small talk is answered kindly, real questions are looked up, and neither takes long."""

import pytest

from corpus.normalize import normalize
from retrieval.smalltalk import small_talk
from retrieval.types import Notice


def reply(message: str) -> Notice | None:
    return small_talk(normalize(message))


@pytest.mark.parametrize(
    ("message", "notice"),
    [
        ("你好", Notice.HELLO),
        ("您好！在吗？", Notice.HELLO),
        ("哈喽～各位", Notice.HELLO),
        ("HELLO", Notice.HELLO),
        ("早上好，大家", Notice.HELLO),
        ("谢谢你啊", Notice.THANKS),
        ("非常感谢！", Notice.THANKS),
        ("好的，知道了，多谢", Notice.THANKS),
        ("嗯嗯", Notice.THANKS),
        ("謝謝", Notice.THANKS),
        ("拜拜啦", Notice.BYE),
        ("你是谁？", Notice.SELF),
        ("你叫什么名字？", Notice.SELF),
        ("你能做什么呢", Notice.SELF),
        ("介绍一下你自己", Notice.SELF),
        ("帮助", Notice.SELF),
        ("你有哪些资料？", Notice.DOCUMENTS),
        ("资料库里有什么文件", Notice.DOCUMENTS),
        ("我可以问什么？", Notice.DOCUMENTS),
        ("大家好，我是新来的", Notice.HELLO),
        ("有人在线吗", Notice.HELLO),
        ("谁创造了你", Notice.SELF),
        ("哈哈哈哈", Notice.CHAT),
        ("你真笨", Notice.CHAT),
        ("你真没用", Notice.CHAT),
        ("转人工客服", Notice.CHAT),
        ("帮我起个名字", Notice.CHAT),
        ("小助手你好", Notice.HELLO),
        ("非常感谢您的帮助", Notice.THANKS),
        ("你是真人还是机器人", Notice.SELF),
        ("不对", Notice.CHAT),
        ("讲个笑话", Notice.CHAT),
        ("写一首关于春天的诗", Notice.CHAT),
        ("推薦一部電影", Notice.CHAT),
        ("翻译一下hello world", Notice.CHAT),
        ("1+1等于几？", Notice.CHAT),
        ("三乘七等于多少", Notice.CHAT),
        ("今天几号", Notice.CHAT),
        ("今天天气怎么样？", Notice.CHAT),
    ],
)
def test_small_talk_is_told_by_its_kind(message: str, notice: Notice) -> None:
    assert reply(message) is notice


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
        "作文比赛是哪年办的？",
        "写作文的格式",
        "推荐一名先进工作者要哪些材料？",
        "说一下科协的职能",
        "你们单位有几个部门",
        "你们几点上班",
        "您好，科协的地址在哪里？",
        "你知道科协归谁管吗",
        "你申请低保要几天",
        "帮我查一下科协的电话",
        "给我介绍一下石化大会",
        "帮扶的村在哪",
        "濮阳天气科普馆",
        "病假可以休几天",
        "对外开放先进单位",
        "错误信息怎么申诉",
        "2018-05-30",
        "8800110",
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
