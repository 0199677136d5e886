"""Taking a photo: the camera's live picture, one press, the photo on the table, 重拍 or 用这张."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.background import Background, Lane, Task
from desktop.camera import Pictures, Where, watch
from desktop.i18n import _
from desktop.messages import message_for
from desktop.tokens import theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.painted import draw_text
from desktop.widgets.parts import button, label, row
from desktop.widgets.photo_edit import PhotoTable

OPENING, LIVE, TAKEN, FAILED = "opening", "live", "taken", "failed"


@dataclass(frozen=True, slots=True)
class CameraState:
    """``phase``: ``opening live taken failed``; ``problem``: what happened and what to do."""

    phase: str = OPENING
    chosen: int = 0
    problem: tuple[str, str] = ("", "")


class CameraModel(QObject):
    """Opens a camera on its lane, shows what it gives, keeps the picture that was taken.

    The camera is closed as soon as the photo is taken: its lamp is on only while one looks.
    """

    changed = Signal(object)
    pictured = Signal(QImage)

    def __init__(
        self, background: Background, places: Sequence[Where], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background, self.places = background, tuple(places)
        self.state = CameraState()
        self._task: Task | None = None
        self._pictures = Pictures()
        self._last = QImage()

    def open(self, chosen: int | None = None) -> None:
        """Look through a camera, the one chosen before unless another is named."""
        self.close()
        place = self.state.chosen if chosen is None else chosen
        self._set(CameraState(OPENING, place))
        where, pictures = self.places[place], Pictures()
        self._pictures = pictures
        self._task = self._background.start(
            Lane.CAMERA, lambda task: watch(where, pictures, task), self._ended, self._fail
        )
        self._task.progressed.connect(self._show)

    def take(self) -> QImage:
        """Keep the picture of this moment and close the camera."""
        self.close()
        self._set(replace(self.state, phase=TAKEN))
        return self._last

    def close(self) -> None:
        """Let the camera go."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _show(self, _news: object) -> None:
        picture = self._pictures.take() if self.sender() is self._task else None
        if picture is None:
            return
        self._last = picture
        if self.state.phase != LIVE:
            self._set(replace(self.state, phase=LIVE))
        self.pictured.emit(picture)

    def _ended(self, _outcome: object) -> None:
        """Nothing follows: it was cancelled."""

    def _fail(self, error: Exception) -> None:
        if self.sender() is self._task:
            self._task = None
            self._set(replace(self.state, phase=FAILED, problem=message_for(error)))

    def _set(self, state: CameraState) -> None:
        self.state = state
        self.changed.emit(state)


class LiveView(QWidget):
    """The live picture, not mirrored: what stands on a label stays readable."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("live_view")
        self.setAccessibleName(_("Live picture"))
        self.setMinimumSize(QSize(560, 340))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture = QImage()

    def show_picture(self, picture: QImage) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("mute"))
        if self._picture.isNull():
            centre = Qt.AlignmentFlag.AlignHCenter
            words = _("The camera is being opened")
            draw_text(painter, QRectF(self.rect()), words, "ink2", theme().font(), centre)
            return
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._picture)


class CameraDialog(QDialog):
    """The live picture, then the photo with the tools to turn, cut and blur it."""

    taken = Signal(QImage)

    def __init__(self, model: CameraModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("camera_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Take a photo"))
        self._model = model
        model.setParent(self)
        self._view, self._table = LiveView(), PhotoTable()
        self._pages = QStackedWidget()
        self._problem, self._advice = label("", "error", wrap=True), label("", "second", wrap=True)
        self._which = ChoiceBox()
        self._build()
        self._which.activated.connect(model.open)
        self._shoot.clicked.connect(self._take)
        self._again.clicked.connect(lambda: model.open())
        self._use.clicked.connect(self._give)
        self._cancel.clicked.connect(self.reject)
        model.pictured.connect(self._view.show_picture)
        model.changed.connect(self._render)
        self.finished.connect(model.close)
        model.open()

    def _build(self) -> None:
        self._which.setAccessibleName(_("Camera"))
        self._which.setObjectName("camera_choice")
        count = len(self._model.places)
        self._which.addItems([_("Camera {number}").format(number=n + 1) for n in range(count)])
        self._which.setVisible(count > 1)
        self._cancel, self._again = button(_("Cancel")), button(_("Take it again"), "refresh")
        self._shoot = button(_("Take the photo"), "camera", kind="primary")
        self._use = button(_("Use this one"), "check", kind="primary")
        names = ("cancel_camera", "take_again", "shoot", "use_photo")
        parts = (self._cancel, self._again, self._shoot, self._use)
        for name, part in zip(names, parts, strict=True):
            part.setObjectName(name)
            part.setAutoDefault(part in (self._shoot, self._use))
        trouble = QWidget()
        words = QVBoxLayout(trouble)
        words.addWidget(self._problem)
        words.addWidget(self._advice)
        words.addStretch(1)
        for page in (self._view, self._table, trouble):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(self._pages, 1)
        column.addLayout(row(self._which, None, *parts))

    def _render(self, state: CameraState) -> None:
        self._pages.setCurrentIndex({TAKEN: 1, FAILED: 2}.get(state.phase, 0))
        self._problem.setText(state.problem[0])
        self._advice.setText(state.problem[1])
        self._pages.setAccessibleDescription(" ".join(state.problem))
        self._again.setText(_("Try again") if state.phase == FAILED else _("Take it again"))
        self._again.setAccessibleName(self._again.text())
        self._again.setVisible(state.phase in (TAKEN, FAILED))
        self._shoot.setVisible(state.phase in (OPENING, LIVE))
        self._shoot.setEnabled(state.phase == LIVE)
        self._use.setVisible(state.phase == TAKEN)
        first = {LIVE: self._shoot, TAKEN: self._use, FAILED: self._again}.get(state.phase)
        if first is not None:
            first.setDefault(True)
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if state.phase == OPENING:
            self._view.show_picture(QImage())

    def _take(self) -> None:
        self._table.put(self._model.take())

    def _give(self) -> None:
        self.taken.emit(self._table.image())
        self.accept()
