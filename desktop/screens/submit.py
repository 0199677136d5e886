"""Stage 6 上报: where this one record stands between this laptop and the platform."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.background import Background, Lane, Task
from desktop.figures import file_size, moment
from desktop.i18n import _, ngettext
from desktop.item_messages import item_message
from desktop.page import CHECK_LIST, Key, Navigator, Page, Services, Stage
from desktop.screens.sync_centre_detail import copy_receipt
from desktop.screens.sync_centre_model import SyncModel, headline
from desktop.visit import Visit
from desktop.widgets.parts import (
    Chip,
    IconLabel,
    Panel,
    button,
    column,
    empty,
    label,
    row,
    rule,
)
from sync.store import Store
from sync.values import (
    ACCEPTED,
    APPROVED,
    DRAFT,
    FINISHED,
    RETURNED,
    WAITING,
    OutboxItem,
    Receipt,
    Review,
)

_CHIPS = {
    DRAFT: ("plain", "circle"), FINISHED: ("acc", "lock"), WAITING: ("acc", "cloud-up"),
    ACCEPTED: ("grn", "circle-check"), APPROVED: ("grn", "circle-check"),
    RETURNED: ("red", "arrow-back-up"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubmitState:
    """Everything the screen shows of the open record."""

    state: str = DRAFT
    item: OutboxItem | None = None
    receipts: tuple[Receipt, ...] = ()
    reviews: tuple[Review, ...] = ()
    line: str = ""


class SubmitModel(QObject):
    """Reads what the store knows of one record; the exchange itself is the sync model's."""

    changed = Signal(object)

    def __init__(
        self, visit: Visit, store: Store, background: Background, sync: SyncModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._visit, self._store, self._background = visit, store, background
        self.sync = sync
        self.state = SubmitState(state=visit.state)
        sync.changed.connect(self._follow)

    def refresh(self) -> None:
        """Look at the store again."""
        store, uuid = self._store, self._visit.uuid

        def work(_task: Task) -> SubmitState:
            items = [one for one in store.outbox() if one.record_uuid == uuid]
            return SubmitState(
                state=store.record(uuid).state, item=items[-1] if items else None,
                receipts=store.receipts(uuid), reviews=store.reviews(uuid))

        self._background.start(Lane.DATABASE, work, self._show, self._stay)

    def _follow(self, _state: object) -> None:
        self._set(replace(self.state, line=headline(self.sync.state)[1]))
        if not self.sync.state.busy:
            self.refresh()

    def _show(self, state: object) -> None:
        if isinstance(state, SubmitState):
            self._visit.move_to(state.state)
            self._set(replace(state, line=headline(self.sync.state)[1]))

    def _stay(self, _error: Exception) -> None:
        """What was shown stays; the next exchange asks again."""

    def _set(self, state: SubmitState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class SubmitPage(Page):
    """What happened to this record, and what comes next."""

    def __init__(self, model: SubmitModel, navigator: Navigator) -> None:
        super().__init__()
        self.setObjectName("report")
        self.setProperty("surface", "desk")
        self._model, self._navigator = model, navigator
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self._retry = button(_("Retry now"), "refresh")
        self._finish = button(_("Check before finishing"), "circle-check", "primary")
        self._centre = button(_("Open the sync centre"))
        self._lay_out()
        model.changed.connect(self._render)
        self._retry.clicked.connect(model.sync.retry_now)
        self._finish.clicked.connect(lambda: navigator.go_stage("interview", CHECK_LIST))
        self._centre.clicked.connect(lambda: navigator.go_home("sync"))
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (Key("R", _("retry now")),)

    def activate(self) -> None:
        self._model.refresh()
        self._centre.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_R and not event.modifiers():
            self._model.sync.retry_now()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        panel = Panel()
        panel.setMaximumWidth(900)
        self._body.setContentsMargins(24, 18, 24, 18)
        panel.setLayout(self._body)
        buttons = row(self._finish, self._retry, self._centre, None, spacing=10)
        middle = column(panel, buttons, None, spacing=12)
        inner = QWidget()
        inner.setProperty("surface", "desk")
        line = row(spacing=0)
        line.addStretch(1)
        line.addLayout(middle, 8)
        line.addStretch(1)
        line.setContentsMargins(24, 24, 24, 24)
        inner.setLayout(line)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = column(spacing=0)
        layout.addWidget(scroll, 1)
        self.setLayout(layout)

    def _render(self, state: SubmitState) -> None:
        empty(self._body)
        tone, icon = _CHIPS[state.state]
        chip = Chip()
        chip.show_state(tone, icon, state_words(state.state))
        self._body.addLayout(row(label(_("Report to the platform"), "title"), 4, chip, None,
                                 label(state.line, "second")))
        self._body.addWidget(label(_advice(state), "second", wrap=True))
        self._body.addWidget(rule())
        for place, step in enumerate(steps_of(state), start=1):
            self._body.addLayout(_step_line(place, step))
            self._body.addWidget(rule())
        for receipt in state.receipts:
            copy = button(_("Copy receipt"), "copy", size="small")
            copy.clicked.connect(lambda _on=False, one=receipt: copy_receipt(one))
            words = label(f"sha256 {receipt.sha256}", "note", wrap=True)
            line = row(copy)
            line.addWidget(words, 1)
            self._body.addLayout(line)
        self._finish.setVisible(state.state == DRAFT)
        self._retry.setVisible(state.item is not None and state.item.state != "received")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way with what is known of it; ``stuck`` waits for a person."""

    title: str
    words: str
    done: bool
    stuck: bool = False


def steps_of(state: SubmitState) -> tuple[Step, ...]:
    """Return the way of a record: finished, queued, arrived, reviewed."""
    finished = state.state != DRAFT
    item = state.item
    parked = item is not None and item.state == "parked"
    # The store gives the newest first: a revision has a receipt of its own.
    receipt = state.receipts[0] if state.receipts else None
    sent = item is None or item.state == "received"
    reviewed = state.state in (APPROVED, RETURNED)
    return (
        Step(_("Finished and frozen"), _("Answers, plan and signatures cannot change any more")
             if finished else _("Not finished yet"), finished),
        Step(_("On its way"), _way_words(item, kept=state.state == FINISHED),
             finished and sent, parked),
        Step(_("Arrived"), _receipt_words(receipt) if receipt else _("No receipt yet"),
             receipt is not None),
        Step(_("Reviewed"), _review_words(state), reviewed, state.state == RETURNED),
    )


def state_words(state: str) -> str:
    """Return the name of a record's state."""
    return {
        DRAFT: _("Draft"), FINISHED: _("Finished"), WAITING: _("Waiting"), ACCEPTED: _("Accepted"),
        APPROVED: _("Approved"), RETURNED: _("Returned"),
    }[state]


def _advice(state: SubmitState) -> str:
    advice: dict[str, Callable[[], str]] = {
        DRAFT: lambda: _("Finish the visit first; then it is queued and goes by itself."),
        FINISHED: lambda: _("The enterprise did not agree to reporting; it stays on this laptop."),
        WAITING: lambda: _("It goes by itself once there is a network. You may close the program."),
        ACCEPTED: lambda: _("The platform has it. The copy on this laptop stays."),
        APPROVED: lambda: _("Nothing more to do."),
        RETURNED: lambda: _("Open the sync centre: the reviewer's words lead to the questions."),
    }
    return advice[state.state]()


def _way_words(item: OutboxItem | None, *, kept: bool) -> str:
    if kept:
        return _("Not queued: no consent")
    if item is None:
        return "—"
    if item.problem:
        return " ".join(item_message(item))
    there = sum(1 for _name, arrived in item.files if arrived)
    files = ngettext("{done} of {total} file", "{done} of {total} files", len(item.files))
    return f"{files.format(done=there, total=len(item.files))} · {file_size(item.size_bytes)}"


def _receipt_words(receipt: Receipt) -> str:
    return _("Receipt {number} · {time}").format(
        number=receipt.number, time=moment(receipt.received_at))


def _review_words(state: SubmitState) -> str:
    decisions = [one for one in state.reviews if one.text or one.kind == "state"]
    if not decisions:
        return _("No reviewer has looked yet")
    last = decisions[-1]
    return f"{last.author} · {moment(last.made_at)} · {last.text}".rstrip(" ·")


def _step_line(place: int, step: Step) -> QVBoxLayout:
    icon, color = ("alert-octagon", "red") if step.stuck else (
        ("circle-check", "grn") if step.done else ("circle", "ink3"))
    line = row(IconLabel(icon, color), label(f"{place}. {step.title}", "strong"), None, spacing=8)
    words = row(spacing=0)
    words.addSpacing(24)
    words.addWidget(label(step.words, "error" if step.stuck else "second", wrap=True), 1)
    return column(line, words, spacing=2)


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage("report", lambda: _("Report"), lambda visit: state_words(visit.state), _build)


def _build(services: Services, visit: Visit) -> Page:
    model = SubmitModel(visit, services.store, services.background, services.sync)
    page = SubmitPage(model, services.navigator)
    model.setParent(page)
    return page
