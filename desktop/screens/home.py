"""Home: the enterprises with search, places at the left, a calendar strip, new visits."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import forms
from desktop.again import visit_facts
from desktop.background import Lane, Task
from desktop.facts import scale_labels
from desktop.i18n import _, ngettext
from desktop.opening import Opener
from desktop.page import Key, Page, Services, Tab
from desktop.screens.handing import Counting
from desktop.screens.home_again import HomeAgain
from desktop.screens.home_model import HomeModel, HomeState
from desktop.screens.home_more import HomeMore
from desktop.screens.home_parts import (
    CalendarStrip,
    Place,
    PlaceList,
    PlaceModel,
    RecordTable,
    places_of,
)
from desktop.tokens import theme
from desktop.widgets.parts import button, empty, label, row
from desktop.widgets.popovers import LinePopover
from desktop.widgets.search import SearchField
from sync.handover import SUFFIX, Taken, read_handover, take_in
from sync.values import Entity, RecordSummary

# Below this the search needs the room; what is hidden then is in the menu 更多.
WIDE = 1100
LEVELS = ("L1", "L2", "L3", "L4", "L5")


def tab(form: Callable[[], forms.Form], opener: Opener) -> Tab:
    """Return the tab 企业档案; ``form`` gives the questionnaire of a new visit."""
    return Tab(
        "home",
        "building-factory-2",
        lambda: _("Enterprises"),
        lambda services: HomeScreen(services, form, opener),
    )


class HomeScreen(Page):
    """Builds the panes and forwards to the model."""

    def __init__(self, services: Services, form: Callable[[], forms.Form], opener: Opener) -> None:
        super().__init__()
        self.setObjectName("home")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "paper")
        self._services, self._form, self._opener = services, form, opener
        self.model = HomeModel(services, form, self)
        self.model.read_form()
        self._places = PlaceModel(self)
        self._busy = False
        self._build()
        self._connect()

    # --- Page ---

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", _("Move")),
            Key("Enter", _("Open")),
            Key("Ctrl N", _("New visit")),
            Key("Ctrl R", _("Second visit")),
            Key("Ctrl F", _("Find")),
        )

    def foot_note(self) -> str:
        state = self.model.state
        count = ngettext("{count} enterprise", "{count} enterprises", state.total).format(
            count=f"{state.total:,}"
        )
        backup = (
            _("last backup {time}").format(time=state.last_backup)
            if state.last_backup
            else _("no backup yet")
        )
        return " • ".join((count, _("data on this computer, encrypted"), backup))

    def activate(self) -> None:
        self.model.reload()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def back(self) -> bool:
        if self.search.text():
            self.search.clear()
            self.model.search("")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def panes(self) -> tuple[QWidget, ...]:
        return (self.places, self.table)

    # --- building ---

    def _build(self) -> None:
        self.places = PlaceList(self._places)
        self.search = SearchField(_("Name, code, county, contact, pinyin initials"))
        self.search.setMaximumWidth(theme().px(420))
        self.narrow = button(_("Industry, size, level"), "filter")
        self.narrow.setObjectName("narrow")
        self.import_file = button(_("Import a hand-over file"), "file-import")
        self.import_file.setObjectName("import_handover")
        self.new_visit = button(_("New visit"), "plus", "primary")
        self.new_visit.setObjectName("new_visit")
        self.new_visit.setToolTip("Ctrl+N")
        today = self._services.now().astimezone().date()
        self.strip = CalendarStrip(today)
        self.table = RecordTable(self.model.rows)
        self.again = HomeAgain(self._services, self.model.rows)
        self.table.selectionModel().currentChanged.connect(self.again.follow_row)
        self.more = HomeMore(self._services, self.model, self.table)
        self.more.crowded = (self.import_file, self.again.visit, self.again.follow)
        self._empty = QWidget()
        self._empty_words = label(role="second", wrap=True)
        self._empty_new = button(_("New visit"), "plus", "primary")
        self._empty_new.setObjectName("new_visit_empty")
        box = QVBoxLayout(self._empty)
        box.setContentsMargins(20, 20, 20, 20)
        box.addWidget(self._empty_words)
        box.addWidget(self._empty_new, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self._tasks = QWidget()
        self._task_rows = QVBoxLayout(self._tasks)
        self._task_rows.setContentsMargins(20, 12, 20, 12)
        self._stack = QStackedWidget()
        for page in (self.table, self._empty, self._tasks):
            self._stack.addWidget(page)
        self._lay_out()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("surface", "paper")
        bar.setProperty("edge", "bottom")
        bar.setFixedHeight(theme().px(55))
        line = QHBoxLayout(bar)
        line.setContentsMargins(20, 0, 20, 0)
        line.setSpacing(10)
        line.addWidget(self.search, 1)
        line.addWidget(self.narrow)
        line.addStretch(0)
        line.addWidget(self.again)
        line.addWidget(self.import_file)
        line.addWidget(self.more)
        line.addWidget(self.new_visit)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(bar)
        right.addWidget(self.strip)
        right.addWidget(self._stack, 1)
        edge = QFrame()
        edge.setProperty("rule", "line")
        edge.setFixedWidth(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.places)
        whole.addWidget(edge)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        self.model.changed.connect(self._render)
        self.search.textEdited.connect(self.model.search)
        self.search.returnPressed.connect(self._open_first)
        self.places.selectionModel().currentChanged.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.removed.connect(self._ask_remove)
        self.table.horizontalHeader().sectionClicked.connect(self._sort)
        self.strip.chosen.connect(self.model.on_day)
        self.new_visit.clicked.connect(lambda: self.begin({}))
        self._empty_new.clicked.connect(lambda: self.begin({}))
        self.import_file.clicked.connect(self._ask_import)
        self.narrow.clicked.connect(self._open_filters)
        self.model.rows.modelReset.connect(self._select_first)
        QShortcut(QKeySequence("Ctrl+N"), self, lambda: self.begin({}))

    # --- drawing ---

    def _render(self, state: HomeState) -> None:
        self._places.show_places(places_of(state))
        index = self._places.index(self._places.row_of(state.place))
        selection = self.places.selectionModel()
        if selection.currentIndex() != index:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(index, flag)
        self.strip.show_follow_ups(state.follow_ups)
        narrowed = state.wanted.industries or state.wanted.scales or state.wanted.levels
        self.narrow.setProperty("chosen", "true" if narrowed else "false")
        self.narrow.style().polish(self.narrow)
        if state.place == "tasks":
            self._show_tasks(state.tasks)
        elif state.loaded and not state.total:
            self._empty_words.setText(self._words_for_none(state))
            self._empty_new.setVisible(not state.text)
            self._stack.setCurrentWidget(self._empty)
        else:
            self._stack.setCurrentWidget(self.table)
        self.keys_changed.emit()

    @staticmethod
    def _words_for_none(state: HomeState) -> str:
        if state.text:
            return _("Nothing found for “{text}”. Esc shows all again.").format(text=state.text)
        return _("No visit yet.") if state.place == "all" else _("None here.")

    def _show_tasks(self, tasks: tuple[Entity, ...]) -> None:
        empty(self._task_rows)
        if not tasks:
            self._task_rows.addWidget(
                label(
                    _("The platform has assigned nothing. Tasks come with the next exchange."),
                    "second",
                )
            )
        for task in tasks:
            begin = button(_("Begin the visit"), size="small")
            begin.setAccessibleName(f"{_('Begin the visit')} {task.label}")
            begin.clicked.connect(
                lambda _on, chosen=task: self.begin(chosen.properties, task=chosen.uuid)
            )
            note = " • ".join(
                text
                for text in (task.properties.get("uscc", ""), task.properties.get("address", ""))
                if text
            )
            self._task_rows.addLayout(
                row(label(task.label, "strong"), label(note, "note"), None, begin, spacing=12)
            )
        self._task_rows.addStretch(1)
        self._stack.setCurrentWidget(self._tasks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit()
        wide = self.width() >= WIDE
        self.import_file.setVisible(wide)
        for part in (self.again.visit, self.again.follow):
            part.setVisible(wide)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.fit()

    # --- doing ---

    def begin(self, prefilled: Mapping[str, str], *, task: str | None = None) -> None:
        """Begin a visit, with what is known already filled in."""
        if self._busy:
            return
        self._busy = True
        services, opener, form = self._services, self._opener, self._form
        known = visit_facts(services.settings.current, services.now()) | dict(prefilled)
        practice = self.model.state.place == "practice"

        def work(_task: Task) -> str:
            return opener.create(services.store, form(), known, practice=practice, task=task)

        services.background.start(Lane.DATABASE, work, self._show_new, self._complain)

    def _show_new(self, uuid: object) -> None:
        self._busy = False
        self._services.navigator.open_visit(str(uuid))

    def _complain(self, error: Exception) -> None:
        self._busy = False
        self._services.navigator.complain(error)

    def _open(self, chosen: RecordSummary) -> None:
        self._services.navigator.open_visit(chosen.uuid)

    def _open_first(self) -> None:
        found = self.model.rows.summary(0) if self.model.rows.rowCount() else None
        if found is not None:
            self._open(found)

    def _select_first(self) -> None:
        if self.model.rows.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.rows.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        place = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(place, Place) and not place.head and place.name != self.model.state.place:
            self.model.choose(place.name)

    def _sort(self, column: int) -> None:
        header = self.table.horizontalHeader()
        same = header.isSortIndicatorShown() and header.sortIndicatorSection() == column
        ascending = Qt.SortOrder.AscendingOrder
        order = header.sortIndicatorOrder() if same else ascending
        descending = order == ascending if same else column != 0
        header.setSortIndicatorShown(True)
        header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if descending else ascending)
        self.model.sort(column, descending=descending)

    def _open_filters(self) -> None:
        wanted = self.model.state.wanted
        menu = QMenu(self)
        menu.setAccessibleName(_("Industry, size, level"))
        groups = (
            ("scales", scale_labels()),
            ("levels", {level: level for level in LEVELS}),
            ("industries", self._industries()),
        )
        for name, items in groups:
            chosen = getattr(wanted, name)
            for code, words in items.items():
                action = menu.addAction(words)
                action.setCheckable(True)
                action.setChecked(code in chosen)
                action.triggered.connect(
                    lambda on, group=name, value=code: self._narrow(group, value, on)
                )
            menu.addSeparator()
        menu.addAction(_("Show all again"), self._widen)
        menu.popup(self.narrow.mapToGlobal(self.narrow.rect().bottomLeft()))

    def _industries(self) -> dict[str, str]:
        return dict(self.model.state.industries)

    def _narrow(self, group: str, value: str, on: bool) -> None:
        wanted = self.model.state.wanted
        now = [code for code in getattr(wanted, group) if code != value]
        changed: dict[str, Any] = {group: tuple([*now, value] if on else now)}
        self.model.narrow(replace(wanted, **changed))

    def _widen(self) -> None:
        self.model.narrow(replace(self.model.state.wanted, scales=(), levels=(), industries=()))

    # --- removing and importing ---

    def _ask_remove(self, chosen: RecordSummary) -> None:
        name = chosen.facts.enterprise or _("New visit")
        words = _("Delete the visit to “{name}”? It cannot be brought back.").format(name=name)
        self._services.navigator.toast(words, _("Delete"), lambda: self._remove(chosen.uuid))

    def _remove(self, uuid: str) -> None:
        store = self._services.store
        self._services.background.start(
            Lane.DATABASE,
            lambda _task: store.delete_record(uuid),
            self._show_removed,
            self._complain,
        )

    def _show_removed(self, _done: object) -> None:
        self.model.reload()

    def _ask_import(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Import a hand-over file"), filter=f"*{SUFFIX}"
        )
        if not name:
            return
        pane = LinePopover(_("Import a hand-over file"), _("Passphrase of the file"), "", self)
        pane.line.setEchoMode(pane.line.EchoMode.Password)
        pane.written.connect(lambda: self._import(Path(name), pane.value()))
        pane.open_below(self.import_file)

    def _import(self, path: Path, passphrase: str) -> None:
        store = self._services.store

        def work(task: Task) -> tuple[Taken, ...]:
            checked = read_handover(path, passphrase, task.progressed.emit)
            return take_in(store, checked, task.progressed.emit)

        task = self._services.background.start(
            Lane.DATABASE, work, self._show_imported, self._complain)
        self._counting = Counting(self._services.navigator.toast)
        task.progressed.connect(self._counting.show)

    def _show_imported(self, taken: object) -> None:
        count = len(taken) if isinstance(taken, tuple) else 0
        words = ngettext("{count} record taken in.", "{count} records taken in.", count)
        said = words.format(count=count)
        if isinstance(taken, tuple) and any(one.outcome == "kept-both" for one in taken):
            said += _("Where both went on, both versions are kept: open the record and choose.")
        self._services.navigator.toast(said)
        self.model.reload()
