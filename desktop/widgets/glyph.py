"""An icon as a widget: takes the colour of the theme in force."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import icons


class Glyph(QWidget):
    """Beside a word that says the same; a screen reader hears the word."""

    def __init__(self, icon: str, ink: str = "ink2", size: int = 16) -> None:
        super().__init__()
        self._icon, self._ink, self._size = icon, ink, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str, ink: str) -> None:
        """Show another icon."""
        self._icon, self._ink = icon, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size + 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._icon, self._ink, 0, 2, self._size)
        painter.end()
