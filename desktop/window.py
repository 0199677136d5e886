"""The one top-level window: a gate until the store is open, then the shell; and the idle lock.

Nothing heavy is imported here: the gate is to be seen as soon as a bare window would be.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _

if TYPE_CHECKING:
    from desktop.shell import Shell

# Below ui.md §6: 1366 x 768 at 150 % is 911 x 512, and a smaller window beats a cut one.
MINIMUM = QSize(880, 480)


class Window(QWidget):
    """The one top-level window: shows the gate (first run, unlock) or the shell."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "desk")
        self.setWindowTitle(_("Yunzhen"))
        self.setMinimumSize(MINIMUM)
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._gate: QWidget | None = None
        self.shell: Shell | None = None

    def show_gate(self, gate: QWidget) -> None:
        """Show first run or unlock; the shell, if there is one, waits behind it untouched."""
        self._drop(self._gate)
        self._gate = gate
        self._stack.addWidget(gate)
        self._stack.setCurrentWidget(gate)

    def show_shell(self, shell: "Shell | None" = None) -> None:
        """Show the shell: a new one, or the one that was locked."""
        if shell is not None:
            self._drop(self.shell)
            self.shell = shell
            self._stack.addWidget(shell)
        if self.shell is not None:
            self._stack.setCurrentWidget(self.shell)
        self._drop(self._gate)
        self._gate = None

    @property
    def locked(self) -> bool:
        """Whether the gate is in front."""
        return self._gate is not None

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _drop(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._stack.removeWidget(widget)
            widget.deleteLater()


class IdleLock(QObject):
    """Calls ``lock`` after minutes without a key or a click anywhere in the program.

    It listens to the windows, where keys and clicks come in: a filter of the whole application
    is asked at every repaint and timer of every widget.
    """

    def __init__(self, lock: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lock)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def set_minutes(self, minutes: int) -> None:
        """Wait so long; 0 never locks."""
        self._timer.setInterval(minutes * 60_000)
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        used = event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)
        if used and self._timer.isActive():
            self._timer.start()
        return False
