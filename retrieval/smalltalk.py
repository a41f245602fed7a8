"""Greetings, thanks and questions about 问据 itself: answered kindly, never with a citation."""

import re
from collections.abc import Sequence

from corpus.types import Document

_TAIL = r"[\s。．.!！?？~～,，、…呀啊哦哈哟啦了呢吧的您你]|大家|各位|们|一?下|非常"


def _whole(pattern: str) -> re.Pattern[str]:
    """Some of ``pattern`` and nothing else but what trails such words.

    The repetition is possessive: a long message that almost fits is read once, not over and over.
    """
    return re.compile(f"(?:{_TAIL})*?(?:{pattern})(?:{pattern}|{_TAIL})*+")


_HELLO = _whole(
    "你们?好|您好|大家好|嗨|哈喽|哈啰|哈罗|hi|hello|hey|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|"
    "在吗|在么|在不在|有人吗|有人在吗|喂"
)
_THANKS = _whole(
    "谢谢|多谢|感谢|谢了|谢啦|辛苦|麻烦|thanks|thank you|thx|好的?|知道|明白|收到|ok|okay|"
    "嗯|哦|行|可以|太?棒|真?厉害|不错|很好|没事|不客气|不用|没有?别的?问题?"
)
_BYE = _whole("再见|拜拜|再会|bye|goodbye|回头见|下次见|先这样|88")
# These must be all of a message: 你的名字 and 系统 stand in real questions too.
_WHAT = "(?:些|点)?(?:什么|啥|哪些|哪方面|多少|几[个篇份])(?:样|方面|类型|类|种)?的?"
_PAPERS = "(?:资料|文档|文件|内容|材料|文章|书)"
_ABOUT_DOCUMENTS = re.compile(
    f"(?:请问|那么?)?(?:(?:你们?|您|问据|这里|这儿|(?:资料|知识|文档)库|(?:本?系统|库)[里中])(?:里面?|中|内|上|的)?)?"
    f"(?:都|现在|目前|一共|总共|到底)*(?:有|收录|包含|包括|存|装|放)(?:了|着|过|的)*{_WHAT}{_PAPERS}"
    "(?:可以?(?:查|问|看))?[呢呀啊了]*|"
    f"{_WHAT}(?:资料|文档|文件|材料)(?:可以?(?:查|问|看))?|"
    "(?:资料|文档|文件)(?:有哪些|列表|清单|目录)|"
    f"(?:请问)?我?(?:都|还)*(?:可以|能)向?(?:你|您)?(?:问|查)(?:你|您)?{_WHAT}(?:问题|{_PAPERS})?[呢呀啊]*"
)
_ABOUT_SELF = re.compile(
    "(?:请问|那么?)?(?:"
    "(?:你|您)到?底?(?:是|叫)(?:谁|什么(?:名字|东西|人|机器人|系统|软件|模型)?|啥|哪位|"
    "(?:不是)?(?:一个)?(?:机器人|人工智能|ai|chatgpt|真?人))|"
    "(?:你|您)的?(?:名字|作者|开发者)(?:是|叫)?(?:谁|什么|啥)?|谁(?:开发|做|写)(?:了|的)?(?:你|您)的?|"
    "(?:你|您)都?(?:会|能|可以)(?:帮我)?(?:做|干|回答)?(?:些|点)?(?:什么|啥|哪些)(?:事情?|问题)?|"
    "(?:请|来)?(?:介绍|说说|讲讲)(?:一下|下)?(?:你|您)自己|(?:做个|来个)?自我介绍(?:一下)?|"
    "问据(?:是什么|怎么用|是谁|能做什么)|帮助|help|使用说明|(?:你|您)?(?:该)?(?:怎么用|如何使用|怎么使用)"
    ")[吗呢呀啊的]*"
)
_SHOWN = 12


def small_talk(text: str, documents: Sequence[Document]) -> str | None:
    """The reply to a message that asks nothing of the documents.

    Args:
        text: The message in search form.
        documents: What 「你有哪些资料？」 lists.

    Returns:
        A sentence or a short list; ``None`` where the message is a real question.
    """
    bare = text.strip(" \t\r\n。.!?~,、…")
    if _HELLO.fullmatch(text):
        return "您好！请直接提问，我会从资料里找出原文来回答。"
    if _THANKS.fullmatch(text):
        return "不客气。还有问题，请接着问。"
    if _BYE.fullmatch(text):
        return "再见，欢迎随时再来提问。"
    if _ABOUT_DOCUMENTS.fullmatch(bare):
        return _listed(documents)
    if _ABOUT_SELF.fullmatch(bare):
        return (
            "我是问据：只从收录的资料里查找答案，逐字引用并注明出处；资料里没有的，我会说未找到。"
        )
    return None


def _listed(documents: Sequence[Document]) -> str:
    if not documents:
        return "资料库里还没有资料。"
    titles = "".join(f"《{document.title}》" for document in documents[:_SHOWN])
    more = f"等 {len(documents)} 篇" if len(documents) > _SHOWN else ""
    return f"现有资料 {len(documents)} 篇：{titles}{more}。"
