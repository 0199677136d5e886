"""``yunzhen check``: every fault of a workbook at once, each with its place and what to do."""

from collections.abc import Mapping
from pathlib import Path

from forms.errors import FormDefinitionError
from forms.workbook.cells import cell_faults
from forms.workbook.compiling import compile_workbook
from forms.workbook.faults import Fault, fault
from forms.workbook.reading import read_workbook
from forms.workbook.sheets import Workbook
from forms.workbook.structure import sheet_order, structure_faults
from forms.workbook.survey import read_items


def check(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
          ) -> tuple[Fault, ...]:
    """Return every fault, by sheet and row; nothing when the workbook can be published."""
    workbook = read_workbook(source, media)
    found = list(workbook.faults)
    if "survey" not in workbook.sheets:
        if not found:
            found.append(fault("sheet-missing", workbook.name, "survey", missing="survey"))
        return tuple(found)
    items, tree_faults = read_items(workbook.sheets["survey"])
    found += tree_faults
    found += structure_faults(workbook, items)
    found += cell_faults(workbook.sheets["survey"], items)
    if not found:
        found += _compile_faults(workbook)
    return tuple(sorted(set(found), key=lambda f: (sheet_order(f.sheet), f.row, f.column, f.code)))


def _compile_faults(workbook: Workbook) -> list[Fault]:
    """Return what pyxform finds: one fault at most, for it stops at the first."""
    try:
        compile_workbook(workbook)
    except FormDefinitionError as error:
        values = error.values
        return [Fault(
            str(values.get("file", workbook.name)), str(values.get("sheet", "")),
            int(str(values.get("row", 0))), str(values.get("column", "")), error.code,
            str(values.get("message", error.code)), str(values.get("advice", "")),
        )]
    return []
