from pathlib import Path

import pikepdf
import pytest

from desktop import copies
from desktop.cli import main
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
