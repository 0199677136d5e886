"""Folder ↔ .xlsx without loss, and the package."""

from pathlib import Path

import openpyxl
import pytest

import resources
from forms.errors import FormDefinitionError
from forms.workbook import compile_source, convert, is_package, read_package, write_package
from tests.forms.workbook.books import CORE, write_folder

SURVEY = [["type", "name", "label", "number"], ["text", "who", "谁", "3.10"]]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file()
    }


def test_the_questionnaire_survives_excel_byte_for_byte(tmp_path: Path) -> None:
    with resources.as_path(CORE) as folder:
        convert(folder, tmp_path / "q.xlsx")
        convert(tmp_path / "q.xlsx", tmp_path / "back")
        assert files(tmp_path / "back") == files(folder)
        assert compile_source(tmp_path / "q.xlsx") == compile_source(folder)


def test_an_edit_in_excel_counts(tmp_path: Path) -> None:
    # given the questionnaire in Excel
    with resources.as_path(CORE) as folder:
        convert(folder, tmp_path / "q.xlsx")
    # when an expert writes a number into a cell, as Excel does, not as text
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    book["help"]["B2"] = 12.0
    book.save(tmp_path / "q.xlsx")
    # then it is read as it looks
    assert compile_source(tmp_path / "q.xlsx").sheets["help"][0]["why"] == "12"


def test_a_number_stays_text_and_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    survey = [*SURVEY, ["text", "b", "= 1 + 1", "007"], ["text", "c", " 两行\n文字 ", "1.50"]]
    folder = write_folder(tmp_path / "w", {"m.csv": "name,label\n01,=a\n"}, survey=survey)
    convert(folder, tmp_path / "w.xlsx")
    convert(tmp_path / "w.xlsx", tmp_path / "back")
    assert files(tmp_path / "back") == files(folder)


def test_media_that_excel_cannot_hold_go_beside_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "w", {"map.geojson": "{}"}, survey=SURVEY)
    convert(folder, tmp_path / "w.xlsx")
    assert (tmp_path / "w-media/map.geojson").read_text(encoding="utf-8") == "{}"
    convert(tmp_path / "w.xlsx", tmp_path / "back")
    assert files(tmp_path / "back") == files(folder)


@pytest.mark.parametrize(
    ("survey", "code"),
    [
        ([*SURVEY, ["text", "x", "长" * 40000, ""]], "cell-too-long"),
        ([*SURVEY, ["text", "x", "铃\x07", ""]], "cell-illegal-character"),
    ],
)
def test_what_excel_cannot_hold_is_refused_with_its_place(
    tmp_path: Path, survey: list[list[str]], code: str
) -> None:
    folder = write_folder(tmp_path / "w", survey=survey)
    with pytest.raises(FormDefinitionError) as caught:
        convert(folder, tmp_path / "w.xlsx")
    assert caught.value.code == code
    assert (caught.value.values["row"], caught.value.values["column"]) == (3, "label")
    assert not (tmp_path / "w.xlsx").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "w", survey=SURVEY)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/mother.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(FormDefinitionError) as caught:
        convert(folder, tmp_path / "letters")
    assert caught.value.code == "folder-occupied"


def test_a_sheet_that_is_gone_is_gone_after_converting_again(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "w", survey=SURVEY, glossary=[["term"], ["云"]])
    convert(folder, tmp_path / "out")
    (folder / "glossary.csv").unlink()
    convert(folder, tmp_path / "out")
    assert set(files(tmp_path / "out")) == {"survey.csv"}


def test_a_workbook_becomes_the_xform_that_is_published(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "w", survey=SURVEY)
    convert(folder, tmp_path / "form.xml")
    assert (tmp_path / "form.xml").read_bytes() == compile_source(folder).xform


def test_a_package_gives_back_what_went_in() -> None:
    sheets = {"help": [{"name": "who", "why": "要"}]}
    data = write_package(b"<form/>", sheets, {"b.csv": b"1", "a.csv": b"2"})
    back = read_package(data)
    assert is_package(data)
    assert (back.xform, back.sheets) == (b"<form/>", sheets)
    assert back.media == {"a.csv": b"2", "b.csv": b"1"}
    assert write_package(b"<form/>", sheets, {"a.csv": b"2", "b.csv": b"1"}) == data


def test_a_damaged_package_is_refused() -> None:
    data = write_package(b"<form/>", {}, {})
    for broken in (data[:-30], data.replace(b"form.xml", b"fork.xml"), b"PK\x03\x04"):
        with pytest.raises(FormDefinitionError) as caught:
            read_package(broken)
        assert caught.value.code == "package-damaged"


def test_a_package_can_be_made_for_a_platform_to_publish(tmp_path: Path) -> None:
    # given a workbook with a method
    with resources.as_path(CORE) as folder:
        # when it is converted to a package
        written = convert(folder, tmp_path / "q.yzq")
        # then it is one file that holds the form and the method
        assert written == (tmp_path / "q.yzq",)
        assert read_package(written[0].read_bytes()) == compile_source(folder)
