"""Right of the pages: length, what was counted, the print bar, and what to save."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import NONE
from desktop.i18n import _, ngettext
from desktop.screens.plan_model import FULL, LENGTHS, ONE_PAGE, STANDARD, PlanState
from desktop.screens.plan_print import PrintJob, printer_names
from desktop.screens.plan_work import ANSWERS, FINDINGS, PICTURES
from desktop.tokens import theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.parts import (
    IconLabel,
    Segments,
    button,
    column,
    empty,
    label,
    link,
    row,
    rule,
    surface,
)

DUPLEX, SIMPLEX, COLOUR, GREY = "duplex", "simplex", "colour", "grey"
WIDTH = 300
# With NoButtons the style sheet leaves the field one pixel wide.
_NO_ARROWS = "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }"


class PlanSide(QFrame):
    """Draws the state; a press becomes a signal."""

    length_chosen = Signal(str)
    print_asked = Signal()
    dialog_asked = Signal()
    trial_asked = Signal()
    save_asked = Signal(str)
    lock_asked = Signal()
    sign_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "paper2")
        self.setProperty("edge", "left")
        self.setFixedWidth(WIDTH)
        self._state = PlanState()
        self._length = Segments(_("Length"), tuple((one, _length_title(one)) for one in LENGTHS))
        self._checks = QVBoxLayout()
        self.printer: QComboBox = ChoiceBox()
        self.pages, self._copies = QLineEdit(), QSpinBox()
        self._sides = Segments(_("Sides"), ((DUPLEX, _("Duplex")), (SIMPLEX, _("One side"))))
        self._colours = Segments(_("Colours"), ((GREY, _("Grey")), (COLOUR, _("Colour"))))
        self._problem, self._notice = label("", "error", wrap=True), label("", "good", wrap=True)
        self._sign = label("", "warn", wrap=True)
        self.print = button("", "file", "primary", "main")
        self.print.setObjectName("print_now")
        self.dialog = button(_("System print…　Ctrl P"), "settings", size="small")
        self.dialog.setObjectName("print_dialog")
        self.trial = link(_("Test sheet"))
        self.trial.setObjectName("print_trial")
        self.trial.setToolTip(_("Two sides: margins, true length, greys, small words"))
        self.saves = {
            ".pdf": button("PDF", size="small"),
            ".docx": button("Word", size="small"),
            ".zip": button(_("Bundle"), size="small"),
        }
        self.more = button(_("More"), size="small")
        self.more.setObjectName("plan_more")
        self.menu = QMenu(self)
        self.menu.setAccessibleName(_("More"))
        self._slides = self.menu.addAction(
            _("Slides for the management meeting"), lambda: self.save_asked.emit(".pptx"))
        self._slides.setObjectName("save_slides")
        self._lock = self.menu.addAction(_("Copy with a password"), self.lock_asked.emit)
        self._lock.setObjectName("lock_copy")
        self._signed = self.menu.addAction(
            _("Copy with a digital signature"), self.sign_asked.emit)
        self._signed.setObjectName("sign_copy")
        self.menu.addSeparator()
        self._lay_out()
        self._connect()

    def fill_printers(self) -> None:
        """Offer the printers that are there now."""
        names = printer_names()
        if [self.printer.itemText(n) for n in range(self.printer.count())] != list(names):
            self.printer.clear()
            self.printer.addItems(names)

    def job(self) -> PrintJob:
        """Return what the print bar says."""
        return PrintJob(
            self.printer.currentText(), copies=self._copies.value(),
            duplex=self._sides.current() == DUPLEX, colour=self._colours.current() == COLOUR)

    def show_state(self, state: PlanState) -> None:
        """Draw a state."""
        self._state = state
        self._render_length(state)
        self._render_checks(state)
        problem = [state.problem, state.advice, *state.missing[:6]]
        self._problem.setText("\n".join(part for part in problem if part))
        self._problem.setVisible(bool(state.problem))
        self._notice.setText(state.notice)
        self._notice.setVisible(bool(state.notice))
        self._render_buttons(state)

    def hasHeightForWidth(self) -> bool:
        """Say no: its upper part scrolls, so it asks for no height of the window."""
        return False

    # --- building ---

    def _lay_out(self) -> None:
        self._checks.setSpacing(0)
        self.pages.setPlaceholderText(_("all"))
        self._copies.setRange(1, 99)
        self._copies.setValue(3)
        self._copies.setStyleSheet(_NO_ARROWS)
        self._copies.setSuffix(_(" copies"))
        for widget, name in ((self.printer, _("Printer")), (self.pages, _("Pages")),
                             (self._copies, _("Copies"))):
            widget.setAccessibleName(name)
        host = QWidget()
        upper = column(
            self._length, 6, label(_("Count of contents"), "panel"), self._checks, 6,
            row(label(_("Print"), "panel"), None, self.trial), self._form(), None, spacing=8)
        upper.setContentsMargins(16, 14, 16, 4)
        host.setLayout(upper)
        host.setProperty("surface", "paper2")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(host)
        saves = row(*self.saves.values(), self.more, spacing=6)
        for place in range(saves.count()):
            saves.setStretch(place, 1)
        lower = column(
            self._problem, self._notice, self._sign, self.print, self.dialog,
            saves, spacing=8)
        lower.setContentsMargins(16, 4, 16, 12)
        foot = surface("paper2")
        foot.setLayout(lower)
        whole = column(spacing=0)
        whole.addWidget(area, 1)
        whole.addWidget(foot)
        self.setLayout(whole)

    def _form(self) -> QVBoxLayout:
        form = column(spacing=6)
        widgets: tuple[tuple[str, QWidget], ...] = (
            (_("Printer"), self.printer), (_("Pages"), self.pages),
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
        return form

    def _connect(self) -> None:
        self._length.chosen.connect(self.length_chosen)
        self.print.clicked.connect(self.print_asked)
        self.dialog.clicked.connect(self.dialog_asked)
        self.trial.clicked.connect(self.trial_asked)
        self.more.clicked.connect(self._open_menu)
        self._copies.valueChanged.connect(lambda _count: self._render_buttons(self._state))
        for ending, save in self.saves.items():
            save.clicked.connect(lambda _on=False, wanted=ending: self.save_asked.emit(wanted))

    def _open_menu(self) -> None:
        size = self.menu.sizeHint()
        corner = self.more.mapToGlobal(self.more.rect().topRight())
        self.menu.popup(corner - QPoint(size.width(), size.height()))

    # --- drawing ---

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
        printers = self.printer.count() > 0
        self.print.setEnabled(ready and printers)
        self.print.setText(
            _("Print {count} copies").format(count=self._copies.value()) if printers else
            _("No printer here; save the PDF"))
        self.print.setAccessibleName(self.print.text())
        self.dialog.setEnabled(ready)
        self.trial.setEnabled(printers and not state.busy)
        for save in self.saves.values():
            save.setEnabled(ready)
        for action in (self._slides, self._lock, self._signed):
            action.setEnabled(ready)
        unsigned = bool(state.made and state.made.signed[0] < state.made.signed[1])
        self._sign.setText(_("The enterprise has not signed. Print, sign by hand, and photograph "
                             "it later.") if unsigned else "")
        self._sign.setVisible(unsigned)


def _length_title(length: str) -> str:
    return {ONE_PAGE: _("One page"), STANDARD: _("Standard"), FULL: _("Full")}[length]
