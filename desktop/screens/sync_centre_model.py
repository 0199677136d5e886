"""The exchange as the desktop sees it: what waits, by itself every minute, and in words."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.background import Background, Lane, Task
from desktop.i18n import _, ngettext
from desktop.messages import message
from desktop.screens.sync_centre_rows import SyncRow, rows_of
from desktop.server_settings import read_server
from sync.store import Store
from sync.values import (
    ACCEPTED,
    APPROVED,
    RETURNED,
    ExchangeReport,
    OutboxItem,
    Progress,
    Receipt,
    RecordFilter,
    RecordSummary,
    Review,
)

EVERY_MS = 60_000
# So often it asks for what comes down while nothing waits to go up.
NEWS_EVERY = timedelta(minutes=15)
# The setting that says: the line is paid by volume, so data goes and files wait.
METERED = "metered"
# What no person has to look at: nothing was wrong, or it passes by itself.
QUIET = frozenset({"", "paused", "cancelled", "not-configured", "server-busy"})
_DONE = (ACCEPTED, APPROVED, RETURNED)


@dataclass(frozen=True, slots=True)
class Stock:
    """What the store said at one moment."""

    items: tuple[OutboxItem, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    summaries: tuple[RecordSummary, ...] = ()
    reviews: tuple[tuple[str, tuple[Review, ...]], ...] = ()
    configured: bool = False
    metered: bool = False


@dataclass(frozen=True, slots=True)
class SyncState:
    """Everything the screen and the top bar show.

    ``online`` None until the first exchange said so; ``problem`` is the report's code.
    """

    stock: Stock = field(default_factory=Stock)
    rows: tuple[SyncRow, ...] = ()
    online: bool | None = None
    busy: bool = False
    paused: bool = False
    problem: str = ""
    detail: str = ""
    progress: Progress | None = None
    chosen: str = ""

    @property
    def waiting(self) -> int:
        """How many records are on their way."""
        return sum(1 for one in self.stock.items if one.state in ("waiting", "sending"))


class SyncModel(QObject):
    """One for the program; the shell shows ``headline``, the sync centre all of it.

    While something waits it exchanges once a minute by itself, else every quarter of an hour for
    what comes down; being offline is a state, no error.
    """

    changed = Signal(object)

    def __init__(
        self,
        store: Store,
        background: Background,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._now = store, background, now
        self._task: Task | None = None
        self._asked_at: datetime | None = None
        self.state = SyncState()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def now(self) -> datetime:
        """The clock of the program, aware."""
        return self._now()

    def start(self) -> None:
        """Begin: look at the store, then once a minute."""
        self._timer.start()
        self.refresh()

    def tick(self) -> None:
        """Exchange if something waits or news is due, nothing runs and nobody paused it."""
        if not self.state.busy and not self.state.paused and (self.state.waiting or self._due):
            self._exchange(only_now=False)

    @property
    def _due(self) -> bool:
        """Whether it is time to ask for reviews, tasks and new questionnaires."""
        if not self.state.stock.configured:
            return False
        return self._asked_at is None or self._now() - self._asked_at >= NEWS_EVERY

    def refresh(self) -> None:
        """Look at the store again."""
        store = self._store
        self._background.start(
            Lane.DATABASE, lambda _task: read_stock(store), self._show_stock, self._stay)

    def retry_now(self) -> None:
        """R: exchange at once, whatever pause was agreed with the server."""
        if not self.state.busy:
            self._set(replace(self.state, paused=False))
            self._exchange(only_now=True)

    def retry(self, uuid: str) -> None:
        """Let a parked record go once more."""
        store = self._store

        def work(_task: Task) -> Stock:
            store.retry(uuid)
            return read_stock(store)

        self._background.start(Lane.DATABASE, work, self._show_retried, self._stay)

    def toggle_metered(self) -> None:
        """Let files wait while the line is paid by volume, or let them go again."""
        store, metered = self._store, not self.state.stock.metered

        def work(_task: Task) -> Stock:
            store.set_setting(METERED, "1" if metered else "")
            return read_stock(store)

        self._background.start(Lane.DATABASE, work, self._show_stock, self._stay)

    def toggle_pause(self) -> None:
        """Stop sending by itself, or go on."""
        paused = not self.state.paused
        if paused and self._task is not None:
            self._task.cancel()
            self._task = None
        self._set(replace(self.state, paused=paused, busy=False, progress=None))
        if not paused:
            self.tick()

    def choose(self, key: str) -> None:
        """Show a record at the right."""
        self._set(replace(self.state, chosen=key))

    def _exchange(self, *, only_now: bool) -> None:
        store, now = self._store, self._now

        def work(task: Task) -> ExchangeReport:
            from sync.engine import exchange  # loads what speaks HTTP, which many a day needs not

            config = read_server(store)
            return exchange(
                store, config=config, now=now, progress=task.progressed.emit,
                cancelled=lambda: task.cancelled, only_now=only_now,
                metered=bool(store.setting(METERED)))

        self._asked_at = now()
        self._set(replace(self.state, busy=True, problem="", detail=""))
        self._task = self._background.start(
            Lane.NETWORK, work, self._show_report, self._stay)
        self._task.progressed.connect(self._show_progress)

    def _show_progress(self, progress: object) -> None:
        if isinstance(progress, Progress):
            self._set(_listed(replace(self.state, progress=progress)))

    def _show_report(self, report: object) -> None:
        self._task = None
        if isinstance(report, ExchangeReport):
            offline = report.problem == "offline"
            known = report.problem not in ("paused", "cancelled", "not-configured")
            self._set(replace(
                self.state, busy=False, progress=None, problem=report.problem,
                detail=report.detail, online=(not offline) if known else self.state.online))
        self.refresh()

    def _show_retried(self, stock: object) -> None:
        self._show_stock(stock)
        self.tick()

    def _show_stock(self, stock: object) -> None:
        if isinstance(stock, Stock):
            self._set(_listed(replace(self.state, stock=stock)))

    def _stay(self, _error: Exception) -> None:
        """The store could not be read or written: what was shown stays, the next minute tries."""
        self._task = None
        self._set(replace(self.state, busy=False, progress=None))

    def _set(self, state: SyncState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def read_stock(store: Store) -> Stock:
    """Read what waits, what arrived and what reviewers said."""
    done = tuple(store.records(RecordFilter(states=_DONE, practice=None)))
    returned = [one.uuid for one in done if one.state == RETURNED]
    return Stock(
        items=store.outbox(), receipts=store.receipts(), summaries=done,
        reviews=tuple((uuid, store.reviews(uuid)) for uuid in returned),
        configured=bool(read_server(store).url), metered=bool(store.setting(METERED)))


def headline(state: SyncState) -> tuple[str, str]:
    """Return icon and words of the top bar: quiet, whatever the network does."""
    count = state.waiting
    waiting = ngettext("{count} waiting", "{count} waiting", count).format(count=count)
    if not state.stock.configured:
        return "cloud-up", f"{_('No platform')} • {waiting}" if count else _("No platform")
    if state.online is False:
        return "wifi-off", f"{_('Offline')} • {waiting}" if count else _("Offline")
    if state.busy and count:
        return "cloud-up", f"{_('Sending')} • {waiting}"
    if count:
        return "cloud-up", f"{_('Online')} • {waiting}"
    return "cloud-up", _("All sent") if state.stock.receipts else _("Nothing waits")


def banner(state: SyncState) -> tuple[str, str, str, str]:
    """Return icon, colour, sentence and second line of the sync centre's head."""
    count = state.waiting
    safe = _("Everything is also on this laptop; sending twice makes no second record.")
    if not state.stock.configured:
        return ("cloud-up", "ink2", _("No platform is set up"),
                _("Paste the configuration code in Settings; until then all stays here."))
    if state.problem == "auth-expired":
        return ("lock", "amb", _("The platform does not know this key"),
                _("Ask your office for a new code and paste it in Settings."))
    if state.online is False:
        words = ngettext("Offline, {count} record waits", "Offline, {count} records wait", count)
        return ("wifi-off", "ink2", words.format(count=count),
                _("It goes by itself once there is a network."))
    if state.paused:
        return "hourglass", "amb", _("Paused"), safe
    if state.problem not in QUIET:
        return "alert-triangle", "amb", *_problem_words(state)
    if count:
        words = ngettext("Online, {count} record left", "Online, {count} records left", count)
        return "circle-check", "grn", words.format(count=count), safe
    return "circle-check", "grn", _("Nothing waits"), safe


def _problem_words(state: SyncState) -> tuple[str, str]:
    status, _gap, words = state.detail.partition(" ")
    values = {"status": status, "detail": words, "found": state.detail, "kind": state.detail}
    return message(state.problem, values if state.problem == "refused" else {
        **values, "detail": state.detail})


def _listed(state: SyncState) -> SyncState:
    stock = state.stock
    summaries = {one.uuid: one for one in stock.summaries}
    return replace(
        state, rows=rows_of(stock.items, summaries, stock.receipts, state.progress))
