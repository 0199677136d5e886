"""The top bar with its stages or tabs, and the foot bar with its key caps."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop import icons
from desktop.i18n import _
from desktop.page import Key
from desktop.tokens import NOTE, QUESTION, TABLE, theme
from desktop.widgets.painted import (
    draw_focus,
    draw_frame,
    draw_hairline,
    draw_keycap,
    draw_text,
    keycap_width,
    text_width,
)

TOP_HEIGHT, FOOT_HEIGHT = 46, 25
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class BarButton(QAbstractButton):
    """A button of the top bar: icon, words, and an accent line below while it is current."""

    def __init__(self, name: str, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = icon
        self.set_words(words)

    def set_words(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = (
            text_width(self.text(), theme().font(QUESTION, 600)) + (26 if self._icon else 0) + 30
        )
        return QSize(round(width), theme().px(TOP_HEIGHT) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        token = "acc" if self.isChecked() else "ink2"
        left, middle = 15.0, self.height() / 2
        if self._icon:
            icons.draw(painter, self._icon, token, left, middle - 9, 18)
            left += 26
        weight = 600 if self.isChecked() else 400
        words = QRectF(left, 0, self.width() - left, self.height())
        draw_text(painter, words, self.text(), token, theme().font(QUESTION, weight))
        _underline(painter, self)


def _underline(painter: QPainter, button: QAbstractButton) -> None:
    area = QRectF(button.rect())
    if button.isChecked():
        painter.fillRect(area.adjusted(0, area.height() - 3, 0, 0), theme().color("acc"))
    if button.hasFocus():
        draw_focus(painter, area.adjusted(1, 4, -1, -5))


class StageButton(QAbstractButton):
    """A stage of the way of the data: number in a circle, title and state."""

    def __init__(self, name: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"stage_{name}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.name, self._number = name, number
        self._state = ""
        self._short = False

    def describe(self, title: str, state: str) -> None:
        """Set the words; the state is the second line."""
        if (title, state) != (self.text(), self._state):
            self._state = state
            self.setText(title)
            self.setAccessibleName(f"{self._number} {title} {state}")
            self.setToolTip(f"Ctrl+{self._number}")
            self.updateGeometry()
            self.update()

    def set_short(self, short: bool) -> None:
        """Leave the state line out: below 1024 logical pixels."""
        self._short = short
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = text_width(self.text(), theme().font(QUESTION, 600))
        state = 0.0 if self._short else text_width(self._state, theme().font(TABLE))
        return QSize(round(max(words, state)) + 42, theme().px(TOP_HEIGHT) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        current, middle, size = self.isChecked(), self.height() / 2, theme().px(20)
        circle = QRectF(8, middle - size / 2, size, size)
        draw_frame(painter, circle, "btn" if current else "", "" if current else "ctl", 1, size / 2)
        digit = theme().font(TABLE, 600 if current else 400)
        draw_text(painter, circle, str(self._number), "btnt" if current else "ink2", digit, _CENTRE)
        left = circle.right() + 6
        title = theme().font(QUESTION, 600 if current else 400)
        token = "acc" if current else "ink2"
        if self._short or not self._state:
            area = QRectF(left, 0, self.width() - left, self.height())
            draw_text(painter, area, self.text(), token, title)
        else:
            half = theme().px(17)
            area = QRectF(left, middle - half, self.width() - left, half + 1)
            draw_text(painter, area, self.text(), token, title)
            below = QRectF(left, middle, self.width() - left, half - 2)
            draw_text(painter, below, self._state, "ink3", theme().font(TABLE))
        _underline(painter, self)


class Identity(QWidget):
    """The sign 诊 with two lines: the program and its user, or the enterprise and what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._line = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def describe(self, title: str, line: str) -> None:
        self._title, self._line = title, line
        self.setAccessibleName(f"{title} {line}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        title = text_width(self._title, theme().font(QUESTION, 600))
        line = text_width(self._line, theme().font(TABLE))
        return QSize(min(round(max(title, line)) + 66, 330), theme().px(TOP_HEIGHT) - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, theme().px(TOP_HEIGHT) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle, size = self.height() / 2, theme().px(26)
        draw_sign(painter, QRectF(12, middle - size / 2, size, size))
        left = 12 + size + 10
        half = theme().px(18)
        width = self.width() - left
        top = QRectF(left, middle - half, width, half + 1)
        draw_text(painter, top, self._title, "ink", theme().font(QUESTION, 600))
        below = QRectF(left, middle, width, half - 2)
        draw_text(painter, below, self._line, "ink3", theme().font(TABLE))


def draw_sign(painter: QPainter, area: QRectF) -> None:
    """Paint the sign of the program."""
    draw_frame(painter, area, "btn", "", radius=CORNER)
    font = theme().font(1, 600, serif=True)
    sized = type(font)(font)
    sized.setPixelSize(round(area.height() * 0.6))
    painter.setFont(sized)
    painter.setPen(theme().color("btnt"))
    painter.drawText(area.adjusted(0, -1, 0, 0), int(Qt.AlignmentFlag.AlignCenter), "诊")


CORNER = 3.0


class StateLabel(QWidget):
    """A fact at the right of the top bar: icon and words, 已存 14:32:07 or 离线 · 3 份待传."""

    clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon, self._words, self._token = "", "", "ink2"
        self._short = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_short(self, short: bool) -> None:
        """Leave the words to the tooltip: below 1024 logical pixels."""
        self._short = short
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        return self._words

    def describe(self, icon: str, words: str, token: str) -> None:
        self._icon, self._words, self._token = icon, words, token
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._short:
            return QSize(theme().px(38), theme().px(TOP_HEIGHT) - 1)
        width = text_width(self._words, theme().font(TABLE)) + 22 + 20 if self._words else 0
        return QSize(round(width), theme().px(TOP_HEIGHT) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._words:
            return
        painter = QPainter(self)
        icons.draw(painter, self._icon, self._token, 10, self.height() / 2 - 8, 16)
        if self._short:
            return
        area = QRectF(32, 0, self.width() - 32, self.height())
        draw_text(painter, area, self._words, self._token, theme().font(TABLE))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class ToolIcon(QToolButton):
    """A square button that is an icon; the name is its tooltip and what a screen reader says."""

    def __init__(self, name: str, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = icon
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setIconSize(QSize(18, 18))
        self.setFixedWidth(theme().px(38))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icons.icon(self._icon, "ink2", 18))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)


class Rule(QFrame):
    """A hairline between two parts."""

    def __init__(self, *, vertical: bool = False, ink: str = "line") -> None:
        super().__init__()
        self.setProperty("rule", ink)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class TopBar(QFrame):
    """Who and where at the left, stages or tabs in the middle, saved and sync at the right."""

    stage_chosen = Signal(str)
    tab_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setProperty("edge", "bottom")
        self.setFixedHeight(theme().px(TOP_HEIGHT))
        self.back = ToolIcon("back_home", "chevron-left", _("Back to the list"))
        self.identity = Identity()
        self.middle = QHBoxLayout()
        self.saved = StateLabel("saved_state")
        self.sync = StateLabel("sync_state")
        self.present = ToolIcon("present", "presentation", _("Presentation (F5)"))
        self.help = ToolIcon("help", "help", _("All keys (F1)"))
        self.lock = ToolIcon("lock", "lock", _("Lock (Ctrl+L)"))
        self.stages: list[StageButton] = []
        self.tabs: list[BarButton] = []
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 1)
        row.setSpacing(0)
        self.middle.setSpacing(0)
        row.addWidget(self.back)
        row.addWidget(self.identity)
        row.addSpacing(10)
        row.addLayout(self.middle)
        row.addStretch(1)
        for part in (self.saved, self.sync, self.help, self.present, self.lock):
            if part is not self.saved:
                row.addWidget(Rule(vertical=True))
            row.addWidget(part)

    def show_tabs(self, tabs: Sequence[tuple[str, str, str]], current: str) -> None:
        """Show home tabs: (name, icon, title)."""
        self._clear()
        for name, icon, title in tabs:
            button = BarButton(f"tab_{name}", icon, title)
            button.setChecked(name == current)
            button.clicked.connect(lambda _on, chosen=name: self.tab_chosen.emit(chosen))
            self.tabs.append(button)
            self.middle.addWidget(button)
        self._show_parts(in_visit=False)

    def show_stages(self, stages: Sequence[tuple[str, int, str]], current: str) -> None:
        """Show the stages of a visit: (name, number, title)."""
        self._clear()
        for name, number, title in stages:
            if self.stages:
                self.middle.addWidget(_Dash())
            button = StageButton(name, number)
            button.describe(title, "")
            button.setChecked(name == current)
            button.clicked.connect(lambda _on, chosen=name: self.stage_chosen.emit(chosen))
            self.stages.append(button)
            self.middle.addWidget(button)
        self._show_parts(in_visit=True)

    def mark_current(self, name: str) -> None:
        """Move the accent line."""
        for button in self.stages:
            button.setChecked(button.name == name)
        for tab in self.tabs:
            tab.setChecked(tab.objectName() == f"tab_{name}")

    def show_saved(self, at: datetime | None) -> None:
        """Say when the last commit was; nothing before the first."""
        words = _("Saved {time}").format(time=f"{at.astimezone():%H:%M:%S}") if at else ""
        self.saved.describe("circle-check", words, "grn")

    def show_problem(self, words: str) -> None:
        """Say that the last edit is not on the disk."""
        self.saved.describe("alert-octagon", words, "red")

    def _show_parts(self, *, in_visit: bool) -> None:
        self.back.setVisible(in_visit)
        self.saved.setVisible(in_visit)
        self.present.setVisible(in_visit)
        self.help.setVisible(not in_visit)

    def _clear(self) -> None:
        self.stages, self.tabs = [], []
        while self.middle.count():
            item = self.middle.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Dash(QWidget):
    """The short line between two stages."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() / 2
        draw_hairline(painter, QPointF(2, middle), QPointF(12, middle), "line2")


class FootBar(QFrame):
    """A note at the left and the key caps that act now at the right: nobody has to learn a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper2")
        self.setProperty("edge", "top")
        self.setFixedHeight(theme().px(FOOT_HEIGHT))
        self._note = ""
        self._keys: tuple[Key, ...] = ()

    def describe(self, note: str, keys: Sequence[Key]) -> None:
        self._note, self._keys = note, tuple(keys)
        spoken = ", ".join(f"{key.cap} {key.words}" for key in self._keys)
        self.setAccessibleName(f"{note} {spoken}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        font, middle = theme().font(TABLE), self.height() / 2
        right = self.width() - 12.0
        limit = text_width(self._note, theme().font(NOTE)) + 40
        for key in reversed(self._keys):
            width = text_width(key.words, font) + keycap_width(key.cap) + 5
            if right - width < limit:
                break
            left = right - width
            cap = draw_keycap(painter, left, middle, key.cap)
            area = QRectF(left + cap + 5, 0, width, self.height())
            draw_text(painter, area, key.words, "ink2", font)
            right = left - 14
        area = QRectF(12, 0, right - 12, self.height())
        draw_text(painter, area, self._note, "ink3", theme().font(TABLE))
