"""The roadmap in time: one bar a measure, red where a red line is, arrows from prerequisites."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.tokens import BODY, NOTE, TABLE, theme
from desktop.widgets.painted import draw_text, text_width

_ROW, _BAR, _HEAD, _NAMES = 23, 13, 34, 250
MONTHS = 36
# The months after which a phase ends (methodology.md §5).
_LIMITS = (1, 6, 18)
# An arrow over more rows crosses bars that have nothing to do with it.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class GanttBar:
    """A measure: months are 1-based and inclusive; ``tone`` is ``red acc`` or ``c2``."""

    key: str
    label: str
    owner: str
    start: int
    end: int
    tone: str = "acc"
    after: tuple[str, ...] = ()


class Gantt(QWidget):
    """All bars under a month scale; a click chooses."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._bars: tuple[GanttBar, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._current = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[GanttBar], labels: Sequence[str], current: str) -> None:
        """Show bars; ``labels`` are the calendar months of months 1, 7, 13 and so on."""
        self._bars, self._labels, self._current = tuple(bars), tuple(labels), current
        self.setAccessibleDescription("; ".join(
            f"{bar.key} {bar.label} {bar.start}–{bar.end}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(800, theme().px(_HEAD) + len(self._bars) * theme().px(_ROW) + 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int((event.position().y() - theme().px(_HEAD)) // theme().px(_ROW))
        if 0 <= place < len(self._bars):
            self.chosen.emit(self._bars[place].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("paper"))
        self._scale(painter)
        for place, bar in enumerate(self._bars):
            self._row(painter, place, bar)
        self._arrows(painter)
        painter.end()

    def _x(self, month: float) -> float:
        left = theme().px(_NAMES)
        return left + (self.width() - left - 14) * month / MONTHS

    def _y(self, place: int) -> float:
        return theme().px(_HEAD) + place * theme().px(_ROW)

    def _scale(self, painter: QPainter) -> None:
        of = theme()
        bottom = of.px(_HEAD) - 4
        painter.fillRect(QRectF(self._x(0), 6, self._x(MONTHS) - self._x(0), of.px(20)),
                         of.color("paper2"))
        for month in range(MONTHS + 1):
            x, year = round(self._x(month)), month % 6 == 0
            painter.setPen(QPen(of.color("ink3" if year else "line2"), 1))
            painter.drawLine(QPointF(x, bottom - (22 if year else 3)), QPointF(x, bottom))
            if year and month // 6 < len(self._labels):
                area = QRectF(x + 5, 4, 80, of.px(20))
                draw_text(painter, area, self._labels[month // 6], "ink2", of.font(TABLE))
        pen = QPen(of.color("line2"), 1)
        pen.setDashPattern([3, 3])
        for limit in _LIMITS:
            painter.setPen(pen)
            x = round(self._x(limit))
            painter.drawLine(QPointF(x, bottom), QPointF(x, self.height()))

    def _row(self, painter: QPainter, place: int, bar: GanttBar) -> None:
        of, top = theme(), self._y(place)
        height = of.px(_ROW)
        current = bar.key == self._current
        if current:
            painter.fillRect(QRectF(0, top, self.width(), height), of.color("accs"))
        painter.setPen(QPen(of.color("line"), 1))
        painter.drawLine(QPointF(12, top + height), QPointF(self.width() - 12, top + height))
        draw_text(painter, QRectF(24, top, of.px(40), height), bar.key, "ink2",
                  of.font(TABLE, 600))
        names = QRectF(of.px(64), top, of.px(_NAMES - 70), height)
        draw_text(painter, names, bar.label, "ink", of.font(BODY))
        box = self._box(place, bar)
        painter.fillRect(box, of.color(bar.tone))
        font = of.font(NOTE)
        wide = text_width(bar.owner, font)
        left = box.right() + 8 if box.right() + wide + 12 < self.width() else box.left() - wide - 8
        draw_text(painter, QRectF(left, top, wide + 2, height), bar.owner, "ink2", font)

    def _box(self, place: int, bar: GanttBar) -> QRectF:
        of = theme()
        left, right = self._x(bar.start - 1), self._x(min(MONTHS, bar.end))
        top = self._y(place) + (of.px(_ROW) - of.px(_BAR)) / 2
        return QRectF(left, top, max(4.0, right - left), of.px(_BAR))

    def _arrows(self, painter: QPainter) -> None:
        places = {bar.key: place for place, bar in enumerate(self._bars)}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, bar in enumerate(self._bars):
            for other in bar.after:
                if other in places and 0 < place - places[other] <= _NEAR:
                    self._arrow(painter, self._box(places[other], self._bars[places[other]]),
                                self._box(place, bar))

    def _arrow(self, painter: QPainter, source: QRectF, target: QRectF) -> None:
        """An elbow from the end of a bar down to the bar that waits for it."""
        of = theme()
        x = max(source.right() + 5, min(target.left() + 5, target.right()))
        painter.setPen(QPen(of.color("ink2"), 1))
        painter.drawPolyline(QPolygonF([
            QPointF(source.right(), source.center().y()), QPointF(x, source.center().y()),
            QPointF(x, target.top() - 1),
        ]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(of.color("ink2"))
        painter.drawPolygon(QPolygonF([
            QPointF(x - 4, target.top() - 5), QPointF(x + 4, target.top() - 5),
            QPointF(x, target.top()),
        ]))
