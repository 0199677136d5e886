"""A medium factory with three tables: pasted from Excel, typed in cells, filled below the table."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

import forms
from desktop.app import Program
from desktop.practice import PracticeVisit, practice_visit
from desktop.screens.diagnosis import DiagnosisPage
from desktop.screens.interview import InterviewScreen
from desktop.screens.repeat import RepeatTable
from desktop.screens.repeat_table import FIRST, RepeatModel
from tests.journeys.hands import (
    LONG,
    SHORT,
    active_card,
    answer_by_keys,
    focused,
    interview,
    pass_first_run,
    shown,
    start,
)

SYSTEMS, ROOMS = "/data/systems/system_list", "/data/infra/server_rooms"
EQUIPMENT, LINES = "/data/equipment/key_equipment", "/data/infra/net_lines"
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    program = start(qtbot, qapp, tmp_path)
    yield program
    if program.store is not None:
        program.window.close()


def labels(view: forms.NodeView, value: str) -> str:
    """The words that a person would write for codes."""
    words = {choice.value: choice.label for choice in view.choices}
    return "、".join(words.get(code, code) for code in value.split()) if words else value


def table_of(qtbot: QtBot, page: InterviewScreen) -> RepeatTable:
    qtbot.waitUntil(lambda: shown(page, "repeat_table") is not None, timeout=SHORT)
    table = shown(page, "repeat_table")
    assert isinstance(table, RepeatTable)
    return table


def paste_from_excel(
    qtbot: QtBot, page: InterviewScreen, rows: list[Mapping[str, str]]
) -> None:
    """Copy the list as it stands in the factory's Excel, look at the preview, take it."""
    table, entry = table_of(qtbot, page), page._visit.entry
    names = [name for name in rows[0] if name in {one.name for one in _model(table).columns}]
    views = {name: entry.node(f"{SYSTEMS}[1]/{name}") for name in names}
    lines = ["\t".join(views[name].label for name in names)]
    lines += ["\t".join(labels(views[name], row.get(name, "")) for name in names) for row in rows]
    QApplication.clipboard().setText("\n".join(lines))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: shown(page, "take_rows") is not None, timeout=SHORT)
    qtbot.mouseClick(shown(page, "take_rows"), LEFT)


def _model(table: RepeatTable) -> RepeatModel:
    model = table.model()
    assert isinstance(model, RepeatModel)
    return model


def type_into_cells(
    qtbot: QtBot, page: InterviewScreen, repeat: str, rows: list[Mapping[str, str]]
) -> None:
    """Type each row cell by cell in the table; what fits no cell is chosen below it by digits."""
    table = table_of(qtbot, page)
    for number, row in enumerate(rows):
        if number:
            table.setFocus()
            QTest.keyClick(table, Qt.Key.Key_Insert)
        for column, question in enumerate(_model(table).columns, start=FIRST):
            if question.name not in row:
                continue
            view = page._visit.entry.node(f"{repeat}[{number + 1}]/{question.name}")
            if view.kind == "select_multiple":
                choose_below(page, view.path, row[question.name])
                continue
            place = _model(table).index(number, column)
            table.setFocus()
            table.setCurrentIndex(place)
            QTest.keyClick(table, Qt.Key.Key_F2)
            field = focused(qtbot)
            line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
            assert line is not None
            line.selectAll()
            write(line, labels(view, row[question.name]))
            QTest.keyClick(field, Qt.Key.Key_Tab)


def write(line: QLineEdit, words: str) -> None:
    """Chinese comes from an input method whole; the rest is typed."""
    if words.isascii():
        QTest.keyClicks(line, words)
    else:
        line.insert(words)
        line.textEdited.emit(words)


def choose_below(page: InterviewScreen, path: str, value: str) -> None:
    """Choose options in the panel by their digits."""
    assert page._repeat is not None
    page._repeat.detail.focus_field(path)
    codes = [choice.value for choice in page._visit.entry.node(path).choices]
    for code in value.split():
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, str((codes.index(code) + 1) % 10))


def fill_below(qtbot: QtBot, page: InterviewScreen, row: Mapping[str, str]) -> None:
    """Enter opens the row below the table and goes from field to field."""
    table = table_of(qtbot, page)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    while not table.hasFocus():
        field, path = focused(qtbot), page._visit.last_path
        value = row.get(path.rsplit("/", 1)[-1], "")
        view = page._visit.entry.node(path)
        line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        if value and line is not None:
            write(line, labels(view, value))
        elif value:
            choose_below(page, path, value)
        QTest.keyClick(focused(qtbot), Qt.Key.Key_Return)


