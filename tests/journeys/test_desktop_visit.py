"""A visit as a consultant makes it: first run, a sole trader by keyboard, quit, start again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.practice import practice_visit
from desktop.screens.first_run import PRACTICE
from desktop.screens.home import HomeScreen
from desktop.screens.unlock import UnlockScreen
from tests.desktop.builders import PASSPHRASE
from tests.journeys.hands import (
    LONG,
    SHORT,
    active_card,
    answer_by_keys,
    begin_first_run,
    focused,
    interview,
    pass_first_run,
    shown,
    start,
    type_text,
)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    program = start(qtbot, qapp, tmp_path)
    yield program
    if program.store is not None:
        program.window.close()


def test_a_newcomer_is_in_a_practice_visit_after_four_steps(
    qtbot: QtBot, program: Program
) -> None:
    # given a passphrase, a name, and no platform yet
    gate = begin_first_run(qtbot, program)
    qtbot.waitUntil(lambda: shown(gate, "skip") is not None, timeout=SHORT)
    qtbot.mouseClick(shown(gate, "skip"), Qt.MouseButton.LeftButton)
    # when the last step is taken
    qtbot.waitUntil(lambda: shown(gate, "go_on") is not None
                    and gate.model.state.step == PRACTICE, timeout=SHORT)
    qtbot.mouseClick(shown(gate, "go_on"), Qt.MouseButton.LeftButton)
    # then the noodle shop is open, and it is practice
    page = interview(qtbot, program)
    assert page._visit.practice
    assert page._visit.describe()[0] == "榆次区巷口练习面馆"


def test_a_sole_trader_is_asked_by_keyboard_and_all_is_there_after_a_restart(
    qtbot: QtBot, qapp: QApplication, program: Program, tmp_path: Path
) -> None:
    # given
    home = pass_first_run(qtbot, program)
    answers = practice_visit("noodle_shop").answers
    # when
    qtbot.keyClick(home.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = interview(qtbot, program)
    given: dict[str, str] = {}
    seen: set[str] = set()
    while page.model.state.active not in seen:
        path = page.model.state.active
        seen.add(path)
        name = path.rsplit("/", 1)[-1]
        card = active_card(page)
        if name in answers and page._visit.entry.value(path) != answers[name]:
            answer_by_keys(qtbot, card, answers[name])
            given[path] = answers[name]
        if page.model.state.active == path:
            many = isinstance(focused(qtbot), QPlainTextEdit)
            control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
            qtbot.keyClick(focused(qtbot), Qt.Key.Key_Return, control if many else none)
    visit = page._visit
    assert len(given) > 25
    for path, value in given.items():
        assert set(visit.entry.value(path).split()) == set(value.split()), path
    page.go_to("/data/infra/backup")
    qtbot.waitUntil(lambda: not visit.unsaved, timeout=SHORT)
    uuid, visit_values = visit.uuid, {path: visit.entry.value(path) for path in given}
    program.window.close()
    # then
    again = start(qtbot, qapp, tmp_path)
    gate = again.window.findChild(UnlockScreen)
    assert gate is not None
    type_text(qtbot, PASSPHRASE)
    qtbot.keyClick(focused(qtbot), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: again.window.shell is not None, timeout=LONG)
    page = again.window.shell.page
    assert isinstance(page, HomeScreen)
    qtbot.waitUntil(lambda: page.model.rows.rowCount() == 1, timeout=LONG)
    qtbot.waitUntil(lambda: page.model.rows.summary(0) is not None, timeout=SHORT)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    opened = interview(qtbot, again)
    assert opened._visit.uuid == uuid
    assert opened.model.state.active == "/data/infra/backup"
    for path in given:
        assert opened._visit.entry.value(path) == visit_values[path], path
    again.window.close()
