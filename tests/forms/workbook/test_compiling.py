"""From a workbook to an XForm: ours with the additions of design §4, a foreign one without."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import resources
from forms.errors import FormDefinitionError
from forms.workbook import compile_source
from tests.forms.workbook.books import CORE, javarosa_verdict, write_folder

XF = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
YZ = "{https://yunzhen.example/xforms}"
HARD = {"consent_given", "entity_type", "ent_name", "uscc", "reg_county", "industry_division"}
FOREIGN = """
| survey |         |      |       |             |
|        | type    | name | label | calculation |
|        | integer | age  | Age   |             |
|        | calculate | twice |    | ${age} * 2  |
"""
SURVEY = [["type", "name", "label", "number", "severity"], ["text", "who", "谁", "1.1", ""]]
SETTINGS = [["form_title", "form_id", "version"], ["试", "probe", "1"]]
HELP = [["name", "why"], ["who", "要知道是谁"]]


@pytest.fixture(scope="module")
def core() -> tuple[bytes, dict[str, bytes]]:
    with resources.as_path(CORE) as folder:
        compiled = compile_source(folder)
    return compiled.xform, dict(compiled.media)


def tree(xform: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xform)


def binds(xform: bytes) -> dict[str, ElementTree.Element]:
    return {bind.attrib["nodeset"]: bind for bind in tree(xform).iter(f"{XF}bind")}


def primary(xform: bytes) -> ElementTree.Element:
    found = tree(xform).find(f".//{XF}instance")
    assert found is not None
    return found[0]


def test_javarosa_loads_the_questionnaire(core: tuple[bytes, dict[str, bytes]], tmp_path: Path
                                          ) -> None:
    assert javarosa_verdict(*core, tmp_path) == ""


def test_javarosa_loads_the_follow_up(tmp_path: Path) -> None:
    with resources.as_path("questionnaires/follow_up") as folder:
        compiled = compile_source(folder)
    assert javarosa_verdict(compiled.xform, compiled.media, tmp_path) == ""


def test_javarosa_would_refuse_a_circle(core: tuple[bytes, dict[str, bytes]], tmp_path: Path
                                        ) -> None:
    """The judge is awake: the circle of the draft, assets shown by the path, is refused."""
    shown = b"/data/enterprise/entity_type  != 'individual' and selected('47 48"
    assert core[0].count(shown) == 1
    circle = core[0].replace(shown, b"/data/enterprise/form_path != 'geti' and selected('47 48")
    assert "ycle" in javarosa_verdict(circle, core[1], tmp_path)


def test_six_facts_are_hard_and_required(core: tuple[bytes, dict[str, bytes]]) -> None:
    hard = {
        path.rsplit("/", 1)[1]: bind
        for path, bind in binds(core[0]).items() if bind.get(f"{YZ}severity") == "hard"
    }
    assert set(hard) == HARD
    assert all(bind.get("required") == "true()" for bind in hard.values())
    assert sum("required" in bind.attrib for bind in binds(core[0]).values()) == len(HARD)


def test_numbers_and_units_are_bind_attributes(core: tuple[bytes, dict[str, bytes]]) -> None:
    found = binds(core[0])
    assert found["/data/enterprise/uscc"].get(f"{YZ}number") == "1.3"
    assert found["/data/enterprise/employees"].get(f"{YZ}unit") == "人"
    assert found["/data/infra"].get(f"{YZ}number") == "3"


def test_every_later_section_waits_for_consent(core: tuple[bytes, dict[str, bytes]]) -> None:
    sections = [node.tag.removeprefix(XF) for node in primary(core[0])]
    sections = sections[1:sections.index("annotation")]
    assert len(sections) == 10
    for section in sections:
        relevant = binds(core[0])[f"/data/{section}"].get("relevant", "")
        assert "/data/visit/consent_given  = 'yes'" in relevant


def test_annotations_are_a_repeat_with_a_template_only(core: tuple[bytes, dict[str, bytes]]
                                                       ) -> None:
    # given the compiled questionnaire
    rows = primary(core[0]).findall(f"{XF}annotation")
    # then there is one template, no instance, and no control
    assert [row.get(f"{JR}template") for row in rows] == [""]
    repeat = next(
        r for r in tree(core[0]).iter(f"{XF}repeat")
        if r.get("nodeset") == "/data/annotation"
    )
    assert repeat.get(f"{JR}noAddRemove") == "true()"
    assert len(repeat) == 0
    assert binds(core[0])["/data/annotation/file"].get("type") == "binary"


def test_result_and_plan_are_nodes_of_the_record(core: tuple[bytes, dict[str, bytes]]) -> None:
    result = primary(core[0]).find(f"{XF}result")
    assert result is not None
    assert [node.tag.removeprefix(XF) for node in result] == [
        "cmi", "completeness", "level", "provisional", "d1", "d2", "d3", "d4", "d5", "d6", "d7",
        "red_lines", "method_version", "scale", "path",
    ]
    assert binds(core[0])["/data/plan_pdf"].get("type") == "binary"
    assert primary(core[0])[-1].tag.endswith("meta")


def test_a_foreign_form_stays_as_pyxform_made_it() -> None:
    compiled = compile_source(FOREIGN.encode())
    assert b"annotation" not in compiled.xform
    assert b"yunzhen" not in compiled.xform
    assert binds(compiled.xform)["/data/twice"].get("calculate") == " /data/age  * 2"


def test_a_form_without_scores_gets_annotations_only(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "w", survey=SURVEY, settings=SETTINGS, help=HELP)
    compiled = compile_source(folder)
    assert b"/data/annotation" in compiled.xform
    assert b"/data/result" not in compiled.xform
    assert compiled.sheets == {"help": [{"name": "who", "why": "要知道是谁"}]}


def test_a_form_with_a_node_of_that_name_is_refused(tmp_path: Path) -> None:
    survey = [*SURVEY, ["text", "annotation", "批注", "1.2"]]
    folder = write_folder(tmp_path / "w", survey=survey, settings=SETTINGS, help=HELP)
    with pytest.raises(FormDefinitionError) as caught:
        compile_source(folder)
    assert caught.value.code == "name-reserved"


def test_what_pyxform_refuses_names_sheet_row_and_column(tmp_path: Path) -> None:
    survey = [*SURVEY, ["text", "2nd name", "名", "1.2"]]
    folder = write_folder(tmp_path / "w", survey=survey, settings=SETTINGS)
    with pytest.raises(FormDefinitionError) as caught:
        compile_source(folder)
    values = caught.value.values
    assert (values["sheet"], values["row"], values["column"]) == ("survey", 3, "name")
    assert (values["file"], caught.value.code) == ("survey.csv", "name-invalid")


def test_what_only_pyxform_knows_keeps_its_words(tmp_path: Path) -> None:
    header = [*SURVEY[0], "parameters"]
    survey = [header, ["image", "photo", "照片", "1.1", "", "max-pixels=many"]]
    folder = write_folder(tmp_path / "w", survey=survey, settings=SETTINGS)
    with pytest.raises(FormDefinitionError) as caught:
        compile_source(folder)
    assert caught.value.code == "pyxform"
    assert "max-pixels" in str(caught.value.values["message"])
