"""只看: the six filters with their counts."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.outline import FILTERS, Counts
from desktop.tokens import BODY, theme
from desktop.widgets.painted import draw_focus, draw_text
from desktop.widgets.parts import label

_ICONS = {
    "unanswered": "circle", "error": "alert-octagon", "check": "alert-triangle",
    "todo": "clock-question", "remark": "note", "flag": "flag",
}  # fmt: skip


def filter_words(name: str) -> str:
    """Return the word of a filter."""
    return {
        "unanswered": _("Unanswered"),
        "error": _("Wrong"),
        "check": _("Check"),
        "todo": _("To confirm"),
        "remark": _("With remark"),
        "flag": _("Review"),
    }[name]


def filter_count(counts: Counts, name: str) -> int:
    """Return how many questions a filter finds."""
    return {
        "unanswered": counts.unanswered,
        "error": counts.errors,
        "check": counts.checks,
        "todo": counts.todos,
        "remark": counts.remarks,
        "flag": counts.flags,
    }[name]


class FilterButton(QAbstractButton):
    """One filter: icon, word, count."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"filter_{name}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._count = -1
        self.set_count(0)

    def set_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{filter_words(self.name)} {count}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(100), theme().px(26))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of = QPainter(self), theme()
        area = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(area, of.color("accs"))
        elif self.underMouse():
            painter.fillRect(area, of.color("mute"))
        ink = "acc" if self.isChecked() else "ink"
        icons.draw(
            painter,
            _ICONS[self.name],
            "acc" if self.isChecked() else "ink2",
            2,
            area.height() / 2 - 7.5,
            15,
        )
        weight = 600 if self.isChecked() else 400
        words = area.adjusted(22, 0, -24, 0)
        draw_text(painter, words, filter_words(self.name), ink, of.font(BODY, weight))
        count = area.adjusted(0, 0, -4, 0)
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, count, str(self._count), ink, of.font(BODY, 600), right)
        if self.hasFocus():
            draw_focus(painter, area, 3)


class FilterGrid(QWidget):
    """Two columns of filters."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.addWidget(label(_("Show only"), "note"), 0, 0, 1, 2)
        self._buttons = {name: FilterButton(name, self) for name in FILTERS}
        for place, button in enumerate(self._buttons.values()):
            grid.addWidget(button, 1 + place // 2, place % 2)
            button.clicked.connect(self._choose)

    def describe(self, counts: Counts, wanted: str) -> None:
        """Show counts and which filter is on."""
        for name, button in self._buttons.items():
            button.set_count(filter_count(counts, name))
            button.setChecked(name == wanted)

    def _choose(self) -> None:
        sender = self.sender()
        if isinstance(sender, FilterButton):
            self.chosen.emit(sender.name)
