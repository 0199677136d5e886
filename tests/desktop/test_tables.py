"""A repeat's table in the interview: its columns, what is pasted into it, the walk out of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.outline import passes
from desktop.screens.interview import InterviewScreen
from desktop.screens.repeat import RepeatTable
from desktop.visit import Visit
from tests.desktop.builders import Desk, an_entry

REPEAT = "/data/systems/system_list"
CONTROL = Qt.KeyboardModifier.ControlModifier
# As the questionnaire asks a small enterprise: without the year, the database and their like.
SMALL = {
    "visit/consent_given": "yes", "visit/surveyor_role": "office",
    "enterprise/entity_type": "company", "enterprise/ent_name": "左权松涧核桃专业合作社",
    "enterprise/industry_division": "01", "enterprise/employees": "12",
    "enterprise/revenue": "300", "systems/has_systems": "yes",
}


def opened(qtbot: QtBot, desk: Desk, visit: Visit) -> InterviewScreen:
    screen = InterviewScreen(desk.services, visit)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.activate()
    return screen


@pytest.fixture
def visit(desk: Desk) -> Visit:
    return desk.visit()


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, visit: Visit) -> InterviewScreen:
    return opened(qtbot, desk, visit)


@pytest.fixture
def small(desk: Desk) -> Visit:
    """A small enterprise that was just asked whether it has systems."""
    entry = an_entry()
    for path, value in SMALL.items():
        entry.answer(f"/data/{path}", value)
    assert entry.value("/data/enterprise/form_path") == "lite"
    assert entry.rows(REPEAT) == 1
    desk.store.put_questionnaire(entry.form)
    uuid = desk.store.create_record(entry.form, entry)
    return Visit(uuid, "", entry, store=desk.store, background=desk.background,
                 new_uuid=desk.services.new_uuid)


def table_of(screen: InterviewScreen) -> RepeatTable:
    table = screen.findChild(QWidget, "repeat_table")
    assert isinstance(table, RepeatTable)
    table.setFocus()
    return table


def titles(table: RepeatTable) -> list[str]:
    model = table.model()
    return [str(model.headerData(place, Qt.Orientation.Horizontal))
            for place in range(model.columnCount())]


def paste(qtbot: QtBot, screen: InterviewScreen, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(table_of(screen), Qt.Key.Key_V, CONTROL)
    take = screen.findChild(QPushButton, "take_rows")
    assert take is not None
    qtbot.waitUntil(take.isVisible)
    QTest.keyClick(take, Qt.Key.Key_Space)


def test_a_table_has_a_column_for_what_is_asked_here_and_for_nothing_else(
    qtbot: QtBot, desk: Desk, small: Visit
) -> None:
    # when a small enterprise's table is opened
    screen = opened(qtbot, desk, small)
    screen.model.open_table(REPEAT)
    table = table_of(screen)
    # then what only a larger one is asked has no column
    assert any(title.startswith("系统名称") for title in titles(table))
    assert not [title for title in titles(table) if title.startswith(("上线年份", "数据库"))]
    # and with the last row gone the heads stay as they are
    before = titles(table)
    QTest.keyClick(table, Qt.Key.Key_Delete, CONTROL)
    assert small.entry.rows(REPEAT) == 0
    assert titles(table) == before


def test_pasted_rows_take_the_place_of_the_row_that_is_still_blank(
    qtbot: QtBot, desk: Desk, small: Visit
) -> None:
    # given a table with one blank row
    screen = opened(qtbot, desk, small)
    screen.model.open_table(REPEAT)
    # when three systems are pasted, one column of which is not asked here
    paste(qtbot, screen, "系统名称\t上线年份\t使用人数\n甲\t2019\t4\n乙\t2020\t5\n丙\t2021\t6\n")
    # then there are three rows and no blank one, and undo brings the blank one back
    names = [small.entry.value(f"{REPEAT}[{row}]/sys_name") for row in (1, 2, 3)]
    assert (small.entry.rows(REPEAT), names) == (3, ["甲", "乙", "丙"])
    assert "2019" not in small.entry.xml().decode()
    small.undo()
    assert small.entry.rows(REPEAT) == 1
    assert small.entry.value(f"{REPEAT}[1]/sys_name") == ""


def test_a_row_with_a_mark_is_not_blank(qtbot: QtBot, desk: Desk, small: Visit) -> None:
    # given the only row carries a remark and no answer
    small.annotate(f"{REPEAT}[1]/sys_name", "remark", text="下午再问信息科")
    screen = opened(qtbot, desk, small)
    screen.model.open_table(REPEAT)
    # when a row is pasted
    paste(qtbot, screen, "系统名称\t使用人数\n甲\t4\n")
    # then it comes after that one
    assert small.entry.rows(REPEAT) == 2
    assert small.entry.value(f"{REPEAT}[2]/sys_name") == "甲"


def test_ctrl_u_leaves_a_complete_table_for_what_comes_after_it(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given every system is filled in, something before and something after the table is not
    visit.answer("/data/strategy/cloud_awareness", "")
    visit.answer("/data/mgmt/app_oa", "")
    outline = screen.model.outline
    rows = range(1, visit.entry.rows(REPEAT) + 1)
    assert all(outline.state(path).node.value or outline.state(path).name == "na"
               for row in rows for path in outline.row_questions(f"{REPEAT}[{row}]"))
    screen.model.open_table(REPEAT)
    # when
    QTest.keyClick(table_of(screen), Qt.Key.Key_U, CONTROL)
    # then
    assert screen.model.state.active == "/data/mgmt/app_oa"


def test_ctrl_u_walks_through_the_open_cells_of_a_table(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given two open cells
    first, second = f"{REPEAT}[2]/sys_users", f"{REPEAT}[4]/sys_crit"
    visit.answer(first, "")
    visit.answer(second, "")
    screen.model.open_table(REPEAT)
    table_of(screen)
    # when
    for expected in (first, second):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_U, CONTROL)
        # then
        assert visit.last_path == expected


def test_a_question_beyond_the_columns_in_sight_is_shown_in_the_panel_with_the_cursor(
    screen: InterviewScreen, visit: Visit
) -> None:
    # when one goes to a question whose column is far to the right, from a link
    path = f"{REPEAT}[3]/sys_cost"
    screen.go_to(path)
    # then its field below the table takes what is typed
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "7")
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert visit.entry.value(path) == "7"
    # and Enter goes on to the options beside it, which digits choose
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, "3")
    assert visit.entry.value(f"{REPEAT}[3]/sys_saas_ok") == "unsure"


def test_enter_goes_on_from_row_to_row_and_ends_in_the_table(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given the last question of the last row but one
    last = visit.entry.rows(REPEAT)
    screen.go_to(f"{REPEAT}[{last - 1}]/sys_cost")
    # when Enter is pressed to the end of that row
    while visit.last_path.startswith(f"{REPEAT}[{last - 1}]"):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Return)
    # then the next row begins, and beyond its end there is the table
    assert visit.last_path == f"{REPEAT}[{last}]/sys_name"
    table = screen.findChild(QWidget, "repeat_table")
    assert table is not None
    while not table.hasFocus():
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert visit.entry.rows(REPEAT) == last


def test_ctrl_u_in_a_field_keeps_what_is_typed_and_goes_on(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given a name is being typed: under X11 Ctrl+U would empty the field
    path = "/data/enterprise/contact_name"
    screen.go_to(path)
    card = screen.column.card(path)
    assert card is not None
    field = card.editor.focusProxy()
    assert field is not None
    QTest.keyClicks(field, "li")
    # when
    QTest.keyClick(field, Qt.Key.Key_U, CONTROL)
    # then
    assert visit.entry.value(path) == "li"
    assert screen.model.state.active != path


def test_with_nothing_left_ctrl_u_says_so(
    desk: Desk, screen: InterviewScreen, visit: Visit
) -> None:
    # given not one question is open
    for note in reversed(visit.entry.annotations(kind="todo")):
        visit.retract(note.row)
    outline = screen.model.outline
    for section in outline.sections:
        for path in tuple(outline.questions(section.path)):
            if passes(outline.state(path), "unanswered"):
                visit.annotate(path, "na", reason="none")
    # when
    screen.go_to("/data/infra/backup")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_U, CONTROL)
    # then
    assert [asked for asked in desk.navigator.asked if asked[0] == "toast"]
    assert screen.model.state.active == "/data/infra/backup"
