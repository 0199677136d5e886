"""A second visit by keyboard: from the list, through what is as last time, to the comparison."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.screens.diagnosis import DiagnosisPage
from desktop.screens.effects import EffectsPage
from desktop.screens.home import HomeScreen
from desktop.screens.interview import InterviewScreen
from desktop.screens.sync_centre_returned import open_entry
from desktop.server_settings import read_server
from desktop.settings import SettingsBook
from desktop.shell import Shell
from forms import revisit
from sync.engine import exchange
from sync.store import Store

LONG = 30_000
CONSENT, BACKUP, NET = "/data/visit/consent_given", "/data/infra/backup", "/data/infra/net_access"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Program, Store]]:
    """The practice mode with both visits finished."""
    book = SettingsBook(tmp_path)
    book.change(replace(book.current, motion=False, theme="light"))
    program = Program(qapp, book, practice=True)
    qtbot.addWidget(program.window)
    with ExitStack() as stack:
        store = program.open_practice(stack)
        for summary in store.records():
            entry = open_entry(store, summary.uuid)
            context = plan_context(entry, summary.number, book.current, datetime.now(UTC))
            finish_visit(store, summary.uuid, entry, context)
        program.show()
        program.use_store(store)
        yield program, store
        program.window.close()


def home_with_the_factory_chosen(qtbot: QtBot, shell: Shell) -> HomeScreen:
    page = shell.page
    assert isinstance(page, HomeScreen)
    rows = page.model.rows
    qtbot.waitUntil(lambda: rows.rowCount() == 2 and rows.summary(1) is not None, timeout=LONG)
    page.table.setFocus()
    for _row in range(2):
        chosen = rows.summary(page.table.currentIndex().row())
        if chosen is not None and chosen.facts.path != "geti":
            break
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    return page


def interview(qtbot: QtBot, shell: Shell) -> InterviewScreen:
    qtbot.waitUntil(lambda: isinstance(shell.page, InterviewScreen), timeout=LONG)
    assert isinstance(shell.page, InterviewScreen)
    return shell.page


def focused(qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=LONG)
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_a_second_visit_starts_from_the_last_one_and_is_compared_with_it(
    qtbot: QtBot, program: tuple[Program, Store]
) -> None:
    # given: practice opens on the practice enterprises, the finished factory is chosen
    app, store = program
    shell = app.window.shell
    assert shell is not None
    home = home_with_the_factory_chosen(qtbot, shell)
    assert home.model.state.place == "practice"

    # when Ctrl+R is pressed and the enterprise consents
    QTest.keyClick(home.table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page = interview(qtbot, shell)
    visit = shell.visit
    assert visit is not None
    page.go_to(CONSENT)
    QTest.keyClick(focused(qtbot), Qt.Key.Key_1)

    # then last time's answers are there and wait
    before = visit.entry.value(BACKUP)
    waiting = len(revisit.carried(visit.entry))
    assert before == "b2"
    assert waiting > 200

    # when one is let stand with Q, one is answered anew, and a section is confirmed with Shift+Q
    page.go_to(NET)
    QTest.keyClick(focused(qtbot), Qt.Key.Key_Q)
    page.go_to(BACKUP)
    card = page.column.card(BACKUP)
    assert card is not None
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_5)
    assert visit.entry.value(BACKUP) == "b4"
    assert len(revisit.carried(visit.entry)) == waiting - 2
    page.model.open_section("/data/strategy")
    assert page.again.confirm.isVisible()
    QTest.keyClick(focused(qtbot), Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert not page.again.confirm.isVisible()

    # then the diagnosis compares with the last visit after C
    QTest.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(shell.page, DiagnosisPage), timeout=LONG)
    diagnosis = shell.page
    assert isinstance(diagnosis, DiagnosisPage)
    qtbot.waitUntil(lambda: bool(diagnosis._model.state.comparison.last), timeout=LONG)
    QTest.keyClick(diagnosis, Qt.Key.Key_C)
    assert diagnosis._model.state.compare == "last"
    changes = diagnosis._model.state.comparison.changes
    assert changes is not None
    assert [one.path for one in changes.answers] == [BACKUP]

    # and what was confirmed is on the disk
    uuid, left = visit.uuid, len(revisit.carried(visit.entry))
    shell.go_home()
    qtbot.waitUntil(lambda: len(revisit.carried(open_entry(store, uuid))) == left, timeout=LONG)


def test_a_follow_up_starts_from_the_finished_record(
    qtbot: QtBot, program: tuple[Program, Store]
) -> None:
    # given the finished factory open
    app, store = program
    shell = app.window.shell
    assert shell is not None
    home = home_with_the_factory_chosen(qtbot, shell)
    QTest.keyClick(home.table, Qt.Key.Key_Return)
    page = interview(qtbot, shell)
    finished = page._visit.uuid

    # when the follow-up is begun from its head
    page.again.follow.setFocus()
    QTest.keyClick(page.again.follow, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shell.visit is not None and shell.visit.uuid != finished, timeout=LONG)

    # then it has its own steps, and the effects a line a measure
    visit = shell.visit
    assert visit is not None
    visit.answer(CONSENT, "yes")
    assert [button.name for button in shell.top.stages] == [
        "interview", "effects", "plan", "report"]
    shell.go_stage("effects")
    assert isinstance(shell.page, EffectsPage)
    lines = shell.page._model.state.lines
    assert len(lines) == visit.entry.rows("/data/actions/action_list") > 10

    # when it is finished and sent
    visit.answer("/data/visit/consent_sync", "all")
    visit.flush()
    qtbot.waitUntil(lambda: not visit.unsaved, timeout=LONG)
    entry = open_entry(store, visit.uuid)
    finish_visit(store, visit.uuid, entry, plan_context(
        entry, store.record(visit.uuid).number, app.book.current, datetime.now(UTC)))
    report = exchange(
        store, config=read_server(store), now=lambda: datetime.now(UTC),
        progress=lambda _progress: None, cancelled=lambda: False)

    # then the platform of the practice takes it like a visit
    assert (report.problem, report.parked) == ("", 0)
    assert store.receipts(visit.uuid)
