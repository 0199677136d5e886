"""Every section, popover and dialog of a visit: a name at each stop of Tab, and no word left over
from another language after a switch at run time.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.app import Program
from desktop.camera import Where
from desktop.screens import interview_marks
from desktop.screens.interview import InterviewScreen
from desktop.screens.presentation import PresentationWindow
from desktop.widgets import picture
from desktop.widgets.camera_view import CameraDialog
from desktop.widgets.keysheet import KeySheet
from desktop.widgets.moment import DateEditor
from desktop.widgets.photo_edit import PhotoDialog
from desktop.widgets.popovers import Popover
from tests.desktop.test_camera import film
from tests.desktop.test_every_screen import (
    LONG,
    MOST_STOPS,
    STAGES,
    TABS,
    open_factory,
    program,
    shell_of,
    spoken,
)

__all__ = ["program"]  # a fixture, found by its name
BACKUP, LICENCE = "/data/infra/backup", "/data/enterprise/licence_photo"
SYSTEMS = "/data/systems/system_list"
LOCALE = Path(__file__).parent.parent.parent / "resources/locale/zh_CN/LC_MESSAGES"
PlugIn = Callable[[Where], None]
WORDS = ("text", "title", "toolTip", "placeholderText", "accessibleName", "accessibleDescription",
         "windowTitle")


def top(qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    """The pane of a class that has just been opened."""

    def found() -> QWidget | None:
        every = [one for one in QApplication.allWidgets() if isinstance(one, kind)]
        return next((one for one in every if one.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None, timeout=LONG)
    pane = found()
    assert pane is not None
    return pane


def visit_panes(
    qtbot: QtBot, program: Program, page: InterviewScreen, plug_in: PlugIn, camera: str
) -> Iterator[tuple[str, QWidget]]:
    """Open one pane after the other, each closed once it was looked at."""
    window = program.window
    for section in page.model.outline.sections:
        page.model.open_section(section.path)
        yield section.path, window
    page.go_to(BACKUP)
    card = page.column.card(BACKUP)
    assert card is not None
    for key in ("Z", "B", "D", "H"):
        card.setFocus()
        QTest.keyClick(card, key)
        pane = top(qtbot, Popover)
        yield f"popover {key}", pane
        pane.close()
    page.respondent.click()
    pane = top(qtbot, Popover)
    yield "respondent", pane
    pane.close()
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_S)
    yield "help", window
    QTest.keyClick(card, Qt.Key.Key_S)
    QTest.keyClick(card, Qt.Key.Key_X)
    yield "not applicable", window
    QTest.keyClick(card, Qt.Key.Key_X)
    yield from tables_and_photos(qtbot, program, page, plug_in, camera)
    shell_of(program).show_keys()
    pane = top(qtbot, KeySheet)
    yield "keys", pane
    pane.close()
    shell_of(program).present()
    pane = top(qtbot, PresentationWindow)
    yield "presentation", pane
    pane.close()


def tables_and_photos(
    qtbot: QtBot, program: Program, page: InterviewScreen, plug_in: PlugIn, camera: str
) -> Iterator[tuple[str, QWidget]]:
    page.go_to("/data/visit/visit_date")
    dates = page.column.card("/data/visit/visit_date")
    assert dates is not None
    assert isinstance(dates.editor, DateEditor)
    dates.editor.field.open_calendar()
    calendar = QApplication.activePopupWidget()
    assert calendar is not None
    yield "calendar", calendar
    calendar.close()
    page.go_to(f"{SYSTEMS}[1]/sys_name")
    yield "table", program.window
    QApplication.clipboard().setText("系统名称\t使用人数\n甲\t4\n")
    table = page.findChild(QWidget, "repeat_table")
    assert table is not None
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    yield "paste", program.window
    page.go_to(LICENCE)
    card = page.column.card(LICENCE)
    assert card is not None
    photo = QImage(60, 40, QImage.Format.Format_RGB32)
    photo.fill(QColor("#446688"))
    QApplication.clipboard().setImage(photo)
    card.findChild(QPushButton, "paste_photo").click()
    dialog = top(qtbot, PhotoDialog)
    yield "photo", dialog
    dialog.close()
    for place in (camera, "no such film.avi"):
        plug_in(place)
        card.findChild(QPushButton, "take_photo").click()
        dialog = top(qtbot, CameraDialog)
        shoot = dialog.findChild(QPushButton, "shoot")
        wait_for_camera(qtbot, dialog)
        yield f"camera {place}", dialog
        if shoot.isEnabled():
            shoot.click()
            yield "camera taken", dialog
        dialog.close()


def wait_for_camera(qtbot: QtBot, dialog: QWidget) -> None:
    """Wait until there is a picture, or the words why there is none."""
    shoot, again = (dialog.findChild(QPushButton, name) for name in ("shoot", "take_again"))
    qtbot.waitUntil(lambda: shoot.isEnabled() or again.isVisible(), timeout=LONG)


def nameless(pane: QWidget) -> list[str]:
    """Press Tab from stop to stop until the round closes; return the stops without a name."""
    seen: list[QWidget] = []
    for _stop in range(MOST_STOPS):
        widget = QApplication.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is widget:
            pane.focusNextChild()
    assert seen
    return [f"{type(w).__name__} {w.objectName()}" for w in seen if not spoken(w).strip()]


def chinese_words() -> frozenset[str]:
    """Every Chinese text of the program that is written in Chinese letters alone."""
    found: set[str] = set()
    for file in LOCALE.glob("*.po"):
        with file.open("rb") as source:
            for entry in read_po(source, locale="zh_CN"):
                texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                found.update(text for text in texts if text and "{" not in text and len(text) > 1)
    return frozenset(text for text in found if not text.isascii())


def written(pane: QWidget) -> set[str]:
    """Every word that a pane shows or speaks."""
    found: set[str] = set()
    for widget in (pane, *pane.findChildren(QWidget)):
        if not widget.isVisibleTo(pane) and widget is not pane:
            continue
        for name in WORDS:
            value = widget.property(name)
            if isinstance(value, str):
                found.update(part.strip() for part in value.splitlines())
    return found


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch) -> PlugIn:
    """Put two cameras of one kind into the computer."""

    def put(place: Where) -> None:
        for module in (picture, interview_marks):
            monkeypatch.setattr(module, "cameras", lambda: (place, place))

    put(0)
    return put


def test_every_stop_of_tab_in_every_pane_of_a_visit_has_a_name(
    qtbot: QtBot, program: Program, plug_in: PlugIn, tmp_path: Path
) -> None:
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=LONG)
    page = open_factory(qtbot, program)
    for name, pane in visit_panes(qtbot, program, page, plug_in, film(tmp_path, 900)):
        assert nameless(pane) == [], name


def test_no_pane_keeps_a_word_of_the_language_before(
    qtbot: QtBot, program: Program, plug_in: PlugIn, tmp_path: Path
) -> None:
    # given the program in Chinese, and every word of its own
    open_factory(qtbot, program)
    ours = chinese_words()
    assert written(program.window) & ours
    try:
        # when the language is switched while it runs
        old = shell_of(program)
        program.book.change(replace(program.book.current, language="en"))
        qtbot.waitUntil(lambda: shell_of(program) is not old, timeout=LONG)
        page = open_factory(qtbot, program)
        # then no section, popover, dialog, stage or tab shows or speaks one of them
        allowed = questions_of(page)
        for name, pane in visit_panes(qtbot, program, page, plug_in, film(tmp_path, 900)):
            assert left_over(pane, ours, allowed) == [], name
        page.show_finish()
        assert left_over(program.window, ours, allowed) == []
        for stage in STAGES[1:]:
            shell_of(program).go_stage(stage)
            assert left_over(program.window, ours, allowed) == [], stage
        for tab in TABS:
            shell_of(program).go_home(tab)
            assert left_over(program.window, ours, allowed) == [], tab
    finally:
        program.book.change(replace(program.book.current, language="zh_CN"))
        i18n.use_language("zh_CN")


def left_over(pane: QWidget, ours: frozenset[str], allowed: set[str]) -> list[str]:
    """The words of the program's Chinese that a pane shows and no questionnaire holds."""
    return sorted(words for words in written(pane) & ours
                  if not {words, *words.split()} & allowed)


def questions_of(page: InterviewScreen) -> set[str]:
    """The words of the questionnaire and its method: data, in the language of their author."""
    sheets = page._visit.entry.form.sheets.values()
    found = {str(cell) for sheet in sheets for row in sheet for cell in row.values()}
    for section in page.model.outline.sections:
        found.add(section.title)
        for path in page.model.outline.questions(section.path):
            node = page._visit.entry.node(path)
            unit = page._visit.entry.form.question(path).unit
            found.update((node.label, node.hint, node.value, unit))
            found.update(choice.label for choice in node.choices)
    return found
