"""Chinese papers come out in the sections a reader sees, and nothing else is taken for one."""

import pytest

from corpus.readers.jsonl import document_from_record
from corpus.sections import markdown_sections, plain_sections

# Like a profile that lost its line breaks: labels, then numbered headings, all in one line.
ONE_LINE = (
    "机构设置:某市图书馆内设3个部(室):办公室、采编部、读者服务部。下辖2个分馆:东区分馆、西区分馆。 "
    "职责定位:为全市读者提供借阅服务,注意:周一闭馆。 "
    "一、服务读者,开放办馆,借阅量不断增长 "
    "延长开放时间。每天9:00开馆,21:30闭馆。详见https://example.org/hours。 馆长说:“读者第一。” "
    "二、面向未来,建设智慧图书馆 引进自助借还设备12台。 "
    "备注:数据截至2018年底。"
)


def _plain(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in plain_sections(text)]


def _markdown(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in markdown_sections(text)]


def test_a_text_in_one_line_comes_out_in_sections() -> None:
    assert _plain(ONE_LINE) == [
        (1, "机构设置"),
        (1, "职责定位"),
        (2, "一、服务读者,开放办馆,借阅量不断增长"),
        (2, "二、面向未来,建设智慧图书馆"),
        (1, "备注"),
    ]


def test_a_heading_inside_running_text_stays_in_the_text() -> None:
    sections = plain_sections(ONE_LINE)

    assert all(section.body == section.start for section in sections)
    assert all(ONE_LINE.startswith(section.heading, section.start) for section in sections)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\f"])
def test_chapters_articles_and_numbered_headings_have_their_levels(ending: str) -> None:
    lines = [
        "第一章 总则",
        "第一条 为了规范借阅，制定本办法。",
        "第二章 借阅",
        "第一节 办证",
        "第二条 凭身份证办证。",
        "第十二条之一 丢失补办。",
        "一、附录",
        "（一）表格",
        "表一。",
    ]

    assert _plain(ending.join(lines)) == [
        (1, "第一章 总则"),
        (3, "第一条"),
        (1, "第二章 借阅"),
        (2, "第一节 办证"),
        (3, "第二条"),
        (3, "第十二条之一"),
        (4, "一、附录"),
        (5, "（一）表格"),
    ]


def test_a_heading_on_its_own_line_is_taken_out_of_the_text() -> None:
    text = "一、服务读者\r\n延长开放时间。\r\n"
    (section,) = plain_sections(text)

    assert text[section.start : section.body] == "一、服务读者"


def test_a_label_on_its_own_line_is_a_heading() -> None:
    text = "开放时间：\n每天九点到五点。"

    assert _plain(text) == [(1, "开放时间")]
    assert plain_sections(text)[0].body == len("开放时间：")


@pytest.mark.parametrize(
    "line",
    [
        "他说：今天不来。",
        "馆长指出：要多读书。",
        "老师问：谁来了？",
        "具体如下：",
        "主要是：读书。",
        "12:30开会。",
        "下午3：00开会。",
        "https://example.org/",
        "这是一个超过八个字的长长的标签：不是。",
        "甲：一个字不算。",
    ],
)
def test_speech_times_and_addresses_are_no_headings(line: str) -> None:
    assert _plain(f"{line}\n正文在这里。\n") == []


@pytest.mark.parametrize("words", ["基本概念", "主要渠道", "单位名称", "违法行为"])
def test_a_label_that_ends_like_a_verb_of_speech_is_a_heading(words: str) -> None:
    assert _plain(f"{words}：\n正文在这里。\n") == [(1, words)]


@pytest.mark.parametrize(
    "line",
    [
        "第三条的规定适用于分馆。",
        "第三条、第四条另行公布。",
        "第五章规定的程序。",
        "一、二、三等奖各一名",
    ],
)
def test_what_only_names_an_article_or_counts_is_no_heading(line: str) -> None:
    assert _plain(f"依照本办法\n{line}\n正文在这里。\n") == []


def test_an_article_without_a_blank_after_it_is_a_heading() -> None:
    assert _plain("第二条中华人民共和国公民均可办证。") == [(1, "第二条")]


def test_the_fields_of_a_form_stay_together() -> None:
    text = (
        "活动时间：五月三十日\n活动地点：市民中心\n报名方式：电话报名\n\n注意事项：\n请带证件。\n"
    )

    assert _plain(text) == [(1, "注意事项")]


