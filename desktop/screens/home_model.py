"""The list of enterprises: a model that pages from the store, and what stands around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

import forms
from desktop.background import Lane, Task
from desktop.facts import scale_labels
from desktop.figures import score_text
from desktop.i18n import _, ngettext
from desktop.page import Services
from forms.revisit import FOLLOW_UP
from sync.down import TASKS
from sync.values import (
    ACCEPTED,
    APPROVED,
    DRAFT,
    FINISHED,
    RETURNED,
    WAITING,
    Entity,
    RecordFilter,
    RecordSummary,
)

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PAGE_ROWS, STRIP_DAYS = 60, 12
# A key is typed every 80 ms or so; waiting a little spares the pages nobody will look at.
TYPING_MS = 40

# Column → the field that the store sorts by.
COLUMNS = (
    "enterprise", "county", "scale", "state", "completeness", "score", "level", "open_items",
    "sync", "updated_at",
)  # fmt: skip
_SORTS = {"sync": "state", "level": "level"}
_SPOKEN = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
NUMBERS = frozenset({"completeness", "score", "open_items", "updated_at"})


def state_chip(state: str) -> tuple[str, str, str, str]:
    """Return word, ink, fill and icon of a record's state."""
    return {
        DRAFT: (_("in work"), "acc", "accs", "stethoscope"),
        FINISHED: (_("finished"), "grn", "grns", "circle-check"),
        WAITING: (_("to be sent"), "acc", "accs", "cloud-up"),
        ACCEPTED: (_("accepted"), "grn", "grns", "circle-check"),
        APPROVED: (_("approved"), "grn", "grns", "circle-check"),
        RETURNED: (_("returned"), "red", "reds", "arrow-back-up"),
    }[state]


