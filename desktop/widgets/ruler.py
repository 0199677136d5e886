"""The product's sign: one 0-100 scale with its levels; the tinted segment is the level in force."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.figures import score_text
from desktop.tokens import NOTE, TABLE, Theme, theme

STEPS = (("L1", 0.0), ("L2", 20.0), ("L3", 40.0), ("L4", 60.0), ("L5", 80.0))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a ruler shows.

    ``level`` is the name of the level in force, empty where none is given; ``provisional`` turns
    the pointer grey; ``steps`` are the levels with their lower limits, none for a
    start score; ``last`` is the score of the visit before.
    """

    score: float | None = None
    level: str = ""
    target: float | None = None
    target_label: str = ""
    provisional: bool = False
    steps: tuple[tuple[str, float], ...] = STEPS
    last: float | None = None


class Ruler(QWidget):
    """The ruler of a panel or a page, with level names and the target above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: Reading) -> None:
        """Show another reading; a screen reader hears score and level."""
        self._reading = reading
        self.setAccessibleName(f"{score_text(reading.score)} {reading.level}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(54))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ruler(painter, QRectF(self.rect()), self._reading, theme())
        painter.end()


def paint_ruler(painter: QPainter, area: QRectF, reading: Reading, of: Theme) -> None:
    """Paint the ruler with ticks, level names, pointer and target into an area 54 high."""
    bar = QRectF(area.left() + 5, area.top() + of.px(22), area.width() - 10, of.px(10))
    _bar(painter, bar, reading, of)
    painter.setPen(QPen(of.color("ink3"), 1))
    painter.drawLine(bar.bottomLeft(), bar.bottomRight())
    for value in range(0, 101, 5):
        long = value % 20 == 0
        if long or value % 10 == 0 or value % 5 == 0:
            x = round(_x(bar, value))
            height = bar.height() if long else of.px(5) if value % 10 == 0 else of.px(3)
            painter.setPen(QPen(of.color("ink2" if long else "line2"), 1))
            painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() - height))
    _level_names(painter, bar, reading, of)
    _target(painter, area, bar, reading, of)
    _pointer(painter, bar, reading, of, of.px(6))


def paint_mini_ruler(painter: QPainter, area: QRectF, reading: Reading, of: Theme) -> None:
    """Paint the ruler of a table row, 104 × 16: no words, the level tinted, a small pointer."""
    bar = QRectF(area.left() + 3, area.center().y() - 1, area.width() - 6, of.px(6))
    _bar(painter, bar, reading, of)
    painter.setPen(QPen(of.color("line2"), 1))
    for _name, minimum in (*reading.steps, ("", 100.0)):
        x = round(_x(bar, minimum))
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
    painter.drawLine(bar.bottomLeft(), bar.bottomRight())
    if reading.last is not None:
        last = QRectF(round(_x(bar, reading.last)) - 1, bar.top(), 2, bar.height() + of.px(2))
        painter.fillRect(last, of.color("acc"))
    _pointer(painter, bar, reading, of, of.px(4))


def _x(bar: QRectF, value: float) -> float:
    return bar.left() + bar.width() * value / 100


def _bar(painter: QPainter, bar: QRectF, reading: Reading, of: Theme) -> None:
    painter.fillRect(bar, of.color("mute"))
    names = [name for name, _minimum in reading.steps]
    if reading.level in names:
        place = names.index(reading.level)
        ends = [*(minimum for _name, minimum in reading.steps[1:]), 100.0]
        left, right = _x(bar, reading.steps[place][1]), _x(bar, ends[place])
        painter.fillRect(QRectF(left, bar.top(), right - left, bar.height()), of.color("accs"))


def _level_names(painter: QPainter, bar: QRectF, reading: Reading, of: Theme) -> None:
    ends = (*(minimum for _name, minimum in reading.steps[1:]), 100.0)
    for (name, minimum), end in zip(reading.steps, ends, strict=False):
        current = name == reading.level
        painter.setFont(of.font(NOTE, 600 if current else 400))
        painter.setPen(of.color("acc" if current else "ink3"))
        box = QRectF(_x(bar, minimum), bar.bottom() + of.px(2), bar.width() * (end - minimum) / 100,
                     of.px(18))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def _target(painter: QPainter, area: QRectF, bar: QRectF, reading: Reading, of: Theme) -> None:
    if reading.target is None:
        return
    x = round(_x(bar, reading.target)) + 0.5
    pen = QPen(of.color("c3"), 2)
    pen.setDashPattern([1.5, 1.0])
    painter.setPen(pen)
    painter.drawLine(QPointF(x, bar.top() - of.px(6)), QPointF(x, bar.bottom()))
    font = of.font(TABLE)
    width = QFontMetricsF(font).horizontalAdvance(reading.target_label)
    left = min(max(area.left(), x - width / 2), area.right() - width)
    painter.setFont(font)
    painter.setPen(of.color("ink2"))
    painter.drawText(QPointF(left, bar.top() - of.px(9)), reading.target_label)


def _pointer(painter: QPainter, bar: QRectF, reading: Reading, of: Theme, half: int) -> None:
    if reading.score is None:
        return
    x, tip = _x(bar, min(100.0, max(0.0, reading.score))), bar.top() + half * 0.5
    shape = QPolygonF([
        QPointF(x, tip), QPointF(x - half, tip - half), QPointF(x - half, tip - 2 * half),
        QPointF(x + half, tip - 2 * half), QPointF(x + half, tip - half),
    ])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(of.color("ink3" if reading.provisional else "acc"))
    painter.drawPolygon(shape)
    painter.restore()
