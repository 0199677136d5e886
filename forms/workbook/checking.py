"""``yunzhen check``: every fault of a workbook at once, each with its place and what to do."""

from collections.abc import Mapping
from pathlib import Path

from forms.errors import FormDefinitionError
from forms.workbook.compiling import compile_workbook
from forms.workbook.faults import Fault, fault, of_error
from forms.workbook.filling import TIMES
from forms.workbook.local import read_composed
from forms.workbook.sheets import Workbook
from forms.workbook.structure import sheet_faults, sheet_order
from forms.workbook.trying import engine_faults


def check(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None, *,
          times: int = TIMES) -> tuple[Fault, ...]:
    """Return every fault, by sheet and row; nothing when the workbook can be published.

    Args:
        source: As ``compile_source`` takes it.
        media: As ``compile_source`` takes it.
        times: How often the form is filled at random once it is otherwise sound.
    """
    composed = read_composed(source, media)
    workbook, found = composed.workbook, list(composed.faults)
    if "survey" not in workbook.sheets:
        if not found:
            found.append(fault("sheet-missing", workbook.name, "survey", missing="survey"))
        return tuple(found)
    found += [composed.placed(one) for one in _content_faults(workbook, times)]
    return tuple(sorted(set(found), key=lambda f: (sheet_order(f.sheet), f.row, f.column, f.code)))


def _content_faults(workbook: Workbook, times: int) -> list[Fault]:
    """Look at the sheets, then compile, then try: each step only where the one before is clean."""
    items, found = sheet_faults(workbook)
    if found:
        return found
    try:
        compiled = compile_workbook(workbook)
    except FormDefinitionError as error:
        return [of_error(error, workbook.name)]
    return list(engine_faults(workbook, items, compiled, times))
