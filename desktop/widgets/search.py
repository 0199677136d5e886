"""The field of Ctrl+F."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.widgets.glyph import Glyph
from desktop.widgets.keycap import KeyCap


class SearchField(QLineEdit):
    """Ctrl+F: finds in questions, answers and remarks as one types."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName(hint)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(False)
        self._icon = Glyph("search")
        self._icon.setParent(self)
        self._cap = KeyCap("Ctrl F", self)
        self.setTextMargins(22, 0, self._cap.sizeHint().width() + 4, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.move(9, (self.height() - 16) // 2)
        size = self._cap.sizeHint()
        self._cap.resize(size)
        self._cap.move(self.width() - size.width() - 8, (self.height() - size.height()) // 2)
