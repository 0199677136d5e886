"""A line above the foot bar for what has no place on screen: six seconds, longer while hovered."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

SHOWN_MS = 6000


class Toast(QFrame):
    """One sentence and at most one action."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("surface", "popup")
        self._words = QLabel()
        self._action = QPushButton()
        self._action.setProperty("kind", "link")
        self._action.clicked.connect(self._run_action)
        self._run: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self._words)
        row.addWidget(self._action)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, action: str, run: Callable[[], None] | None) -> None:
        """Show the sentence; ``run`` is what the action does."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self._run = run
        self.adjustSize()
        self.show()
        self.raise_()
        self._timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def _run_action(self) -> None:
        self.hide()
        if self._run is not None:
            self._run()
