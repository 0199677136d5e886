"""State and actions of 统计报表: which period, whose visits, grouped by what, and the file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Background, Lane, Task
from desktop.i18n import _
from desktop.screens.statistics_counts import (
    MONTH,
    Counted,
    Line,
    Period,
    by_month,
    counted,
    latest,
    line,
    lines,
    period_of,
)
from desktop.screens.statistics_report import Report, Sheet
from desktop.screens.statistics_words import (
    CITY,
    GROUPS,
    INDUSTRY,
    LEVEL,
    LEVELS,
    cities,
    fresh_title,
    group_key,
    group_title,
    key_words,
    period_words,
    rules,
    table_title,
)
from forms.revisit import FOLLOW_UP
from sync.store import Store
from sync.values import RecordFilter

OFFICE, MINE = "office", "mine"
# A visit as it was counted and when its record was last changed, by the record.
Known = dict[str, tuple[datetime, Counted]]
CHARTED_INDUSTRIES = 8


@dataclass(frozen=True, slots=True)
class Table:
    """What the screen and the file show of one grouping: labels with their lines, and the sum."""

    group: str
    rows: tuple[tuple[str, Line], ...]
    total: Line


@dataclass(frozen=True, slots=True)
class StatisticsState:
    """Everything the screen shows; ``months`` are labels and counts of twelve months."""

    period: Period
    group: str = CITY
    whose: str = OFFICE
    table: Table | None = None
    levels: tuple[tuple[str, int, bool], ...] = ()
    industries: tuple[tuple[str, int], ...] = ()
    months: tuple[tuple[str, int], ...] = ()
    last_year: float | None = None
    people: int = 0
    unsent: int = 0
    busy: bool = True
    notice: str = ""
    problem: str = ""


class StatisticsModel(QObject):
    """Reads the records once, counts again whenever something else is asked."""

    changed = Signal(object)

    def __init__(
        self, store: Store, background: Background, today: date, consultant: str,
        organisation: str, parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._today = store, background, today
        self._consultant, self._organisation = consultant, organisation
        self._records: tuple[Counted, ...] = ()
        self._known: Known = {}
        self.state = StatisticsState(period_of(MONTH, today))

    def activate(self) -> None:
        """Read the records again."""
        store, known = self._store, dict(self._known)

        def work(task: Task) -> Known:
            return read_visits(store, known, lambda: task.cancelled)

        self._set(replace(self.state, busy=not self._records))
        self._background.start(Lane.NETWORK, work, self._show_records, self._complain)

    def count_by(self, kind: str) -> None:
        """Go to the period of a kind in which the present one ends, today's at most."""
        day = min(self.state.period.last, self._today)
        self._count(replace(self.state, period=period_of(kind, day)))

    def shift(self, steps: int) -> None:
        """Go periods back or on, never past today's."""
        period = self.state.period.shifted(steps)
        if period.first <= self._today:
            self._count(replace(self.state, period=period))

    def group_by(self, group: str) -> None:
        """Group the table by something else."""
        self._count(replace(self.state, group=group))

    def show_whose(self, whose: str) -> None:
        """Count the office's visits or one's own."""
        self._count(replace(self.state, whose=whose))

    def save(self, path: Path) -> None:
        """Write the Excel file with a table for each grouping."""
        report = self._report()

        def work(_task: Task) -> str:
            from desktop.screens.statistics_excel import write_report  # openpyxl is large

            write_report(report, path)
            return path.name

        self._set(replace(self.state, notice="", problem=""))
        self._background.start(Lane.NETWORK, work, self._show_saved, self._complain_saving)

    def _mine(self) -> tuple[Counted, ...]:
        if self.state.whose == OFFICE:
            return self._records
        return tuple(one for one in self._records if one.person == self._consultant)

    def _count(self, state: StatisticsState) -> None:
        self.state = replace(state, notice="", problem="")
        records, period = self._mine(), state.period
        every = latest(records, period.last)
        levels = {level: sum(1 for one in every if one.level == level) for level in (*LEVELS, "")}
        most = max(levels.values())
        industries = lines(records, period, lambda one: group_key(INDUSTRY, one))
        before = latest(records, period.shifted(-_periods_of_a_year(period)).last)
        self.state = replace(
            self.state, busy=False, table=_table(state.group, records, period),
            levels=tuple((key_words(LEVEL, level), count, count == most and count > 0)
                         for level, count in levels.items()),
            industries=tuple((key_words(INDUSTRY, one.key), one.total)
                             for one in industries[:CHARTED_INDUSTRIES]),
            months=_months(records, period, self._today),
            last_year=line("", before, period).average,
            people=len({one.person for one in every if one.person}),
            unsent=sum(1 for one in every if one.state in ("finished", "waiting")))
        self.changed.emit(self.state)

    def _report(self) -> Report:
        period, records = self.state.period, self._mine()
        sheets = []
        for group in GROUPS:
            table = _table(group, records, period)
            title = group_title(group)
            sheets.append(Sheet(
                _("By {what}").format(what=title), table_title(period), title,
                fresh_title(period), table.rows, table.total))
        months = _months(records, period, self._today)
        return Report(tuple(sheets), months, self._organisation, self._today.isoformat(), rules())

    def _show_records(self, known: object) -> None:
        if isinstance(known, dict):
            self._known = known
            self._records = tuple(visit for _at, visit in known.values())
            self._count(self.state)

    def _show_saved(self, name: object) -> None:
        self._set(replace(self.state, notice=_("Saved as {file}").format(file=name)))

    def _complain_saving(self, _error: Exception) -> None:
        self._set(replace(self.state, problem=_(
            "The file could not be written. Close it where it is open, or choose another folder.")))

    def _complain(self, _error: Exception) -> None:
        self._set(replace(self.state, busy=False, problem=_(
            "The records could not be read. What is shown is older.")))

    def _set(self, state: StatisticsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def read_visits(store: Store, known: Known, cancelled: Callable[[], bool]) -> Known:
    """Return all visits by record; what was read before and has not changed is not read again.

    A follow-up is no visit of its own.
    """
    found: Known = {}
    for summary in store.records(RecordFilter(practice=False)):
        if cancelled():
            break
        if summary.form_id == FOLLOW_UP:
            continue
        kept = known.get(summary.uuid)
        if kept is None or kept[0] != summary.updated_at:
            kept = (summary.updated_at, counted(summary, store.record(summary.uuid).xml))
        found[summary.uuid] = kept
    return found


def file_name(period: Period) -> str:
    """Return the name that the file is given at first."""
    return f"{table_title(period)}.xlsx".replace(" ", "")


def _periods_of_a_year(period: Period) -> int:
    return 12 // ((period.shifted(1).first.month - period.first.month) % 12 or 12)


def _table(group: str, records: tuple[Counted, ...], period: Period) -> Table:
    keys = {CITY: tuple(cities()), LEVEL: LEVELS}.get(group, ())
    found = lines(records, period, lambda one: group_key(group, one), keys)
    if group == LEVEL:
        order = (*LEVELS, "")
        found = tuple(sorted(found, key=lambda row: order.index(row.key)))
    labelled = tuple((key_words(group, row.key), row) for row in found)
    return Table(group, labelled, line("", latest(records, period.last), period))


def _months(
    records: tuple[Counted, ...], period: Period, today: date
) -> tuple[tuple[str, int], ...]:
    """Return twelve months up to the period's last, or today's where that is still to come."""
    last = period_of(MONTH, min(period.last, today))
    spans = [last.shifted(step) for step in range(-11, 1)]
    return tuple(zip((period_words(span) for span in spans), by_month(records, last), strict=True))
