"""What the method reads of a compiled form: names, words, options, repeats, conditions."""

from pathlib import Path

import forms
from forms.diagnosis.questions import Questions, read_questions
from tests.forms.diagnosis.visits import questionnaire

FORM = """
| survey | | | | | |
| | type | name | label::English (en) | label::中文 (zh) | relevant |
| | select_one colour | colour | Colour | 颜色 | |
| | begin_repeat | boxes | Boxes | 箱子 | |
| | integer | size | Size | 大小 | ${colour} = 'red' |
| | end_repeat | | | | |
| choices | | | | |
| | list_name | name | label::English (en) | label::中文 (zh) |
| | colour | red | Red | 红 |
| | colour | blue | Blue | 蓝 |
| settings | | | |
| | form_title | form_id | default_language |
| | t | t | 中文 (zh) |
"""


def read(folder: Path) -> Questions:
    source = folder / "form.md"
    source.write_text(FORM, encoding="utf-8")
    return read_questions(forms.load(source).xform)


def test_words_are_those_of_the_default_language(tmp_path: Path) -> None:
    colour = read(tmp_path).by_name["colour"]
    assert (colour.label, colour.list_name, dict(colour.options)) == (
        "颜色", "colour", {"red": "红", "blue": "蓝"})


def test_question_of_a_repeat_knows_its_rows(tmp_path: Path) -> None:
    found = read(tmp_path)
    size = found.by_name["size"]
    assert (found.kind("boxes"), found.kind("size")) == ("repeat", "question")
    assert size.repeat.endswith("/boxes")
    assert size.at(2) == f"{size.repeat}[2]/size"
    assert "colour" in size.relevant


def test_shipped_questions_carry_number_and_unit() -> None:
    method = questionnaire().method
    assert method is not None
    revenue = method.items["revenue"]
    assert (revenue.number, revenue.label, revenue.unit) == ("1.14", "上年营业收入", "万元")


def test_name_that_stands_twice_belongs_to_nobody() -> None:
    # ``path`` is a node of the annotation repeat and of the result group
    method = questionnaire().method
    assert method is not None
    assert method.questions.kind("path") == ""
