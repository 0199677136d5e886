"""``yunzhen check``: each deliberate fault of a workbook is told with its place."""

import shutil
from pathlib import Path

import pytest

import resources
from forms.workbook.checking import check
from forms.workbook.texts import TEXTS
from tests.forms.workbook.books import CORE, write_folder

HEADER = ["type", "name", "label", "relevant", "constraint", "constraint_message", "calculation",
          "choice_filter", "parameters", "number", "severity"]
CHOICES = [["list_name", "name", "label", "part"], ["yes_no", "yes", "是", "a"],
           ["yes_no", "no", "否", "b"]]
SETTINGS = [["form_title", "form_id", "version"], ["试", "probe", "1"]]
HELP = [["name", "why"], ["who", "要知道是谁"]]


def survey_row(**cells: str) -> list[str]:
    return [cells.get(column, "") for column in HEADER]


WHO = survey_row(type="text", name="who", label="谁", number="1.1")


def places(folder: Path) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, f.code) for f in check(folder, times=20)]


def book(folder: Path, *rows: list[str], **sheets: list[list[str]]) -> Path:
    """Write a workbook; one with help is ours, another has none of our columns."""
    media = {"places.csv": "code,label\n1,一\n"}
    survey = [HEADER, WHO, *rows]
    if "help" not in sheets:
        survey = [row[:HEADER.index("number")] for row in survey]
    return write_folder(folder, media, survey=survey,
                        **{"choices": CHOICES, "settings": SETTINGS, **sheets})


@pytest.mark.parametrize("name", [CORE, "questionnaires/follow_up"])
def test_a_shipped_questionnaire_has_no_fault(name: str) -> None:
    with resources.as_path(name) as folder:
        assert check(folder, times=400) == ()


BROKEN = {
    "type-unknown": ("type", {"type": "texst", "name": "x", "label": "题"}),
    "cell-missing": ("name", {"type": "text", "label": "题"}),
    "name-invalid": ("name", {"type": "text", "name": "1st", "label": "题"}),
    "name-duplicate": ("name", {"type": "text", "name": "who", "label": "题"}),
    "label-missing": ("label", {"type": "integer", "name": "x"}),
    "calculation-missing": ("calculation", {"type": "calculate", "name": "x"}),
    "list-missing": ("type", {"type": "select_one maybe", "name": "x", "label": "题"}),
    "file-missing": ("type", {"type": "select_one_from_file towns.csv", "name": "x",
                              "label": "题"}),
    "file-column-missing": ("parameters", {
        "type": "select_one_from_file places.csv", "name": "x", "label": "题",
        "parameters": "value=code label=town"}),
    "group-unopened": ("type", {"type": "end_group"}),
    "expression-syntax": ("relevant", {"type": "text", "name": "x", "label": "题",
                                       "relevant": "${who} = 'a' and ("}),
    "function-unknown": ("calculation", {"type": "calculate", "name": "x",
                                         "calculation": "summ(${who})"}),
    "function-arity": ("constraint", {"type": "text", "name": "x", "label": "题",
                                      "constraint": "regex(.)"}),
    "reference-unknown": ("relevant", {"type": "text", "name": "x", "label": "题",
                                       "relevant": "${whom} = 'a'"}),
    "cycle": ("relevant", {"type": "text", "name": "loop", "label": "题",
                           "relevant": "${loop} = ''"}),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_fault_is_told_with_file_sheet_row_and_column(code: str, tmp_path: Path) -> None:
    # given a workbook whose third row has one fault
    column, cells = BROKEN[code]
    folder = book(tmp_path / "w", survey_row(**cells))
    # when it is checked
    found = [f for f in check(folder, times=1) if f.code == code]
    # then that fault is told, with its place and what to do
    assert [(f.file, f.sheet, f.row, f.column) for f in found] == [
        ("survey.csv", "survey", 3, column)
    ]
    assert found[0].message.endswith(("。", "…", "）", "(", "（末尾）"))
    assert found[0].advice.endswith("。")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    rows = [survey_row(**cells) for _, cells in BROKEN.values()]
    found = {f.code for f in check(book(tmp_path / "w", *rows), times=1)}
    assert set(BROKEN) <= found


def test_our_columns_are_checked_when_the_workbook_is_ours(tmp_path: Path) -> None:
    rows = [
        survey_row(type="text", name="x", label="题", number="1.1"),
        survey_row(type="text", name="y", label="题", severity="strict", constraint=". != ''"),
        survey_row(type="text", name="result", label="题", number="1.4"),
    ]
    found = places(book(tmp_path / "w", *rows, help=[*HELP, ["nobody", "?"]]))
    assert ("survey", 3, "number", "number-duplicate") in found
    assert ("survey", 4, "number", "number-missing") in found
    assert ("survey", 4, "severity", "severity-unknown") in found
    assert ("survey", 4, "constraint_message", "message-missing") in found
    assert ("survey", 5, "name", "name-reserved") in found
    assert ("survey", 3, "name", "help-missing") in found
    assert ("help", 3, "name", "help-unknown") in found


def test_names_are_unique_over_all_sheets(tmp_path: Path) -> None:
    indicators = [["name", "label"], ["I11", "规划"], ["who", "谁"]]
    found = places(book(tmp_path / "w", indicators=indicators, help=HELP))
    assert ("survey", 2, "name", "name-shared") in found


def test_groups_that_do_not_close_are_told(tmp_path: Path) -> None:
    rows = [
        survey_row(type="begin_group", name="g", label="组"),
        survey_row(type="begin_repeat", name="r", label="行"),
        survey_row(type="end_group"),
    ]
    assert places(book(tmp_path / "w", *rows)) == [
        ("survey", 3, "type", "group-open"), ("survey", 5, "type", "group-crossed")
    ]


def test_choices_that_clash_are_told(tmp_path: Path) -> None:
    choices = [*CHOICES, ["yes_no", "yes", "是的", ""], ["many", "a b", "甲", ""],
               ["many", "c", "", ""]]
    rows = [survey_row(type="select_multiple many", name="m", label="选"),
            survey_row(type="select_one yes_no", name="n", label="选")]
    assert places(book(tmp_path / "w", *rows, choices=choices)) == [
        ("choices", 4, "name", "choice-duplicate"), ("choices", 5, "name", "choice-spaced"),
        ("choices", 6, "label", "cell-missing"),
    ]


def test_a_circle_is_told_once_with_its_way(tmp_path: Path) -> None:
    rows = [
        survey_row(type="calculate", name="a", calculation="${c} + 1"),
        survey_row(type="calculate", name="b", calculation="${a} + 1"),
        survey_row(type="calculate", name="c", calculation="${b} + 1"),
    ]
    found = check(book(tmp_path / "w", *rows))
    assert [(f.row, f.code) for f in found] == [(3, "cycle")]
    assert "a → c → b → a" in found[0].message


def test_looking_at_the_row_before_is_no_circle(tmp_path: Path) -> None:
    rows = [
        survey_row(type="begin_repeat", name="r", label="行"),
        survey_row(type="calculate", name="t",
                   calculation="indexed-repeat(${t}, ${r}, position(..) - 1) + 1"),
        survey_row(type="end_repeat"),
    ]
    assert "cycle" not in {f.code for f in check(book(tmp_path / "w", *rows), times=1)}


def test_a_file_saved_by_excel_in_gbk_is_explained(tmp_path: Path) -> None:
    folder = book(tmp_path / "w")
    (folder / "choices.csv").write_bytes("list_name,name,label\na,b,丙\n".encode("gbk"))
    assert [(f.file, f.code) for f in check(folder)] == [("choices.csv", "not-utf8")]


def test_a_header_written_twice_is_told(tmp_path: Path) -> None:
    folder = book(tmp_path / "w")
    (folder / "choices.csv").write_text("list_name,name,label,name\na,b,c,d\n", encoding="utf-8")
    assert ("choices", 1, "name", "duplicate-column") in places(folder)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04rubbish", b"\xff\xfe\x00", b"<form/>", b"just words"]
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data: bytes) -> None:
    found = check(data)
    assert len(found) == 1
    assert found[0].code in {"workbook-unreadable", "not-utf8"}


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [f.code for f in check(tmp_path / "nowhere.xlsx")] == ["workbook-missing"]


