"""Faults of a workbook's structure: names, lists, files, labels, the columns that are ours."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from forms.workbook.additions import RESERVED
from forms.workbook.cells import cell_faults
from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import XLSFORM_SHEETS, Sheet, Workbook
from forms.workbook.survey import Item, read_items, takes_file, takes_list

_NAME = re.compile(r"[A-Za-z_À-￿][\w.\-·]*\Z")
_FILE_COLUMNS = {".csv": ("name", "label"), ".xml": ("name", "label"), ".geojson": ("id", "title")}
# Sheets whose ``name`` can be written as ``${name}`` beside the questions' names.
_NAMING_SHEETS = ("indicators", "parameters")


def sheet_faults(workbook: Workbook) -> tuple[list[Item], list[Fault]]:
    """Return the survey's rows and everything that can be said without compiling."""
    survey = workbook.sheets["survey"]
    items, found = read_items(survey)
    found += structure_faults(workbook, items)
    found += cell_faults(survey, items)
    return items, found


def structure_faults(workbook: Workbook, items: Sequence[Item]) -> Iterator[Fault]:
    """Yield what can be said without looking into an expression."""
    survey = workbook.sheets["survey"]
    yield from _column_faults(workbook)
    yield from _name_faults(workbook, survey, items)
    yield from reserved_faults(workbook, items)
    yield from _choice_faults(workbook, items)
    yield from _file_faults(workbook, survey, items)
    yield from _label_faults(survey, items)
    yield from _settings_faults(workbook)
    if workbook.ours:
        yield from _our_faults(survey, items)
        yield from _help_faults(workbook, items)


def _column_faults(workbook: Workbook) -> Iterator[Fault]:
    needed = {"survey": ("type", "name"), "choices": ("name",)}
    for name, columns in needed.items():
        sheet = workbook.sheets.get(name)
        for column in columns:
            if sheet and sheet.columns and column not in sheet.columns:
                yield fault("column-missing", sheet.file, name, 1, column, column=column)


def _name_faults(workbook: Workbook, survey: Sheet, items: Sequence[Item]) -> Iterator[Fault]:
    seen: dict[tuple[tuple[int, ...], str], int] = {}
    repeats: dict[str, int] = {}
    others = dict(_other_names(workbook))
    for item in items:
        place = (survey.file, "survey", item.row, "name")
        if not item.name:
            if item.kind not in ("audit",):
                yield fault("cell-missing", *place, column="name")
            continue
        if not _NAME.match(item.name):
            yield fault("name-invalid", *place, name=item.name)
        key = (item.ancestors, item.name)
        earlier = seen.get(key) or (item.kind == "repeat" and repeats.get(item.name)) or 0
        if earlier:
            yield fault("name-duplicate", *place, name=item.name, other=earlier)
        elif item.name in others:
            sheet, row = others[item.name]
            yield fault("name-shared", *place, name=item.name, other_sheet=sheet, other=row)
        seen[key] = item.row
        if item.kind == "repeat":
            repeats[item.name] = item.row


def reserved_faults(workbook: Workbook, items: Sequence[Item]) -> Iterator[Fault]:
    """Yield questions that stand where the compiler puts nodes of its own (design §4)."""
    for item in items:
        if workbook.ours and not item.ancestors and item.name in RESERVED:
            yield fault("name-reserved", workbook.file_of("survey"), "survey", item.row, "name",
                        name=item.name)


def _other_names(workbook: Workbook) -> Iterator[tuple[str, tuple[str, int]]]:
    for name in _NAMING_SHEETS:
        if name in workbook.sheets:
            for row, cells in workbook.sheets[name].numbered():
                yield cells.get("name", "").strip(), (name, row)


def _choice_faults(workbook: Workbook, items: Sequence[Item]) -> Iterator[Fault]:
    sheet = workbook.sheets.get("choices", Sheet("choices", workbook.file_of("choices"), ()))
    column = "list_name" if "list_name" in sheet.columns else "list name"
    first: dict[tuple[str, str], int] = {}
    lists: dict[str, int] = {}
    multiple = {item.argument for item in items if item.kind in ("select_multiple", "rank")}
    duplicates = _settings(workbook).get("allow_choice_duplicates", "").lower() in ("yes", "true")
    for row, cells in sheet.numbered():
        listed, name = cells.get(column, "").strip(), cells.get("name", "").strip()
        place = (sheet.file, "choices", row)
        for header, text in ((column, listed), ("name", name)):
            if not text:
                yield fault("cell-missing", *place, header, column=header)
        if (listed, name) in first and not duplicates:
            yield fault("choice-duplicate", *place, "name", list=listed, name=name)
        if listed in multiple and len(name.split()) > 1:
            yield fault("choice-spaced", *place, "name", name=name)
        if not any(cells.get(c, "").strip() for c in sheet.columns if _is_label(c)):
            yield fault("cell-missing", *place, "label", column="label")
        first[listed, name] = row
        lists.setdefault(listed, row)
    yield from _list_faults(workbook, sheet, items, lists)


