"""Stage 5 方案: the real pages, the count of what must be in them, saving and printing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import NONE
from desktop.i18n import _, ngettext
from desktop.kinds import has_plan
from desktop.page import Key, Page, Services, Stage
from desktop.screens.diagnosis_review import review_of
from desktop.screens.plan_model import FULL, LENGTHS, ONE_PAGE, STANDARD, PlanModel, PlanState
from desktop.screens.plan_preview import ZOOM_STEP, PagePreview
from desktop.screens.plan_print import PrintJob, printer_names
from desktop.screens.plan_work import ANSWERS, FINDINGS, PICTURES
from desktop.tokens import theme
from desktop.visit import Visit
from desktop.widgets.parts import (
    IconLabel,
    Segments,
    button,
    column,
    empty,
    label,
    row,
    rule,
    surface,
)

DUPLEX, SIMPLEX, COLOUR, GREY = "duplex", "simplex", "colour", "grey"
_THUMB = QSize(64, 90)
# With NoButtons the style sheet leaves the field one pixel wide.
_NO_ARROWS = "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }"


class PlanPage(Page):
    """The plan of the open visit."""

    def __init__(self, model: PlanModel, number: str) -> None:
        super().__init__()
        self.setObjectName("plan")
        self.setProperty("surface", "desk")
        self._model, self._number = model, number
        self._thumbs = QListWidget()
        self._preview = PagePreview(_("Pages of the plan"))
        self._length = Segments(_("Length"), tuple((one, _length_title(one)) for one in LENGTHS))
        self._checks = QVBoxLayout()
        self._printer, self._pages, self._copies = QComboBox(), QLineEdit(), QSpinBox()
        self._sides = Segments(_("Sides"), ((DUPLEX, _("Duplex")), (SIMPLEX, _("One side"))))
        self._colours = Segments(_("Colours"), ((GREY, _("Grey")), (COLOUR, _("Colour"))))
        self._busy, self._bar = label("", "second"), QProgressBar()
        self._cancel = button(_("Cancel"), size="small")
        self._problem, self._notice = label("", "error", wrap=True), label("", "good", wrap=True)
        self._sign = label("", "warn", wrap=True)
        self._print = button("", "file", "primary", "main")
        self._saves = {
            ".pdf": button("PDF", "file-type-pdf"), ".docx": button("Word", "file"),
            ".zip": button(_("Bundle"), "folder"),
        }
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
        self._fill_printers()
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
        return (self._thumbs, self._preview, self._printer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageDown: lambda: self._preview.turn(1),
            Qt.Key.Key_PageUp: lambda: self._preview.turn(-1),
        }
        control: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Plus: lambda: self._preview.zoom_by(ZOOM_STEP),
            Qt.Key.Key_Equal: lambda: self._preview.zoom_by(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self._preview.zoom_by(1 / ZOOM_STEP),
            Qt.Key.Key_0: self._preview.fit, Qt.Key.Key_P: self._start_printing,
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
        side = surface("paper2", "left")
        side.setFixedWidth(300)
        side.setLayout(self._build_side())
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
        layout.addWidget(side)
        self.setLayout(layout)

    def _build_side(self) -> QVBoxLayout:
        self._checks.setSpacing(0)
        self._pages.setPlaceholderText(_("all"))
        self._copies.setRange(1, 99)
        self._copies.setValue(3)
        self._copies.setStyleSheet(_NO_ARROWS)
        self._copies.setSuffix(_(" copies"))
        for widget, name in ((self._printer, _("Printer")), (self._pages, _("Pages")),
                             (self._copies, _("Copies"))):
            widget.setAccessibleName(name)
        form = column(spacing=6)
        widgets: tuple[tuple[str, QWidget], ...] = (
            (_("Printer"), self._printer), (_("Pages"), self._pages),
            (_("Copies"), self._copies), (_("Sides"), self._sides), (_("Colours"), self._colours),
        )
        for name, shown in widgets:
            title = label(name, "second")
            title.setFixedWidth(theme().px(62))
            line = row(title)
            line.addWidget(shown, 0 if isinstance(shown, Segments) else 1)
            if isinstance(shown, Segments):
                line.addStretch(1)
            form.addLayout(line)
        saves = row(*self._saves.values(), spacing=8)
        layout = column(
            self._length, 6, label(_("Count of contents"), "panel"), self._checks, 6,
            label(_("Print"), "panel"), form, None, self._problem, self._notice, self._sign,
            self._print, saves, spacing=8)
        layout.setContentsMargins(16, 14, 16, 14)
        return layout

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self._render)
        model.page_ready.connect(self._preview.show_picture)
        model.thumbnail_ready.connect(self._show_thumbnail)
        self._preview.wanted.connect(model.want_page)
        self._preview.page_shown.connect(model.look_at)
        self._thumbs.currentRowChanged.connect(self._go_to_page)
        self._length.chosen.connect(model.set_length)
        self._cancel.clicked.connect(model.cancel)
        self._print.clicked.connect(self._start_printing)
        self._copies.valueChanged.connect(lambda _count: self._render(model.state))
        for ending, save in self._saves.items():
            save.clicked.connect(lambda _on=False, wanted=ending: self._save(wanted))
        self._shown = model.state.made

    # --- drawing ---

    def _render(self, state: PlanState) -> None:
        if state.made is not self._shown:
            self._shown = state.made
            self._show_pages(state)
        self._render_length(state)
        self._render_checks(state)
        self._busy_box.setVisible(bool(state.busy))
        self._busy.setText(state.busy.format(done=state.done, total=state.total or "…"))
        self._bar.setRange(0, max(1, state.total))
        self._bar.setValue(state.done)
        problem = [state.problem, state.advice, *state.missing[:6]]
        self._problem.setText("\n".join(part for part in problem if part))
        self._problem.setVisible(bool(state.problem))
        self._notice.setText(state.notice)
        self._notice.setVisible(bool(state.notice))
        self._render_buttons(state)
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

    def _render_length(self, state: PlanState) -> None:
        self._length.choose(state.length)
        for one in LENGTHS:
            count = state.page_counts.get(one)
            pages = ngettext("{title} {count} page", "{title} {count} pages", count or 0)
            title = _length_title(one)
            self._length.rename(one, pages.format(title=title, count=count) if count else title)
            allowed = not state.single or one == state.length
            self._length.allow(one, allowed=allowed, why=_("A self-employed gets one page"))

    def _render_checks(self, state: PlanState) -> None:
        empty(self._checks)
        made = state.made
        if made is None:
            return
        if state.final:
            self._check("circle-check", "grn", _("Frozen with the record"), "")
            return
        titles = {ANSWERS: _("Answers and remarks"), FINDINGS: _("Findings and measures"),
                  PICTURES: _("Photos and evidence")}
        for kind, count in made.counted:
            self._check("circle-check", "grn", titles[kind], f"{count} / {count}")
        done, lines = made.signed
        icon, color = ("circle-check", "grn") if done >= lines else ("alert-triangle", "amb")
        self._check(icon, color, _("Signatures"), f"{done} / {lines}" if lines else NONE)
        note = _("What is in the record is in the file; otherwise there is no file.")
        self._checks.addWidget(label(note, "note", wrap=True))

    def _check(self, icon: str, color: str, words: str, figure: str) -> None:
        line = row(IconLabel(icon, color), label(words), None, label(figure, "strong"))
        line.setContentsMargins(0, 4, 0, 4)
        self._checks.addLayout(line)
        self._checks.addWidget(rule())

    def _render_buttons(self, state: PlanState) -> None:
        ready = state.made is not None and not state.busy
        printers = self._printer.count() > 0
        self._print.setEnabled(ready and printers)
        self._print.setText(
            _("Print {count}　Ctrl P").format(count=self._copies.value()) if printers else
            _("No printer here; save the PDF"))
        self._print.setAccessibleName(self._print.text())
        for ending, save in self._saves.items():
            save.setEnabled(ready and not (state.final and ending == ".docx"))
        unsigned = bool(state.made and state.made.signed[0] < state.made.signed[1])
        self._sign.setText(_("The enterprise has not signed. Print, sign by hand, and photograph "
                             "it later.") if unsigned else "")
        self._sign.setVisible(unsigned)

    def _show_thumbnail(self, number: int, image: QImage) -> None:
        item = self._thumbs.item(number)
        if item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    # --- acting ---

    def _go_to_page(self, number: int) -> None:
        self._preview.go_to(number)

    def _fill_printers(self) -> None:
        names = printer_names()
        if [self._printer.itemText(n) for n in range(self._printer.count())] != list(names):
            self._printer.clear()
            self._printer.addItems(names)

    def _start_printing(self) -> None:
        if not self._print.isEnabled():
            return
        job = PrintJob(
            self._printer.currentText(), copies=self._copies.value(),
            duplex=self._sides.current() == DUPLEX, colour=self._colours.current() == COLOUR)
        self._model.print_out(job, self._pages.text())

    def _save(self, ending: str) -> None:
        if not self._saves[ending].isEnabled():
            return
        kinds = {".pdf": "PDF (*.pdf)", ".docx": "Word (*.docx)", ".zip": "ZIP (*.zip)"}
        name = _("plan {number}").format(number=self._number).replace(" ", "-") + ending
        folder = Path.home() / name
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save the plan"), str(folder), kinds[ending])
        if chosen:
            self._model.save(Path(chosen).with_suffix(ending))


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
    return page


def _length_title(length: str) -> str:
    return {ONE_PAGE: _("One page"), STANDARD: _("Standard"), FULL: _("Full")}[length]
