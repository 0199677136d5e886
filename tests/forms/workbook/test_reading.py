"""Reading workbooks that people and Excel leave behind, and files that mean harm."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from forms.workbook import reading
from forms.workbook.reading import read_workbook


def xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        worksheet = book.create_sheet(title)
        for row in rows:
            worksheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_are_read_as_an_author_sees_them() -> None:
    day = datetime(2026, 3, 1)  # noqa: DTZ001 - Excel's own dates carry no zone
    data = xlsx(("Survey", [["type", " name "], [12.0, True], [0.25, day], ["a\xa0b", None]]))
    rows = read_workbook(data).sheets["survey"].rows
    assert [tuple(row.values()) for row in rows] == [
        ("12", "TRUE"), ("0.25", "2026-03-01"), ("a b", ""),
    ]


def test_rows_keep_their_numbers_across_blank_ones() -> None:
    data = xlsx(("survey", [["type"], ["text"], [None], ["note"]]), ("choices", [["name"]]))
    sheet = read_workbook(data).sheets["survey"]
    assert [(number, row["type"]) for number, row in sheet.numbered()] == [(2, "text"), (4, "note")]


def test_media_sheets_become_files() -> None:
    data = xlsx(("survey", [["type"]]), ("media_towns", [["name", "label"], ["01", "一"]]))
    workbook = read_workbook(data)
    assert dict(workbook.media) == {"towns.csv": "name,label\n01,一\n".encode()}
    assert set(workbook.sheets) == {"survey"}


def test_what_else_people_keep_in_a_workbook_is_left_alone() -> None:
    notes = ("Notes", [["todo", "todo"], ["a", "b", "c"]])
    data = xlsx(("survey", [["type"], ["text"]]), ("Sheet2", []), notes)
    workbook = read_workbook(data)
    assert set(workbook.sheets) == {"survey", "notes"}
    assert workbook.faults == ()


def test_a_markdown_table_is_a_workbook() -> None:
    text = r"""
    # a remark
    | survey  |      |       |
    |         | type | label |
    |---------|------|-------|
    |         | text | a \| b |
    | choices |      |       |
    |         | name | label |
    """
    workbook = read_workbook("\n".join(line.strip() for line in text.splitlines()).encode())
    assert workbook.sheets["survey"].rows == ({"type": "text", "label": "a | b"},)
    assert workbook.sheets["choices"].columns == ("name", "label")


def test_media_given_beside_win(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "survey.csv").write_text("type,name\n", encoding="utf-8")
    (tmp_path / "media/a.csv").write_text("old", encoding="utf-8")
    assert read_workbook(tmp_path, {"a.csv": b"new"}).media["a.csv"] == b"new"


def test_a_sheet_that_claims_a_million_rows_ends_where_it_is_blank() -> None:
    # given a sheet with one cell in the last corner that Excel knows
    book = openpyxl.Workbook()
    worksheet = book.worksheets[0]
    worksheet.title = "survey"
    worksheet["A1"], worksheet["A2"], worksheet["XFD1048576"] = "type", "text", "."
    out = io.BytesIO()
    book.save(out)
    # when it is read
    workbook = read_workbook(out.getvalue())
    # then the million blank rows end it
    assert workbook.sheets["survey"].rows == ({"type": "text"},)


def test_an_archive_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 1_000_000)
    assert [f.code for f in read_workbook(out.getvalue()).faults] == ["workbook-too-large"]


def test_entities_in_a_sheet_are_not_unfolded() -> None:
    # given an .xlsx whose shared strings are a billion laughs
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY a0 "haha">{laughs}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>type</t></si><si><t>&a9;</t></si></sst>"
    )
    data = xlsx(("survey", [["type"], ["text"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as good, zipfile.ZipFile(out, "w") as bad:
        for item in good.infolist():
            shared = item.filename.endswith("sharedStrings.xml")
            bad.writestr(item, bomb.encode() if shared else good.read(item))
    # when it is read
    workbook = read_workbook(out.getvalue())
    # then it is refused, or its text left alone
    cells = str([dict(row) for sheet in workbook.sheets.values() for row in sheet.rows])
    assert "haha" not in cells
