"""What 问据 says when it does not just quote, in the three languages of the page."""

from collections.abc import Sequence

from corpus.types import Document
from retrieval.parts import MAX_PARTS
from retrieval.retriever import MAX_QUESTION
from retrieval.types import Answer, Notice
from ui.texts import ENGLISH, SIMPLIFIED, TRADITIONAL, Texts

SHOWN_TITLES = 12
TITLE_CHARS = 20

_SIMPLIFIED = {
    Notice.EMPTY: "请输入一个问题。",
    Notice.TOO_LONG: "问题太长了，请缩短到 {characters} 字以内。",
    Notice.TOO_MANY: "一次最多回答 {questions} 个问题，其余的请另外再问。",
    Notice.VAGUE: "请说得具体一些，例如想了解哪件事、哪个单位。",
    Notice.NOTHING: "资料里没有找到与这个问题有关的内容，可以换个说法再问。",
    Notice.RELATED: "未找到确切依据，以下内容可能相关",
    Notice.HELLO: "您好！请直接提问，我会从资料里找出原文来回答。",
    Notice.THANKS: "不客气。还有问题，请接着问。",
    Notice.BYE: "再见，欢迎随时再来提问。",
    Notice.SELF: "我是问据：只从收录的资料里查找答案，逐字引用并注明出处；"
    "资料里没有的，我会说未找到。",
    Notice.CHAT: "我只会从收录的资料里查找原文。请问一个与资料有关的问题。",
    Notice.DOCUMENTS: "现有资料 {count} 篇：{titles}。",
}
_TRADITIONAL = {
    Notice.EMPTY: "請輸入一個問題。",
    Notice.TOO_LONG: "問題太長了，請縮短到 {characters} 字以內。",
    Notice.TOO_MANY: "一次最多回答 {questions} 個問題，其餘的請另外再問。",
    Notice.VAGUE: "請說得具體一些，例如想了解哪件事、哪個單位。",
    Notice.NOTHING: "資料裡沒有找到與這個問題有關的內容，可以換個說法再問。",
    Notice.RELATED: "未找到確切依據，以下內容可能相關",
    Notice.HELLO: "您好！請直接提問，我會從資料裡找出原文來回答。",
    Notice.THANKS: "不客氣。還有問題，請接著問。",
    Notice.BYE: "再見，歡迎隨時再來提問。",
    Notice.SELF: "我是問據：只從收錄的資料裡查找答案，逐字引用並註明出處；"
    "資料裡沒有的，我會說未找到。",
    Notice.CHAT: "我只會從收錄的資料裡查找原文。請問一個與資料有關的問題。",
    Notice.DOCUMENTS: "現有資料 {count} 篇：{titles}。",
}
_ENGLISH = {
    Notice.EMPTY: "Please type a question.",
    Notice.TOO_LONG: "The question is too long; please keep it within {characters} characters.",
    Notice.TOO_MANY: "At most {questions} questions are answered at a time; please ask the others"
    " again.",
    Notice.VAGUE: "Please be more specific: say what or whom the question is about.",
    Notice.NOTHING: "Nothing in the documents matches this question. Try other words.",
    Notice.RELATED: "No firm evidence found; these passages may be related",
    Notice.HELLO: "Hello! Ask a question, and I will answer it with quotations from the documents.",
    Notice.THANKS: "You are welcome. Ask on if there is more.",
    Notice.BYE: "Goodbye, and come back with more questions.",
    Notice.SELF: "I am 问据 (wenju): I look answers up in the documents I was given, quote them"
    " word for word and say where they stand. What is not there, I do not make up.",
    Notice.CHAT: "I can only look things up in the documents. Please ask about something in them.",
    Notice.DOCUMENTS: "There are {count} documents: {titles}.",
}
_NO_DOCUMENTS = {
    SIMPLIFIED.language: "资料库里还没有资料。",
    TRADITIONAL.language: "資料庫裡還沒有資料。",
    ENGLISH.language: "There are no documents yet.",
}
_NOTICES = {
    SIMPLIFIED.language: _SIMPLIFIED,
    TRADITIONAL.language: _TRADITIONAL,
    ENGLISH.language: _ENGLISH,
}


def notice_text(answer: Answer, texts: Texts) -> str | None:
    """What there is to say beside an answer's evidence or in its place; ``None`` for nothing.

    Titles of documents stay as written, long ones cut.
    """
    if answer.notice is None:
        return None
    if answer.notice is Notice.DOCUMENTS and not answer.documents:
        return _NO_DOCUMENTS[texts.language]
    return _NOTICES[texts.language][answer.notice].format(
        characters=MAX_QUESTION,
        questions=MAX_PARTS,
        count=answer.held,
        titles=_titles(answer.documents, answer.held),
    )


def _titles(documents: Sequence[Document], held: int) -> str:
    titles = "".join(f"《{_cut(document.title)}》" for document in documents[:SHOWN_TITLES])
    return f"{titles}…" if held > SHOWN_TITLES else titles


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_CHARS else title[: TITLE_CHARS - 1] + "…"
