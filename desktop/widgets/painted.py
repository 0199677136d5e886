"""Small painted parts that several widgets share: text, key caps, chips and the focus ring."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop import icons
from desktop.tokens import NOTE, TABLE, theme

RADIUS, CHIP_RADIUS, GAP = 4.0, 3.0, 6.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def text_width(words: str, font: QFont) -> float:
    """Return the advance of a line of text; measured once a text and font."""
    key = (words, font.key())
    width = _widths.get(key)
    if width is None:
        if len(_widths) > MOST_WIDTHS:
            _widths.clear()
        width = _widths[key] = QFontMetricsF(font).horizontalAdvance(words)
    return width


MOST_WIDTHS = 20_000
_widths: dict[tuple[str, str], float] = {}


def draw_text(
    painter: QPainter,
    area: QRectF,
    words: str,
    token: str,
    font: QFont,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Paint one line, vertically centred, with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(theme().color(token))
    if text_width(words, font) > area.width() + 1:
        words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align | _MIDDLE), words)


def draw_frame(
    painter: QPainter,
    area: QRectF,
    fill: str,
    border: str,
    width: float = 1.0,
    radius: float = RADIUS,
) -> None:
    """Paint a rounded box whose border lies inside ``area``; an empty token paints nothing."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color(border), width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(fill) if fill else QColor(0, 0, 0, 0))
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)


def draw_focus(painter: QPainter, area: QRectF, radius: float = RADIUS) -> None:
    """Paint the focus ring: 2 px of accent inside the border, so that nothing moves."""
    draw_frame(painter, area, "", "acc", 2.0, radius)


def keycap_width(cap: str) -> float:
    """Return the width of a key cap."""
    return max(text_width(cap, theme().font(NOTE, 600)) + 10, theme().px(18))


def draw_keycap(
    painter: QPainter,
    left: float,
    middle: float,
    cap: str,
    ink: str = "ink2",
    border: str = "line2",
) -> float:
    """Paint a key cap around a height; return its width."""
    width, height = keycap_width(cap), theme().px(17)
    area = QRectF(left, middle - height / 2, width, height)
    draw_frame(painter, area, "", border, 1.0, CHIP_RADIUS)
    font = theme().font(NOTE, 600)
    draw_text(painter, area, cap, ink, font, Qt.AlignmentFlag.AlignHCenter)
    return width


def chip_width(words: str, icon: str = "") -> float:
    """Return the width of a status chip."""
    return text_width(words, theme().font(TABLE, 600)) + 12 + (18 if icon else 0)


def draw_chip(
    painter: QPainter, left: float, middle: float, words: str, ink: str, fill: str, icon: str = ""
) -> float:
    """Paint a status chip: soft fill, icon and word; return its width."""
    width, height = chip_width(words, icon), theme().px(21)
    area = QRectF(left, middle - height / 2, width, height)
    draw_frame(painter, area, fill, "", radius=CHIP_RADIUS)
    start = left + 6
    if icon:
        icons.draw(painter, icon, ink, start, middle - 7, 14)
        start += 18
    text = QRectF(start, area.top(), width, height)
    draw_text(painter, text, words, ink, theme().font(TABLE, 600))
    return width


def draw_hairline(painter: QPainter, start: QPointF, end: QPointF, ink: str = "line") -> None:
    """Paint a sharp 1 px line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme().color(ink), 1))
    painter.drawLine(start, end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