def sync_words(row: RecordSummary) -> tuple[str, str, str]:
    """Return icon, words and ink of the column 同步."""
    if row.owner:
        return "user", _("with {owner}").format(owner=row.owner), "amb"
    if row.state == DRAFT:
        return "device-floppy", _("on this computer only"), "ink2"
    if row.state == RETURNED:
        return "arrow-back-up", _("returned"), "red"
    if row.state in (ACCEPTED, APPROVED) and row.receipt_number:
        return "receipt", _("receipt …{end}").format(end=row.receipt_number[-4:]), "grn"
    if row.problem:
        return "alert-triangle", _("was not accepted"), "amb"
    if row.state == WAITING and row.waiting_files:
        words = ngettext("{count} file waits", "{count} files wait", row.waiting_files)
        return "cloud-up", words.format(count=row.waiting_files), "acc"
    if row.state == WAITING:
        return "cloud-up", _("waits for a network"), "acc"
    return "device-floppy", _("not to be sent"), "ink2"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An appointment in the calendar strip."""

    day: date
    enterprise: str
    uuid: str


@dataclass(frozen=True, slots=True)
class HomeState:
    """Everything around the table."""

    place: str = "all"
    text: str = ""
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[str, int] = field(default_factory=dict)
    follow_ups: tuple[FollowUp, ...] = ()
    tasks: tuple[Entity, ...] = ()
    wanted: RecordFilter = field(default_factory=RecordFilter)
    loaded: bool = False
    last_backup: str = ""
    industries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Around:
    counts: Mapping[str, int]
    cities: Mapping[str, int]
    follow_ups: tuple[FollowUp, ...]
    tasks: tuple[Entity, ...]
    last_backup: str


class RecordModel(QAbstractTableModel):
    """Rows come in pages from the DATABASE lane when they are first looked at."""

    fetched = Signal(int)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted = RecordFilter()
        self._total = 0
        self._rows: dict[int, RecordSummary] = {}
        self._asked: set[int] = set()
        self._turn = 0
        self.level_labels: Mapping[str, str] = {}

    def show_filter(self, wanted: RecordFilter) -> None:
        """Show other rows; what is on its way for the old ones is dropped."""
        self._wanted = wanted
        self._turn += 1
        self._asked = {0}
        self._fetch(0, count=True)

    def summary(self, row: int) -> RecordSummary | None:
        """Return the record of a row; None while its page is on its way."""
        found = self._rows.get(row)
        page = row // PAGE_ROWS
        if found is None and page not in self._asked:
            self._asked.add(page)
            self._fetch(page, count=False)
        return found

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        name = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            words = _column_words()[name]
            return f"{words} {self._total}" if section == 0 else words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = name in NUMBERS and name != "score"
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.summary(index.row())
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in _SPOKEN and row is not None and COLUMNS[index.column()] == "score":
            return score_words(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if row is not None and COLUMNS[index.column()] == "level":
                return level_words(row, self.level_labels)
            return cell_words(row, COLUMNS[index.column()]) if row else ""
        if role == Qt.ItemDataRole.ToolTipRole and row is not None and index.column() == 0:
            return f"{row.number}  {row.facts.uscc}".strip()
        return None

    def row_of(self, uuid: str) -> int:
        """Return the row of a record that is loaded; -1 otherwise."""
        return next((number for number, row in self._rows.items() if row.uuid == uuid), -1)

    def _fetch(self, page: int, *, count: bool) -> None:
        store, turn = self._services.store, self._turn
        wanted = replace(self._wanted, offset=page * PAGE_ROWS, limit=PAGE_ROWS)

        def work(_task: Task) -> tuple[int, int, int, list[RecordSummary]]:
            total = store.how_many(wanted) if count else -1
            return turn, page, total, store.records(wanted)

        self._services.background.start(
            Lane.DATABASE, work, self._take, self._services.navigator.complain
        )

    def _take(self, outcome: object) -> None:
        if not isinstance(outcome, tuple) or outcome[0] != self._turn:
            return
        _turn, page, total, rows = outcome
        if total >= 0:
            self.beginResetModel()
            self._total = total
            self._rows = dict(enumerate(rows))
            self.endResetModel()
            self.fetched.emit(total)
        elif rows:
            first = page * PAGE_ROWS
            self._rows |= dict(enumerate(rows, first))
            last = self.index(first + len(rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(first, 0), last)


def _column_words() -> dict[str, str]:
    return {
        "enterprise": _("Enterprise"),
        "county": _("County"),
        "scale": _("Size"),
        "state": _("State"),
        "completeness": _("Complete"),
        "score": _("Score"),
        "level": _("Level"),
        "open_items": _("To confirm"),
        "sync": _("Sync"),
        "updated_at": _("Last change"),
    }


def cell_words(row: RecordSummary, column: str) -> str:
    """Return what a cell says, for the eye and for a screen reader."""
    facts = row.facts
    words = {
        "enterprise": _enterprise(row),
        "county": county_words(row),
        "scale": scale_labels().get(facts.scale, "—"),
        "state": state_chip(row.state)[0],
        "completeness": "—"
        if row.form_id == FOLLOW_UP
        else f"{round(facts.completeness * 100)}\u2009%",
        "score": score_text(facts.score),
        "open_items": str(facts.open_items) if facts.open_items else "—",
        "sync": sync_words(row)[1],
    }
    return words.get(column, "")


def _enterprise(row: RecordSummary) -> str:
    """Return whose record it is; a follow-up says that it is one."""
    name = row.facts.enterprise or _("New visit")
    return f"{_('Follow-up')} • {name}" if row.form_id == FOLLOW_UP else name


def score_words(row: RecordSummary) -> str:
    """Return the score, beside it that of the visit before."""
    now = score_text(row.facts.score)
    if row.last_score is None:
        return now
    return _("{score}, last time {last}").format(score=now, last=score_text(row.last_score))


def county_words(row: RecordSummary) -> str:
    """Return 晋中 榆次区; the county's own label where the code is unknown."""
    city, _space, county = row.facts.county_label.partition(" ")
    return f"{city.removesuffix('市')} {county}".strip() if county else city or "—"


def level_words(row: RecordSummary, labels: Mapping[str, str]) -> str:
    """Return L2 基础; L2 暂定 below 80 %; 不定级 for a sole trader."""
    if row.facts.path == "geti":
        return _("no level")
    if not row.facts.level:
        return "—"
    level = row.facts.level
    label = labels.get(level, "") if row.facts.completeness >= 0.8 else _("provisional")
    return f"{level} {label}".strip()


