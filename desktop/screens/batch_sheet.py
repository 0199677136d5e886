"""批量出方案: many enterprises' plans in one go, with progress, a way to stop, and a summary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.background import Lane, Task
from desktop.i18n import _, ngettext
from desktop.messages import in_a_line, message_for
from desktop.opening import Opener
from desktop.page import Services
from desktop.screens.plan_model import FULL, ONE_PAGE, STANDARD
from desktop.widgets.parts import IconLabel, Segments, button, column, empty, label, row, rule
from desktop.widgets.sheet import Sheet
from sync.values import RecordFilter, RecordSummary

if TYPE_CHECKING:
    from desktop.batch_plans import BatchLine


@dataclass(frozen=True, slots=True)
class BatchState:
    """``records`` are uuid and enterprise; ``lines`` are there when it has ended."""

    records: tuple[tuple[str, str], ...] = ()
    folder: str = ""
    length: str = STANDARD
    busy: bool = False
    stopping: bool = False
    done: int = 0
    lines: "tuple[BatchLine, ...]" = ()
    problem: str = ""

    @property
    def now(self) -> str:
        """The enterprise whose plan is being made."""
        return self.records[self.done][1] if self.done < len(self.records) else ""


class BatchModel(QObject):
    """Makes the plans one after another; a stop keeps what is there already."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._task: Task | None = None
        self._stop: Callable[[], None] = lambda: None
        self.state = BatchState()

    def take(self, wanted: RecordFilter, rows: Sequence[int] = ()) -> None:
        """Take these rows of what a filter lets through, all of it where none is named."""
        store = self._services.store

        def work(_task: Task) -> list[RecordSummary]:
            found = store.records(wanted)
            return [found[row] for row in rows if row < len(found)] if rows else found

        self._services.background.start(Lane.DATABASE, work, self._show_rows, self._complain)

    def choose(self, *, folder: str = "", length: str = "") -> None:
        """Say where to and how long."""
        state = self.state
        self._set(replace(state, folder=folder or state.folder, length=length or state.length,
                          problem=""))

    def start(self) -> None:
        """Make them."""
        state, services = self.state, self._services
        if state.busy or not state.folder or not state.records:
            return
        opener = Opener(services.now, services.new_uuid)
        settings, stop = services.settings.current, _Stop()
        self._stop = stop.ask

        def work(task: Task) -> "tuple[BatchLine, ...]":
            from desktop.batch_plans import BatchOrder, make_batch

            order = BatchOrder(state.records, state.length, Path(state.folder))

            def tell(done: int, total: int) -> None:
                task.progressed.emit((done, total))

            return make_batch(services.store, opener, settings, services.now, order, tell,
                              lambda: stop.asked or task.cancelled)

        self._set(replace(state, busy=True, stopping=False, done=0, lines=(), problem=""))
        self._task = services.background.start(
            Lane.NETWORK, work, self._show_done, self._complain)
        self._task.progressed.connect(self._show_progress)

    def stop(self) -> None:
        """End after the plan in work; what was made stays and is listed."""
        if self.state.busy:
            self._stop()
            self._set(replace(self.state, stopping=True))

    def _show_rows(self, rows: object) -> None:
        if isinstance(rows, list):
            names = tuple((one.uuid, one.facts.enterprise or _("New visit")) for one in rows)
            self._set(replace(self.state, records=names))

    def _show_progress(self, progress: object) -> None:
        if isinstance(progress, tuple) and self.state.busy:
            self._set(replace(self.state, done=progress[0]))

    def _show_done(self, lines: object) -> None:
        if isinstance(lines, tuple):
            self._set(replace(self.state, busy=False, stopping=False, lines=lines))

    def _complain(self, error: Exception) -> None:
        self._set(replace(self.state, busy=False, stopping=False,
                          problem=in_a_line(message_for(error))))

    def _set(self, state: BatchState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class _Stop:
    """A wish of the UI thread that the work reads: unlike a cancelled task it is still heard."""

    asked = False

    def ask(self) -> None:
        self.asked = True


class BatchSheet(Sheet):
    """Length, folder, start; then how far it is; then what became of each."""

    def __init__(self, services: Services) -> None:
        super().__init__("batch_sheet", _("Plans in one go"))
        self._offered = services.settings.current.files_folder
        self.model = BatchModel(services, self)
        self._count = label("", "strong", wrap=True)
        self._length = Segments(_("Length"), (
            (STANDARD, _("Standard")), (ONE_PAGE, _("One page")), (FULL, _("Full"))))
        self._folder = label("", "second", wrap=True)
        self._choose = button(_("Choose a folder"), "folder", size="small")
        self._choose.setObjectName("batch_folder")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._busy = label("", "second", wrap=True)
        self._problem = label("", "error", wrap=True)
        self._sum = label("", "panel", wrap=True)
        self._sum.setObjectName("batch_sum")
        self._lines = QVBoxLayout()
        self._start = button("", kind="primary", size="main")
        self._start.setObjectName("batch_start")
        self._stop = button(_("Stop"))
        self._stop.setObjectName("batch_stop")
        self._open = button(_("Open the folder"), "folder")
        self._build()
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def back(self) -> bool:
        busy = self.model.state.busy
        self.model.stop()
        return busy

    def _build(self) -> None:
        self._lines.setSpacing(4)
        note = label(_(
            "Files are named by record number. A finished visit gets the plan that was frozen "
            "with it, a draft one is marked as a draft, a self-employed gets one page."),
            "note", wrap=True)
        self.add(self._count, note, row(self._length, None), row(self._choose, None),
                 self._folder, self._problem, self._busy, self._bar, self._sum, self._lines)
        self.body.addStretch(1)
        self.foot.addWidget(self._start, 1)
        self.foot.addWidget(self._stop)
        self.foot.addWidget(self._open)
        self._length.chosen.connect(lambda key: self.model.choose(length=key))
        self._choose.clicked.connect(self._ask)
        self._start.clicked.connect(self.model.start)
        self._stop.clicked.connect(self.model.stop)
        self._open.clicked.connect(self._open_folder)
        self.setFocusProxy(self._choose)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Where the plans go"), self._offered)
        if folder:
            self.model.choose(folder=folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.model.state.folder))

    def _render(self, state: BatchState) -> None:
        count = len(state.records)
        self._count.setText(ngettext("{count} enterprise", "{count} enterprises", count).format(
            count=count))
        self._folder.setText(state.folder or _("Choose the folder first."))
        self._choose.setDisabled(state.busy)
        self._length.setDisabled(state.busy)
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        self._busy.setText(_("Ends after this one: {name}").format(name=state.now)
                           if state.stopping else
                           _("{done} / {total}　{name}").format(
                               done=state.done, total=count, name=state.now))
        self._bar.setRange(0, max(1, count))
        self._bar.setValue(state.done)
        for part in (self._busy, self._bar, self._stop):
            part.setVisible(state.busy)
        self._start.setVisible(not state.busy)
        self._start.setText(ngettext("Make {count} plan", "Make {count} plans", count).format(
            count=count))
        self._start.setAccessibleName(self._start.text())
        self._start.setEnabled(bool(state.folder and count))
        self._open.setVisible(bool(state.lines) and not state.busy)
        self._render_lines(state)

    def _render_lines(self, state: BatchState) -> None:
        empty(self._lines)
        ended = bool(state.lines) and not state.busy
        self._sum.setVisible(ended)
        if not ended:
            return
        made = sum(1 for line in state.lines if line.outcome.file)
        left = len(state.records) - len(state.lines)
        words = _("{made} of {count} plans made").format(made=made, count=len(state.records))
        self._sum.setText(words if not left else _("{words}, {left} not begun").format(
            words=words, left=left))
        # What went wrong is what one looks for.
        for line in sorted(state.lines, key=lambda one: one.outcome.file is not None):
            self._lines.addLayout(_line(line))
            self._lines.addWidget(rule())


def _line(line: "BatchLine") -> QHBoxLayout:
    """Return the enterprise with its file, or why there is none."""
    outcome = line.outcome
    icon, color = ("circle-check", "grn") if outcome.file else ("alert-triangle", "amb")
    said = in_a_line(message_for(outcome.error)) if outcome.error else ""
    words = column(label(line.enterprise), label(
        outcome.file.name if outcome.file else said, "note", wrap=True), spacing=0)
    whole = row(IconLabel(icon, color))
    whole.addLayout(words, 1)
    return whole
