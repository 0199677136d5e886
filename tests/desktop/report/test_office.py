from pathlib import Path

from desktop.plan_context import built_in_sheets
from desktop.report.office import OfficeLook, office_look
from tests.desktop.report.plans import photo
from tests.forms.plan.visits import plan_sheets


def test_what_stands_beside_the_logo_is_the_office_s_look(tmp_path: Path) -> None:
    # given a folder with a logo, its words and a template
    (tmp_path / "logo.png").write_bytes(photo(1))
    (tmp_path / "look.ini").write_text("[look]\ncolour = #0B4F3C\ncover = 诊断服务 100%\n",
                                       encoding="utf-8-sig")
    (tmp_path / "template.docx").write_bytes(b"PK")
    # then all of it is read
    look = office_look(str(tmp_path / "logo.png"))
    assert look == OfficeLook(photo(1), "#0B4F3C", "诊断服务 100%", b"PK")


def test_a_broken_look_file_is_named_and_the_logo_still_used(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(photo(1))
    (tmp_path / "look.ini").write_text("no section at all", encoding="utf-8")
    look = office_look(str(tmp_path / "logo.png"))
    assert (look.logo, look.colour, look.problem) == (photo(1), "", "look.ini")


def test_no_logo_is_no_look(tmp_path: Path) -> None:
    assert office_look("") == OfficeLook()
    assert office_look(str(tmp_path / "gone.png")) == OfficeLook()


def test_the_built_in_wording_is_the_shipped_one() -> None:
    assert [row["part"] for row in built_in_sheets()["plan"]] == [
        row["part"] for row in plan_sheets()["plan"]]
