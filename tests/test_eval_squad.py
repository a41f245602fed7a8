"""SQuAD-style files give a document a context and ask every question."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import DuplicateIdError, FormatError, ReadError
from eval.squad import Squad, load_squad, parse_squad


def _parse(*articles: object) -> Squad:
    return parse_squad(json.dumps({"version": "v1.0", "data": articles}), "集.json", "集.json")


def _qa(question: str, **more: object) -> dict[str, object]:
    return {"question": question, "answers": [{"text": "答", "answer_start": 0}]} | more


def _paragraph(*qas: object, context: str = "答在这里。", **more: object) -> dict[str, object]:
    return {"context": context, "qas": list(qas)} | more


def test_the_shape_of_cmrc_2018_gives_documents_their_paragraphs_ids() -> None:
    squad = _parse(
        {
            "id": "文章",
            "title": "泡泡战士",
            "paragraphs": [_paragraph(_qa("几人？", id="Q0"), id="TRIAL_800")],
        }
    )
    (document,) = squad.documents
    (question,) = squad.questions

    assert (document.id, document.title, document.text) == ("TRIAL_800", "泡泡战士", "答在这里。")
    assert document.sha256 == sha256("答在这里。".encode()).hexdigest()
    assert document.source == "集.json"
    assert (question.id, question.question, question.answers) == ("Q0", "几人？", ("答",))
    assert question.documents == ("TRIAL_800",)
    assert question.answerable


def test_the_shape_of_drcd_has_many_paragraphs_an_article() -> None:
    squad = _parse(
        {
            "id": "1147",
            "title": "梵文",
            "paragraphs": [
                _paragraph(_qa("甲", id="1147-5-1"), id="1147-5"),
                _paragraph(_qa("乙", id="1147-6-1"), id="1147-6"),
            ],
        }
    )

    assert [document.id for document in squad.documents] == ["1147-5", "1147-6"]
    assert [question.documents for question in squad.questions] == [("1147-5",), ("1147-6",)]


def test_the_shape_of_xquad_names_documents_by_title_and_paragraph_number() -> None:
    article = {"title": "Oxygen", "paragraphs": [_paragraph(_qa("甲")), _paragraph(_qa("乙"))]}
    squad = _parse(article)

    assert [document.id for document in squad.documents] == ["Oxygen#1", "Oxygen#2"]
    assert [question.id for question in squad.questions] == ["Oxygen#1-1", "Oxygen#2-1"]


def test_articles_of_one_title_are_counted_on() -> None:
    article = {"title": "氧", "paragraphs": [_paragraph(_qa("甲")), _paragraph(_qa("乙"))]}
    squad = _parse(article, article)

    assert [document.id for document in squad.documents] == ["氧#1", "氧#2", "氧#3", "氧#4"]


def test_a_paragraph_id_that_is_used_twice_gives_way_to_title_and_number() -> None:
    squad = _parse(
        {
            "title": "甲",
            "paragraphs": [_paragraph(_qa("一"), id=1), _paragraph(_qa("二"), id="甲#1")],
        },
        {"title": "甲", "paragraphs": [_paragraph(_qa("三"), id=1)]},
    )

    assert [document.id for document in squad.documents] == ["1", "甲#1", "甲#2"]


def test_an_article_without_a_title_still_has_one() -> None:
    squad = _parse({"paragraphs": [_paragraph(_qa("一"))]})

    assert [(d.id, d.title) for d in squad.documents] == [("未命名#1", "未命名#1")]


def test_an_impossible_question_is_unanswerable_and_has_no_gold() -> None:
    squad = _parse(
        {
            "title": "甲",
            "paragraphs": [
                _paragraph(
                    _qa("有？", is_impossible=False),
                    _qa("没有？", is_impossible=True, plausible_answers=[{"text": "答"}]),
                    {"question": "没有？", "is_impossible": True, "answers": []},
                )
            ],
        }
    )
    expected = [(True, ("答",), ("甲#1",)), (False, (), ()), (False, (), ())]

    assert expected == [(q.answerable, q.answers, q.documents) for q in squad.questions]


def test_repeated_answers_are_kept_once() -> None:
    answers = [{"text": "歐洲"}, {"text": "歐洲"}, {"text": "欧洲"}]
    squad = _parse({"title": "甲", "paragraphs": [_paragraph(_qa("何处？", answers=answers))]})

    assert squad.questions[0].answers == ("歐洲", "欧洲")


def test_a_question_without_answers_keeps_its_gold_document() -> None:
    """Test sets come with their labels taken out."""
    squad = _parse({"title": "甲", "paragraphs": [_paragraph({"question": "何处？"})]})

    assert (squad.questions[0].answers, squad.questions[0].documents) == ((), ("甲#1",))


def test_a_blank_question_is_asked_all_the_same() -> None:
    squad = _parse({"title": "甲", "paragraphs": [_paragraph(_qa("", id="TRIAL_20_QUERY_0"))]})

    assert [question.question for question in squad.questions] == [""]


def test_two_questions_of_one_id_are_refused() -> None:
    paragraph = _paragraph(_qa("一", id="q"), _qa("二", id="q"))

    with pytest.raises(DuplicateIdError, match="第 1 篇第 1 段：题目的 id 'q' 重复"):
        _parse({"title": "甲", "paragraphs": [paragraph]})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"data": [\n}', "集.json 第 2 行：不是有效的 JSON"),
        ("[" * 100_000, "集.json 第 1 行：不是有效的 JSON"),
        ("[]", "集.json：没有列表 data"),
        ('{"data": {}}', "集.json：没有列表 data"),
        ('{"data": []}', "集.json：里面没有题目"),
        ('{"data": [1]}', "集.json 第 1 篇：没有列表 paragraphs"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', "集.json 第 1 篇第 1 段：缺少 context"),
        ('{"data": [{"paragraphs": [{"context": "甲"}]}]}', "第 1 篇第 1 段：没有列表 qas"),
        (
            '{"data": [{"paragraphs": [{"context": "甲", "qas": [{"question": null}]}]}]}',
            "第 1 篇第 1 段第 1 题：缺少 question",
        ),
        (
            '{"data": [{"paragraphs": [{"context": "甲", "qas":'
            ' [{"question": "一", "answers": {"text": ["甲"]}}]}]}]}',
            "第 1 题：没有列表 answers",
        ),
        (
            '{"data": [{"paragraphs": [{"context": "甲", "qas":'
            ' [{"question": "一", "is_impossible": "no"}]}]}]}',
            "is_impossible 应是 true 或 false",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_at_the_place(text: str, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_squad(text, "集.json", "集.json")

    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_is_read_whatever_its_encoding_mark(tmp_path: Path) -> None:
    path = tmp_path / "集.json"
    tree = {"data": [{"title": "甲", "paragraphs": [_paragraph(_qa("一"))]}]}
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8-sig")

    assert [document.id for document in load_squad(path).documents] == ["甲#1"]


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"没有\.json：无法读取"):
        load_squad(tmp_path / "没有.json")
