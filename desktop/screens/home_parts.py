"""What the home screen is put together from: places, calendar strip, the painted table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import icons
from desktop.i18n import _, ngettext
from desktop.regions import city_names
from desktop.screens.home_model import (
    COLUMNS,
    STRIP_DAYS,
    FollowUp,
    HomeState,
    RecordModel,
    cell_words,
    state_chip,
    sync_words,
)
from desktop.tokens import BODY, NOTE, QUESTION, TABLE, theme
from desktop.widgets.moment import weekday
from desktop.widgets.painted import chip_width, draw_chip, draw_focus, draw_text, text_width
from desktop.widgets.ruler import Reading, paint_mini_ruler
from sync.values import ACCEPTED, DRAFT, RETURNED, WAITING, RecordSummary

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight
ROW_HEIGHT, STRIP_HEIGHT = 37, 65
WIDTHS = {
    "county": 116, "scale": 60, "state": 104, "completeness": 76, "score": 180, "level": 96,
    "open_items": 66, "sync": 148, "updated_at": 108,
}  # fmt: skip
# Columns that go first when the window gets narrower than this.
HIDDEN_BELOW = {"scale": 1150, "level": 980, "sync": 1060, "county": 1010}


@dataclass(frozen=True, slots=True)
class Place:
    """A line at the left; ``head`` lines only name a group."""

    name: str
    words: str
    icon: str = ""
    ink: str = "ink2"
    count: int | None = None
    head: bool = False


def places_of(state: HomeState) -> tuple[Place, ...]:
    """Return the lines at the left."""
    counts = state.counts
    accepted = counts.get(ACCEPTED, 0) + counts.get("approved", 0)
    waiting = counts.get(WAITING, 0) + counts.get("finished", 0)
    cities = [
        Place(f"city:{code}", city_names().get(code, code), "map-pin", "ink2", count)
        for code, count in state.cities.items()
    ]
    return (
        Place("", _("My enterprises"), head=True),
        Place("all", _("All"), "building-factory-2", "acc", counts.get("all", 0)),
        Place(DRAFT, _("In work"), "stethoscope", "acc", counts.get(DRAFT, 0)),
        Place(
            RETURNED, _("Returned, to be changed"), "arrow-back-up", "red", counts.get(RETURNED, 0)
        ),
        Place(
            "open_items",
            _("With something to confirm"),
            "clock-question",
            "amb",
            counts.get("open_items", 0),
        ),
        Place(WAITING, _("To be sent"), "cloud-up", "acc", waiting),
        Place(ACCEPTED, _("Accepted, approved"), "circle-check", "grn", accepted),
        Place("", _("Tasks of the platform"), head=True),
        Place("tasks", _("Enterprises to diagnose"), "pin", "ink2", len(state.tasks)),
        *((Place("", _("Regions"), head=True), *cities) if cities else ()),
        Place("", _("Training"), head=True),
        Place("practice", _("Practice enterprises"), "bulb", "ink2", counts.get("practice", 0)),
    )


class PlaceModel(QAbstractListModel):
    """The lines at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[Place, ...] = ()

    def show_places(self, places: Sequence[Place]) -> None:
        """Show other lines; only counts differ most of the time."""
        names = [place.name for place in self._places]
        if [place.name for place in places] == names and names:
            self._places = tuple(places)
            self.dataChanged.emit(self.index(0), self.index(len(names) - 1))
        else:
            self.beginResetModel()
            self._places = tuple(places)
            self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self._places[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return place
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{place.words} {place.count}" if place.count is not None else place.words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._places[index.row()].head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def row_of(self, name: str) -> int:
        """Return the row of a line."""
        return next(
            (
                row
                for row, place in enumerate(self._places)
                if place.name == name and not place.head
            ),
            -1,
        )


class PlaceDelegate(QStyledItemDelegate):
    """Paints a line at the left."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        place = index.data(Qt.ItemDataRole.UserRole)
        head = isinstance(place, Place) and place.head
        return QSize(100, theme().px(30 if not head else 32 if index.row() else 26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(place, Place):
            return
        painter.save()
        of, area = theme(), QRectF(option.rect)
        if place.head:
            if index.row():
                painter.fillRect(QRectF(0, area.top() + 4, area.width(), 1), of.color("line"))
            words = area.adjusted(12, 6 if index.row() else 2, 0, 0)
            draw_text(painter, words, place.words, "ink3", of.font(TABLE))
            painter.restore()
            return
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(area, of.color("accs"))
            painter.fillRect(QRectF(0, area.top(), 3, area.height()), of.color("acc"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, of.color("mute"))
        icons.draw(painter, place.icon, place.ink, 12, area.center().y() - 8, 16)
        font = of.font(BODY, 600 if current else 400)
        ink = "acc" if current else "ink"
        draw_text(painter, area.adjusted(36, 0, -50, 0), place.words, ink, font)
        if place.count is not None:
            count = area.adjusted(0, 0, -10, 0)
            draw_text(painter, count, f"{place.count:,}", "ink2", of.font(BODY), _RIGHT)
        if current and option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area, 0)
        painter.restore()


class PlaceList(QListView):
    """The lines at the left."""

    def __init__(self, model: PlaceModel) -> None:
        super().__init__()
        self.setObjectName("places")
        self.setAccessibleName(_("Which enterprises"))
        self.setProperty("surface", "paper2")
        self.setMouseTracking(True)
        self.setModel(model)
        self.setItemDelegate(PlaceDelegate(self))
        self.setFixedWidth(theme().px(206))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class CalendarStrip(QWidget):
    """Twelve days from today; a click or Enter shows the appointments of a day."""

    chosen = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_strip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(theme().px(STRIP_HEIGHT))
        self._today = today
        self._items: dict[date, list[FollowUp]] = {}
        self._day: date | None = None
        self._cursor = 0
        self._describe()

    def show_follow_ups(self, found: Sequence[FollowUp]) -> None:
        """Show appointments."""
        self._items = {}
        for item in found:
            self._items.setdefault(item.day, []).append(item)
        self._describe()
        self.update()

    def choose(self, day: date | None) -> None:
        """Choose a day; the same again drops it."""
        self._day = None if day == self._day else day
        self.chosen.emit(self._day)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().x() * STRIP_DAYS / max(1, self.width()))
        self._cursor = min(place, STRIP_DAYS - 1)
        self.choose(self._today + timedelta(days=self._cursor))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._cursor = min(max(self._cursor + step, 0), STRIP_DAYS - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose(self._today + timedelta(days=self._cursor))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of = QPainter(self), theme()
        width = self.width() / STRIP_DAYS
        for place in range(STRIP_DAYS):
            day = self._today + timedelta(days=place)
            area = QRectF(place * width, 0, width, self.height())
            weekend = day.weekday() >= 5
            fill = (
                "accs"
                if day == self._day or (place == 0 and self._day is None)
                else "paper2"
                if weekend
                else "paper"
            )
            painter.fillRect(area, of.color(fill))
            painter.fillRect(QRectF(area.right() - 1, 0, 1, area.height()), of.color("line"))
            self._paint_day(painter, area, day, today=place == 0)
            if self.hasFocus() and place == self._cursor:
                draw_focus(painter, area.adjusted(0, 0, -1, -1), 0)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), of.color("line2"))

    def _paint_day(self, painter: QPainter, area: QRectF, day: date, *, today: bool) -> None:
        of = theme()
        head = QRectF(area.left() + 7, 4, area.width() - 10, of.px(20))
        number = of.font(QUESTION, 600)
        ink = "acc" if today else "ink"
        draw_text(painter, head, str(day.day), ink, number)
        after = text_width(str(day.day), number) + 6
        draw_text(painter, head.adjusted(after, 0, 0, 0), weekday(day), "ink3", of.font(NOTE))
        items = self._items.get(day, [])
        if today and not items:
            below = head.translated(0, of.px(21))
            draw_text(painter, below, _("today"), "acc", of.font(NOTE))
        words = QRectF(area.left() + 15, of.px(26) - 1, area.width() - 18, of.px(17))
        for line in lines_of([item.enterprise for item in items], words.width()):
            bar = QRectF(area.left() + 7, words.top() + 1, 3, of.px(15))
            painter.fillRect(bar, of.color("acc"))
            draw_text(painter, words, line, "ink2", of.font(NOTE))
            words.translate(0, of.px(17))

    def _describe(self) -> None:
        day = self._today + timedelta(days=self._cursor)
        names = "、".join(item.enterprise for item in self._items.get(day, []))
        self.setAccessibleName(f"{_('Follow-ups')} {day:%m-%d} {weekday(day)} {names}".strip())


def lines_of(names: Sequence[str], width: float) -> tuple[str, ...]:
    """Return the two lines of a day: one name over both, two names, or the first and how many."""
    if len(names) > 2:
        more = ngettext("{count} more", "{count} more", len(names) - 1)
        return names[0], more.format(count=len(names) - 1)
    if len(names) == 1:
        font, fits = theme().font(NOTE), len(names[0])
        while fits and text_width(names[0][:fits], font) > width:
            fits -= 1
        return tuple(filter(None, (names[0][:fits], names[0][fits:])))
    return tuple(names)


class RecordDelegate(QStyledItemDelegate):
    """Paints chip, mini ruler and sync; everything else is text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        of, area = theme(), QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(area, of.color("accs" if selected else "paper2" if hovered else "paper"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), of.color("line"))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), of.color("acc"))
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, RecordSummary):
            self._cell(painter, area, row, index, selected=selected)
        if index.column() == 0 and option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area.adjusted(0, 0, -1, -1), 0)
        painter.restore()

    def _cell(
        self, painter: QPainter, area: QRectF, row: RecordSummary, index: Index, *, selected: bool
    ) -> None:
        name, words = COLUMNS[index.column()], str(index.data(Qt.ItemDataRole.DisplayRole))
        of, middle = theme(), area.center().y()
        if name != "enterprise":
            area = area.adjusted(8, 0, 0, 0)
        if name == "enterprise":
            text = area.adjusted(20, 0, -8, 0)
            draw_text(painter, text, cell_words(row, name), "ink", of.font(BODY, 600))
        elif name == "state":
            words, ink, fill, icon = state_chip(row.state)
            if area.width() > chip_width(words, icon):
                fill = "paper" if selected and fill == "accs" else fill
                draw_chip(painter, area.left(), middle, words, ink, fill, icon)
        elif name == "sync":
            icon, words, ink = sync_words(row)
            icons.draw(painter, icon, ink, area.left(), middle - 7, 14)
            draw_text(painter, area.adjusted(19, 0, -4, 0), words, ink, of.font(TABLE))
        elif name == "score":
            self._score(painter, area, row)
        elif name in ("completeness", "open_items", "updated_at"):
            ink = "amb" if name == "open_items" and row.facts.open_items else "ink"
            weight = 600 if ink == "amb" else 400
            text = area.adjusted(0, 0, -20 if name == "updated_at" else -8, 0)
            words = moment_words(row) if name == "updated_at" else cell_words(row, name)
            draw_text(painter, text, words, ink, of.font(BODY, weight), _RIGHT)
        else:
            draw_text(painter, area.adjusted(0, 0, -4, 0), words, "ink", of.font(BODY))

    @staticmethod
    def _score(painter: QPainter, area: QRectF, row: RecordSummary) -> None:
        of, facts = theme(), row.facts
        figure = QRectF(area.left(), area.top(), of.px(40), area.height())
        draw_text(painter, figure, cell_words(row, "score"), "ink", of.font(BODY, 600), _RIGHT)
        if facts.score is None:
            return
        level = facts.level if facts.path != "geti" else ""
        reading = Reading(
            facts.score, level, provisional=facts.completeness < 0.8, last=row.last_score
        )
        left = figure.right() + 6
        ruler = QRectF(left, area.center().y() - 8, of.px(108), 16)
        paint_mini_ruler(painter, ruler, reading, of)


