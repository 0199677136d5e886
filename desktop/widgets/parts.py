"""The small parts that the review screens are put together from: labels, buttons, chips, panels."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.tokens import BODY, SERIF, theme
from desktop.widgets.painted import chip_width, draw_chip
from desktop.widgets.tones import TONES


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label in a role of the style sheet."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setProperty("role", role)
    widget.setWordWrap(wrap)
    return widget


class Tinted(QLabel):
    """Words in a colour of the theme, in the serif of headings where asked; it follows the theme.

    ``points`` 0 keeps the size of the text around.
    """

    def __init__(
        self, points: float = 0, color: str = "ink", *, serif: bool = False, strong: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._points, self._color = points, color
        self._serif, self._strong = serif, strong or serif
        self._apply()

    def tint(self, color: str) -> None:
        """Take another colour."""
        self._color = color
        self._apply()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._apply()

    def _apply(self) -> None:
        of = theme()
        sheet = f"color: {of.hex(self._color)};"
        if self._serif:
            sheet += f' font-family: "{SERIF}";'
        if self._strong:
            sheet += " font-weight: 600;"
        if self._points:
            sheet += f" font-size: {self._points * of.text_scale:g}pt;"
        # Setting a sheet changes the palette again.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


class Stroke(QWidget):
    """A horizontal line two pixels thick in a colour of the theme."""

    def __init__(self, color: str, margin: int = 0) -> None:
        super().__init__()
        self._color, self._margin = color, margin
        self.setFixedHeight(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().adjusted(self._margin, 0, -self._margin, 0)
        painter.fillRect(area, theme().color(self._color))
        painter.end()


def button(text: str, icon: str = "", kind: str = "", size: str = "") -> QPushButton:
    """Return a push button; ``kind`` and ``size`` as in the style sheet."""
    widget = QPushButton(text)
    widget.setAccessibleName(text)
    widget.setProperty("kind", kind)
    widget.setProperty("extent", size)
    if icon:
        # Four clear pixels at the right: Qt puts icon and words nearly together.
        widget.setIcon(icons.icon(icon, "btnt" if kind == "primary" else "ink2", 16, gap=4))
        widget.setIconSize(QSize(20, 16))
    return widget


def link(text: str = "") -> QPushButton:
    """Return a button that looks like a link."""
    widget = button(text, kind="link")
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return widget


def rule(color: str = "line") -> QFrame:
    """Return a hairline."""
    line = QFrame()
    line.setProperty("rule", color)
    line.setFixedHeight(1)
    return line


def surface(color: str = "paper", edge: str = "") -> QFrame:
    """Return a frame filled with a token, with one edge line."""
    frame = QFrame()
    frame.setProperty("surface", color)
    frame.setProperty("edge", edge)
    return frame


def row(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Return a horizontal layout; a number is a gap, None a stretch."""
    return _filled(QHBoxLayout(), items, spacing)


def column(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """Return a vertical layout; a number is a gap, None a stretch."""
    return _filled(QVBoxLayout(), items, spacing)


_Box = TypeVar("_Box", bound=QBoxLayout)


def _filled(
    layout: _Box, items: Sequence[QWidget | QLayout | int | None], spacing: int
) -> _Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    return layout


class Elided(QLabel):
    """A note at the right edge that ends in … where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "note")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(theme().color("ink3"))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let Qt delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


class Panel(QFrame):
    """A white panel with a 1 px edge and room inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("paper"))
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class IconLabel(QWidget):
    """An icon drawn in a colour of the theme, next to words."""

    def __init__(self, icon: str, color: str, size: int = 16) -> None:
        super().__init__()
        self._icon, self._color, self._size = icon, color, theme().px(size)
        self.setFixedSize(self._size, self._size)

    def show_icon(self, icon: str, color: str) -> None:
        self._icon, self._color = icon, color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._icon, self._color, 0, 0, self._size)
        painter.end()


class Chip(QWidget):
    """A state as soft fill, icon and word; ``tone`` is ``red amb grn acc`` or ``plain``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon, self._text = "plain", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, tone: str, icon: str, text: str) -> None:
        self._tone, self._icon, self._text = tone, icon, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(chip_width(self._text, self._icon)) + 6, theme().px(23))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, fill = TONES[self._tone]
        draw_chip(painter, 0, self.height() / 2, self._text, ink, fill, self._icon)
        painter.end()


class Segments(QWidget):
    """A row of joined buttons of which one is down; ← → move, as with radio buttons."""

    chosen = Signal(str)

    def __init__(
        self, name: str, items: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Build from pairs of key and text; the first one is down."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons = {key: _Segment(text, key) for key, text in items}
        layout = row(*self._buttons.values(), spacing=0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(layout)
        for place, segment in enumerate(self._buttons.values()):
            segment.place = (place == 0, place == len(items) - 1)
            self._group.addButton(segment)
        self._group.buttonClicked.connect(self._announce)
        self.choose(items[0][0])

    def choose(self, key: str) -> None:
        """Press a segment without announcing it."""
        self._buttons[key].setChecked(True)

    def current(self) -> str:
        """The key of the segment that is down."""
        return next(key for key, segment in self._buttons.items() if segment.isChecked())

    def allow(self, key: str, *, allowed: bool, why: str = "") -> None:
        """Enable or disable a segment; ``why`` is said where it is disabled."""
        self._buttons[key].setEnabled(allowed)
        self._buttons[key].setToolTip("" if allowed else why)

    def rename(self, key: str, text: str) -> None:
        """Change a segment's words."""
        self._buttons[key].setText(text)
        self._buttons[key].setAccessibleName(text)

    def _announce(self, pressed: QPushButton) -> None:
        if isinstance(pressed, _Segment):
            self.chosen.emit(pressed.key)


class _Segment(QPushButton):
    def __init__(self, text: str, key: str) -> None:
        super().__init__(text)
        self.key = key
        self.place = (False, False)
        self.setCheckable(True)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font(BODY, 600)).horizontalAdvance(self.text())
        return QSize(width + theme().px(24), theme().px(29))

    def paintEvent(self, event: QPaintEvent) -> None:
        of, area = theme(), self.rect()
        painter = QPainter(self)
        fill = "accs" if self.isChecked() else "paper" if self.isEnabled() else "mute"
        painter.fillRect(area, of.color(fill))
        painter.setPen(QPen(of.color("ctl"), 1))
        painter.drawLine(area.topLeft(), area.topRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())
        if self.place[0]:
            painter.drawLine(area.topLeft(), area.bottomLeft())
        if self.hasFocus():
            painter.setPen(QPen(of.color("acc"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.setFont(of.font(BODY, 600 if self.isChecked() else 400))
        token = "acc" if self.isChecked() else "ink2" if self.isEnabled() else "ink3"
        painter.setPen(of.color(token))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