def _list_faults(workbook: Workbook, sheet: Sheet, items: Sequence[Item],
                 lists: Mapping[str, int]) -> Iterator[Fault]:
    used = set()
    for item in items:
        if takes_list(item):
            used.add(item.argument)
            if item.argument not in lists:
                yield fault("list-missing", workbook.file_of("survey"), "survey", item.row,
                            "type", list=item.argument)
    text = " ".join(cell for item in items for cell in item.cells.values())
    if workbook.ours:
        for name in sorted(set(lists) - used - {""}):
            if f"'{name}'" not in text:
                yield fault("list-unused", sheet.file, "choices", lists[name], "list_name",
                            list=name)


def _is_label(column: str) -> bool:
    kind = column.split("::")[0]
    return kind in ("label", "caption", "image", "media", "audio", "video", "big-image")


def _file_faults(workbook: Workbook, survey: Sheet, items: Sequence[Item]) -> Iterator[Fault]:
    for item in items:
        place = (survey.file, "survey", item.row)
        external = {"csv-external": ".csv", "xml-external": ".xml"}.get(item.kind)
        name = f"{item.name}{external}" if external else item.argument
        if not external and not takes_file(item):
            continue
        if name not in workbook.media:
            yield fault("file-missing", *place, "name" if external else "type", name=name)
        elif not external and name.endswith(".csv"):
            header = next(csv.reader(io.StringIO(workbook.media[name].decode("utf-8-sig"))), [])
            for column in _columns_used(item, name):
                if column not in header:
                    yield fault("file-column-missing", *place, "parameters", name=name,
                                column=column)


def _columns_used(item: Item, name: str) -> list[str]:
    parameters = dict(re.findall(r"(\w+)\s*=\s*(\S+)", item.cells.get("parameters", "")))
    value, label = _FILE_COLUMNS[name[name.rindex("."):]]
    return [parameters.get("value", value), parameters.get("label", label)]


def _label_faults(survey: Sheet, items: Sequence[Item]) -> Iterator[Fault]:
    for item in items:
        place = (survey.file, "survey", item.row)
        if item.asked and not item.text("label", "caption", "media", "image", "video", "audio"):
            yield fault("label-missing", *place, "label")
        if item.kind == "calculate" and not item.text(
                "calculation", "calculate", "bind::calculate", "default"):
            yield fault("calculation-missing", *place, "calculation")


def _settings(workbook: Workbook) -> Mapping[str, str]:
    rows = workbook.sheets["settings"].numbered() if "settings" in workbook.sheets else []
    return rows[0][1] if rows else {}


def _settings_faults(workbook: Workbook) -> Iterator[Fault]:
    settings = _settings(workbook)
    if workbook.ours:
        for column, code in (("form_id", "form-id-missing"), ("version", "version-missing")):
            if not settings.get(column, "").strip():
                yield fault(code, workbook.file_of("settings"), "settings", 2, column)


def _our_faults(survey: Sheet, items: Sequence[Item]) -> Iterator[Fault]:
    """Yield what our columns lack: numbers that stay, severities that are known, messages."""
    numbers: dict[str, int] = {}
    for item in items:
        place = (survey.file, "survey", item.row)
        number = item.text("number")
        if item.asked and not number:
            yield fault("number-missing", *place, "number")
        if number and number in numbers:
            yield fault("number-duplicate", *place, "number", number=number,
                        other=numbers[number])
        numbers.setdefault(number, item.row)
        if item.text("severity") not in ("", "hard", "soft"):
            yield fault("severity-unknown", *place, "severity", value=item.text("severity"))
        if item.text("constraint") and not item.text("constraint_message"):
            yield fault("message-missing", *place, "constraint_message")


def _help_faults(workbook: Workbook, items: Sequence[Item]) -> Iterator[Fault]:
    if "help" not in workbook.sheets:
        return
    sheet = workbook.sheets["help"]
    explained = {cells.get("name", "").strip(): row for row, cells in sheet.numbered()}
    asked = {item.name: item for item in items if item.asked or item.kind == "repeat"}
    for name in explained.keys() - asked.keys():
        yield fault("help-unknown", sheet.file, "help", explained[name], "name", name=name)
    for name in asked.keys() - explained.keys():
        yield fault("help-missing", workbook.file_of("survey"), "survey", asked[name].row, "name")


def sheet_order(name: str) -> tuple[int, str]:
    """Return the sort key of a sheet: XLSForm's own first, in their order."""
    known = XLSFORM_SHEETS.index(name) if name in XLSFORM_SHEETS else len(XLSFORM_SHEETS)
    return known, name
