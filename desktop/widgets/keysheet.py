"""F1: every key, those of the page in front first."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.page import Key
from desktop.widgets.keycap import KeyCap


class KeySheet(QFrame):
    """A popup over the page; Esc closes it."""

    def __init__(self, keys: Sequence[Key], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("key_sheet")
        self.setProperty("surface", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("All keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        groups = ((_("On this page"), tuple(keys)), *_common_keys())
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(16)
        shown = [group for group in groups if group[1]]
        for place, (title, group) in enumerate(shown):
            grid.addWidget(_group(title, group), place // 3, place % 3, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()

    def open(self) -> None:
        """Show in the middle of the window."""
        self.adjustSize()
        host = self.parentWidget()
        if host is not None:
            offset = QPoint(
                max(0, (host.width() - self.width()) // 2),
                max(0, (host.height() - self.height()) // 2),
            )
            self.move(host.mapToGlobal(offset))
        self.show()


def _group(title: str, keys: Sequence[Key]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(12)
    head = QLabel(title)
    head.setProperty("role", "strong")
    grid.addWidget(head, 0, 0, 1, 2)
    for row, key in enumerate(keys, 1):
        grid.addWidget(KeyCap(key.cap), row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(key.words), row, 1)
    grid.setColumnStretch(1, 1)
    return box


def _common_keys() -> tuple[tuple[str, tuple[Key, ...]], ...]:
    return (
        (
            _("Everywhere"),
            (
                Key("Ctrl F", _("Find")),
                Key("Ctrl Z", _("Undo across the visit")),
                Key("Ctrl Shift Z", _("Redo")),
                Key("Ctrl 1–6", _("Stage")),
                Key("F5", _("Presentation")),
                Key("F6", _("Next pane")),
                Key("Ctrl L", _("Lock")),
                Key("Esc", _("Close, back")),
            ),
        ),
        (
            _("In the interview"),
            (
                Key("1–9 0", _("Choose an option")),
                Key("Enter", _("Next question")),
                Key("Shift Enter", _("Previous question")),
                Key("↑ ↓", _("Move between questions")),
                Key("PgUp PgDn", _("Section")),
                Key("Ctrl U", _("Next unanswered")),
                Key("H", _("History of the question")),
            ),
        ),
        (
            _("Marks (Alt + letter in a text field)"),
            (
                Key("S", _("Help")),
                Key("Z", _("Evidence")),
                Key("B", _("Remark")),
                Key("X", _("Not applicable")),
                Key("D", _("To confirm")),
                Key("F", _("Review")),
                Key("Ctrl V", _("Screenshot as evidence")),
            ),
        ),
        (
            _("In a table"),
            (
                Key("Tab", _("Next cell")),
                Key("F2", _("Edit the cell")),
                Key("Ins", _("Add a row")),
                Key("Ctrl Del", _("Remove the row")),
                Key("Ctrl D", _("Same as above")),
                Key("Ctrl V", _("Paste from Excel")),
            ),
        ),
    )
