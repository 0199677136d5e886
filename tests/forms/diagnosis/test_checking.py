"""The method's part of the workbook check, and the document that is made from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from forms.diagnosis.checking import check_method
from forms.diagnosis.document import method_document
from tests.forms.diagnosis.visits import questionnaire

ROOT = Path(__file__).parents[3]
Rows = dict[str, list[dict[str, str]]]


def copied() -> Rows:
    return {name: [dict(row) for row in rows] for name, rows in questionnaire().sheets.items()}


def test_shipped_method_has_no_fault() -> None:
    assert check_method(questionnaire().sheets, questionnaire()) == ()


def change(sheet: str, key: str, name: str, column: str, text: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(one for one in rows[sheet] if one[key] == name)
        row[column] = text
    return apply


@pytest.mark.parametrize(("code", "sheet", "column", "spoil"), [
    ("method-name", "indicators", "score",
     change("indicators", "name", "I11", "score", "points(${nobody})")),
    ("method-formula", "indicators", "score",
     change("indicators", "name", "I11", "score", "wmean(1,")),
    ("method-weights", "indicators", "",
     change("indicators", "name", "I11", "weight", "5")),
    ("method-dimension", "indicators", "weight",
     change("indicators", "name", "I43", "weight_coal", "7")),
    ("method-best", "indicators", "",
     change("indicators", "name", "I11", "score", "points(${cloud_awareness}) * 0.9")),
    ("method-worst", "indicators", "",
     change("indicators", "name", "I24", "score", "max(60, points(${backup}))")),
    ("method-option", "scores", "name",
     change("scores", "name", "b4", "name", "b9")),
    ("method-no-points", "scores", "", change("scores", "name", "b4", "name", "b9")),
    ("method-number", "scores", "points", change("scores", "name", "b4", "points", "hundred")),
    ("method-gate", "levels", "gate",
     change("levels", "level", "L3", "gate", "${D2} >= 30 or ${I24} >= 50")),
    ("method-cap", "red_lines", "cap", change("red_lines", "name", "R1", "cap", "L9")),
    ("method-measure", "measures", "prerequisites",
     change("measures", "name", "M04", "prerequisites", "M99")),
    ("method-cycle", "measures", "prerequisites",
     change("measures", "name", "M03", "prerequisites", "M04")),
    ("method-empty", "measures", "steps", change("measures", "name", "M03", "steps", "")),
    ("method-price", "measures", "cost_items",
     change("measures", "name", "M02", "cost_items", "nothing = 1")),
    ("method-option", "measures", "helps",
     change("measures", "name", "M02", "helps", "pain:nothing")),
    ("method-option", "measures", "achieves",
     change("measures", "name", "M02", "achieves", "backup=b9")),
    ("method-never", "measures", "when",
     change("measures", "name", "M03", "when", "points(${account}) < 0")),
    ("method-code", "dispositions", "zone",
     change("dispositions", "order", "12", "zone", "moon")),
    ("method-question", "checks", "questions",
     change("checks", "name", "C01", "questions", "nobody")),
    ("method-no-source", "policies", "source",
     change("policies", "id", "sx_2018_63", "source", "")),
    ("method-no-date", "policies", "checked_on",
     change("policies", "id", "sx_2018_63", "checked_on", "2026.11")),
    ("method-no-date", "prices", "date",
     change("prices", "item", "object_storage", "date", "")),
])
def test_fault_is_found_at_its_place(
    code: str, sheet: str, column: str, spoil: Callable[[Rows], None]
) -> None:
    # given
    rows = copied()
    spoil(rows)
    # when
    found = check_method(rows, questionnaire(), times=60)
    # then
    assert (code, sheet, column) in {(one.code, one.sheet, one.column) for one in found}
    assert all(one.message and one.advice and one.file == f"{one.sheet}.csv" for one in found)


def test_fault_of_a_formula_names_its_row() -> None:
    rows = copied()
    change("measures", "name", "M03", "when", "points(${nobody}) < 70")(rows)
    found = check_method(rows, questionnaire())
    assert [(one.row, one.column) for one in found] == [(4, "when")]


def test_document_of_the_method_is_current() -> None:
    method = questionnaire().method
    assert method is not None
    text = method_document(method, questionnaire().title)
    assert (ROOT / "docs/method.md").read_text(encoding="utf-8") == text, (
        "run tools/method_doc.py")
