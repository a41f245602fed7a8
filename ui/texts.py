"""The strings of the screens, in simplified and traditional Chinese and in English."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The strings of one language; ``{…}`` are filled in by ``str.format``.

    Attributes:
        language: A BCP 47 tag, for ``<html lang>``.
    """

    language: str
    tagline: str
    welcome: str
    holdings: str
    examples: str
    example_about: str
    placeholder: str
    question_label: str
    send: str
    new_talk: str
    export: str
    export_name: str
    export_title: str
    searching: str
    failed: str
    retry: str
    empty_question: str
    question_too_long: str
    busy: str
    confidence_high: str
    confidence_good: str
    confidence_low: str
    uncertain_note: str
    other_evidence: str
    why: str
    why_note: str
    why_other: str
    added_terms: str
    ask_alone: str
    separator: str
    page: str
    line: str
    lines: str
    copy: str
    copied: str
    copy_failed: str
    copy_format: str
    source: str
    source_file: str
    fingerprint: str
    close: str
    open_source: str
    source_gone: str
    source_removed: str
    source_changed: str
    see_also: str
    only: str
    only_more: str
    copy_link: str

    def as_dict(self) -> dict[str, str]:
        """All strings by name, for the page's script."""
        return asdict(self)


SIMPLIFIED = Texts(
    language="zh-Hans",
    tagline="问有所据",
    welcome="用平常的话提问，答案逐字引自资料，注明出处，可以核对到字。资料里没有的，会直说没有。",
    holdings="现有资料 {documents} 份，可检索段落 {passages} 个。",
    examples="可以这样问",
    example_about="《{title}》讲了什么？",
    placeholder="输入问题，回车提问",
    question_label="问题",
    send="提问",
    new_talk="新对话",
    export="导出",
    export_name="问据对话",
    export_title="问据对话记录",
    searching="正在查找…",
    failed="这个问题没有送达，请确认问据仍在运行，然后重试。",
    retry="重试",
    empty_question="请先输入问题。",
    question_too_long="问题太长，最多 {limit} 字，请精简后再问。",
    busy="现在提问的人较多，请稍等片刻，再发送一次。",
    confidence_high="把握很大",
    confidence_good="较有把握",
    confidence_low="不太确定",
    uncertain_note="以下内容与问题相关，但未必就是答案，请对照原文核实。",
    other_evidence="其他依据（{count}）",
    why="为什么是这条",
    why_note="问题中的这些词出现在该段，百分数是各词在相关度得分中所占的份额。",
    why_other="其余",
    added_terms="已结合上文：",
    ask_alone="不结合上文，重新查找",
    separator="、",
    page="第{page}页",
    line="第{first}行",
    lines="第{first}–{last}行",
    copy="复制引文",
    copied="已复制",
    copy_failed="未能复制，请手动选取",
    copy_format="“{quote}”（{where}）",
    source="原文",
    source_file="文件",
    fingerprint="SHA-256",
    close="关闭原文",
    open_source="查看原文：{where}",
    source_gone="找不到这处原文，资料可能已更新。请重新提问。",
    source_removed="《{title}》已于 {date} 从资料库移除，这处引文不再有效。",
    source_changed="这篇文档在引用之后更新过，下面是现在的内容，原来的位置可能已变。",
    see_also="另见",
    only="只在《{title}》里查找",
    only_more="只在《{title}》等 {count} 篇文档里查找",
    copy_link="复制链接",
)

