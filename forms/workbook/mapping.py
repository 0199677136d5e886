"""From the engine's places back to the workbook: a node and an attribute to row and column."""

import re
from collections.abc import Sequence

from forms.errors import FormDefinitionError
from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import Sheet
from forms.workbook.survey import Item

# What the engine calls a place → columns in which an author may have written it.
_COLUMNS = {
    "calculate": ("calculation", "calculate", "bind::calculate"),
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "required": ("required", "bind::required"),
    "readonly": ("readonly", "read_only", "bind::readonly"),
    "constraint": ("constraint", "bind::constraint"),
    "count": ("repeat_count", "jr:count"),
    "choices": ("choice_filter", "parameters", "type"),
    "nodeset": ("choice_filter", "parameters", "type"),
    "label": ("label", "hint"),
    "value": ("default", "calculation"),
    "setvalue": ("default", "calculation"),
}
_POSITION = re.compile(r"\[[^\]]*\]")


def paths_of(items: Sequence[Item]) -> dict[str, Item]:
    """Return the rows by the path of their node in the compiled form."""
    names = {item.row: item.name for item in items}
    return {
        "/".join(["/data", *(names[row] for row in item.ancestors), item.name]): item
        for item in items
    }


def place_of(survey: Sheet, items: Sequence[Item], node: str, attribute: str
             ) -> tuple[str, str, int, str]:
    """Return file, sheet, row and column of a node's attribute; row 0 when it has no row."""
    item = paths_of(items).get(_POSITION.sub("", node))
    if item is None:
        return survey.file, "survey", 0, ""
    columns = _COLUMNS.get(attribute, (attribute,))
    written = (c for c in columns if item.text(c))
    return survey.file, "survey", item.row, next(written, columns[0])


def refusal(survey: Sheet, items: Sequence[Item], error: FormDefinitionError) -> Fault:
    """Return what the engine refused as a fault of the workbook."""
    values = dict(error.values)
    node, attribute = str(values.pop("node", "")), str(values.pop("attribute", ""))
    words = "，".join(f"{name} {value}" for name, value in values.items() if value != "")
    reason = f"{error.code}（{words}）" if words else error.code
    return fault("form-refused", *place_of(survey, items, node, attribute), reason=reason)
