from pathlib import Path

import pikepdf
import pytest

from desktop import copies
from desktop.cli import main
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import page_count, read_seal
from desktop.report.protection import signatures
from tests.desktop.report.test_files import RECORD, certificate, sealed_plan


def answers(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    waiting = list(words)
    monkeypatch.setattr(copies.getpass, "getpass", lambda _prompt: waiting.pop(0))


def test_the_blank_questionnaire_is_written_by_a_command(tmp_path: Path) -> None:
    out = tmp_path / "new" / "paper.pdf"
    assert main(["paper", "-o", str(out)]) == 0
    assert page_count(out.read_bytes()) > 8


def test_a_signed_and_a_locked_copy_stand_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a plan and the organisation's certificate
    file, p12 = tmp_path / "plan.pdf", tmp_path / "firm.p12"
    file.write_bytes(sealed_plan())
    p12.write_bytes(certificate())
    answers(monkeypatch, "geheim", "mima")
    # when it is to be signed and locked
    copies.protect(file, certificate=p12, lock=True)
    # then the plan is signed, and a copy asks for the password
    assert signatures(file.read_bytes())[0].intact
    assert read_seal(file.read_bytes()).matches(RECORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "plan-locked.pdf")


def test_a_refusal_of_the_report_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.4 nothing")
    assert main(["verify", str(file)]) == 1
    assert "不是本程序的方案" in capsys.readouterr().err


def test_all_records_of_a_folder_become_plans_and_a_bad_one_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given two records in a folder, one of them broken
    form = shipped()
    entry = form.start()
    fill(entry, practice_visit("noodle_shop"))
    (tmp_path / "a.xml").write_bytes(entry.xml())
    (tmp_path / "b.xml").write_bytes(b"<broken")
    # when their plans are made
    code = main(["plans", str(tmp_path), "-o", str(tmp_path / "out")])
    # then one is there, the other is named with its reason, and the command says it was not all
    said = capsys.readouterr().out
    assert code == 1
    assert page_count((tmp_path / "out/a.pdf").read_bytes()) == 1
    assert "出了 1 份方案，共 2 份记录" in said
    assert next(line for line in said.splitlines() if line.startswith("b  ")) != "b  "


def test_an_edited_plan_is_told_even_without_its_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(sealed_plan())
    assert main(["verify", str(file)]) == 0
    with pikepdf.open(file, allow_overwriting_input=True) as document:
        document.pages[0].contents_add(document.make_stream(b"0 0 9 9 re f"))
        document.save(file)
    assert main(["verify", str(file)]) == 1
    assert "被改过" in capsys.readouterr().out
