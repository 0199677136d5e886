"""Tabler's outline icons in the colours of the theme: rendered once a colour, size and density."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
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
    """Return an icon for a button, sharp at one and two device pixels, grey while disabled.

    ``gap`` is room at the right of it, in logical pixels.
    """
    result = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        result.addPixmap(_widened(pixmap(name, ink, size, ratio), gap))
        result.addPixmap(_widened(pixmap(name, "ink3", size, ratio), gap), QIcon.Mode.Disabled)
    return result


def _widened(picture: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return picture
    ratio = picture.devicePixelRatio()
    wide = QPixmap(picture.width() + round(gap * ratio), picture.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wide