def fill_table(qtbot: QtBot, page: InterviewScreen, repeat: str, visit: PracticeVisit) -> None:
    """Enter at the head of a table opens it, Escape comes back, ↓ goes on."""
    rows = visit.rows.get(repeat.rsplit("/", 1)[-1], [])
    QTest.keyClick(focused(qtbot), Qt.Key.Key_Return)
    if repeat == SYSTEMS:
        paste_from_excel(qtbot, page, rows)
    elif repeat == EQUIPMENT:
        type_into_cells(qtbot, page, repeat, rows)
    else:
        fill_below(qtbot, page, rows[0])
    table_of(qtbot, page).setFocus()
    QTest.keyClick(focused(qtbot), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.state.active == repeat, timeout=SHORT)
    QTest.keyClick(focused(qtbot), Qt.Key.Key_Down)


def walk(qtbot: QtBot, page: InterviewScreen, visit: PracticeVisit) -> dict[str, str]:
    """Go through the whole questionnaire by Enter; return what was answered."""
    given: dict[str, str] = {}
    seen: set[str] = set()
    while page.model.state.active not in seen:
        path = page.model.state.active
        seen.add(path)
        if page._visit.entry.form.question(path).kind == "repeat":
            fill_table(qtbot, page, path, visit)
            continue
        name = path.rsplit("/", 1)[-1]
        if name in visit.answers and page._visit.entry.value(path) != visit.answers[name]:
            answer_by_keys(qtbot, active_card(page), visit.answers[name])
            given[path] = visit.answers[name]
        if page.model.state.active == path:
            many = isinstance(focused(qtbot), QPlainTextEdit)
            QTest.keyClick(focused(qtbot), Qt.Key.Key_Return, CONTROL if many else NONE)
    return given


def same(node: forms.NodeView, value: str) -> bool:
    """Whether an answer is the one given: 3 is 3.0, and choices have no order."""
    if node.kind == "decimal":
        return Decimal(node.value) == Decimal(value)
    return set(node.value.split()) == set(value.split())


def test_a_medium_factory_is_asked_with_its_systems_rooms_and_machines(
    qtbot: QtBot, program: Program
) -> None:
    # given a new visit
    home = pass_first_run(qtbot, program)
    factory = practice_visit("factory")
    qtbot.keyClick(home.table, Qt.Key.Key_N, CONTROL)
    page = interview(qtbot, program)
    entry = page._visit.entry

    # when all is asked by keyboard, the tables in three ways
    given = walk(qtbot, page, factory)

    # then every answer and every row is there, and no blank row stayed
    assert len(given) > 80
    for path, value in given.items():
        assert set(entry.value(path).split()) == set(value.split()), path
    for repeat in (SYSTEMS, ROOMS, EQUIPMENT, LINES):
        rows = factory.rows[repeat.rsplit("/", 1)[-1]]
        assert entry.rows(repeat) == len(rows), repeat
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                node = entry.node(f"{repeat}[{number}]/{name}")
                assert not node.relevant or same(node, value), node.path

    # when with the mouse the section of the systems, a filter and an option are clicked
    row = page.section_model.row_of("/data/systems")
    place = page.sections.visualRect(page.section_model.index(row)).center()
    qtbot.mouseClick(page.sections.viewport(), LEFT, pos=place)
    assert page.model.state.table == SYSTEMS
    wanted = shown(page, "filter_unanswered")
    qtbot.mouseClick(wanted, LEFT)
    assert page.model.state.wanted == "unanswered"
    page.go_to("/data/infra/backup")
    card = active_card(page)
    qtbot.mouseClick(card.findChild(QWidget, "option_b4"), LEFT, pos=QPoint(8, 8))
    # then it is answered anew, and the diagnosis is that of a medium enterprise with its systems
    assert entry.value("/data/infra/backup") == "b4"
    QTest.keyClick(focused(qtbot), Qt.Key.Key_2, CONTROL)
    shell = program.window.shell
    assert shell is not None
    qtbot.waitUntil(lambda: isinstance(shell.page, DiagnosisPage), timeout=LONG)
    diagnosis = page._visit.diagnosis
    assert diagnosis is not None
    assert len(diagnosis.systems) == len(factory.rows["system_list"])
    assert diagnosis.cmi is not None
    qtbot.waitUntil(lambda: not page._visit.unsaved, timeout=LONG)
