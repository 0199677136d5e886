"""The sync centre 上报中心: what waits, what arrived with its receipt, what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.background import Background, Lane, Task
from desktop.figures import file_size
from desktop.i18n import _
from desktop.page import Key, Navigator, Page, Services, Tab
from desktop.screens.plan_print import printer_names
from desktop.screens.sync_centre_detail import SyncDetail, receipt_text
from desktop.screens.sync_centre_handover import HandoverForm, HandoverModel
from desktop.screens.sync_centre_list import SyncList
from desktop.screens.sync_centre_model import SyncModel, SyncState, banner
from desktop.screens.sync_centre_returned import Returned, read_returned, start_revision
from desktop.screens.sync_centre_rivals import OURS, settle
from desktop.screens.sync_centre_rows import BACK, PARKED, SyncRow, group_title
from desktop.screens.sync_centre_slip import print_slip
from desktop.widgets.parts import IconLabel, button, column, label, row, surface
from sync.store import Store
from sync.values import OutboxItem, Receipt


@dataclass(frozen=True, slots=True)
class DetailState:
    """What is known of the record at the right; ``choices`` are sides by path, ours by default.

    ``key`` is the row it was chosen by: a record that comes back has another, and is read again.
    """

    key: str = ""
    uuid: str = ""
    returned: Returned | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


class ReturnedModel(QObject):
    """Reads a returned record and opens it again."""

    changed = Signal(object)
    opened = Signal(str, str)

    def __init__(
        self, store: Store, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._background = store, background
        self._path = ""
        self.state = DetailState()

    def show_record(self, key: str, uuid: str) -> None:
        """Read a record once, when its row is chosen."""
        if key == self.state.key:
            return
        self._set(DetailState(key, uuid))
        store = self._store

        def work(_task: Task) -> Returned:
            return read_returned(store, uuid)

        self._background.start(Lane.DATABASE, work, self._show, self._leave)

    def revise(self, path: str = "") -> None:
        """Begin the next version and open it at a question."""
        returned, store = self.state.returned, self._store
        if returned is None:
            return
        uuid = returned.uuid
        first = returned.questions[0].path if returned.questions else ""
        self._path = path or first

        def work(_task: Task) -> str:
            start_revision(store, uuid)
            return uuid

        self._background.start(Lane.DATABASE, work, self._open, self._leave)

    def choose_side(self, path: str, side: str) -> None:
        """Take a question from our version or from the other one."""
        self._set(replace(self.state, choices={**self.state.choices, path: side}))

    def settle(self) -> None:
        """Make the next version of both and open it."""
        returned, store = self.state.returned, self._store
        if returned is None or returned.versions is None:
            return
        uuid, versions = returned.uuid, returned.versions
        choices = {one.path: OURS for one in versions.differences} | dict(self.state.choices)
        self._path = versions.differences[0].path if versions.differences else ""

        def work(_task: Task) -> str:
            settle(store, uuid, versions.rival_id, choices)
            return uuid

        self._background.start(Lane.DATABASE, work, self._open, self._leave)

    def print_receipt(self, receipt: Receipt) -> None:
        """Print a slip on the default printer."""
        names = printer_names()
        title, *lines = receipt_text(receipt).splitlines()
        if not names:
            return

        def work(_task: Task) -> None:
            print_slip(title, tuple(lines), names[0])

        self._background.start(Lane.NETWORK, work, self._note_printed, self._leave)

    def _note_printed(self, _outcome: object) -> None:
        """The printer's own queue says the rest."""

    def _show(self, returned: object) -> None:
        if isinstance(returned, Returned) and returned.uuid == self.state.uuid:
            self._set(replace(self.state, returned=returned))

    def _open(self, uuid: object) -> None:
        self.state = DetailState()
        self.opened.emit(str(uuid), self._path)

    def _leave(self, _error: Exception) -> None:
        """Without its questionnaire the record cannot be shown; its row says enough."""
        self._set(replace(self.state, returned=None))

    def _set(self, state: DetailState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class SyncPage(Page):
    """The sync centre."""

    def __init__(
        self, sync: SyncModel, returned: ReturnedModel, handover: HandoverModel,
        navigator: Navigator,
    ) -> None:
        super().__init__()
        self._handover = handover
        self.setObjectName("sync")
        self.setProperty("surface", "paper")
        self._sync, self._returned, self._navigator = sync, returned, navigator
        self._icon = IconLabel("circle-check", "grn", 20)
        self._headline, self._line = label("", "panel"), label("", "second", wrap=True)
        self._pause, self._retry = button(""), button(_("Retry now"), "refresh")
        self._metered = button("")
        self._metered.setObjectName("metered")
        self._metered.setToolTip(_("On a phone's line: data goes at once, photos wait"))
        self._pack = button(_("Save package"))
        self._list = SyncList(_("Records on their way"))
        self._empty = label(_("Nothing was reported yet. Finish a visit; it goes by itself."),
                            "second", wrap=True)
        self._detail = SyncDetail()
        self._lay_out()
        self._connect()
        self._render()

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", _("move")), Key("Enter", _("start at the returned question")),
                Key("R", _("retry now")))

    def foot_note(self) -> str:
        waiting = [one for one in self._sync.state.stock.items if one.state == "waiting"]
        if not waiting:
            return ""
        return _("{size} wait here").format(size=file_size(sum(one.size_bytes for one in waiting)))

    def activate(self) -> None:
        self._sync.refresh()
        self._list.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._list, self._detail)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_R and not event.modifiers():
            self._sync.retry_now()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        head = surface("paper", "bottom")
        bar = row(self._icon, spacing=12)
        bar.addLayout(column(self._headline, self._line, spacing=1), 1)
        bar.addWidget(self._retry)
        actions = row(self._pause, self._metered, self._pack, None, spacing=8)
        words = column(bar, actions, spacing=8)
        words.setContentsMargins(20, 10, 18, 10)
        head.setLayout(words)
        nothing = surface("paper")
        words = column(self._empty, None)
        words.setContentsMargins(20, 16, 20, 16)
        nothing.setLayout(words)
        self._records = QStackedWidget()
        self._records.addWidget(self._list)
        self._records.addWidget(nothing)
        left = QWidget()
        body = column(head, HandoverForm(self._handover), spacing=0)
        body.addWidget(self._records, 1)
        left.setLayout(body)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._detail)
        split.setSizes([600, 766])
        split.setChildrenCollapsible(False)
        layout = column(spacing=0)
        layout.addWidget(split, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._sync.changed.connect(self._render)
        self._returned.changed.connect(self._render)
        self._returned.opened.connect(self._navigator.open_visit)
        self._pause.clicked.connect(self._sync.toggle_pause)
        self._metered.clicked.connect(self._sync.toggle_metered)
        self._pack.clicked.connect(self._handover.toggle)
        self._detail.side_chosen.connect(self._returned.choose_side)
        self._detail.settle_asked.connect(self._returned.settle)
        self._detail.print_asked.connect(self._returned.print_receipt)
        self._retry.clicked.connect(self._sync.retry_now)
        self._list.row_chosen.connect(self._choose)
        self._list.row_entered.connect(self._enter)
        self._detail.question_asked.connect(self._returned.revise)
        self._detail.revision_asked.connect(self._returned.revise)
        self._detail.retry_asked.connect(self._retry_chosen)
        self._detail.record_asked.connect(self._open_chosen)

    def _render(self, _state: object = None) -> None:
        state = self._sync.state
        if state.rows and self._chosen() is None:
            # What a person has to deal with comes first.
            urgent = [one for one in state.rows if one.group in (BACK, PARKED)]
            self._choose((urgent or state.rows)[0].key)
            return
        icon, color, words, line = banner(state)
        self._icon.show_icon(icon, color)
        self._headline.setText(words)
        self._line.setText(line)
        self._metered.setText(_("Files too") if state.stock.metered else _("Files later"))
        self._metered.setAccessibleName(self._metered.text())
        self._pause.setText(_("Go on") if state.paused else _("Pause"))
        self._pause.setAccessibleName(self._pause.text())
        self._retry.setDisabled(state.busy or not state.stock.configured)
        self._records.setCurrentIndex(0 if state.rows else 1)
        self._pack.setEnabled(bool(self._handover.records))
        self._list.show_rows(state.rows, group_title, state.chosen)
        chosen = self._chosen()
        item, receipts = self._known_of(chosen, state)
        returned = self._returned.state.returned
        mine = returned if chosen is not None and returned is not None and (
            returned.uuid == chosen.uuid) else None
        self._detail.show_record(chosen, item, mine, receipts)
        self.keys_changed.emit()

    @staticmethod
    def _known_of(
        chosen: SyncRow | None, state: SyncState
    ) -> tuple[OutboxItem | None, tuple[Receipt, ...]]:
        if chosen is None:
            return None, ()
        item = next((one for one in state.stock.items if one.record_uuid == chosen.uuid
                     and one.state != "received"), None)
        receipts = tuple(one for one in state.stock.receipts if one.record_uuid == chosen.uuid)
        return item, receipts

    def _chosen(self) -> SyncRow | None:
        state = self._sync.state
        return next((one for one in state.rows if one.key == state.chosen), None)

    def _choose(self, key: str) -> None:
        self._sync.choose(key)
        chosen = self._chosen()
        if chosen is not None:
            self._returned.show_record(chosen.key, chosen.uuid)

    def _enter(self, key: str) -> None:
        self._choose(key)
        chosen = self._chosen()
        if chosen is not None and chosen.group == BACK:
            self._returned.revise()
        elif chosen is not None and chosen.group == PARKED:
            self._sync.retry(chosen.uuid)
        else:
            self._open_chosen()

    def _retry_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._sync.retry(chosen.uuid)

    def _open_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._navigator.open_visit(chosen.uuid)


def tab() -> Tab:
    """The tab as the shell lists it."""
    return Tab("sync", "cloud-up", lambda: _("Sync centre"), _build)


def _build(services: Services) -> Page:
    returned = ReturnedModel(services.store, services.background)
    handover = HandoverModel(services.store, services.background, services.sync)
    page = SyncPage(services.sync, returned, handover, services.navigator)
    returned.setParent(page)
    handover.setParent(page)
    return page
