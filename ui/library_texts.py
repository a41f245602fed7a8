"""The strings of the 资料库 tab, in simplified and traditional Chinese and in English."""

from ui.texts import Texts

_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
# By name: the string in each of the languages; ``{…}`` are filled in by the page.
_STRINGS: dict[str, tuple[str, str, str]] = {
    "tab_ask": (
        "问答",
        "問答",
        "Ask",
    ),
    "tab_library": (
        "资料库",
        "資料庫",
        "Library",
    ),
    "library_about": (
        "加进来的文档只留在这台电脑上。",
        "加入的文件只留在這台電腦上。",
        "Documents stay on this computer.",
    ),
    "library_fixed": (
        "现在用的是固定的资料，只能查看。要添加文档，请用 wenju serve --library 文件夹 启动。",
        "現在用的是固定的資料，只能檢視。要加入文件，請用 wenju serve --library 資料夾 啟動。",
        "These documents are fixed. To keep your own, start with wenju serve --library DIR.",
    ),
    "drop_here": (
        "把文件拖到这里，可以一次拖很多个",
        "把檔案拖到這裡，可以一次拖很多個",
        "Drop files here, as many as you like",
    ),
    "choose_files": (
        "选择文件",
        "選擇檔案",
        "Choose files",
    ),
    "formats": (
        "支持 PDF、Word、Excel、PPT、网页、EPUB、OFD、Markdown 和纯文本",
        "支援 PDF、Word、Excel、PPT、網頁、EPUB、OFD、Markdown 和純文字",
        "PDF, Word, Excel, PowerPoint, HTML, EPUB, OFD, Markdown and plain text",
    ),
    "documents": (
        "文档",
        "文件",
        "Documents",
    ),
    "characters": (
        "{count} 字",
        "{count} 字",
        "{count} characters",
    ),
    "passages": (
        "{count} 段",
        "{count} 段",
        "{count} passages",
    ),
    "pages": (
        "{count} 页",
        "{count} 頁",
        "{count} pages",
    ),
    "added_on": (
        "{date} 添加",
        "{date} 加入",
        "added {date}",
    ),
    "replace": (
        "替换",
        "取代",
        "Replace",
    ),
    "remove": (
        "移除",
        "移除",
        "Remove",
    ),
    "keep": (
        "保留",
        "保留",
        "Keep",
    ),
    "remove_question": (
        "移除《{title}》？以后的回答不再引用它，原来的文件不受影响。",
        "移除《{title}》？以後的回答不再引用它，原來的檔案不受影響。",
        "Remove “{title}”? Answers will no longer cite it. The original file is not touched.",
    ),
    "removed": (
        "已移除《{title}》",
        "已移除《{title}》",
        "Removed “{title}”",
    ),
    "adding": (
        "正在添加第 {number} 个，共 {count} 个：{name}",
        "正在加入第 {number} 個，共 {count} 個：{name}",
        "Adding {number} of {count}: {name}",
    ),
    "upload_done": (
        "添加或更新 {added} 份，未变 {unchanged} 份，未能添加 {refused} 份。",
        "加入或更新 {added} 份，未變 {unchanged} 份，未能加入 {refused} 份。",
        "{added} added or updated, {unchanged} unchanged, {refused} not added.",
    ),
    "words": (
        "用户词",
        "使用者詞",
        "Your words",
    ),
    "words_note": (
        "专名、简称被切开而找不到时，把它加进来，以后就按整个词查找。",
        "專名、簡稱被切開而找不到時，把它加進來，以後就按整個詞查找。",
        "Add a name that is cut apart and so is not found; it is then kept whole.",
    ),
    "word": (
        "要保持完整的词",
        "要保持完整的詞",
        "A word to keep whole",
    ),
    "add_word": (
        "添加",
        "加入",
        "Add",
    ),
    "remove_word": (
        "移除“{word}”",
        "移除「{word}」",
        "Remove “{word}”",
    ),
    "remove_word_question": (
        "移除用户词“{word}”？",
        "移除使用者詞「{word}」？",
        "Remove the word “{word}”?",
    ),
    "recut": (
        "已重新切分 {count} 段",
        "已重新切分 {count} 段",
        "{count} passages cut again",
    ),
    "try_cut": (
        "试一句话，看怎样切分",
        "試一句話，看怎樣切分",
        "Try a sentence to see how it is cut",
    ),
    "cut_now": (
        "现在",
        "現在",
        "Now",
    ),
    "cut_then": (
        "之后",
        "之後",
        "Then",
    ),
    "not_done": (
        "没有完成，请确认问据仍在运行，然后重试。",
        "沒有完成，請確認問據仍在執行，然後重試。",
        "That did not work. Check that 问据 is still running, then try again.",
    ),
    "scope": (
        "范围",
        "範圍",
        "Scope",
    ),
    "scope_title": (
        "只在这些文档里查找",
        "只在這些文件裡查找",
        "Look only in these documents",
    ),
    "scope_filter": (
        "按标题筛选",
        "按標題篩選",
        "Filter by title",
    ),
    "scope_all": (
        "查全部资料",
        "查全部資料",
        "All documents",
    ),
    "scope_done": (
        "确定",
        "確定",
        "Done",
    ),
}


def library_texts(texts: Texts) -> dict[str, str]:
    """The tab's strings by name, in the language of the others."""
    number = _LANGUAGES.index(texts.language)
    return {name: strings[number] for name, strings in _STRINGS.items()}
