"""The shell with real keys: stages, undo, help, presentation, the way back, the idle lock."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.screens.home import HomeScreen
from desktop.screens.interview import InterviewScreen
from desktop.settings import SettingsBook
from desktop.shell import Shell
from desktop.window import IdleLock

LONG = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier
BACKUP = "/data/infra/backup"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    book = SettingsBook(tmp_path)
    book.change(replace(book.current, motion=False, theme="light"))
    program = Program(qapp, book, practice=True)
    qtbot.addWidget(program.window)
    with ExitStack() as stack:
        store = program.open_practice(stack)
        program.show()
        program.use_store(store)
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow)
        yield program
        program.window.close()


@pytest.fixture
def shell(qtbot: QtBot, program: Program) -> Shell:
    """The shell with the practice factory open at the question about backups."""
    shell = program.window.shell
    assert shell is not None
    home = shell.page
    assert isinstance(home, HomeScreen)
    home.model.choose("practice")
    qtbot.waitUntil(lambda: home.model.rows.rowCount() == 2, timeout=LONG)
    rows = [home.model.rows.summary(row) for row in range(2)]
    factory = next(row for row in rows if row is not None and row.facts.path != "geti")
    shell.open_visit(factory.uuid, BACKUP)
    qtbot.waitUntil(lambda: isinstance(shell.page, InterviewScreen), timeout=LONG)
    return shell


def press(key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, how)


def checked(shell: Shell) -> str:
    return next(button.name for button in shell.top.stages if button.isChecked())


def test_control_and_a_digit_walk_the_stages_and_escape_comes_back(shell: Shell) -> None:
    press(Qt.Key.Key_2, CONTROL)
    assert checked(shell) == "diagnosis"
    press(Qt.Key.Key_1, CONTROL)
    assert checked(shell) == "interview"
    assert isinstance(shell.page, InterviewScreen)
    assert shell.page.model.state.active == BACKUP


def test_control_z_takes_back_and_shift_makes_again(qtbot: QtBot, shell: Shell) -> None:
    # given
    visit = shell.visit
    assert visit is not None
    before = visit.entry.value(BACKUP)
    press(Qt.Key.Key_5)
    assert visit.entry.value(BACKUP) == "b4"
    # when
    press(Qt.Key.Key_Z, CONTROL)
    # then
    assert visit.entry.value(BACKUP) == before
    press(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert visit.entry.value(BACKUP) == "b4"
    qtbot.waitUntil(lambda: "已存" in shell.top.saved.words)


def test_the_live_score_follows_an_answer(qtbot: QtBot, shell: Shell) -> None:
    # given
    page, visit = shell.page, shell.visit
    assert isinstance(page, InterviewScreen)
    assert visit is not None
    # when
    with qtbot.waitSignal(visit.scored):
        press(Qt.Key.Key_5)
    # then
    assert page.panel._effect is not None
    assert page.panel._effect.total > 0
    assert page.panel._effect.indicator.endswith("I24")


def test_f1_shows_the_keys_and_f6_walks_the_panes(qtbot: QtBot, shell: Shell) -> None:
    page = shell.page
    assert isinstance(page, InterviewScreen)
    press(Qt.Key.Key_F6)
    assert page.sections.hasFocus()
    press(Qt.Key.Key_F6)
    assert not page.sections.hasFocus()
    press(Qt.Key.Key_F1)
    sheet = shell.findChild(QWidget, "key_sheet")
    assert sheet is not None
    qtbot.waitUntil(sheet.isVisible)
    sheet.close()


def test_a_visit_is_closed_at_once_and_opened_where_it_was(
    qtbot: QtBot, shell: Shell
) -> None:
    # given
    visit = shell.visit
    assert visit is not None
    uuid = visit.uuid
    press(Qt.Key.Key_4)
    # when
    shell.go_home()
    # then
    assert shell.visit is None
    shell.open_visit(uuid)
    qtbot.waitUntil(lambda: shell.visit is not None, timeout=LONG)
    again = shell.visit
    assert again is not None
    assert again.entry.value(BACKUP) == "b3"
    assert isinstance(shell.page, InterviewScreen)
    assert shell.page.model.state.active == BACKUP


def test_a_key_in_any_window_puts_the_idle_lock_off(qtbot: QtBot) -> None:
    # given
    owner, window = QObject(), QWidget()
    qtbot.addWidget(window)
    lock = IdleLock(lambda: None, owner)
    lock.set_minutes(1)
    with qtbot.waitActive(window):
        window.show()
    begun = lock._timer.timerId()
    # when
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_A)
    # then
    qtbot.waitUntil(lambda: lock._timer.timerId() != begun)


def test_the_idle_lock_waits_from_the_last_key(qtbot: QtBot) -> None:
    # given
    locked: list[bool] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    lock = IdleLock(lambda: locked.append(True), widget)
    lock.set_minutes(1)
    remaining = lock._timer.remainingTime()
    # when
    lock._timer.start(5)
    qtbot.waitUntil(lambda: bool(locked))
    # then
    assert 0 < remaining <= 61_000
    lock.set_minutes(0)
    assert not lock._timer.isActive()


def test_the_last_stage_leads_to_the_check_list_and_not_only_to_the_questions(
    qtbot: QtBot, shell: Shell
) -> None:
    # given the last stage of a draft
    press(Qt.Key.Key_6, CONTROL)
    page = shell.page
    assert page is not None
    leads = next(one for one in page.findChildren(QPushButton) if one.text() == "完成前检查")
    # when
    leads.setFocus()
    press(Qt.Key.Key_Space)
    # then
    interview = shell.page
    assert isinstance(interview, InterviewScreen)
    view = interview.findChild(QWidget, "check_list_view")
    assert view is not None
    qtbot.waitUntil(view.isVisible)
    assert view.hasFocus()
