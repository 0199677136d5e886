"""What a consultant's hands do in a journey: start the program, type, press, answer questions."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.screens.first_run import FirstRunScreen
from desktop.screens.home import HomeScreen
from desktop.screens.interview import InterviewScreen
from desktop.settings import SettingsBook
from desktop.widgets.card import QuestionCard
from tests.desktop.builders import PASSPHRASE

SHORT, LONG = 5_000, 30_000


def start(qtbot: QtBot, app: QApplication, folder: Path) -> Program:
    book = SettingsBook(folder)
    book.change(replace(book.current, motion=False, theme="light", language="zh_CN"))
    program = Program(app, book)
    program.start()
    qtbot.addWidget(program.window)

    def is_active() -> bool:
        # Asked again: a window manager that came later than the window gives it no focus.
        program.window.activateWindow()
        return program.window.isActiveWindow()

    qtbot.waitUntil(is_active, timeout=LONG)
    return program


def focused(qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=SHORT)
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_text(qtbot: QtBot, text: str) -> None:
    """Chinese comes from an input method, so it is put in whole; the rest is typed."""
    field = focused(qtbot)
    if isinstance(field, QComboBox):
        field = field.lineEdit()
    if text.isascii():
        qtbot.keyClicks(field, text)
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    else:
        assert isinstance(field, QLineEdit)
        field.setText("")
        field.insert(text)
        field.textEdited.emit(text)


def shown(host: QWidget, name: str) -> QWidget | None:
    found = host.findChildren(QWidget, name)
    return next((widget for widget in found if widget.isVisible()), None)


def begin_first_run(qtbot: QtBot, program: Program) -> FirstRunScreen:
    """Set the passphrase and write name and organisation, by keys alone."""
    gate = program.window.findChild(FirstRunScreen)
    assert gate is not None
    for name, words in (
        ("passphrase", PASSPHRASE),
        ("passphrase_again", PASSPHRASE),
        ("person_name", "李工"),
        ("person_org", "晋澜企业服务中心"),
    ):
        qtbot.waitUntil(lambda name=name: focused(qtbot).objectName() == name, timeout=LONG)
        type_text(qtbot, words)
        qtbot.keyClick(focused(qtbot), Qt.Key.Key_Return)
    return gate


def pass_first_run(qtbot: QtBot, program: Program) -> HomeScreen:
    gate = begin_first_run(qtbot, program)
    for name in ("skip", "to_list"):
        qtbot.waitUntil(lambda name=name: shown(gate, name) is not None, timeout=SHORT)
        qtbot.mouseClick(shown(gate, name), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.window.shell is not None, timeout=SHORT)
    page = program.window.shell.page
    assert isinstance(page, HomeScreen)
    return page


def interview(qtbot: QtBot, program: Program) -> InterviewScreen:
    shell = program.window.shell
    assert shell is not None
    qtbot.waitUntil(lambda: isinstance(shell.page, InterviewScreen), timeout=LONG)
    assert isinstance(shell.page, InterviewScreen)
    return shell.page


def active_card(page: InterviewScreen) -> QuestionCard:
    card = page.column.card(page.model.state.active)
    assert card is not None
    return card


def answer_by_keys(qtbot: QtBot, card: QuestionCard, value: str) -> None:
    """Answer the question in work: digits for options, typing for fields."""
    kind = card.editor_kind
    codes = [choice.value for choice in card._face.state.node.choices]
    if kind in ("one", "many"):
        for code in value.split():
            place = codes.index(code)
            if place < 10:
                qtbot.keyClick(focused(qtbot), str((place + 1) % 10))
            else:
                option = card.findChild(QWidget, f"option_{code}")
                option.setFocus()
                qtbot.keyClick(option, Qt.Key.Key_Space)
                card.setFocus()
    elif kind == "list":
        label = next(c.label for c in card._face.state.node.choices if c.value == value)
        type_text(qtbot, label)
        qtbot.keyClick(focused(qtbot), Qt.Key.Key_Return)
    else:
        type_text(qtbot, value)