def moment_words(row: RecordSummary) -> str:
    """Return 今天 09:12, 昨天 17:40, else the date."""
    at = row.updated_at.astimezone()
    days = (date.today() - at.date()).days  # noqa: DTZ011 - the day of this desk
    if days == 0:
        return _("today {time}").format(time=f"{at:%H:%M}")
    if days == 1:
        return _("yesterday {time}").format(time=f"{at:%H:%M}")
    return f"{at:%m-%d}" if days < 300 else f"{at:%Y-%m-%d}"


class RecordTable(QTableView):
    """The enterprises; Enter opens."""

    opened = Signal(object)
    removed = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, model: RecordModel) -> None:
        super().__init__()
        self.setObjectName("records")
        self.setAccessibleName(_("Enterprises"))
        self.setModel(model)
        self.setItemDelegate(RecordDelegate(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSortingEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW_HEIGHT))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setFixedHeight(theme().px(29))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, name in enumerate(COLUMNS):
            if column:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, theme().px(WIDTHS[name]))
        self.doubleClicked.connect(self._open)

    def fit(self) -> None:
        """Leave out columns that the width has no room for."""
        for name, limit in HIDDEN_BELOW.items():
            self.setColumnHidden(COLUMNS.index(name), self.width() < limit - 206)

    def selected(self) -> tuple[int, ...]:
        """Return the rows that are selected, from the top."""
        return tuple(sorted(index.row() for index in self.selectionModel().selectedRows()))

    def open_current(self) -> None:
        """Open the record of the current row."""
        self._open(self.currentIndex())

    def ask_remove(self) -> None:
        """Ask to delete the record of the current row."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        if isinstance(row, RecordSummary):
            self.removed.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.currentIndex().isValid():
            below = self.visualRect(self.currentIndex()).bottomLeft()
            mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            self.menu_wanted.emit(
                event.globalPos() if mouse else self.viewport().mapToGlobal(below))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        elif event.key() == Qt.Key.Key_Delete:
            self.ask_remove()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if isinstance(row, RecordSummary):
            self.opened.emit(row)
