"""Every screen of the program: names for screen readers, small windows, language at run time."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.app import Program
from desktop.screens.first_run import FirstRunModel, FirstRunScreen
from desktop.screens.home import HomeScreen
from desktop.screens.interview import InterviewScreen
from desktop.screens.settings import SettingsScreen
from desktop.screens.unlock import UnlockModel, UnlockScreen
from desktop.settings import SettingsBook
from desktop.shell import Shell
from desktop.window import MINIMUM

LONG = 30_000
TABS = ("home", "sync", "statistics", "settings")
STAGES = ("interview", "diagnosis", "measures", "cost", "plan", "report")
# As far as Tab goes round in the largest screen; more would be a loop that never closes.
MOST_STOPS = 400


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
        yield program
        program.window.close()


def shell_of(program: Program) -> Shell:
    assert program.window.shell is not None
    return program.window.shell


def open_factory(qtbot: QtBot, program: Program) -> InterviewScreen:
    shell = shell_of(program)
    home = shell.page
    assert isinstance(home, HomeScreen)
    home.model.choose("practice")
    qtbot.waitUntil(lambda: home.model.rows.rowCount() == 2, timeout=LONG)
    rows = [home.model.rows.summary(row) for row in range(2)]
    factory = next(row for row in rows if row is not None and row.facts.path != "geti")
    shell.open_visit(factory.uuid)
    qtbot.waitUntil(lambda: isinstance(shell.page, InterviewScreen), timeout=LONG)
    page = shell.page
    assert isinstance(page, InterviewScreen)
    return page


def spoken(widget: QWidget) -> str:
    """What a screen reader says: the accessible name, or the text that Qt takes for it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def nameless_stops(qtbot: QtBot, window: QWidget) -> list[str]:
    """Press Tab until the round closes; return the stops that have no name."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first = QApplication.focusWidget()
    seen: list[QWidget] = []
    for _stop in range(MOST_STOPS):
        widget = QApplication.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is widget:
            window.focusNextChild()
    assert len(seen) > 1, f"Tab does not leave {first}"
    return [f"{type(w).__name__} {w.objectName()}" for w in seen if not spoken(w).strip()]


def test_every_stop_of_tab_in_the_gates_has_a_name(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    first = FirstRunScreen(FirstRunModel(SettingsBook(tmp_path / "new"), program.background))
    program.window.show_gate(first)
    assert nameless_stops(qtbot, program.window) == []
    model = UnlockModel(program.book, program.background, locked=True)
    program.window.show_gate(UnlockScreen(model))
    assert nameless_stops(qtbot, program.window) == []


def test_the_gates_fit_the_smallest_window(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    first = FirstRunScreen(FirstRunModel(SettingsBook(tmp_path / "new"), program.background))
    unlock = UnlockScreen(UnlockModel(program.book, program.background, locked=True))
    for gate in (first, unlock):
        program.window.show_gate(gate)
        program.window.resize(MINIMUM)
        qtbot.waitUntil(lambda: program.window.height() <= MINIMUM.height() + 1)
        for step in range(4) if gate is first else ():
            first.model.go(step)
            settled(qtbot, program.window)
            assert gate.minimumSizeHint().width() <= MINIMUM.width(), step
            assert gate.minimumSizeHint().height() <= MINIMUM.height(), step
        assert gate.minimumSizeHint().width() <= MINIMUM.width()


@pytest.mark.parametrize("tab", TABS)
def test_every_stop_of_tab_in_a_tab_has_a_name(qtbot: QtBot, program: Program, tab: str) -> None:
    shell_of(program).go_home(tab)
    assert nameless_stops(qtbot, program.window) == []


def test_every_stop_of_tab_in_the_sections_of_the_settings_has_a_name(
    qtbot: QtBot, program: Program
) -> None:
    shell = shell_of(program)
    shell.go_home("settings")
    page = shell.page
    assert isinstance(page, SettingsScreen)
    qtbot.waitUntil(lambda: page._forms.model.state.shelf is not None, timeout=LONG)
    for name in page.sections:
        page.go_to(name)
        assert nameless_stops(qtbot, program.window) == [], name


def test_every_stop_of_tab_beside_a_page_has_a_name_and_esc_leaves(
    qtbot: QtBot, program: Program
) -> None:
    # given each pane that lies beside a page
    shell = shell_of(program)
    page = shell.page
    assert isinstance(page, HomeScreen)
    for open_pane in (page.more._jobs.verify, lambda: page.more._jobs.batch(page.model.filter())):
        open_pane()
        sheet = shell._sheet
        assert sheet is not None
        settled(qtbot, program.window)
        # then its focus has a name, and so has whatever Tab comes to
        assert sheet.isAncestorOf(QApplication.focusWidget())
        assert nameless_stops(qtbot, program.window) == [], sheet.objectName()
        QTest.keyClick(shell, Qt.Key.Key_Escape)
        assert shell._sheet is None
        assert shell.page is page


def test_every_stop_of_tab_in_the_stages_has_a_name(qtbot: QtBot, program: Program) -> None:
    page = open_factory(qtbot, program)
    shell = shell_of(program)
    for path in (
        "/data/infra/backup",
        "/data/enterprise/employees",
        "/data/confirm/sign_ent",
        "/data/systems/system_list[1]/sys_name",
    ):
        page.go_to(path)
        assert nameless_stops(qtbot, program.window) == [], path
    page.show_finish()
    assert nameless_stops(qtbot, program.window) == []
    for stage in STAGES[1:]:
        shell.go_stage(stage)
        assert nameless_stops(qtbot, program.window) == [], stage


def settled(qtbot: QtBot, window: QWidget) -> None:
    with qtbot.waitCallback() as done:
        QTimer.singleShot(0, window, done)


def test_every_screen_fits_the_smallest_window(qtbot: QtBot, program: Program) -> None:
    # given
    page = open_factory(qtbot, program)
    window, shell = program.window, shell_of(program)
    # when
    window.resize(MINIMUM)
    # then
    qtbot.waitUntil(lambda: window.height() <= MINIMUM.height() + 1)
    assert (window.width(), window.height()) == (MINIMUM.width(), MINIMUM.height())
    assert not shell.foot.isVisible()
    assert page.panel.is_strip
    assert page.tree.width() <= 44
    for stage in STAGES:
        shell.go_stage(stage)
        settled(qtbot, window)
        assert window.minimumSizeHint().width() <= MINIMUM.width(), stage
        assert (window.width(), window.height()) == (MINIMUM.width(), MINIMUM.height()), stage
    for path in ("/data/infra/backup", "/data/systems/system_list[1]/sys_name"):
        shell.go_stage("interview", path)
        settled(qtbot, window)
        assert page.minimumSizeHint().width() <= MINIMUM.width(), path
        assert page.minimumSizeHint().height() <= MINIMUM.height() - 46, path


def test_the_questions_fit_a_small_window_with_larger_text(
    qtbot: QtBot, program: Program
) -> None:
    # given the largest text in the window that is left of a laptop at 200 %
    before = program.book.current
    try:
        program.book.change(replace(before, text_scale=1.3))
        page = open_factory(qtbot, program)
        program.window.resize(960, 540)
        qtbot.waitUntil(lambda: program.window.width() == 960)
        # then no page is wider than the window, whatever a hidden one would need
        for path in ("/data/infra/backup", "/data/systems/system_list[1]/sys_name"):
            page.go_to(path)
            qtbot.waitUntil(lambda: page.width() == 960, timeout=LONG)
        assert page.tree.width() < 70
        assert page.check.accessibleName()
        assert page.check.toolTip()
    finally:
        program.book.change(before)


def test_in_a_narrow_window_the_help_lies_over_the_questions(
    qtbot: QtBot, program: Program
) -> None:
    # given
    page = open_factory(qtbot, program)
    page.go_to("/data/infra/backup")
    program.window.resize(1100, 680)
    settled(qtbot, program.window)
    middle = page.middle.geometry()
    # when
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S)
    settled(qtbot, program.window)
    # then nothing gives way, and the drawer ends at the right edge, over the strip
    assert page.drawer.isVisible()
    assert page.middle.geometry() == middle
    corner = page.drawer.mapTo(page, page.drawer.rect().bottomRight())
    assert (corner.x(), corner.y()) == (page.width() - 1, page.height() - 1)
    over = page.childAt(page.width() - 10, 200)
    assert over is not None
    assert over is page.drawer or page.drawer.isAncestorOf(over)
    # and in a wide window it takes the place of the panel
    program.window.resize(1366, 720)
    settled(qtbot, program.window)
    assert not page.panel.isVisible()
    assert page.middle.mapTo(page, page.middle.rect().topRight()).x() <= page.drawer.x()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.panel.isVisible()
    assert not page.drawer.isVisible()


def test_the_language_changes_while_the_program_runs(qtbot: QtBot, program: Program) -> None:
    # given
    assert shell_of(program).top.tabs[0].text() == "企业档案"
    try:
        # when
        program.book.change(replace(program.book.current, language="en"))
        qtbot.waitUntil(lambda: shell_of(program).top.tabs[0].text() == "Enterprises")
        # then
        open_factory(qtbot, program)
        assert shell_of(program).top.stages[0].text() == "Interview"
    finally:
        program.book.change(replace(program.book.current, language="zh_CN"))
        i18n.use_language("zh_CN")


def test_a_locked_screen_shows_nothing_of_any_enterprise(qtbot: QtBot, program: Program) -> None:
    # given
    open_factory(qtbot, program)
    gate = UnlockScreen(UnlockModel(program.book, program.background, locked=True))
    # when
    program.window.show_gate(gate)
    # then
    assert program.window.locked
    words = " ".join(spoken(child) for child in gate.findChildren(QWidget))
    assert "机械" not in words
