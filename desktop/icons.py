"""Tabler's outline icons in the colours of the theme: rendered once a colour, size and density."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from desktop import tokens

_STROKE = 'stroke-width="1.75"'

# The icon of each status, the same on every screen (ui.md §2).
STATUS_ICONS = {
    "answered": "circle-check",
    "unanswered": "circle",
    "check": "alert-triangle",
    "error": "alert-octagon",
    "red_line": "alert-octagon",
    "todo": "clock-question",
    "na": "ban",
    "provisional": "hourglass",
    "returned": "arrow-back-up",
    "waiting": "cloud-up",
    "receipt": "receipt",
    "locked": "lock",
}


@cache
def _source(name: str) -> str:
    return resources.read_text(f"icons/{name}.svg").replace('stroke-width="2"', _STROKE)


@cache
def _pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def pixmap(name: str, ink: str = "ink2", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Return an icon, ``size`` logical pixels wide, in the colour of a token."""
    return _pixmap(name, tokens.theme().hex(ink), size, ratio)


def draw(painter: QPainter, name: str, ink: str, left: float, top: float, size: int = 16) -> None:
    """Paint an icon with its upper left corner at a logical point."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(left), round(top), pixmap(name, ink, size, ratio))


def icon(name: str, ink: str = "ink2", size: int = 18, *, gap: int = 0) -> QIcon:
    """Return an icon for a button: in the theme in force when it is painted, grey while disabled.

    ``gap`` is room at the right of it, in logical pixels.
    """
    return QIcon(_Engine(name, ink, size, gap))


class _Engine(QIconEngine):
    """Paints at the density of the device and in the colour of the moment."""

    def __init__(self, name: str, ink: str, size: int, gap: int) -> None:
        super().__init__()
        self._name, self._ink, self._size, self._gap = name, ink, size, gap

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ink = "ink3" if mode == QIcon.Mode.Disabled else self._ink
        size = min(self._size, rect.height())
        left = rect.left() + max(0, (rect.width() - self._gap - size) // 2)
        draw(painter, self._name, ink, left, rect.top() + (rect.height() - size) // 2, size)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        return picture

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        picture = QPixmap(size)
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        area = QRect(0, 0, round(size.width() / scale), round(size.height() / scale))
        self.paint(painter, area, mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink, self._size, self._gap)
