"""A photo before it is stored: turn it, cut it, make a face or a secret unreadable."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.painted import draw_focus
from desktop.widgets.parts import button, label, row

# A block this coarse (share of the longer side of the area) leaves neither face nor figures.
COARSE_BLOCKS = 8


def blurred(image: QImage, area: QRectF) -> QImage:
    """Return the picture with an area (in its pixels) averaged into coarse blocks."""
    rect = area.toRect().intersected(image.rect())
    result = image.convertToFormat(QImage.Format.Format_RGB32)
    if rect.isEmpty():
        return result
    smooth = Qt.TransformationMode.SmoothTransformation
    ignore = Qt.AspectRatioMode.IgnoreAspectRatio
    blocks = max(1, max(rect.width(), rect.height()) // COARSE_BLOCKS)
    small = QSize(max(1, rect.width() // blocks), max(1, rect.height() // blocks))
    coarse = result.copy(rect).scaled(small, ignore, smooth)
    painter = QPainter(result)
    painter.drawImage(rect, coarse.scaled(rect.size(), ignore))
    painter.end()
    return result


class PhotoCanvas(QWidget):
    """The picture, fitted in, with the area that is being marked: by mouse, or by the arrows."""

    def __init__(self, image: QImage | None = None) -> None:
        super().__init__()
        self.image = image or QImage()
        self.area = QRectF()
        self.setObjectName("photo_canvas")
        self.setAccessibleName(_("Photo"))
        self.setAccessibleDescription(
            _("Arrows mark and move an area, with Shift they change its size")
        )
        self.setMinimumSize(QSize(560, 300))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._start = QPointF()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("mute"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._shown(), self.image)
        if not self.area.isEmpty():
            painter.setPen(QPen(theme().color("acc"), 2))
            fill = QColor(theme().color("acc"))
            fill.setAlphaF(0.15)
            painter.fillRect(self.area, fill)
            painter.drawRect(self.area)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._start = event.position()
        self.area = QRectF()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.area = QRectF(self._start, event.position()).normalized() & self._shown()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        across, down = step[0] * KEY_STEP, step[1] * KEY_STEP
        if self.area.isEmpty():
            self.area = _middle_of(self._shown())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.area = self.area.adjusted(0, 0, across, down) & self._shown()
        else:
            self.area = self.area.translated(across, down) & self._shown()
        self.update()

    def marked(self) -> QRectF:
        """Return the marked area in pixels of the picture."""
        shown = self._shown()
        scale = self.image.width() / shown.width() if shown.width() else 1.0
        moved = self.area.translated(-shown.topLeft())
        return QRectF(
            moved.x() * scale, moved.y() * scale, moved.width() * scale, moved.height() * scale
        )

    def put(self, image: QImage) -> None:
        """Show another picture."""
        self.image = image
        self.area = QRectF()
        self.update()

    def _shown(self) -> QRectF:
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())


# How far an arrow moves the marked area, in logical pixels.
KEY_STEP = 12
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


def _middle_of(area: QRectF) -> QRectF:
    """Return the middle third of an area."""
    wide, tall = area.width() / 3, area.height() / 3
    return QRectF(area.left() + wide, area.top() + tall, wide, tall)


class PhotoTable(QWidget):
    """A photo with its tools; the original stays at hand until the photo is used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original = QImage()
        self.canvas = PhotoCanvas()
        self._turn = _tool("turn", "rotate-clockwise", _("Turn"), self._turn_it)
        self._cut = _tool("cut", "crop", _("Cut to the marked area"), self._cut_it)
        self._blur = _tool("blur", "blur", _("Make the marked area unreadable"), self._blur_it)
        self._restore = _tool("restore", "refresh", _("As it was"), self._take_back)
        hint = label(_("Drag over what is to be cut or made unreadable."), "note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas, 1)
        column.addLayout(row(self._turn, self._cut, self._blur, self._restore, 8, hint, None))

    def put(self, image: QImage) -> None:
        """Show a photo."""
        self._original = image
        self.canvas.put(image)

    def image(self) -> QImage:
        """Return the prepared picture."""
        return self.canvas.image

    def _turn_it(self) -> None:
        self.canvas.put(self.canvas.image.transformed(QTransform().rotate(90)))

    def _cut_it(self) -> None:
        area = self.canvas.marked().toRect()
        if area.width() > 10 and area.height() > 10:
            self.canvas.put(self.canvas.image.copy(area))

    def _blur_it(self) -> None:
        self.canvas.put(blurred(self.canvas.image, self.canvas.marked()))

    def _take_back(self) -> None:
        self.canvas.put(self._original)


def _tool(name: str, icon: str, words: str, run: Callable[[], None]) -> QPushButton:
    tool = button(words, icon, size="small")
    tool.setObjectName(name)
    tool.setAutoDefault(False)
    tool.clicked.connect(run)
    return tool


class PhotoDialog(QDialog):
    """Turn, cut, blur; what leaves the dialog is what is stored, the original is not kept."""

    prepared = Signal(QImage)

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Prepare the photo"))
        self._table = PhotoTable()
        self._table.put(image)
        cancel, use = button(_("Cancel")), button(_("Use the photo"), "check", kind="primary")
        use.setObjectName("use_photo")
        use.setDefault(True)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        use.clicked.connect(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(self._table, 1)
        column.addLayout(row(None, cancel, use))
        use.setFocus()

    def _use(self) -> None:
        self.prepared.emit(self._table.image())
        self.accept()


def prepare(image: QImage, parent: QWidget, use: Callable[[QImage], None]) -> None:
    """Show a photo on the table; ``use`` gets what it has become, unless it is cancelled."""
    dialog = PhotoDialog(image, parent)
    dialog.prepared.connect(use)
    dialog.open()
