"""From the open plan and from the list: paper, copies for others, and whether a file is genuine."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.screens.batch_sheet import BatchSheet
from desktop.screens.home import HomeScreen
from desktop.screens.plan import PlanPage
from desktop.screens.plan_pages import page_sizes
from desktop.screens.verify_sheet import VerifySheet
from desktop.settings import SettingsBook
from desktop.shell import Shell
from tests.desktop.report.test_files import certificate

LONG = 30_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    book = SettingsBook(tmp_path / "program")
    book.change(replace(book.current, motion=False, theme="light"))
    program = Program(qapp, book, practice=True)
    qtbot.addWidget(program.window)
    with ExitStack() as stack:
        store = program.open_practice(stack)
        program.show()
        program.use_store(store)
        yield program
        program.window.close()


def shell_of(program: Program) -> Shell:
    assert program.window.shell is not None
    return program.window.shell


def practice_list(qtbot: QtBot, program: Program) -> HomeScreen:
    home = shell_of(program).page
    assert isinstance(home, HomeScreen)
    home.model.choose("practice")
    qtbot.waitUntil(lambda: home.model.rows.rowCount() == 2, timeout=LONG)
    return home


def open_plan(qtbot: QtBot, program: Program) -> PlanPage:
    home, shell = practice_list(qtbot, program), shell_of(program)
    rows = [home.model.rows.summary(row) for row in range(2)]
    factory = next(row for row in rows if row is not None and row.facts.path != "geti")
    shell.open_visit(factory.uuid)
    qtbot.waitUntil(lambda: shell.visit is not None, timeout=LONG)
    shell.go_stage("plan")
    page = shell.page
    assert isinstance(page, PlanPage)
    qtbot.waitUntil(lambda: page._model.state.made is not None, timeout=LONG)
    return page


def part(host: QWidget, name: str) -> QWidget:
    found = host.findChild(QWidget, name)
    assert found is not None, name
    return found


def press(qtbot: QtBot, host: QWidget, name: str) -> None:
    qtbot.mouseClick(part(host, name), LEFT)


def choose(menu: QMenu | None, name: str) -> None:
    assert menu is not None
    next(one for one in menu.findChildren(QAction) if one.objectName() == name).trigger()


def popup(qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=LONG)
    found = QApplication.activePopupWidget()
    assert found is not None
    return found


def answer_dialogs(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The system's file dialogs are the system's; they give this path."""
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args, **_more: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(path))


def labels(host: QWidget, words: str) -> list[str]:
    return [one.text() for one in host.findChildren(QLabel) if words in one.text()]


def said(page: PlanPage) -> str:
    return page._model.state.notice or page._model.state.problem


