"""Stage 5 方案: the real pages, the count of what must be in them, saving and printing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QProgressBar, QWidget

from desktop.i18n import _
from desktop.kinds import has_plan
from desktop.page import Key, Page, Services, Stage
from desktop.screens.diagnosis_review import review_of
from desktop.screens.plan_copies import LockPopover, SignPopover, ask_certificate
from desktop.screens.plan_jobs import PlanJobs
from desktop.screens.plan_model import PlanModel, PlanState
from desktop.screens.plan_preview import ZOOM_STEP, PagePreview
from desktop.screens.plan_print import parse_pages, printer_for
from desktop.screens.plan_side import PlanSide
from desktop.visit import Visit
from desktop.widgets.parts import button, column, label, row, surface
from sync.values import RecordFilter

_THUMB = QSize(64, 90)


class PlanPage(Page):
    """The plan of the open visit."""

    certificate_chosen = Signal(str)

    def __init__(self, model: PlanModel, number: str) -> None:
        super().__init__()
        self.setObjectName("plan")
        self.setProperty("surface", "desk")
        self._model, self._number = model, number
        self._thumbs = QListWidget()
        self._preview = PagePreview(_("Pages of the plan"))
        self.side = PlanSide()
        self._busy, self._bar = label("", "second"), QProgressBar()
        self._cancel = button(_("Cancel"), size="small")
        self._dialog: QPrintDialog | None = None
        self._lay_out()
        self._connect()
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("PgUp PgDn", _("turn pages")), Key("Ctrl +", _("larger")),
            Key("Ctrl P", _("print")), Key("Ctrl S", _("save PDF")),
        )

    def foot_note(self) -> str:
        made_at = self._model.state.made_at
        made = self._model.state.made
        if made_at is None or made is None or self._model.state.final:
            return ""
        return _("Made {time} in {seconds} s").format(
            time=f"{made_at.astimezone():%H:%M:%S}", seconds=f"{made.seconds:.1f}")

    def activate(self) -> None:
        self.side.fill_printers()
        self._model.activate()
        self._preview.setFocus()

    def deactivate(self) -> None:
        self._model.cancel()

    def back(self) -> bool:
        if self._model.state.busy:
            self._model.cancel()
            return True
        return False

    def panes(self) -> tuple[QWidget, ...]:
        return (self._thumbs, self._preview, self.side.printer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageDown: lambda: self._preview.turn(1),
            Qt.Key.Key_PageUp: lambda: self._preview.turn(-1),
        }
        control: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Plus: lambda: self._preview.zoom_by(ZOOM_STEP),
            Qt.Key.Key_Equal: lambda: self._preview.zoom_by(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self._preview.zoom_by(1 / ZOOM_STEP),
            Qt.Key.Key_0: self._preview.fit, Qt.Key.Key_P: self._open_dialog,
            Qt.Key.Key_S: lambda: self._save(".pdf"),
        }
        pressed = control if event.modifiers() & Qt.KeyboardModifier.ControlModifier else plain
        if event.key() in pressed:
            pressed[event.key()]()
        else:
            super().keyPressEvent(event)

    # --- building ---

    def _lay_out(self) -> None:
        self._thumbs.setAccessibleName(_("Thumbnails"))
        self._thumbs.setProperty("surface", "paper2")
        self._thumbs.setViewMode(QListWidget.ViewMode.IconMode)
        self._thumbs.setMovement(QListWidget.Movement.Static)
        self._thumbs.setFlow(QListWidget.Flow.TopToBottom)
        self._thumbs.setWrapping(False)
        self._thumbs.setIconSize(_THUMB)
        self._thumbs.setGridSize(QSize(100, 112))
        self._thumbs.setFixedWidth(104)
        self._thumbs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle = QWidget()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        busy = row(self._busy, None, self._cancel)
        self._busy_box = surface("paper", "bottom")
        words = column(busy, self._bar, spacing=4)
        words.setContentsMargins(16, 6, 16, 6)
        self._busy_box.setLayout(words)
        centre = column(self._busy_box, spacing=0)
        centre.addWidget(self._preview, 1)
        middle.setLayout(centre)
        layout = row(self._thumbs, spacing=0)
        layout.addWidget(middle, 1)
        layout.addWidget(self.side)
        self.setLayout(layout)

    def _connect(self) -> None:
        model, side = self._model, self.side
        model.changed.connect(self._render)
        model.page_ready.connect(self._preview.show_picture)
        model.thumbnail_ready.connect(self._show_thumbnail)
        self._preview.wanted.connect(model.want_page)
        self._preview.page_shown.connect(model.look_at)
        self._thumbs.currentRowChanged.connect(self._preview.go_to)
        self._cancel.clicked.connect(model.cancel)
        side.length_chosen.connect(model.set_length)
        side.print_asked.connect(lambda: model.print_out(side.job(), side.pages.text()))
        side.dialog_asked.connect(self._open_dialog)
        side.trial_asked.connect(lambda: model.print_trial(replace(side.job(), copies=1)))
        side.save_asked.connect(self._save)
        side.lock_asked.connect(self._ask_lock)
        side.sign_asked.connect(self._ask_sign)
        self._shown = model.state.made

    # --- drawing ---

    def _render(self, state: PlanState) -> None:
        if state.made is not self._shown:
            self._shown = state.made
            self._show_pages(state)
        self.side.show_state(state)
        self._busy_box.setVisible(bool(state.busy))
        self._busy.setText(state.busy.format(done=state.done, total=state.total or "…"))
        self._bar.setRange(0, max(1, state.total))
        self._bar.setValue(state.done)
        with QSignalBlocker(self._thumbs):
            self._thumbs.setCurrentRow(state.current)
        self.keys_changed.emit()

    def _show_pages(self, state: PlanState) -> None:
        sizes = state.made.sizes if state.made else ()
        self._preview.show_pages(sizes)
        with QSignalBlocker(self._thumbs):
            self._thumbs.clear()
            for number in range(1, len(sizes) + 1):
                item = QListWidgetItem(str(number))
                item.setSizeHint(QSize(100, 112))
                item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
                white = QPixmap(_THUMB)
                white.fill(Qt.GlobalColor.white)
                item.setIcon(QIcon(white))
                self._thumbs.addItem(item)

    def _show_thumbnail(self, number: int, image: QImage) -> None:
        item = self._thumbs.item(number)
        if item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    # --- acting ---

    def _open_dialog(self) -> None:
        """Ctrl+P: the system's own dialog, set as the print bar is; the window stays alive."""
        made = self._model.state.made
        if not self.side.dialog.isEnabled() or self._dialog is not None or made is None:
            return
        # Kept here: the dialog does not own it.
        self._chosen = printer_for(self.side.job())
        dialog = self._dialog = QPrintDialog(self._chosen, self)
        options = QPrintDialog.PrintDialogOption
        dialog.setOptions(options.PrintToFile | options.PrintPageRange | options.PrintCurrentPage
                          | options.PrintCollateCopies | options.PrintShowPageSize)
        dialog.setMinMax(1, len(made.sizes))
        pages = self._typed_pages(len(made.sizes))
        if pages:
            dialog.setPrintRange(QPrintDialog.PrintRange.PageRange)
            dialog.setFromTo(pages[0], pages[-1])
        dialog.finished.connect(self._take_dialog)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _typed_pages(self, count: int) -> tuple[int, ...]:
        try:
            return parse_pages(self.side.pages.text(), count)
        except ValueError:
            return ()

    def _take_dialog(self, result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        if result == QPrintDialog.DialogCode.Accepted:
            self._model.print_with(self._chosen)
        dialog.deleteLater()

    def _save(self, ending: str) -> None:
        save = self.side.saves.get(ending)
        path = self._ask_path(_("plan {number}"), ending) if not save or save.isEnabled() else None
        if path is not None:
            self._model.save(path)

    def _ask_path(self, name: str, ending: str) -> Path | None:
        kinds = {".pdf": "PDF (*.pdf)", ".docx": "Word (*.docx)", ".zip": "ZIP (*.zip)",
                 ".pptx": "PowerPoint (*.pptx)"}
        file = name.format(number=self._number).strip().replace(" ", "-") + ending
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save the plan"), self._model.suggested(file), kinds[ending])
        return Path(chosen).with_suffix(ending) if chosen else None

    def _ask_lock(self) -> None:
        pane = LockPopover(self)
        pane.chosen.connect(self._save_locked)
        pane.open_below(self.side.more)

    def _save_locked(self, password: str) -> None:
        path = self._ask_path(_("plan {number} locked"), ".pdf")
        if path is not None:
            self._model.save_locked(path, password)

    def _ask_sign(self) -> None:
        pane = SignPopover(self._model.certificate, self)
        pane.certificate_asked.connect(self._ask_certificate)
        pane.chosen.connect(self._save_signed)
        pane.open_below(self.side.more)

    def _ask_certificate(self) -> None:
        name = ask_certificate(self)
        if name:
            self.certificate_chosen.emit(name)
            self._ask_sign()

    def _save_signed(self, certificate: str, passphrase: str) -> None:
        path = self._ask_path(_("plan {number} signed"), ".pdf")
        if path is not None:
            self._model.save_signed(path, Path(certificate), passphrase)


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage("plan", lambda: _("Plan"), _state, _build, has_plan)


def _state(visit: Visit) -> str:
    return _("final") if visit.readonly else _("draft")


def _build(services: Services, visit: Visit) -> Page:
    model = PlanModel(review_of(visit), services.store, services.background,
                      lambda: services.settings.current, services.now)
    page = PlanPage(model, visit.number)
    model.setParent(page)
    jobs = PlanJobs(services, page)
    everything = RecordFilter(practice=visit.practice)
    many = page.side.menu.addAction(_("Plans in one go"), lambda: jobs.batch(everything))
    many.setObjectName("plans_in_one_go")
    jobs.put_into(page.side.menu)

    def remember(certificate: str) -> None:
        services.settings.change(replace(services.settings.current, certificate=certificate))

    page.certificate_chosen.connect(remember)
    return page
