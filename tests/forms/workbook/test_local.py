"""A city's own sheet on top of the locked provincial core."""

from pathlib import Path

import pytest

from forms.errors import FormDefinitionError
from forms.workbook import compile_source
from forms.workbook.checking import check
from tests.forms.workbook.books import javarosa_verdict, write_folder

CORE = {
    "survey": [
        ["type", "name", "label", "relevant", "number"],
        ["begin_group", "visit", "走访", "", "0"],
        ["select_one yes_no", "consent_given", "同意", "", "0.1"],
        ["end_group", "", "", "", ""],
        ["begin_group", "confirm", "确认", "${consent_given} = 'yes'", "1"],
        ["text", "confirm_name", "确认人", "", "1.1"],
        ["end_group", "", "", "", ""],
    ],
    "choices": [["list_name", "name", "label"], ["yes_no", "yes", "是"], ["yes_no", "no", "否"]],
    "settings": [["form_title", "form_id", "version"], ["诊断", "core", "2026.1"]],
    "help": [["name", "why"], ["consent_given", "要"], ["confirm_name", "要"]],
    "measures": [["name", "label"], ["M01", "备份"]],
}
LOCAL = {
    "survey": [
        ["type", "name", "label", "relevant", "number"],
        ["select_one park", "park", "所在园区", "", "L.1"],
        ["text", "park_need", "园区需求", "${park} = 'a'", "L.2"],
    ],
    "choices": [["list_name", "name", "label"], ["park", "a", "甲园"], ["park", "b", "乙园"]],
    "settings": [
        ["form_title", "form_id", "version", "extends", "core_version", "before"],
        ["晋中加题", "core_1407", "3", "core", "2026.1", "confirm"],
    ],
    "help": [["name", "why"], ["park", "要"], ["park_need", "要"]],
    "measures": [["name", "label"], ["M901", "接入园区云"]],
}


def books(folder: Path, **changed: list[list[str]]) -> Path:
    write_folder(folder / "core", survey=CORE["survey"], choices=CORE["choices"],
                 settings=CORE["settings"], help=CORE["help"], measures=CORE["measures"])
    return write_folder(folder / "jinzhong", **{**LOCAL, **changed})


def test_a_city_adds_a_section_and_measures(tmp_path: Path) -> None:
    # given a core and a local workbook beside it
    # when the local one is compiled
    compiled = compile_source(books(tmp_path))
    xform = compiled.xform.decode()
    # then its questions stand before the confirmation, under the same consent
    assert xform.index("<local>") < xform.index("<confirm>")
    assert "nodeset=\"/data/local\" relevant=\" /data/visit/consent_given  = 'yes'\"" in xform
    # and its measures are added to the core's
    assert [row["name"] for row in compiled.sheets["measures"]] == ["M01", "M901"]
    assert javarosa_verdict(compiled.xform, compiled.media, tmp_path / "judge") == ""


def test_both_versions_are_on_the_record(tmp_path: Path) -> None:
    xform = compile_source(books(tmp_path)).xform.decode()
    assert '<data id="core_1407" version="2026.1+3"' in xform
    assert "nodeset=\"/data/local/core_version\" type=\"string\" calculate=\"'2026.1'\"" in xform
    assert "nodeset=\"/data/local/local_version\" type=\"string\" calculate=\"'3'\"" in xform


def test_a_sound_local_sheet_has_no_fault(tmp_path: Path) -> None:
    assert check(books(tmp_path)) == ()


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"survey": [*LOCAL["survey"], ["text", "confirm_name", "另", "", "L.3"]]},
         ("survey.csv", "survey", 4, "name", "core-altered")),
        ({"choices": [*LOCAL["choices"], ["yes_no", "maybe", "也许"]]},
         ("choices.csv", "choices", 4, "list_name", "core-altered")),
        ({"measures": [["name", "label"], ["M01", "不备份"]]},
         ("measures.csv", "measures", 2, "name", "core-altered")),
        ({"scores": [["list_name", "name", "points"], ["yes_no", "no", "100"]]},
         ("scores.csv", "scores", 1, "", "core-locked")),
        ({"survey": [*LOCAL["survey"], ["text", "x", "另", "", "1.2"]]},
         ("survey.csv", "survey", 4, "number", "local-number")),
        ({"settings": [LOCAL["settings"][0], [*LOCAL["settings"][1][:4], "2025.9", "confirm"]]},
         ("settings.csv", "settings", 2, "core_version", "core-version")),
        ({"settings": [LOCAL["settings"][0],
                       [*LOCAL["settings"][1][:3], "elsewhere", "2026.1", "confirm"]]},
         ("settings.csv", "settings", 2, "extends", "core-missing")),
    ],
)
def test_the_core_is_locked(
    tmp_path: Path, changed: dict[str, list[list[str]]], place: tuple[str, str, int, str, str]
) -> None:
    folder = books(tmp_path, **changed)
    found = [(f.file, f.sheet, f.row, f.column, f.code) for f in check(folder)]
    assert place in found
    with pytest.raises(FormDefinitionError) as caught:
        compile_source(folder)
    assert caught.value.code == place[-1]


def test_a_fault_in_a_local_row_is_told_where_the_city_wrote_it(tmp_path: Path) -> None:
    survey = [*LOCAL["survey"], ["text", "x", "另", "${parc} = 'a'", "L.3"]]
    helps = [*LOCAL["help"], ["x", "要"]]
    found = check(books(tmp_path, survey=survey, help=helps))
    assert [(f.file, f.row, f.column, f.code) for f in found] == [
        ("survey.csv", 4, "relevant", "reference-unknown")
    ]
