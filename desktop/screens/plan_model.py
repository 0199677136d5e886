"""State and actions of stage 5 方案: make, look at, save, print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from desktop import report
from desktop.background import Background, Lane, Task
from desktop.i18n import _
from desktop.kinds import has_plan
from desktop.messages import message_for
from desktop.plan_context import plan_context
from desktop.plan_remarks import remark_sentences
from desktop.report.errors import ReportError
from desktop.screens.diagnosis_review import Review
from desktop.screens.plan_pages import page_image
from desktop.screens.plan_print import (
    PrintJob,
    chosen_pages,
    parse_pages,
    print_pages,
    printer_for,
)
from desktop.screens.plan_work import (
    Made,
    Order,
    final_plan,
    make,
    with_plan,
    write_bundle,
    write_locked,
    write_pdf,
    write_signed,
    write_slides,
    write_word,
)
from desktop.settings import Settings
from forms.diagnosis.model import Diagnosis
from forms.plan import PlanContext
from sync.store import Store

ONE_PAGE, STANDARD, FULL = "onepage", "standard", "full"
LENGTHS = (ONE_PAGE, STANDARD, FULL)
THUMBNAIL = 0.16


@dataclass(frozen=True, slots=True)
class PlanState:
    """Everything the screen shows.

    ``busy`` is a sentence with ``done`` of ``total``; ``page_counts`` are known lengths;
    ``missing`` is what the file would have lacked; ``final`` a plan frozen with its record.
    """

    length: str = STANDARD
    made: Made | None = None
    made_at: datetime | None = None
    page_counts: Mapping[str, int] = field(default_factory=dict)
    busy: str = ""
    done: int = 0
    total: int = 0
    problem: str = ""
    advice: str = ""
    missing: tuple[str, ...] = ()
    notice: str = ""
    current: int = 0
    final: bool = False
    single: bool = False


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture, and of which file: another may have been made meanwhile."""

    made: Made
    number: int
    image: QImage


