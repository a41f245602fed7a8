"""Messages that ask nothing of the documents: answered kindly, never with a citation."""

import re

from retrieval.types import Notice

_TAIL = (
    r"[\s。．.!！?？~～,，、…呀啊哦哈哟啦了呢吧的您你]|大家|各位|们|亲|老师|朋友|同志|小?助手|机器人|问据|"
    "一?下|非常|太"
)


def _whole(pattern: str) -> re.Pattern[str]:
    """Some of ``pattern`` and nothing else but what trails such words.

    The repetition is possessive: a long message that almost fits is read once, not over and over.
    """
    return re.compile(f"(?:{_TAIL})*?(?:{pattern})(?:{pattern}|{_TAIL})*+")


_HELLO = _whole(
    "你们?好|您好|大家好|嗨|哈喽|哈啰|哈罗|hi|hello|hey|there|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|"
    "在吗|在么|在不在|有人(?:在|在线)?吗|在线吗|喂|打扰|麻烦问|请问|新年好|新年快乐|节日快乐|生日快乐|周末愉快|祝"
)
_THANKS = _whole(
    "谢谢|多谢|感谢|谢了|谢啦|的(?:帮助|帮忙|解答|回答|指点|支持)|帮了我?(?:大|个)?忙|"
    "辛苦|麻烦|thanks|thank you|thx|好的?|知道|明白|收到|ok|okay|"
    "嗯|哦|行|可以|太?棒|真?厉害|不错|很好|没事|不客气|不用|没有?别的?问题?|真棒|赞|666|对|是|没错"
)
_BYE = _whole(
    "再见|拜拜|再会|bye|goodbye|回头见|下次见|先这样|88|我?(?:先|要)?(?:走|下线|下班|睡)|好梦|晚安"
)
# Laughter, feelings and names that one calls another: none of it is looked for in documents.
_CHAT = _whole(
    "[哈呵嘻嘿唉哎额呃噢哇]|(?:我|你|您)?(?:真的?|好|很|太|有点|怎么|这么|就是)?(?:是|有)?个?(?:笨蛋?|傻瓜?|蠢|垃圾|废物|"
    "无聊|无语|难过|开心|伤心|孤独|累|困|烦|有?病|讨厌|可爱|聪明)|滚|我爱你|我喜欢你|你爱我吗?|测试|试试|test|"
    "不对|不是|错|你?(?:说|答|回答)错|随便|算了|我?(?:要|转|找)?人工(?:客服|服务)?|"
    "[你您](?:真|好|很|太|怎么这么)[^的]{1,3}|[你您](?:今年|现在)?(?:住|姓|累|饿|困|忙|几岁|多大|结婚)[^的]{0,4}"
)
# The moment and sums: 今天几号？ 1+1等于几？
_DAY = "(?:[今明后昨]天|现在|今晚|这会儿)"
_NOW = re.compile(
    f"(?:请问|那)?{_DAY}?(?:是|的)?(?:几点钟?|几号|几月几号|(?:星期|周|礼拜)几|什么日子)[了呢啊呀吗]*|"
    f"(?:请问|那)?{_DAY}[\u4e00-\u9fff]{{0,3}}(?:天气|气温|下雨|下雪|冷不冷|热不热)(?:怎么样|如何|多少度?)?[吗呢啊呀]*"
)
_NUMERAL = "[\\d.一二三四五六七八九十百两]+"
_SUM = re.compile(
    rf"{_NUMERAL}(?:\s*(?:[+*×÷]|[加减乘除]以?)\s*{_NUMERAL})+\s*(?:等于|是|得|=)?(?:几|多少)?[呢啊]*"
)
# Something to be made, not found: 写首诗, 讲个笑话, 推荐一部电影.
_ORDER = re.compile(
    "(?:请|麻烦|来)?[你您]?(?:可以|能不能|能)?(?:帮我?|[给替为陪]我)?"
    "(?:(?:写|画|唱|编|作|念|背|讲|说|推荐|播?放|生成|创作|来|设)[一1两几]?[首篇份段张部句幅支则只个]|"
    "翻译|润色|聊聊?天|写作文$|写诗$)[^什哪谁多几怎吗]*|"
    "[帮给替为陪]我(?!查|找|看|搜|问|列|介绍|说|讲|了解|确认|核)[^什哪谁多几怎吗]+"
)
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
    "(?:你|您)到?底?(?:是|叫)(?:谁|什么(?:名字|东西|人|机器人|系统|软件|模型)?|啥|哪位|男的?(?:还是女的?)?|"
    "(?:不是)?(?:一个)?(?:机器人|人工智能|ai|chatgpt|真?人)(?:还是(?:机器人|人工智能|ai|真?人))?)|"
    "(?:你|您)的?(?:名字|作者|开发者)(?:是|叫)?(?:谁|什么|啥)?|"
    "(?:你|您)的?(?:多大|几岁)|(?:你|您)(?:用|基于)的?(?:是)?(?:什么|哪个)(?:模型|技术)|"
    "谁(?:开发|做|写|创造|发明|设计|训练)(?:出来)?(?:了|的)?(?:你|您)的?|"
    "(?:你|您)都?(?:会|能|可以)(?:帮我)?(?:做|干|回答|联网|上网|说|讲|聊)?(?:些|点)?"
    "(?:什么|啥|哪些|英语|话|天)?(?:事情?|问题)?|"
    "(?:请|来)?(?:介绍|说说|讲讲)(?:一下|下)?(?:你|您)自己|(?:做个|来个)?自我介绍(?:一下)?|"
    "问据(?:是什么|怎么用|是谁|能做什么)|帮助|help|help me|帮帮我|使用说明|"
    "(?:你|您)?(?:该)?(?:怎么用|如何使用|怎么使用)"
    ")[吗呢呀啊的了]*"
)
_WITH_NAME = re.compile("[,、!。]?我(?:是|叫|姓)[\u4e00-\u9fff]{1,6}$")


def small_talk(text: str) -> Notice | None:
    """What to say to a message that asks nothing of the documents.

    Args:
        text: The message in search form.

    Returns:
        ``None`` where the message is a real question.
    """
    bare = text.strip(" \t\r\n。.!?~,、…")
    greeting = _WITH_NAME.sub("", bare)
    if greeting and _HELLO.fullmatch(greeting):
        return Notice.HELLO
    for notice, pattern in (
        (Notice.THANKS, _THANKS),
        (Notice.BYE, _BYE),
        (Notice.CHAT, _CHAT),
        (Notice.CHAT, _NOW),
        (Notice.CHAT, _SUM),
        (Notice.CHAT, _ORDER),
        (Notice.DOCUMENTS, _ABOUT_DOCUMENTS),
        (Notice.SELF, _ABOUT_SELF),
    ):
        if bare and pattern.fullmatch(bare):
            return notice
    return None