class HomeModel(QObject):
    """Filters, counts and the calendar strip."""

    changed = Signal(object)

    def __init__(
        self, services: Services, form: Callable[[], forms.Form], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._form = services, form
        self.rows = RecordModel(services, self)
        self.rows.fetched.connect(self._show_total)
        self.state = HomeState()
        self._chosen = False
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._apply)

    def reload(self) -> None:
        """Read the counts and the rows again."""
        self._apply()
        store, today = self._services.store, self._services.now().astimezone().date()
        last = today + timedelta(days=STRIP_DAYS - 1)
        wanted = RecordFilter(
            follow_up_from=today.isoformat(),
            follow_up_to=last.isoformat(),
            sort="follow_up_on",
            descending=False,
            practice=False,
        )

        def work(_task: Task) -> _Around:
            found = tuple(
                FollowUp(date.fromisoformat(row.facts.follow_up_on), row.facts.enterprise, row.uuid)
                for row in store.records(wanted)
            )
            backup = store.facts().last_backup_at
            words = f"{backup.astimezone():%m-%d %H:%M}" if backup else ""
            return _Around(store.counts(), store.cities(), found, store.entities(TASKS), words)

        self._services.background.start(
            Lane.DATABASE, work, self._show_around, self._services.navigator.complain
        )

    def read_form(self) -> None:
        """Compile the questionnaire of new visits, or take it from the cache; once."""
        form = self._form

        def work(_task: Task) -> tuple[Mapping[str, str], Mapping[str, str]]:
            method = form().method
            if method is None:
                return {}, {}
            item = method.items.get("key_industry")
            levels = {rule["level"]: rule["label"] for rule in method.levels}
            return levels, item.options if item is not None else {}

        self._services.background.start(
            Lane.DATABASE, work, self._show_form, self._services.navigator.complain
        )

    def choose(self, place: str) -> None:
        """Choose a line at the left: a state, ``open_items``, ``tasks``, ``practice`` or a city."""
        self._chosen = True
        self._set(replace(self.state, place=place))
        self._apply()

    def search(self, text: str) -> None:
        """Search as one types."""
        self._set(replace(self.state, text=text))
        self._typing.start()

    def narrow(self, wanted: RecordFilter) -> None:
        """Take over industries, scales and levels."""
        self._set(replace(self.state, wanted=wanted))
        self._apply()

    def sort(self, column: int, *, descending: bool) -> None:
        """Sort by a column."""
        name = COLUMNS[column]
        wanted = replace(self.state.wanted, sort=_SORTS.get(name, name), descending=descending)
        self.narrow(wanted)

    def on_day(self, day: date | None) -> None:
        """Show only the follow-ups of a day; None drops it."""
        text = day.isoformat() if day else ""
        self.narrow(replace(self.state.wanted, follow_up_from=text, follow_up_to=text))

    def filter(self) -> RecordFilter:
        """Return the filter in force."""
        state = self.state
        states = {
            DRAFT: (DRAFT,),
            RETURNED: (RETURNED,),
            WAITING: (FINISHED, WAITING),
            ACCEPTED: (ACCEPTED, APPROVED),
        }.get(state.place, ())
        city = state.place.removeprefix("city:") if state.place.startswith("city:") else ""
        return replace(
            state.wanted,
            text=state.text,
            states=states,
            regions=(city,) if city else (),
            with_open_items=state.place == "open_items",
            practice=state.place == "practice",
        )

    def _apply(self) -> None:
        self.rows.show_filter(self.filter())

    def _show_total(self, total: int) -> None:
        self._set(replace(self.state, total=total, loaded=True))

    def _show_around(self, around: object) -> None:
        if isinstance(around, _Around):
            only_practice = not around.counts.get("all") and bool(around.counts.get("practice"))
            if only_practice and not self._chosen and self.state.place == "all":
                self.choose("practice")
            self._set(
                replace(
                    self.state,
                    counts=around.counts,
                    cities=around.cities,
                    follow_ups=around.follow_ups,
                    tasks=around.tasks,
                    last_backup=around.last_backup,
                )
            )

    def _show_form(self, read: object) -> None:
        if isinstance(read, tuple):
            self.rows.level_labels, industries = read
            self._set(replace(self.state, industries=industries))

    def _set(self, state: HomeState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)