def test_a_short_paragraph_with_a_label_of_its_own_is_no_field() -> None:
    assert _plain("开放时间：九点到五点\n节假日照常。\n") == [(1, "开放时间")]


def test_paragraphs_lost_in_a_long_line_of_a_text_with_breaks_are_found() -> None:
    text = f"某市图书馆简介\n机构设置：{'内设三个部。' * 70} 职责定位：为读者服务。\n"

    assert _plain(text) == [(1, "机构设置"), (1, "职责定位")]


def test_a_chapter_heading_over_another_is_kept() -> None:
    assert _plain("第一章 总则\n第一节 目的\n为了读者。\n") == [
        (1, "第一章 总则"),
        (2, "第一节 目的"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、甲",
        "一、甲\n二、乙\n三、丙\n",
        "第一章 总则\n\n\n",
        "# 甲",
        "# 甲\n\n",
        "标题\n===\n",
        "",
        "\n\n",
    ],
)
def test_a_heading_with_nothing_under_it_stays_text(text: str) -> None:
    assert _plain(text) == []
    assert _markdown(text) == []


def test_atx_headings_of_all_forms() -> None:
    text = "# 甲 #\n文\n## 乙##\n文\n   ### 丙\n文\n#不是\n文\n####### 不是\n#\t丁 ##  \n文\n"

    assert _markdown(text) == [(1, "甲"), (2, "乙##"), (3, "丙"), (1, "丁")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_markdown_headings_with_all_line_ends(ending: str) -> None:
    text = ending.join(["# 甲", "", "文。", "乙", "===", "文。", "丙", "---", "文。", ""])

    assert _markdown(text) == [(1, "甲"), (1, "乙"), (2, "丙")]
    assert all(text[section.body :].startswith(ending) for section in markdown_sections(text))


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_fenced_code_holds_no_headings(fence: str) -> None:
    assert _markdown(f"# 甲\n\n{fence}sh\n# 不是\n{fence}\n\n# 乙\n文\n") == [(1, "甲"), (1, "乙")]


def test_code_in_a_line_of_text_opens_no_fence() -> None:
    assert _markdown("```print(1)```\n# 甲\n文\n") == [(1, "甲")]


def test_two_rules_are_no_heading() -> None:
    assert _markdown("# 甲\n文\n\n===\n===\n文\n") == [(1, "甲")]


def test_a_fence_that_is_never_closed_runs_to_the_end() -> None:
    assert _markdown("# 甲\n文\n```\n# 不是\n文\n") == [(1, "甲")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_front_matter_holds_no_headings(ending: str) -> None:
    text = ending.join(["---", "title: 甲", "# tags: 乙", "---", "# 丙", "文。", ""])

    assert _markdown(text) == [(1, "丙")]


def test_a_rule_at_the_start_opens_no_front_matter() -> None:
    assert _markdown("---\n\n# 甲\n文。\n\n---\n") == [(1, "甲")]


def test_a_rule_under_a_whole_sentence_is_no_heading() -> None:
    assert _markdown("# 甲\n文到此为止。\n---\n下文\n") == [(1, "甲")]


@pytest.mark.parametrize(
    ("text", "plain", "markdown"),
    [
        ("# a" + " " * 200_000 + "x", 0, 0),
        ("# " + "a #" * 60_000, 0, 0),
        ("```\n# a\n```\n# b\nc\n" * 20_000, 0, 20_000),
        ("# a\nb\n" * 40_000, 0, 40_000),
        ("a\n---\nb\n" * 40_000, 0, 40_000),
        ("一、甲\n乙\n" * 40_000, 40_000, 0),
        ("。 甲乙：" * 40_000, 40_000, 0),
        ("甲乙：" * 60_000, 1, 0),
        ("---\na: b\n" * 40_000, 0, 1),
        (" " * 200_000, 0, 0),
        ("\n" * 200_000, 0, 0),
    ],
)
def test_texts_made_to_be_slow_come_out_all_the_same(text: str, plain: int, markdown: int) -> None:
    """With work that grows by the square these would take hours."""
    assert (plain, markdown) == (len(plain_sections(text)), len(markdown_sections(text)))


def test_the_words_of_a_json_lines_text_are_read_like_a_plain_text() -> None:
    document = document_from_record("a", "甲", "一、乙\n丙。", "s")

    assert [section.heading for section in document.sections] == ["一、乙"]
