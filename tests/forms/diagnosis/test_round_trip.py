"""An expert edits the method in Excel: the edit counts, and the package keeps it."""

from pathlib import Path

import openpyxl
import pytest

import forms
from tests.forms.diagnosis.visits import WORKBOOK, Visit, answered


def test_weight_edited_in_excel_counts(tmp_path: Path) -> None:
    # given
    book = tmp_path / "method.xlsx"
    forms.convert(WORKBOOK, book)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["indicators"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[heads.index("name")].value == "I33":
            row[heads.index("weight")].value = 6
    workbook.save(book)
    visit = Visit("small", {"app_hr": "a4", "app_bi": "b0"})
    # when
    edited = forms.load(book)
    # then: 100 × 3 ÷ (3 + 4) before, 100 × 6 ÷ (6 + 4) after
    assert round(forms.score(answered(visit)).cmi or 0, 2) == 42.86
    assert forms.score(answered(visit, edited)).cmi == 60


def test_package_carries_the_method() -> None:
    visit = Visit("small", {"app_hr": "a4", "app_bi": "b0"})
    entry = answered(visit)
    restored = forms.load(entry.form.package())
    assert forms.diagnose(answered(visit, restored)) == forms.diagnose(entry)


def test_form_without_indicators_has_no_method() -> None:
    follow_up = forms.load(WORKBOOK.parent / "follow_up")
    assert follow_up.method is None
    with pytest.raises(forms.FormsError, match="no-method"):
        forms.diagnose(follow_up.start())