def test_every_sentence_says_what_happened_and_what_to_do() -> None:
    for code, (message, advice) in TEXTS.items():
        assert message, code
        assert advice.endswith("。"), code


def test_a_question_that_no_one_reaches_is_told(tmp_path: Path) -> None:
    rows = [survey_row(type="integer", name="n", label="几个"),
            survey_row(type="text", name="x", label="题", relevant="${n} > 5 and ${n} < 5")]
    found = check(book(tmp_path / "w", *rows), times=50)
    assert [(f.sheet, f.row, f.column, f.code) for f in found] == [
        ("survey", 4, "relevant", "question-unreachable")
    ]
    assert "50 次" in found[0].message


def test_a_question_behind_a_narrow_door_is_reached(tmp_path: Path) -> None:
    rows = [survey_row(type="integer", name="n", label="几个"),
            survey_row(type="text", name="x", label="题", relevant="${n} = 8451"),
            survey_row(type="text", name="y", label="题", relevant="regex(${x}, '[A-F]{7}-[0-9]')")]
    assert check(book(tmp_path / "w", *rows), times=200) == ()


def test_a_choice_that_no_filter_shows_is_told(tmp_path: Path) -> None:
    rows = [survey_row(type="select_one yes_no", name="part", label="哪部分",
                       choice_filter="part = 'a'")]
    assert places(book(tmp_path / "w", *rows)) == [("choices", 3, "name", "choice-unreachable")]


def test_an_expression_that_fails_on_some_answers_is_told(tmp_path: Path) -> None:
    rows = [survey_row(type="select_one yes_no", name="q", label="题"),
            survey_row(type="calculate", name="x",
                       calculation="regex('a', if(${q} = 'no', '(', 'a'))")]
    found = check(book(tmp_path / "w", *rows), times=50)
    assert [(f.sheet, f.row, f.column, f.code) for f in found] == [
        ("survey", 4, "calculation", "expression-fails")
    ]


def test_what_the_engine_refuses_is_told_in_the_cell(tmp_path: Path) -> None:
    rows = [survey_row(type="calculate", name="x", calculation="/data/nowhere + 1")]
    found = check(book(tmp_path / "w", *rows), times=1)
    assert [(f.sheet, f.row, f.column, f.code) for f in found] == [
        ("survey", 3, "calculation", "form-refused")
    ]


def test_the_method_is_checked_with_the_form(tmp_path: Path) -> None:
    # given the questionnaire with a formula that names no question
    with resources.as_path(CORE) as folder:
        shutil.copytree(folder, tmp_path / "core")
    sheet = tmp_path / "core/indicators.csv"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("${backup}", "${backups}"), encoding="utf-8")
    # when it is checked
    found = check(tmp_path / "core", times=1)
    # then the method's faults stand beside the form's
    assert {(f.file, f.code) for f in found if f.sheet == "indicators"} == {
        ("indicators.csv", "method-name")
    }
