"""Importing 待诊断企业 from an Excel sheet: all rows or none, every fault named by its row."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from sqlalchemy.orm import Session

from sync.errors import SyncError
from sync.platform import entities, regions
from sync.platform.accounts import Person
from sync.platform.audit import note

# Heading in the sheet -> property of the task.
COLUMNS = {
    "企业名称": "enterprise", "统一社会信用代码": "uscc", "县区": "county", "联系人": "contact",
    "电话": "phone", "诊断员": "surveyor", "截止日期": "due", "备注": "remark",
}
NEEDED = ("企业名称", "统一社会信用代码", "县区")
MOST_ROWS = 20_000


class AssignmentError(SyncError):
    """Codes: ``not-excel``, ``columns-missing`` (names), ``rows-wrong`` (faults), ``too-many``."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many tasks are new, changed, or were there already."""

    new: int
    changed: int
    same: int


def take_in(session: Session, person: Person, data: bytes, now: datetime) -> Imported:
    """Import a sheet into the task list.

    Raises:
        AssignmentError: nothing was taken in then.
    """
    tasks = tasks_in(data, person.region)
    known = {one.uuid for one in entities.rows_of(session, entities.TASKS)}
    new = changed = 0
    for one in tasks:
        if entities.put(session, entities.TASKS, one.uuid, one.enterprise, one.properties, now):
            new, changed = (new + (one.uuid not in known), changed + (one.uuid in known))
    note(session, now, person.email, "assignments imported", "", f"{new} {changed}")
    return Imported(new, changed, len(tasks) - new - changed)


@dataclass(frozen=True, slots=True)
class Task:
    """A 待诊断企业 of a sheet; the same enterprise has the same UUID in every import."""

    uuid: str
    enterprise: str
    properties: dict[str, str]


def tasks_in(data: bytes, region: str) -> list[Task]:
    """Return the tasks of a sheet, all of them within ``region``.

    Raises:
        AssignmentError: every fault of every row.
    """
    rows = read_rows(data)
    faults = [fault for number, row in rows for fault in _faults(number, row, region)]
    if faults:
        raise AssignmentError("rows-wrong", faults=faults)
    return [
        Task(
            entities.uuid_for(entities.TASKS, row["uscc"]), row["enterprise"],
            {**{name: value for name, value in row.items() if name != "enterprise"},
             "county": _county(row["county"], region)},
        )
        for _, row in rows
    ]


def read_rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return (row number, values by property) of the first sheet; empty rows are left out."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise AssignmentError("not-excel") from error
    lines = list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2))
    book.close()
    if len(lines) > MOST_ROWS + 1:
        raise AssignmentError("too-many", most=MOST_ROWS)
    heading = [_text(cell) for cell in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        raise AssignmentError("columns-missing", names=missing)
    wanted = [(COLUMNS[name], place) for place, name in enumerate(heading) if name in COLUMNS]
    rows = [(number, _row(cells, wanted)) for number, cells in enumerate(lines[1:], start=2)]
    return [(number, row) for number, row in rows if any(row.values())]


def _row(cells: Sequence[Any], wanted: Sequence[tuple[str, int]]) -> dict[str, str]:
    return {name: _text(cells[place]) if place < len(cells) else "" for name, place in wanted}


def _faults(number: int, row: dict[str, str], region: str) -> list[str]:
    found = []
    if len(row["enterprise"]) < 2:
        found.append(f"第 {number} 行：没有企业名称。")
    if len(row["uscc"]) != 18:
        found.append(f"第 {number} 行：统一社会信用代码「{row['uscc']}」不是 18 位。")
    county = _county(row["county"], region)
    if not county:
        found.append(f"第 {number} 行：认不出县区「{row['county']}」，写全称或 6 位代码。")
    elif not county.startswith(region):
        found.append(f"第 {number} 行：{regions.label(county)}不归本级管。")
    return found


def _county(text: str, region: str) -> str:
    """Return the county's code for a code or a name; empty when it is none or not clear."""
    names = [
        row for row in regions.division_rows()
        if row["level"] in {"county", "zone"} and text and text in {
            row["code"], row["name"], row["label"], row["label"].replace(" ", "")}
    ]
    inside = [row for row in names if row["code"].startswith(region)] or names
    return regions.county_of(inside[0]["code"]) if len(inside) == 1 else ""


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