def test_ctrl_p_prints_chosen_pages_through_the_system_dialog(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    # given a machine without a printer, whose dialog prints into a file
    page = open_plan(qtbot, program)
    assert not page.side.print.isEnabled()
    # when the dialog is opened by its key, told pages 2 to 4 and twice, and accepted
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(QPrintDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible, timeout=LONG)
    out = tmp_path / "out.pdf"
    field = dialog.findChild(QLineEdit, "filename")
    assert field is not None
    field.setText(str(out))
    for name in ("from", "to", "copies"):
        dialog.findChild(QWidget, name).setValue({"from": 2, "to": 4, "copies": 2}[name])
    dialog.findChild(QRadioButton, "printRange").click()
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    # then the window is alive, and six sides are there
    assert page._model.state.made is not None
    qtbot.waitUntil(lambda: "6" in said(page), timeout=LONG)
    assert len(page_sizes(out.read_bytes())) == 6


def test_a_dialog_that_is_cancelled_prints_nothing_and_comes_again(
    qtbot: QtBot, program: Program
) -> None:
    page = open_plan(qtbot, program)
    for _time in range(2):
        press(qtbot, page, "print_dialog")
        dialog = page._dialog
        assert dialog is not None
        dialog.reject()
        assert page._dialog is None
    assert not page._model.state.busy


def test_a_copy_is_locked_and_another_signed_and_both_are_verified(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, shell = open_plan(qtbot, program), shell_of(program)
    # when a copy with a password is saved; two different ones are not taken
    answer_dialogs(monkeypatch, tmp_path / "locked.pdf")
    choose(page.side.menu, "lock_copy")
    pane = popup(qtbot)
    part(pane, "copy_password").setText("mima 2026")  # type: ignore[attr-defined] # a line
    part(pane, "copy_password_again").setText("mima")  # type: ignore[attr-defined] # a line
    assert not part(pane, "write").isEnabled()
    part(pane, "copy_password_again").setText("mima 2026")  # type: ignore[attr-defined] # a line
    press(qtbot, pane, "write")
    qtbot.waitUntil(lambda: "locked.pdf" in said(page), timeout=LONG)
    # and one with the organisation's certificate, which is asked for once
    (tmp_path / "firm.p12").write_bytes(certificate())
    answer_dialogs(monkeypatch, tmp_path / "firm.p12")
    choose(page.side.menu, "sign_copy")
    press(qtbot, popup(qtbot), "choose_certificate")
    answer_dialogs(monkeypatch, tmp_path / "signed.pdf")
    pane = popup(qtbot)
    part(pane, "certificate_passphrase").setText("geheim")  # type: ignore[attr-defined] # a line
    press(qtbot, pane, "write")
    qtbot.waitUntil(lambda: "signed.pdf" in said(page), timeout=LONG)
    assert program.book.current.certificate == str(tmp_path / "firm.p12")
    # then verifying asks for the password of one and names the signer of the other
    choose(page.side.menu, "verify_plan")
    sheet = shell.findChild(VerifySheet)
    assert sheet is not None
    answer_dialogs(monkeypatch, tmp_path / "locked.pdf")
    press(qtbot, sheet, "verify_choose")
    secret = part(sheet, "verify_password")
    qtbot.waitUntil(secret.isVisible, timeout=LONG)
    qtbot.keyClicks(secret, "mima 2026")
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.findChild(QLabel, "verdict") is not None, timeout=LONG)
    assert sheet.findChild(QLabel, "verdict").text() == "是草稿。"  # type: ignore[union-attr] # waited for
    answer_dialogs(monkeypatch, tmp_path / "signed.pdf")
    press(qtbot, sheet, "verify_choose")
    qtbot.waitUntil(lambda: bool(labels(sheet, "练习咨询机构")), timeout=LONG)
    assert "签后没有改动" in labels(sheet, "练习咨询机构")[0]
    # and Esc closes the pane without leaving the plan
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert shell.page is page


def test_slides_are_saved_where_plans_are_offered_to_be_saved(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a folder for plans in the settings
    (tmp_path / "plans").mkdir()
    program.book.change(replace(program.book.current, files_folder=str(tmp_path / "plans")))
    page = open_plan(qtbot, program)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given, **_more: (given[2], ""))
    # when the slides are saved under the name that is offered
    choose(page.side.menu, "save_slides")
    # then they are there
    qtbot.waitUntil(lambda: ".pptx" in said(page), timeout=LONG)
    (file,) = (tmp_path / "plans").iterdir()
    assert file.read_bytes().startswith(b"PK")


def test_a_wrong_passphrase_of_the_certificate_leaves_no_file(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    page = open_plan(qtbot, program)
    (tmp_path / "firm.p12").write_bytes(certificate())
    page._model.save_signed(tmp_path / "signed.pdf", tmp_path / "firm.p12", "falsch")
    qtbot.waitUntil(lambda: "证书" in said(page), timeout=LONG)
    assert not (tmp_path / "signed.pdf").exists()


def test_plans_of_selected_enterprises_are_made_in_one_go(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given two enterprises selected in the list
    home, shell = practice_list(qtbot, program), shell_of(program)
    for row in range(2):
        home.table.selectionModel().select(
            home.model.rows.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
    # when their plans are wanted
    press(qtbot, home, "home_more")
    choose(home.more.menu_shown, "plans_in_one_go")
    popup(qtbot).close()
    sheet = shell.findChild(BatchSheet)
    assert sheet is not None
    answer_dialogs(monkeypatch, tmp_path / "plans")
    press(qtbot, sheet, "batch_folder")
    start = part(sheet, "batch_start")
    qtbot.waitUntil(start.isEnabled, timeout=LONG)
    qtbot.mouseClick(start, LEFT)
    qtbot.waitUntil(lambda: bool(sheet.model.state.lines), timeout=LONG)
    # then there are two files, named by record and not by enterprise
    files = sorted((tmp_path / "plans").iterdir())
    assert [file.name[:2] for file in files] == ["YZ", "YZ"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in files)
    assert "2" in sheet.findChild(QLabel, "batch_sum").text()  # type: ignore[union-attr] # there


def test_a_batch_that_is_stopped_lists_what_was_made(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    # given a batch in work
    home = practice_list(qtbot, program)
    home.more._jobs.batch(home.model.filter())
    sheet = shell_of(program).findChild(BatchSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.model.state.records) == 2, timeout=LONG)
    sheet.model.choose(folder=str(tmp_path / "plans"))
    sheet.model.start()
    # when Esc is pressed in it
    qtbot.keyClick(shell_of(program), Qt.Key.Key_Escape)
    assert sheet.isVisible()
    # then it ends, and what it lists is on the disk
    qtbot.waitUntil(lambda: not sheet.model.state.busy, timeout=LONG)
    folder = tmp_path / "plans"
    made = [line.outcome.file for line in sheet.model.state.lines]
    assert sorted(folder.iterdir() if folder.exists() else []) == sorted(filter(None, made))
    assert len(made) < 2
    qtbot.keyClick(shell_of(program), Qt.Key.Key_Escape)
    assert shell_of(program)._sheet is None


def test_the_blank_questionnaire_is_saved_from_the_list(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = practice_list(qtbot, program)
    answer_dialogs(monkeypatch, tmp_path / "blank.pdf")
    press(qtbot, home, "home_more")
    choose(home.more.menu_shown, "blank_questionnaire")
    popup(qtbot).close()
    toast = part(shell_of(program), "toast")
    qtbot.waitUntil(lambda: "blank.pdf" in toast.accessibleName(), timeout=LONG)
    with pikepdf.open(tmp_path / "blank.pdf") as paper:
        assert len(paper.pages) > 5
    assert toast.findChild(QPushButton) is not None
