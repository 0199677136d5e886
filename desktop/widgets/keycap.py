"""A key cap as a widget."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.tokens import theme
from desktop.widgets.painted import draw_keycap, keycap_width


class KeyCap(QWidget):
    """``Ctrl F`` in a small frame."""

    def __init__(self, cap: str, parent: QWidget | None = None, ink: str = "ink2") -> None:
        super().__init__(parent)
        self._cap, self._ink = cap, ink
        self.setAccessibleName(cap)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(keycap_width(self._cap)) + 1, theme().px(19))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_keycap(QPainter(self), 0, self.height() / 2, self._cap, self._ink, "line2")
