"""A pane over the right of the window for a job beside the page; nothing behind it is blocked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.bars import ToolIcon
from desktop.widgets.parts import column, label, row, rule

WIDTH = 440


class Sheet(QFrame):
    """Title, contents that scroll, and the buttons below; Esc closes it, or what is open in it."""

    closed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("surface", "paper")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        close = ToolIcon("close_sheet", "x", _("Close (Esc)"))
        close.clicked.connect(self.finish)
        head = row(label(title, "panel"), None, close)
        host = QWidget()
        host.setProperty("surface", "paper")
        self.body = QVBoxLayout(host)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(8)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(host)
        self.foot = row()
        whole = column(head, rule("line2"), spacing=10)
        whole.addWidget(area, 1)
        whole.addLayout(self.foot)
        whole.setContentsMargins(16, 10, 12, 12)
        self.setLayout(whole)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Add parts below each other."""
        for part in parts:
            if isinstance(part, QLayout):
                self.body.addLayout(part)
            else:
                self.body.addWidget(part)

    def back(self) -> bool:
        """Esc: stop what runs in the sheet; return False when there was nothing to stop."""
        return False

    def finish(self) -> None:
        """Go away."""
        if not self.back():
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def place(self, width: int, top: int, height: int) -> None:
        """Lie at the right of a window of this width; a narrow one is filled."""
        wide = min(width, theme().px(WIDTH))
        self.setGeometry(width - wide, top, wide, height)
