"""``yunzhen check``: every fault of a workbook at once, each with its place and what to do."""

from collections.abc import Mapping
from pathlib import Path

from forms.errors import FormDefinitionError
from forms.workbook.cells import cell_faults
from forms.workbook.compiling import compile_workbook
from forms.workbook.faults import Fault, fault
from forms.workbook.local import read_composed
from forms.workbook.sheets import Workbook
from forms.workbook.structure import sheet_order, structure_faults
from forms.workbook.survey import read_items


def check(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
          ) -> tuple[Fault, ...]:
    """Return every fault, by sheet and row; nothing when the workbook can be published."""
    composed = read_composed(source, media)
    workbook, found = composed.workbook, list(composed.faults)
    if "survey" not in workbook.sheets:
        if not found:
            found.append(fault("sheet-missing", workbook.name, "survey", missing="survey"))
        return tuple(found)
    found += [composed.placed(one) for one in _content_faults(workbook)]
    return tuple(sorted(set(found), key=lambda f: (sheet_order(f.sheet), f.row, f.column, f.code)))


def _content_faults(workbook: Workbook) -> list[Fault]:
    items, found = read_items(workbook.sheets["survey"])
    found += structure_faults(workbook, items)
    found += cell_faults(workbook.sheets["survey"], items)
    return found or _compile_faults(workbook)


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
