"""The settings' file: earlier versions are carried over, people of a computer keep apart."""

import json
from pathlib import Path

from desktop.look import OfficeLook, keep_file, office_look
from desktop.plan_context import built_in_sheets
from desktop.settings import VERSION, Settings, read, write
from tests.desktop.report.plans import photo
from tests.forms.plan.visits import plan_sheets


def of_version_1(folder: Path) -> Path:
    """A settings file as version 1 wrote it, with a logo in the folder."""
    logo = folder / "logo.png"
    logo.write_bytes(photo(1))
    file = folder / "settings.json"
    old = {"version": 1, "consultant": "李工", "logo": str(logo)}
    file.write_text(json.dumps(old), encoding="utf-8")
    return file


def test_what_stood_beside_the_logo_is_in_the_settings_now(tmp_path: Path) -> None:
    # given
    file = of_version_1(tmp_path)
    (tmp_path / "look.ini").write_text(
        "[look]\ncolour = #0B4F3C\ncover = 诊断服务 100%\n", encoding="utf-8-sig")
    (tmp_path / "template.docx").write_bytes(b"PK")
    # when
    settings = read(file)
    # then
    assert (settings.version, settings.consultant) == (VERSION, "李工")
    assert office_look(settings) == OfficeLook(photo(1), "#0B4F3C", "诊断服务 100%", b"PK")


def test_a_broken_or_missing_look_file_leaves_the_logo(tmp_path: Path) -> None:
    file = of_version_1(tmp_path)
    assert office_look(read(file)) == OfficeLook(photo(1))
    (tmp_path / "look.ini").write_text("no section at all", encoding="utf-8")
    assert office_look(read(file)) == OfficeLook(photo(1))


def test_a_file_of_this_version_looks_at_no_folder(tmp_path: Path) -> None:
    # given settings of today beside a left-over look.ini
    file = of_version_1(tmp_path)
    (tmp_path / "look.ini").write_text("[look]\ncolour = #0B4F3C\n", encoding="utf-8")
    write(file, Settings(logo=str(tmp_path / "logo.png"), colour="#1F3A5F"))
    # then
    assert read(file).colour == "#1F3A5F"


def test_a_file_that_is_gone_takes_nothing_else_away(tmp_path: Path) -> None:
    gone = Settings(logo=str(tmp_path / "gone.png"), colour="#1F3A5F")
    assert office_look(gone) == OfficeLook(colour="#1F3A5F")


def test_a_chosen_file_is_kept_when_the_stick_is_pulled(tmp_path: Path) -> None:
    # given
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "Logo 1.PNG").write_bytes(photo(2))
    # when
    kept = keep_file(stick / "Logo 1.PNG", tmp_path / "program" / "look", "logo")
    (stick / "Logo 1.PNG").unlink()
    # then
    assert office_look(Settings(logo=str(kept))).logo == photo(2)


def test_each_person_keeps_name_and_role(tmp_path: Path) -> None:
    # given
    first = Settings(consultant="李工", role="consultant", organisation="中心")
    # when another person comes, writes a role, and the first comes back
    second = first.for_person("王工")
    assert (second.consultant, second.role, second.organisation) == ("王工", "", "中心")
    assert [second.name_of(one) for one in ("", "王工")] == ["李工", "王工"]
    write(tmp_path / "settings.json", second)
    back = read(tmp_path / "settings.json").for_person("")
    # then
    assert (back.consultant, back.role) == ("李工", "consultant")
    assert back.without_person("王工").others == ()
    assert back.for_person("") is back


def test_the_built_in_wording_is_the_shipped_one() -> None:
    assert [row["part"] for row in built_in_sheets()["plan"]] == [
        row["part"] for row in plan_sheets()["plan"]]