class PlanModel(QObject):
    """Makes the plan whenever the record has changed since; nothing of it runs on the UI thread."""

    changed = Signal(object)
    page_ready = Signal(int, QImage)
    thumbnail_ready = Signal(int, QImage)

    def __init__(
        self,
        review: Review,
        store: Store,
        background: Background,
        settings: Callable[[], Settings],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._review, self._store, self._background = review, store, background
        self._settings, self._now = settings, now
        self._task: Task | None = None
        self._stamp: tuple[int, str, str] | None = None
        self._waiting: list[int] = []
        self.state = PlanState()

    def activate(self) -> None:
        """Make the plan if it is older than the record."""
        visit = self._review.visit
        if self._stamp != (visit.revision, visit.state, self.state.length):
            self._make()

    def set_length(self, length: str) -> None:
        """Make the plan in another length."""
        if length != self.state.length:
            self._set(replace(self.state, length=length))
            self._make()

    def cancel(self) -> None:
        """Stop what runs; what was shown stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._set(replace(self.state, busy="", done=0, total=0))

    def look_at(self, number: int) -> None:
        """Remember which page is in front."""
        self._set(replace(self.state, current=number))

    def want_page(self, number: int, scale: float) -> None:
        """Render a page for the preview."""
        made = self.state.made
        if made is None:
            return

        def render(_task: Task) -> PagePicture:
            return PagePicture(made, number, page_image(made.pdf, number, scale))

        self._background.start(Lane.NETWORK, render, self._show_page, self._complain)

    @property
    def certificate(self) -> str:
        """Where the organisation's certificate lies; empty until one was chosen."""
        return self._settings().certificate

    def suggested(self, name: str) -> str:
        """Return where a file of this name is offered to be saved."""
        return self._settings().suggested(name)

    def save(self, path: Path) -> None:
        """Save as .pdf, .docx, .pptx or, for .zip, everything together."""
        made, store, order = self.state.made, self._store, self._order(self._review.diagnosis)
        if made is None:
            return

        def write() -> None:
            ending = path.suffix.lower()
            whole = made if ending == ".pdf" else with_plan(made, order, store)
            writers: dict[str, Callable[[], None]] = {
                ".docx": lambda: write_word(whole, path), ".pdf": lambda: write_pdf(made, path),
                ".pptx": lambda: write_slides(whole, path),
                ".zip": lambda: write_bundle(whole, order, store, path),
            }
            writers[ending]()

        self._write(path, write)

    def save_locked(self, path: Path, password: str) -> None:
        """Save a copy that asks for a password."""
        made = self.state.made
        if made is not None:
            self._write(path, lambda: write_locked(made, password, path))

    def save_signed(self, path: Path, certificate: Path, passphrase: str) -> None:
        """Save a copy with the organisation's digital signature."""
        made = self.state.made
        if made is not None:
            self._write(path, lambda: write_signed(made, certificate, passphrase, path))

    def _write(self, path: Path, write: Callable[[], None]) -> None:
        def work(_task: Task) -> Path:
            write()
            return path

        self._set(replace(self.state, notice="", problem="", advice=""))
        self._background.start(Lane.NETWORK, work, self._show_saved, self._complain)

    def print_out(self, job: PrintJob, pages: str) -> None:
        """Print pages of the file that is shown, as the print bar says."""
        made = self.state.made
        if made is None:
            return
        try:
            numbers = parse_pages(pages, len(made.sizes))
        except ValueError:
            self._set(replace(self.state, problem=_("The pages “{text}” cannot be read.").format(
                text=pages), advice=_("Write them like 1-3, 7.")))
            return
        self._print(made.pdf, numbers, lambda: printer_for(job))

    def print_with(self, printer: QPrinter) -> None:
        """Print the file that is shown as the system's dialog has set the printer."""
        made = self.state.made
        if made is not None:
            numbers = chosen_pages(printer, len(made.sizes), self.state.current + 1)
            self._print(made.pdf, numbers, lambda: printer)

    def print_trial(self, job: PrintJob) -> None:
        """Print the sheet that shows margins, true length, greys and sides."""
        self._print(None, (), lambda: printer_for(job))

    def _print(
        self, pdf: bytes | None, numbers: tuple[int, ...], ready: Callable[[], QPrinter]
    ) -> None:
        def work(task: Task) -> int:
            return print_pages(pdf or report.trial_sheet(), ready(), numbers, task)

        self._set(replace(self.state, busy=_("Printing page {done} / {total}"), done=0,
                          total=len(numbers), problem="", advice="", notice=""))
        self._task = self._background.start(
            Lane.NETWORK, work, self._show_printed, self._complain)
        self._task.progressed.connect(self._show_progress)

    # --- making ---

    def _make(self) -> None:
        self.cancel()
        visit, diagnosis = self._review.visit, self._review.diagnosis
        alone = STANDARD if diagnosis is None else ONE_PAGE if diagnosis.path == "geti" else ""
        single, length = bool(alone), alone or self.state.length
        self._set(replace(self.state, single=single, length=length))
        self._stamp = (visit.revision, visit.state, length)
        final = visit.readonly and (single or length == STANDARD)
        work = self._frozen() if final else self._fresh(diagnosis)
        if work is None:
            self._set(replace(self.state, problem=_("This questionnaire has no method: no plan."),
                              advice=""))
            return
        self._set(replace(
            self.state, busy=_("Setting page {done} / {total}"), done=0, total=0, problem="",
            advice="", missing=(), notice="", final=final))
        self._task = self._background.start(Lane.NETWORK, work, self._show_made, self._complain)
        self._task.progressed.connect(self._show_progress)

    def _frozen(self) -> Callable[[Task], Made]:
        store, uuid = self._store, self._review.visit.uuid
        return lambda _task: final_plan(store, uuid)

    def _fresh(self, diagnosis: Diagnosis | None) -> Callable[[Task], Made] | None:
        visit, store = self._review.visit, self._store
        if not has_plan(visit):
            return None
        order = self._order(diagnosis)
        return lambda task: make(order, store, task)

    def _order(self, diagnosis: Diagnosis | None) -> Order:
        visit = self._review.visit
        return Order(visit.entry.form, visit.entry.xml(), visit.uuid, diagnosis, self._context())

    def _context(self) -> PlanContext:
        visit, settings = self._review.visit, self._settings()
        return plan_context(
            visit.entry, visit.number, settings, self._now(), length=self.state.length,
            draft=not visit.readonly,
        )

    # --- outcomes ---

    def _show_progress(self, progress: object) -> None:
        if isinstance(progress, tuple) and self.state.busy:
            done, total = progress
            self._set(replace(self.state, done=done, total=total))

    def _show_made(self, made: object) -> None:
        if not isinstance(made, Made):
            return
        self._task = None
        counts = {**self.state.page_counts, self.state.length: len(made.sizes)}
        self._set(replace(self.state, made=made, made_at=self._now(), page_counts=counts, busy="",
                          done=0, total=0, current=0,
                          notice=" ".join(remark_sentences(made.remarks))))
        self._waiting = list(range(len(made.sizes)))
        self._next_thumbnail()

    def _next_thumbnail(self) -> None:
        made = self.state.made
        if made is None or not self._waiting:
            return
        number = self._waiting.pop(0)

        def render(_task: Task) -> PagePicture:
            return PagePicture(made, number, page_image(made.pdf, number, THUMBNAIL))

        self._background.start(Lane.NETWORK, render, self._show_thumbnail, self._complain)

    def _show_thumbnail(self, picture: object) -> None:
        if isinstance(picture, PagePicture) and picture.made is self.state.made:
            self.thumbnail_ready.emit(picture.number, picture.image)
            self._next_thumbnail()

    def _show_page(self, picture: object) -> None:
        if isinstance(picture, PagePicture) and picture.made is self.state.made:
            self.page_ready.emit(picture.number, picture.image)

    def _show_saved(self, path: object) -> None:
        if isinstance(path, Path):
            self._set(replace(self.state, notice=_("Saved as {file}").format(file=path.name)))

    def _show_printed(self, count: object) -> None:
        self._task = None
        self._set(replace(self.state, busy="", done=0, total=0,
                          notice=_("{count} pages sent to the printer").format(count=count)))

    def _complain(self, error: Exception) -> None:
        self._task = None
        state = replace(self.state, busy="", done=0, total=0)
        if isinstance(error, ReportError) and error.code == "incomplete":
            missing = error.values.get("missing", ())
            names = tuple(str(one) for one in missing) if isinstance(missing, list | tuple) else ()
            self._set(replace(
                state, missing=names, made=None,
                problem=_("The file would lack {count} things of the record, so there is none.")
                .format(count=len(names)),
                advice=_("Look at the list; correct those answers or report it.")))
            return
        if isinstance(error, OSError):
            self._set(replace(state, problem=_("The file could not be written."), advice=_(
                "Choose another folder, or close the file where it is open.")))
            return
        title, advice = message_for(error)
        self._set(replace(state, problem=title, advice=advice))

    def _set(self, state: PlanState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)
