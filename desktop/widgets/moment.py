"""Dates with a calendar, times of day, and both together."""

import re
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.i18n import _, ngettext
from desktop.tokens import theme
from desktop.widgets.editor import Editor
from desktop.widgets.state import show_state
from desktop.widgets.text import Line
from forms.values import NodeView, Question

_FULL = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$")
_SHORT = re.compile(r"^(\d{1,2})[-/.月](\d{1,2})日?$")
_TIME = re.compile(r"^(\d{1,2})[:：.]?(\d{2})(?:[:：.]?(\d{2}))?$")


def read_date(text: str, today: date) -> date | None:
    """Return the date of ``2026-11-27``, ``20261127``, ``2026年11月27日``, ``11-27``; else None."""
    full, short = _FULL.match(text.strip()), _SHORT.match(text.strip())
    if full:
        year, month, day = (int(part) for part in full.groups())
    elif short:
        year, (month, day) = today.year, (int(part) for part in short.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> str:
    """Return ``HH:MM:SS`` of ``14:30``, ``1430`` or ``14.30.05``; empty if it is no time."""
    match = _TIME.match(text.strip())
    if not match:
        return ""
    hour, minute, second = (int(part or 0) for part in match.groups())
    return f"{hour:02}:{minute:02}:{second:02}" if hour < 24 and minute < 60 and second < 60 else ""


def weekday(day: date) -> str:
    """Return the short name of the day of the week."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


def distance_words(day: date, today: date) -> str:
    """Return 周五 • 还有 4 天."""
    days = (day - today).days
    if days == 0:
        far = _("today")
    elif days > 0:
        far = ngettext("in {days} day", "in {days} days", days).format(days=days)
    else:
        far = ngettext("{days} day ago", "{days} days ago", -days).format(days=-days)
    return f"{weekday(day)} • {far}"


class DateField(QWidget):
    """A line that reads dates as people type them, with a calendar."""

    changed = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._told = ""
        self.line = Line()
        self.line.setObjectName("date_field")
        self.line.setPlaceholderText("2026-01-31")
        self.line.setFixedWidth(theme().px(138))
        self.line.left.connect(self.commit)
        self._button = QToolButton(self.line)
        self._button.setObjectName("calendar")
        self._button.setAccessibleName(_("Calendar"))
        self._button.setIcon(icons.icon("calendar", "ink2", 16))
        self._button.setCursor(Qt.CursorShape.ArrowCursor)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self.open_calendar)
        self.words = QLabel()
        self.words.setProperty("role", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addWidget(self.words)
        row.addStretch(1)
        self.setFocusProxy(self.line)
        self._button.move(self.line.minimumWidth() - 30, 2)

    def set_value(self, value: str) -> None:
        self._told = value
        self.line.setText(value)
        self._describe()

    def value(self) -> str:
        """Return the ISO date typed; what is no date is returned as typed."""
        day = read_date(self.line.text(), self._today)
        return day.isoformat() if day else self.line.text().strip()

    def commit(self) -> None:
        value = self.value()
        self.line.setText(value)
        self._describe()
        if value != self._told:
            self._told = value
            self.changed.emit(value)

    def open_calendar(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setProperty("surface", "popup")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(_("Calendar"))
        days = calendar.findChild(QTableView)
        if days is not None:
            days.setAccessibleName(_("Calendar"))
        plain = QTextCharFormat()
        plain.setForeground(theme().color("ink2"))
        for day_of_week in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day_of_week, plain)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = read_date(self.line.text(), self._today) or self._today
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        column = QVBoxLayout(popup)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(calendar)
        calendar.activated.connect(lambda chosen: self._take(chosen, popup))
        calendar.clicked.connect(lambda chosen: self._take(chosen, popup))
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        popup.show()
        calendar.setFocus()

    def _take(self, chosen: QDate, popup: QFrame) -> None:
        self.line.setText(chosen.toString(Qt.DateFormat.ISODate))
        popup.close()
        self.commit()

    def _describe(self) -> None:
        day = read_date(self.line.text(), self._today)
        self.words.setText(distance_words(day, self._today) if day else "")


class DateEditor(Editor):
    """date: stored as ``YYYY-MM-DD``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = DateField(date.today())  # noqa: DTZ011 - the day of this desk
        self.field.changed.connect(self.edited)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        self.setFocusProxy(self.field)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.field.line.setAccessibleName(node.label)
        self.field.line.setAccessibleDescription(node.hint)

    def set_value(self, value: str) -> None:
        self.field.set_value(value)

    def set_state(self, state: str) -> None:
        show_state(self.field.line, state)

    def start_typing(self) -> bool:
        self.field.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.line.selectAll()
        return True

    def commit(self) -> None:
        self.field.commit()

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(300))


class TimeEditor(Editor):
    """time: typed as ``14:30``, stored as ``HH:MM:SS``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = Line()
        self.line.setObjectName("time_field")
        self.line.setPlaceholderText("14:30")
        self.line.left.connect(self.commit)
        self._told = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.line.setAccessibleName(node.label)
        self.line.setAccessibleDescription(node.hint)

    def set_value(self, value: str) -> None:
        self._told = value
        self.line.setText(value[:5])

    def commit(self) -> None:
        typed = self.line.text().strip()
        value = read_time(typed) or typed
        if value[:5] != self._told[:5]:
            self._told = value
            self.edited.emit(value)

    def set_state(self, state: str) -> None:
        show_state(self.line, state)

    def start_typing(self) -> bool:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()
        return True

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(90))


class DateTimeEditor(Editor):
    """dateTime: a date and a time; stored with the offset of this desk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._date, self._time = DateEditor(), TimeEditor()
        self._time.setFixedWidth(theme().px(90))
        self._date.edited.connect(self._combine)
        self._time.edited.connect(self._combine)
        self._told = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._date)
        row.addWidget(self._time)
        self.setFocusProxy(self._date)

    def set_question(self, question: Question, node: NodeView) -> None:
        self._date.set_question(question, node)
        self._time.set_question(question, node)

    def set_value(self, value: str) -> None:
        day, _separator, rest = value.partition("T")
        self._told = value
        self._date.set_value(day)
        self._time.set_value(rest[:8])

    def set_state(self, state: str) -> None:
        self._date.set_state(state)
        self._time.set_state(state)

    def start_typing(self) -> bool:
        return self._date.start_typing()

    def commit(self) -> None:
        self._date.commit()
        self._time.commit()

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(400))

    def _combine(self, _part: str) -> None:
        day, clock = self._date.field.value(), read_time(self._time.line.text())
        value = _joined(day, clock or "00:00:00") if day else ""
        if value != self._told:
            self._told = value
            self.edited.emit(value)


def _joined(day: str, clock: str) -> str:
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(f"{day}T{clock}").astimezone()
    except ValueError:
        return f"{day}T{clock}"
    return moment.isoformat(timespec="milliseconds")
