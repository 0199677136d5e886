"""A short list to choose one of, with the chevron of this program."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from desktop import icons


class ChoiceBox(QComboBox):
    """A combo box that is not typed into."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.draw(painter, "chevron-down", "ink2", self.width() - 22, self.height() / 2 - 7, 14)
        painter.end()
