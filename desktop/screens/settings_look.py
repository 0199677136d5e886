"""Settings: the organisation's own look on the plan, judged at once and shown as it will be."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QColorDialog, QFileDialog, QFrame, QLabel, QPushButton

from desktop.background import Lane, Task
from desktop.i18n import _
from desktop.look import keep_file
from desktop.messages import in_a_line, message_for
from desktop.page import Services
from desktop.plan_remarks import remark_sentences
from desktop.screens.plan_pages import page_image
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import Section, box, put, text_line
from desktop.settings import Settings
from desktop.tokens import theme
from desktop.widgets.parts import button, label, row
from desktop.widgets.state import show_state as mark_state
from forms.plan.look import CONTRAST, DARKEST_GREY, accepted_blue, darkened, legibility

LOGO, TEMPLATE, FOLDER = "logo", "template", "look"
PAGE_WIDTH = 300
# The blue of plan/layout.md §3, which stands where no colour is set.
BUILT_IN = "#1F3A5F"


@dataclass(frozen=True, slots=True)
class LookState:
    """``colour`` is what is typed, ``better`` a darker shade that would do; ``pages`` a preview."""

    colour: str = ""
    colour_words: str = ""
    colour_problem: str = ""
    better: str = ""
    problem: str = ""
    remarks: tuple[str, ...] = ()
    pages: tuple[QImage, ...] = ()


class LookModel(QObject):
    """Judges each part before it is kept; makes the preview on a lane."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._shown: Settings | None = None
        self._task: Task | None = None
        self.state = LookState(colour=services.settings.current.colour)

    def set_colour(self, text: str) -> None:
        """Keep a colour that stays legible; say why another one does not."""
        colour = _spelled(text)
        accepted, refused = accepted_blue(colour)
        state = replace(self.state, colour=colour, colour_words="", colour_problem="", better="")
        if not refused:
            self._set(replace(state, colour_words=_figures(accepted)))
            self._change(colour=accepted)
            return
        if refused[0][0] == "colour-unreadable":
            words = _("“{text}” is no colour. Write it like #1F3A5F.").format(text=text)
            self._set(replace(state, colour_problem=words))
            return
        words = _("Too light in print: {figures}. The plan stays as it was.").format(
            figures=_figures(colour))
        self._set(replace(state, colour_problem=words, better=darkened(colour)))

    def set_cover_text(self, text: str) -> None:
        """Keep the line below the cover's title."""
        self._change(cover_text=text)

    def choose_logo(self, path: Path) -> None:
        """Keep a picture; one that cannot be read is refused."""
        self._keep(path, LOGO)

    def choose_template(self, path: Path) -> None:
        """Keep a Word template; one that cannot be opened is refused."""
        self._keep(path, TEMPLATE)

    def drop(self, name: str) -> None:
        """Go back to the plan's own: no logo, no template."""
        self._change(**{name: ""})

    def refresh(self) -> None:
        """Set the preview again if anything that it shows has changed."""
        settings, now = self._services.settings.current, self._services.now()
        cache = self._services.settings.folder / "cache"
        if settings == self._shown:
            return
        self._shown = settings
        if self._task is not None:
            self._task.cancel()

        def work(_task: Task) -> tuple[tuple[str, ...], tuple[QImage, ...]]:
            from desktop.look_preview import look_preview

            made = look_preview(settings, now, cache)
            scale = theme().px(PAGE_WIDTH) / 595 * 2
            pages = tuple(page_image(made.pdf, number, scale) for number in range(2))
            return remark_sentences(made.remarks), pages

        self._task = self._services.background.start(
            Lane.NETWORK, work, self._show_preview, self._complain)

    def _keep(self, path: Path, name: str) -> None:
        folder = self._services.settings.folder / FOLDER

        def work(_task: Task) -> tuple[str, str]:
            from desktop.report.photos import readable
            from desktop.report.word import template_is_usable

            data = path.read_bytes()
            usable = readable(data) if name == LOGO else template_is_usable(data)
            return name, str(keep_file(path, folder, name)) if usable else ""

        self._set(replace(self.state, problem=""))
        self._services.background.start(Lane.NETWORK, work, self._show_kept, self._complain)

    def _show_kept(self, kept: object) -> None:
        if not isinstance(kept, tuple):
            return
        name, path = kept
        if path:
            # The same name may hold another picture now.
            self._shown = None
            self._change(**{name: path})
            return
        self._set(replace(self.state, problem=_("The picture cannot be read. Take a PNG or JPG.")
                          if name == LOGO else
                          _("The template cannot be opened in Word's format (.docx); the plan "
                            "keeps its built-in styles.")))

    def _change(self, **values: str) -> None:
        book = self._services.settings
        book.change(replace(book.current, **values))  # type: ignore[arg-type] # fields by name
        self._set(replace(self.state, problem=""))
        self.refresh()

    def _show_preview(self, made: object) -> None:
        self._task = None
        if isinstance(made, tuple):
            self._set(replace(self.state, remarks=made[0], pages=made[1]))

    def _complain(self, error: Exception) -> None:
        self._set(replace(self.state, problem=in_a_line(message_for(error))))

    def _set(self, state: LookState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class LookSection(Section):
    """方案样式."""

    def __init__(self, services: Services, model: SettingsModel) -> None:
        super().__init__("look", _("Look of the plan"), _(
            "Logo, colour, a line on the cover and Word styles of your organisation. They are "
            "printed in every plan made from now on; finished plans stay as they are."))
        self.model = LookModel(services, self)
        self._build(model.state.settings)
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def refresh(self) -> None:
        """Make the preview; when the settings come to the front."""
        self.model.refresh()

    def show_state(self, state: SettingsState) -> None:
        settings = state.settings
        for shown, drop, name in (
            (self._logo, self._drop_logo, settings.logo),
            (self._template, self._drop_template, settings.template),
        ):
            gone = bool(name) and not Path(name).is_file()
            words = _("{file} is gone; choose it again").format(file=Path(name).name)
            shown.setText(words if gone else Path(name).name if name else _("none"))
            drop.setVisible(bool(name))

    def _build(self, settings: Settings) -> None:
        grid = self.grid()
        self._logo, self._template = label(role="note"), label(role="note")
        self._drop_logo = self._drop("drop_logo", lambda: self.model.drop(LOGO))
        self._drop_template = self._drop("drop_template", lambda: self.model.drop(TEMPLATE))
        choose = button(_("Choose a picture"), "photo", size="small")
        choose.setObjectName("choose_logo")
        choose.clicked.connect(self._ask_logo)
        put(grid, _("Logo for the plan"), box(choose, self._logo, self._drop_logo, None))
        self._colour = text_line("colour", settings.colour, self.model.set_colour)
        self._colour.setPlaceholderText(BUILT_IN)
        self._colour.setMaximumWidth(theme().px(120))
        self._swatch = QFrame()
        self._swatch.setFixedSize(theme().px(28), theme().px(28))
        pick = button(_("Pick"), size="small")
        pick.setObjectName("pick_colour")
        pick.clicked.connect(self._ask_colour)
        self._better = button("", size="small")
        self._better.setObjectName("better_colour")
        self._better.clicked.connect(lambda: self.model.set_colour(self.model.state.better))
        put(grid, _("Colour of the plan"),
            box(self._colour, self._swatch, pick, self._better, None))
        self._verdict = label(role="note", wrap=True)
        self._verdict.setObjectName("colour_verdict")
        grid.addWidget(self._verdict, grid.rowCount(), 1)
        put(grid, _("Line on the cover"), text_line(
            "cover_text", settings.cover_text, self.model.set_cover_text))
        template = button(_("Choose a Word file"), "file", size="small")
        template.setObjectName("choose_template")
        template.clicked.connect(self._ask_template)
        put(grid, _("Word styles"), box(template, self._template, self._drop_template, None))
        self.column.addWidget(self.note)
        self.heading(_("As it will be"))
        self._pages = (QLabel(), QLabel())
        for page in self._pages:
            page.setFixedWidth(theme().px(PAGE_WIDTH) + 2)
            page.setFrameShape(QFrame.Shape.Box)
        self._pages[0].setAccessibleName(_("Cover"))
        self._pages[1].setAccessibleName(_("Page for the boss"))
        self.column.addLayout(row(*self._pages, None, spacing=16))
        self.column.addStretch(1)

    @staticmethod
    def _drop(name: str, run: Callable[[], None]) -> QPushButton:
        drop = button(_("Take away"), kind="link", size="small")
        drop.setObjectName(name)
        drop.clicked.connect(run)
        return drop

    def _render(self, state: LookState) -> None:
        good = not state.colour_problem
        self._verdict.setText(state.colour_problem or state.colour_words)
        self._verdict.setProperty("role", "good" if good else "error")
        self._verdict.style().polish(self._verdict)
        self._verdict.setVisible(bool(self._verdict.text()))
        mark_state(self._colour, "" if good else "error")
        if not self._colour.hasFocus() or state.colour != self._colour.text():
            self._colour.setText(state.colour)
        shown = state.colour if QColor.isValidColorName(state.colour) else BUILT_IN
        self._swatch.setStyleSheet(f"background: {shown};")
        self._better.setText(_("Take {colour}").format(colour=state.better))
        self._better.setAccessibleName(self._better.text())
        self._better.setVisible(bool(state.better))
        self.say("", "\n".join(part for part in (state.problem, *state.remarks) if part))
        for page, image in zip(self._pages, state.pages, strict=False):
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(2)
            page.setPixmap(picture)

    def _ask_logo(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a picture"), filter="*.png *.jpg *.jpeg")
        if name:
            self.model.choose_logo(Path(name))

    def _ask_template(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a Word file"), filter="*.docx")
        if name:
            self.model.choose_template(Path(name))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(QColor(self.model.state.colour or BUILT_IN), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.model.set_colour(colour.name()))
        dialog.open()


def _spelled(text: str) -> str:
    """Return ``1f3a5f`` and ``#1f3a5f`` alike as ``#1F3A5F``; what is no colour as it is."""
    plain = text.strip().removeprefix("#")
    return f"#{plain.upper()}" if len(plain) == 6 and plain.isalnum() else text.strip()


def _figures(colour: str) -> str:
    """Return how a colour does against the two bars; nothing for no colour."""
    if not colour:
        return ""
    grey, contrast = legibility(colour)
    return _("{grey} % ink in grey (at least {least} %), contrast {contrast}:1 (at least {bar}:1)"
             ).format(grey=round(grey * 100), least=round(DARKEST_GREY * 100),
                      contrast=f"{contrast:.1f}", bar=round(CONTRAST))
