"""A photo before it is stored: turn it, cut it, make a face or a secret unreadable."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.tokens import theme

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
    """The picture, fitted in, with the area that is being marked."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self.image = image
        self.area = QRectF()
        self.setAccessibleName(_("Photo"))
        self.setMinimumSize(QSize(560, 380))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._start = QPointF()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._shown(), self.image)
        if not self.area.isEmpty():
            painter.setPen(QPen(theme().color("acc"), 2))
            fill = QColor(theme().color("acc"))
            fill.setAlphaF(0.15)
            painter.fillRect(self.area, fill)
            painter.drawRect(self.area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._start = event.position()
        self.area = QRectF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.area = QRectF(self._start, event.position()).normalized() & self._shown()
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


class PhotoDialog(QDialog):
    """Turn, cut, blur; what leaves the dialog is what is stored, the original is not kept."""

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Prepare the photo"))
        self._canvas = PhotoCanvas(image)
        column = QVBoxLayout(self)
        column.addWidget(self._canvas, 1)
        row = QHBoxLayout()
        for name, icon, words, run in (
            ("turn", "rotate-clockwise", _("Turn"), self._turn),
            ("cut", "crop", _("Cut to the marked area"), self._cut),
            ("blur", "blur", _("Make the marked area unreadable"), self._blur),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setIcon(icons.icon(icon, "ink2", 18))
            button.clicked.connect(run)
            row.addWidget(button)
        row.addStretch(1)
        cancel, use = QPushButton(_("Cancel")), QPushButton(_("Use the photo"))
        use.setProperty("kind", "primary")
        use.setDefault(True)
        cancel.clicked.connect(self.reject)
        use.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(use)
        column.addLayout(row)

    def image(self) -> QImage:
        """Return the prepared picture."""
        return self._canvas.image

    def _turn(self) -> None:
        self._canvas.put(self._canvas.image.transformed(QTransform().rotate(90)))

    def _cut(self) -> None:
        area = self._canvas.marked().toRect()
        if area.width() > 10 and area.height() > 10:
            self._canvas.put(self._canvas.image.copy(area))

    def _blur(self) -> None:
        self._canvas.put(blurred(self._canvas.image, self._canvas.marked()))
