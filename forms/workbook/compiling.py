"""A workbook compiled once: XLSForm to XForm by pyxform, then what design §4 adds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forms.errors import FormDefinitionError
from forms.workbook.additions import add_record_parts
from forms.workbook.faults import Fault, fault, of_error
from forms.workbook.local import read_composed
from forms.workbook.sheets import XLSFORM_SHEETS, Sheet, Workbook
from forms.workbook.structure import reserved_faults, sheet_faults
from forms.workbook.survey import read_items

YZ_NAMESPACE = "https://yunzhen.example/xforms"
# Columns of ``survey`` that become bind attributes, so that a record needs only the XForm.
BIND_COLUMNS = ("number", "severity", "unit")
_ROW = re.compile(r"\[row : (\d+)\]")
_PLACE = re.compile(r"On the '(\w+)' sheet, the '([^']+)' value")


@dataclass(frozen=True, slots=True)
class CompiledWorkbook:
    """What the engine and the method need of a workbook.

    Attributes:
        xform: The XForm that is published to a server.
        media: External choice files by name.
        sheets: The rows of every sheet that is not XLSForm's; ``rows[i]`` is spreadsheet row
            ``i + 2``; every column is present, ``""`` when the cell is empty.
        warnings: pyxform's remarks, as it words them.
    """

    xform: bytes
    media: Mapping[str, bytes] = field(default_factory=dict)
    sheets: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def compile_source(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
                   ) -> CompiledWorkbook:
    """Compile a workbook folder, an .xlsx or a .md, from disk or from bytes.

    Raises:
        FormDefinitionError: the first fault, with ``file sheet row column message advice``.
    """
    composed = read_composed(source, media)
    for found in composed.faults:
        raise found.as_error()
    try:
        return compile_workbook(composed.workbook)
    except FormDefinitionError as error:
        raise composed.placed(of_error(error, composed.workbook.name)).as_error() from error


def compile_workbook(workbook: Workbook) -> CompiledWorkbook:
    """Compile what was read; a workbook without a sheet of the method stays as pyxform made it.

    Raises:
        FormDefinitionError: as ``compile_source``.
    """
    xform, remarks = run_pyxform(workbook)
    for found in reserved_faults(workbook, read_items(workbook.sheets["survey"])[0]):
        raise found.as_error()
    if workbook.ours:
        scored = "indicators" in workbook.sheets
        printed = scored or "plan" in workbook.sheets
        xform = add_record_parts(xform, scored=scored, printed=printed)
    return CompiledWorkbook(xform, workbook.media, method_rows(workbook), remarks)


def method_rows(workbook: Workbook) -> dict[str, list[dict[str, str]]]:
    """Return the sheets that are not XLSForm's as plain rows."""
    return {
        name: [{c: text.strip() for c, text in row.items()} for row in sheet.rows]
        for name, sheet in workbook.sheets.items()
        if name not in XLSFORM_SHEETS
    }


def run_pyxform(workbook: Workbook) -> tuple[bytes, tuple[str, ...]]:
    """Return the XForm and the remarks of pyxform.

    Raises:
        FormDefinitionError: ``pyxform`` or ``sheet-missing``, with the place if pyxform knows it.
    """
    # Imported here: pyxform takes 0.3 s, and a start from a package never needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    if "survey" not in workbook.sheets:
        raise fault("sheet-missing", workbook.name, "survey", missing="survey").as_error()
    remarks: list[str] = []
    try:
        result = convert(_for_pyxform(workbook), warnings=remarks, form_name="data")
    except (PyXFormError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise _why(workbook, error).as_error() from error
    return result.xform.encode("utf-8"), tuple(remarks)


def _why(workbook: Workbook, error: Exception) -> Fault:
    """Return our own sentence for what pyxform refused; where we have none, pyxform's words."""
    said = _explained(workbook, error)
    _, ours = sheet_faults(workbook)
    same_row = [one for one in ours if (one.sheet, one.row) == (said.sheet, said.row)]
    return next(iter([*same_row, *ours]), said)


def _explained(workbook: Workbook, error: Exception) -> Fault:
    """Translate a failure of pyxform: its row and column, its own words."""
    words = str(error)
    context = getattr(error, "context", None) or {}
    row, place = _ROW.search(words), _PLACE.search(words)
    sheet = str(context.get("sheet") or (place.group(1) if place else "survey"))
    number = int(context.get("row") or (row.group(1) if row else 0))
    column = str(context.get("column") or (place.group(2) if place else ""))
    reason = words.split("] ", 1)[-1].split("Learn more:")[0].strip()
    return fault("pyxform", workbook.file_of(sheet), sheet, number, column, reason=reason)


def _for_pyxform(workbook: Workbook) -> dict[str, object]:
    """Return the XLSForm sheets in the shape of pyxform's own readers."""
    book: dict[str, object] = {
        "sheet_names": list(workbook.sheets),
        "fallback_form_name": Path(workbook.name).stem,
    }
    for name in XLSFORM_SHEETS:
        if name in workbook.sheets:
            sheet = workbook.sheets[name]
            if workbook.ours and name in ("survey", "settings"):
                sheet = _with_bind_columns(sheet)
            book[name] = [
                {c: text.strip() for c, text in row.items() if text.strip()} for row in sheet.rows
            ]
            book[f"{name}_header"] = [dict.fromkeys(sheet.columns)]
    return book


def _with_bind_columns(sheet: Sheet) -> Sheet:
    if sheet.name == "settings":
        rows = [{**row, "namespaces": f'yz="{YZ_NAMESPACE}"'} for row in sheet.rows]
        return Sheet(sheet.name, sheet.file, (*sheet.columns, "namespaces"), tuple(rows))
    names = {column: f"bind::yz:{column}" for column in BIND_COLUMNS}
    return Sheet(
        sheet.name,
        sheet.file,
        tuple(names.get(c, c) for c in sheet.columns),
        tuple({names.get(c, c): text for c, text in row.items()} for row in sheet.rows),
    )