TRADITIONAL = Texts(
    language="zh-Hant",
    tagline="問有所據",
    welcome="用平常的話提問，答案逐字引自資料，註明出處，可以核對到字。資料裡沒有的，會直說沒有。",
    holdings="現有資料 {documents} 份，可檢索段落 {passages} 個。",
    examples="可以這樣問",
    example_about="《{title}》講了什麼？",
    placeholder="輸入問題，按 Enter 提問",
    question_label="問題",
    send="提問",
    new_talk="新對話",
    export="匯出",
    export_name="問據對話",
    export_title="問據對話紀錄",
    searching="正在查找…",
    failed="這個問題沒有送達，請確認問據仍在執行，然後重試。",
    retry="重試",
    empty_question="請先輸入問題。",
    question_too_long="問題太長，最多 {limit} 字，請精簡後再問。",
    busy="現在提問的人較多，請稍等片刻，再傳送一次。",
    confidence_high="把握很大",
    confidence_good="較有把握",
    confidence_low="不太確定",
    uncertain_note="以下內容與問題相關，但未必就是答案，請對照原文核實。",
    other_evidence="其他依據（{count}）",
    why="為什麼是這條",
    why_note="問題中的這些詞出現在該段，百分數是各詞在相關度得分中所占的份額。",
    why_other="其餘",
    added_terms="已結合上文：",
    ask_alone="不結合上文，重新查找",
    separator="、",
    page="第{page}頁",
    line="第{first}行",
    lines="第{first}–{last}行",
    copy="複製引文",
    copied="已複製",
    copy_failed="未能複製，請手動選取",
    copy_format="「{quote}」（{where}）",
    source="原文",
    source_file="檔案",
    fingerprint="SHA-256",
    close="關閉原文",
    open_source="查看原文：{where}",
    source_gone="找不到這處原文，資料可能已更新。請重新提問。",
    source_removed="《{title}》已於 {date} 從資料庫移除，這處引文不再有效。",
    source_changed="這份文件在引用之後更新過，下面是現在的內容，原來的位置可能已變。",
    see_also="另見",
    only="只在《{title}》裡查找",
    only_more="只在《{title}》等 {count} 份文件裡查找",
    copy_link="複製連結",
)

ENGLISH = Texts(
    language="en",
    tagline="Answers with their source",
    welcome="Ask in everyday Chinese. Every answer is quoted word for word from the documents, with"
    " its source; where they hold no answer, 问据 says so.",
    holdings="{documents} documents, {passages} searchable passages.",
    examples="Try asking",
    example_about="《{title}》讲了什么？",
    placeholder="Ask a question",
    question_label="Question",
    send="Ask",
    new_talk="New chat",
    export="Export",
    export_name="wenju-chat",
    export_title="问据 chat",
    searching="Searching…",
    failed="The question did not get through. Check that 问据 is still running, then try again.",
    retry="Try again",
    empty_question="Please type a question first.",
    question_too_long="The question is too long: at most {limit} characters.",
    busy="Many people are asking right now. Please wait a moment and send it again.",
    confidence_high="Very confident",
    confidence_good="Fairly confident",
    confidence_low="Not sure",
    uncertain_note="This is related to the question but may not answer it. Please check the"
    " source.",
    other_evidence="More evidence ({count})",
    why="Why this one",
    why_note="These words of the question occur in the passage; each percentage is the word's"
    " share of the relevance score.",
    why_other="Others",
    added_terms="Taken from the conversation: ",
    ask_alone="Search again without it",
    separator=", ",
    page="p. {page}",
    line="line {first}",
    lines="lines {first}–{last}",
    copy="Copy quote",
    copied="Copied",
    copy_failed="Could not copy; please select the text",
    copy_format="“{quote}” ({where})",
    source="Source",
    source_file="File",
    fingerprint="SHA-256",
    close="Close source",
    open_source="Open source: {where}",
    source_gone="This place cannot be found; the documents may have changed. Please ask again.",
    source_removed="“{title}” was removed on {date}; this citation no longer holds.",
    source_changed="This document has changed since it was cited. This is what it says now; the"
    " place may have moved.",
    see_also="Also in",
    only="Looked only in “{title}”",
    only_more="Looked only in “{title}” and others, {count} in all",
    copy_link="Copy link",
)


def choose_texts(accept_language: str | None) -> Texts:
    """The language that a browser prefers among the three; simplified Chinese by default.

    Args:
        accept_language: The request's ``Accept-Language`` header.
    """
    ranked: list[tuple[float, int, str]] = []
    for place, item in enumerate((accept_language or "")[:1000].split(",")):
        tag, _, parameters = item.partition(";")
        quality = parameters.strip().removeprefix("q=") or "1"
        try:
            weight = float(quality)
        except ValueError:
            weight = 0.0
        ranked.append((-weight, place, tag.strip().lower()))
    for negative_weight, _, tag in sorted(ranked):
        if negative_weight == 0:
            continue
        subtags = tag.split("-")
        if subtags[0] == "zh":
            written_traditional = "hant" in subtags or (
                "hans" not in subtags and bool({"tw", "hk", "mo"} & set(subtags))
            )
            return TRADITIONAL if written_traditional else SIMPLIFIED
        if subtags[0] == "en":
            return ENGLISH
    return SIMPLIFIED
