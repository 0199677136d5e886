"""Photos by the camera, through the real widgets: the camera is a film, opened by OpenCV."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import camera
from desktop.camera import Where
from desktop.screens import interview_marks
from desktop.screens.interview import InterviewScreen
from desktop.visit import Visit
from desktop.widgets import picture
from desktop.widgets.camera_view import CameraDialog
from desktop.widgets.popovers import EvidencePopover
from tests.desktop.builders import Desk

LONG = 30_000
LICENCE, BACKUP = "/data/enterprise/licence_photo", "/data/infra/backup"
WIDTH, HEIGHT = 640, 480


@pytest.fixture
def visit(desk: Desk) -> Visit:
    return desk.visit()


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, visit: Visit) -> InterviewScreen:
    screen = InterviewScreen(desk.services, visit)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.activate()
    return screen


def film(folder: Path, frames: int = 2000) -> str:
    """A film whose left half is red and whose right half is blue."""
    name = folder / "camera.avi"
    writer = cv2.VideoWriter(str(name), cv2.VideoWriter.fourcc(*"MJPG"), 25, (WIDTH, HEIGHT))
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, : WIDTH // 2] = (0, 0, 255)
    pixels[:, WIDTH // 2 :] = (255, 0, 0)
    for _frame in range(frames):
        writer.write(pixels)
    writer.release()
    return str(name)


def plug_in(monkeypatch: pytest.MonkeyPatch, *places: Where) -> None:
    for module in (picture, interview_marks):
        monkeypatch.setattr(module, "cameras", lambda: places)


def button(host: QWidget, name: str) -> QPushButton:
    found = host.findChild(QPushButton, name)
    assert found is not None, name
    return found


def press(widget: QWidget) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def camera_of(qtbot: QtBot, screen: InterviewScreen) -> CameraDialog:
    qtbot.waitUntil(lambda: screen.findChild(CameraDialog) is not None, timeout=LONG)
    dialog = screen.findChild(CameraDialog)
    assert dialog is not None
    return dialog


def photo_question(screen: InterviewScreen, visit: Visit) -> QWidget:
    visit.answer("/data/visit/site_rule", "open")
    screen.go_to(LICENCE)
    card = screen.column.card(LICENCE)
    assert card is not None
    return card


def colours(image: QImage) -> tuple[bool, bool]:
    """Whether the left is red and the right is blue."""
    left = image.pixelColor(image.width() // 4, image.height() // 2)
    right = image.pixelColor(3 * image.width() // 4, image.height() // 2)
    return left.red() > 200 > left.blue(), right.blue() > 200 > right.red()


def test_without_a_camera_there_is_no_button_for_one(
    monkeypatch: pytest.MonkeyPatch, screen: InterviewScreen, visit: Visit, tmp_path: Path
) -> None:
    plug_in(monkeypatch)
    assert not button(photo_question(screen, visit), "take_photo").isVisible()
    assert camera._on_linux(tmp_path / "no such folder") == ()


def test_a_camera_is_found_by_its_first_node(tmp_path: Path) -> None:
    # given two cameras, each with a second node for what is not pictures
    for name, index in (("video0", 0), ("video1", 1), ("video2", 0), ("video3", 1)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index").write_text(f"{index}\n")
    # then
    assert camera._on_linux(tmp_path) == (0, 2)


def test_a_photo_is_looked_at_taken_taken_again_and_used(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desk: Desk, screen: InterviewScreen,
    visit: Visit, tmp_path: Path,
) -> None:
    # given a question that asks for a photo, and a camera
    plug_in(monkeypatch, film(tmp_path))
    press(button(photo_question(screen, visit), "take_photo"))
    dialog = camera_of(qtbot, screen)
    shoot = button(dialog, "shoot")
    # when the picture is live, and taken by the key that the button has
    qtbot.waitUntil(shoot.isEnabled, timeout=LONG)
    QTest.keyClick(shoot, Qt.Key.Key_Return)
    qtbot.waitUntil(button(dialog, "use_photo").isVisible, timeout=LONG)
    # then nothing is stored yet, and the camera is closed
    assert visit.entry.value(LICENCE) == ""
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=LONG)
    # when it is taken again, cut to its right half by the mouse, and used
    press(button(dialog, "take_again"))
    qtbot.waitUntil(shoot.isEnabled, timeout=LONG)
    QTest.keyClick(shoot, Qt.Key.Key_Return)
    canvas = dialog.findChild(QWidget, "photo_canvas")
    assert canvas is not None
    qtbot.waitUntil(canvas.isVisible, timeout=LONG)
    corner = QPoint(canvas.width() - 1, canvas.height() - 1)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, 0))
    QTest.mouseMove(canvas, corner)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corner)
    press(button(dialog, "cut"))
    QTest.keyClick(button(dialog, "use_photo"), Qt.Key.Key_Return)
    # then the stored photo is the blue half
    name = visit.entry.value(LICENCE)
    assert name.endswith(".jpg")
    qtbot.waitUntil(lambda: name in desk.store.attachment_names(visit.uuid), timeout=LONG)
    stored = QImage.fromData(desk.store.attachment(visit.uuid, name))
    assert abs(stored.width() - WIDTH // 2) <= 2
    assert colours(stored) == (False, True)
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=LONG)


def test_the_colours_of_a_photo_are_those_of_the_room(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desk: Desk, screen: InterviewScreen,
    visit: Visit, tmp_path: Path,
) -> None:
    # given evidence by camera, from the mark of a question
    plug_in(monkeypatch, film(tmp_path))
    visit.answer("/data/visit/site_rule", "open")
    screen.go_to(BACKUP)
    card = screen.column.card(BACKUP)
    assert card is not None
    before = len(visit.entry.annotations(BACKUP, "evidence"))
    QTest.keyClick(card, Qt.Key.Key_Z)
    pane = next(one for one in QApplication.topLevelWidgets()
                if isinstance(one, EvidencePopover) and one.isVisible())
    # when
    press(button(pane, "evidence_camera"))
    dialog = camera_of(qtbot, screen)
    qtbot.waitUntil(button(dialog, "shoot").isEnabled, timeout=LONG)
    press(button(dialog, "shoot"))
    press(button(dialog, "use_photo"))
    # then
    notes = visit.entry.annotations(BACKUP, "evidence")
    assert len(notes) == before + 1
    file = notes[-1].file
    qtbot.waitUntil(lambda: file in desk.store.attachment_names(visit.uuid), timeout=LONG)
    assert colours(QImage.fromData(desk.store.attachment(visit.uuid, file))) == (True, True)


def test_where_the_site_forbids_photos_evidence_offers_no_camera(
    monkeypatch: pytest.MonkeyPatch, screen: InterviewScreen, visit: Visit
) -> None:
    plug_in(monkeypatch, 0)
    visit.answer("/data/visit/site_rule", "no_photo")
    screen.go_to(BACKUP)
    card = screen.column.card(BACKUP)
    assert card is not None
    QTest.keyClick(card, Qt.Key.Key_Z)
    pane = next(one for one in QApplication.topLevelWidgets()
                if isinstance(one, EvidencePopover) and one.isVisible())
    assert pane.findChild(QPushButton, "evidence_camera") is None
    assert "不拍照" in pane.note.text()
    pane.close()


@pytest.mark.parametrize("place", [63, "no such film.avi"])
def test_a_camera_that_does_not_open_says_what_to_do(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, screen: InterviewScreen, visit: Visit,
    place: Where,
) -> None:
    # given
    plug_in(monkeypatch, place)
    press(button(photo_question(screen, visit), "take_photo"))
    dialog = camera_of(qtbot, screen)
    # then
    again = button(dialog, "take_again")
    qtbot.waitUntil(again.isVisible, timeout=LONG)
    assert "占用" in dialog._advice.text()
    assert again.text() == "再试"
    assert not button(dialog, "shoot").isVisible()
    # and when it is there after all, trying again helps no less than the way out
    press(button(dialog, "cancel_camera"))
    assert visit.entry.value(LICENCE) == ""


def test_a_camera_that_stops_says_so_and_stores_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, screen: InterviewScreen, visit: Visit,
    tmp_path: Path,
) -> None:
    # given a film of a few pictures only: its end is the cable pulled out
    plug_in(monkeypatch, film(tmp_path, frames=3))
    press(button(photo_question(screen, visit), "take_photo"))
    dialog = camera_of(qtbot, screen)
    # then
    qtbot.waitUntil(lambda: "断开" in dialog._problem.text(), timeout=LONG)
    press(button(dialog, "cancel_camera"))
    assert visit.entry.value(LICENCE) == ""


def test_a_picture_that_nobody_heard_of_is_told_again() -> None:
    # given pictures of which the first telling goes unheard
    pictures, told = camera.Pictures(), []

    def tell() -> None:
        told.append(len(told))
        if len(told) == 2:
            pictures.take()

    # when
    pictures.put(QImage(1, 1, QImage.Format.Format_RGB32), lambda: len(told) < 9, tell)
    # then it was taken at the second
    assert told == [0, 1]
