"""The bar of a score in a table: blue is the score, a triangle the target, a tick the peers."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from desktop.tokens import Theme


@dataclass(frozen=True, slots=True)
class Bar:
    """Scores 0-100 (None: not drawn); ``plain`` is a share without the scale behind it."""

    value: float | None
    target: float | None = None
    median: float | None = None
    last: float | None = None
    plain: bool = False


def paint_bar(painter: QPainter, area: QRectF, bar: Bar, of: Theme) -> None:
    """Paint a bar 8 high in the middle of a cell; 0 is a stub of 2, no score is no bar."""
    track = QRectF(area.left(), area.center().y() - of.px(4), area.width(), of.px(8))
    if not bar.plain:
        painter.fillRect(track, of.color("mute"))
    if bar.value is not None:
        width = max(2.0, track.width() * min(100.0, bar.value) / 100)
        painter.fillRect(QRectF(track.left(), track.top(), width, track.height()), of.color("acc"))
    if bar.last is not None:
        x = track.left() + track.width() * bar.last / 100
        painter.fillRect(QRectF(x - 1, track.top() - 2, 2, track.height() + 4), of.color("c2"))
    if bar.median is not None:
        x = track.left() + track.width() * bar.median / 100
        painter.fillRect(QRectF(x - 1, track.top() - of.px(4), 2, track.height() + of.px(8)),
                         of.color("ink"))
    if bar.target is not None:
        _triangle(painter, track.left() + track.width() * bar.target / 100, track.top(), of)


def _triangle(painter: QPainter, x: float, bottom: float, of: Theme) -> None:
    half = of.px(5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(of.color("c3"))
    painter.drawPolygon(QPolygonF([
        QPointF(x - half, bottom - half), QPointF(x + half, bottom - half), QPointF(x, bottom + 1),
    ]))
    painter.restore()
