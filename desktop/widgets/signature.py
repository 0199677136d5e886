"""A pad to sign on with mouse, pen or finger."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QTabletEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.tokens import TABLE, theme
from desktop.widgets.editor import Editor
from desktop.widgets.painted import draw_focus, draw_frame, draw_hairline, draw_text
from desktop.widgets.picture import png
from forms.values import NodeView, Question

PAD = QSize(420, 130)
# A signature is printed about 5 cm wide; three times the screen's points keep its line fine.
SCALE = 3
INK = "#14181C"


class SignaturePad(QWidget):
    """Strokes on paper that stays white in the dark theme."""

    signed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(PAD)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[list[QPointF]] = []
        self._stored = QPixmap()
        self._locked = False

    def clear(self) -> None:
        self._strokes = []
        self._stored = QPixmap()
        self.update()

    def show_stored(self, data: bytes) -> None:
        """Show a signature of the record."""
        self._stored.loadFromData(data)
        self.update()

    def set_locked(self, locked: bool) -> None:
        """Take no more strokes."""
        self._locked = locked

    @property
    def empty(self) -> bool:
        return not self._strokes and self._stored.isNull()

    def image(self) -> QImage:
        """Return the strokes in ink on white, for paper."""
        image = QImage(self.size() * SCALE, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(SCALE, SCALE)
        self._draw_strokes(painter)
        painter.end()
        return image

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == event.Type.TabletPress:
            self._begin(event.position())
        elif kind == event.Type.TabletMove and event.pressure() > 0:
            self._go_on(event.position())
        elif kind == event.Type.TabletRelease:
            self._end()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        draw_frame(painter, area, "", "ctl")
        painter.fillRect(area.adjusted(1, 1, -1, -1), QColor(Qt.GlobalColor.white))
        base = area.height() - 28
        draw_hairline(painter, QPointF(20, base), QPointF(area.width() - 20, base), "ctl")
        if not self._stored.isNull() and not self._strokes:
            painter.drawPixmap(self.rect().adjusted(1, 1, -1, -1), self._stored)
        elif not self._strokes:
            words = QRectF(20, base + 2, area.width() - 40, 22)
            draw_text(painter, words, _("Sign above the line"), "ctl", theme().font(TABLE))
        self._draw_strokes(painter)
        if self.hasFocus():
            draw_focus(painter, area)

    def _draw_strokes(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(INK), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(stroke[0])
            for before, point in pairwise(stroke):
                path.quadTo(before, (before + point) / 2)
            path.lineTo(stroke[-1])
            painter.drawPath(path)

    def _begin(self, point: QPointF) -> None:
        if not self._locked:
            self._strokes.append([point])

    def _go_on(self, point: QPointF) -> None:
        if not self._locked and self._strokes:
            self._strokes[-1].append(point)
            self.update()

    def _end(self) -> None:
        if not self._locked and self._strokes:
            self.update()
            self.signed.emit()


class SignatureEditor(Editor):
    """image with appearance ``signature``: stored as PNG after each stroke."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pad = SignaturePad()
        self.pad.setObjectName("signature_pad")
        self.pad.signed.connect(self._give)
        self._clear = QPushButton(_("Sign again"))
        self._clear.setObjectName("clear_signature")
        self._clear.setProperty("extent", "small")
        self._clear.setIcon(icons.icon("eraser", "ink2", 16))
        self._clear.clicked.connect(self._start_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.pad)
        column = QVBoxLayout()
        column.addWidget(self._clear)
        column.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self.setFocusProxy(self.pad)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.pad.setAccessibleName(node.label)
        self.pad.clear()

    def set_value(self, value: str) -> None:
        if not value:
            self.pad.clear()
        self._clear.setVisible(bool(value))

    def show_picture(self, data: bytes) -> None:
        """Show the stored signature."""
        self.pad.show_stored(data)

    def set_readonly(self, readonly: bool) -> None:
        self.pad.set_locked(readonly)
        self._clear.setEnabled(not readonly)

    def height_for(self, width: int) -> int:
        return PAD.height()

    def _give(self) -> None:
        self.file_chosen.emit(".png", png(self.pad.image()))

    def _start_again(self) -> None:
        self.pad.clear()
        self.edited.emit("")
