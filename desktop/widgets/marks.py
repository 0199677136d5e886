"""The small marks of a question: 说明 证据 备注 不涉及 待确认 复核; 沿用上次 while it waits."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.outline import State
from desktop.tokens import NOTE, TABLE, theme
from desktop.widgets.painted import draw_focus, draw_frame, draw_text, text_width

SMALL, HEIGHT, GAP = 24, 22, 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its key is also its short cut."""

    name: str
    key: str
    icon: str


# Only there while an answer that came from the last visit waits to be confirmed.
CONFIRM = "confirm"
MARKS = (
    Mark(CONFIRM, "Q", "check"),
    Mark("help", "S", "help"),
    Mark("evidence", "Z", "paperclip"),
    Mark("remark", "B", "note"),
    Mark("na", "X", "ban"),
    Mark("todo", "D", "clock-question"),
    Mark("flag", "F", "flag"),
)


def mark_counts(state: State) -> dict[str, int]:
    """Return how much of each mark a question has."""
    return {
        CONFIRM: int(state.carried),
        "evidence": len(state.evidence),
        "remark": len(state.remarks),
        "na": int(state.name == "na"),
        "todo": int(state.todo is not None and not state.carried),
        "flag": len(state.flags),
    }


def mark_words(name: str) -> str:
    """Return the word of a mark."""
    return {
        CONFIRM: _("As last time: confirm"),
        "help": _("Help"),
        "evidence": _("Evidence"),
        "remark": _("Remark"),
        "na": _("Not applicable"),
        "todo": _("To confirm"),
        "flag": _("Review"),
    }[name]


class MarkButton(QAbstractButton):
    """An icon; filled with accent and count when something is there; word and key when active."""

    def __init__(self, mark: Mark, parent: QWidget) -> None:
        super().__init__(parent)
        self.mark = mark
        self.setObjectName(f"mark_{mark.name}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._words = mark_words(mark.name)
        self.setToolTip(f"{self._words} {mark.key}")
        self._count, self._wide, self._open = 0, False, False
        self._name_it()

    def describe(self, count: int, *, wide: bool, opened: bool = False) -> None:
        """Set how many are there, whether the word is shown and whether its pane is open."""
        if (count, wide, opened) != (self._count, self._wide, self._open):
            self._count, self._wide, self._open = count, wide, opened
            self._name_it()
            self.update()

    def sizeHint(self) -> QSize:
        width: float = SMALL
        if self._worded:
            width = 28 + text_width(self._label(), theme().font(TABLE, 600 if self._count else 400))
            width += text_width(self.mark.key, theme().font(TABLE)) + 11
        elif self._count:
            width = SMALL + text_width(str(self._count), theme().font(TABLE, 600)) + 1
        return QSize(round(width), theme().px(HEIGHT))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        filled = self._count and (self._wide or self.mark.name != CONFIRM)
        token = "acc" if filled or self._open else "ink3"
        if self._open:
            draw_frame(painter, area, "accs", "acc", radius=3)
        elif self._wide and self._worded:
            draw_frame(
                painter, area, "paper", "line2" if not self.underMouse() else "ctl", radius=3
            )
        elif self.underMouse():
            draw_frame(painter, area, "mute", "", radius=3)
        icons.draw(painter, self.mark.icon, token, 5, area.height() / 2 - 7.5, 15)
        left = 24.0
        if self._worded:
            quiet = not self._wide or not self._count
            ink = "ink2" if quiet and not self._open else "acc"
            font = theme().font(TABLE, 400 if quiet else 600)
            width = text_width(self._label(), font)
            draw_text(painter, QRectF(left, 0, width + 2, area.height()), self._label(), ink, font)
            key = QRectF(left + width + 5, 0, 20, area.height())
            if self._wide:
                draw_text(painter, key, self.mark.key, "ink3", theme().font(TABLE))
        elif self._count:
            words = QRectF(left - 3, 0, 20, area.height())
            draw_text(painter, words, str(self._count), "acc", theme().font(NOTE, 600))
        if self.hasFocus():
            draw_focus(painter, area, 3)

    @property
    def _worded(self) -> bool:
        """Whether the word is shown: an answer of last time says so on every card."""
        return self._wide or self.mark.name == CONFIRM

    def _label(self) -> str:
        if self.mark.name == CONFIRM:
            return self._words
        return f"{self._words} {self._count}" if self._count else self._words

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self._label()} ({self.mark.key})")


class MarkRow(QWidget):
    """The marks of one question."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = [MarkButton(mark, self) for mark in MARKS]
        for button in self.buttons:
            button.clicked.connect(self._press)
        self._wide = False

    def describe(self, counts: dict[str, int], *, wide: bool, opened: str = "") -> None:
        """Set counts by mark; ``opened`` names the one whose pane is open."""
        self._wide = wide
        for button in self.buttons:
            name = button.mark.name
            button.describe(counts.get(name, 0), wide=wide, opened=name == opened)
            button.setVisible(name != CONFIRM or bool(counts.get(name)))
        self._place()

    def sizeHint(self) -> QSize:
        gap = 5 if self._wide else GAP
        widths = [button.sizeHint().width() for button in self._shown()]
        return QSize(sum(widths) + gap * (len(widths) - 1), theme().px(HEIGHT))

    def button(self, name: str) -> MarkButton:
        """Return the button of a mark."""
        return next(button for button in self.buttons if button.mark.name == name)

    def _shown(self) -> list[MarkButton]:
        return [button for button in self.buttons if not button.isHidden()]

    def _place(self) -> None:
        left, gap = 0, 5 if self._wide else GAP
        for button in self._shown():
            size = button.sizeHint()
            button.setGeometry(left, 0, size.width(), size.height())
            left += size.width() + gap

    def _press(self) -> None:
        sender = self.sender()
        if isinstance(sender, MarkButton):
            self.pressed.emit(sender.mark.name)
