"""The shell: tabs of the home screen, stages of a visit, and what every page asks it for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.messages import message_for
from desktop.page import Key, Page, PageStack, Services, Stage, Tab
from desktop.screens.sync_centre_model import SyncModel, headline
from desktop.visit import Saved, Visit
from desktop.widgets.bars import FootBar, TopBar
from desktop.widgets.keysheet import KeySheet
from desktop.widgets.sheet import Sheet
from desktop.widgets.toast import Toast

LOW_HEIGHT, NARROW_WIDTH = 640, 1024


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the shell asks of the program around it."""

    open_visit: Callable[[str, Callable[[Visit, str], None]], None]
    lock: Callable[[], None]
    present: Callable[[Visit, QWidget], None]


class Shell(QWidget):
    """Top bar, pages and foot bar; implements ``desktop.page.Navigator``."""

    visit_opened = Signal(object)
    visit_closed = Signal(str)

    def __init__(
        self, tabs: Sequence[Tab], stages: Sequence[Stage], hooks: Hooks, sync: SyncModel
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "desk")
        self._tabs, self._stages, self._hooks = tuple(tabs), tuple(stages), hooks
        self._offered = self._stages
        self._sync = sync
        sync.setParent(self)
        self._services: Services | None = None
        self._pages: dict[str, Page] = {}
        self._stage_pages: dict[str, Page] = {}
        self._current: Page | None = None
        self._wanted_path = ""
        self.visit: Visit | None = None
        self.top = TopBar()
        self.foot = FootBar()
        self._stack = PageStack()
        self._toast = Toast(self)
        self._sheet: Sheet | None = None
        self._lay_out()
        self._connect()

    def start(self, services: Services) -> None:
        """Show the first tab; the services hold this shell as their navigator."""
        self._services = services
        self._sync.changed.connect(self._show_sync)
        self._sync.start()
        self._show_sync()
        self.go_home()

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self._current

    def open_visit(self, uuid: str, path: str = "") -> None:
        if self.visit is not None and self.visit.uuid == uuid:
            self.go_stage("interview", path)
            return
        self._close_visit()
        self._wanted_path = path
        self._hooks.open_visit(uuid, self._show_visit)

    def go_stage(self, name: str, path: str = "") -> None:
        stage = next((stage for stage in self._offered if stage.name == name), None)
        if stage is None or self.visit is None or self._services is None:
            return
        page = self._stage_pages.get(name)
        if page is None:
            page = self._stage_pages[name] = stage.build(self._services, self.visit)
        self.top.mark_current(name)
        self._bring(page)
        self._describe_visit()
        if path:
            page.go_to(path)

    def go_home(self, tab: str = "home") -> None:
        self._close_visit()
        chosen = next((item for item in self._tabs if item.name == tab), None)
        if chosen is None or self._services is None:
            return
        titles = [(item.name, item.icon, item.title()) for item in self._tabs]
        self.top.show_tabs(titles, tab)
        settings = self._services.settings.current
        line = " • ".join(part for part in (settings.organisation, settings.consultant) if part)
        self.top.identity.describe(_("Yunzhen"), line)
        page = self._pages.get(tab)
        if page is None:
            page = self._pages[tab] = chosen.build(self._services)
        self._bring(page)
        self.refresh_sync()

    def toast(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self._toast.say(text, action, run)
        self._place_toast()

    def show_sheet(self, sheet: Sheet) -> None:
        if self._sheet is not None:
            self._sheet.finish()
        if self._sheet is not None:
            # What runs there was asked to stop; the next press closes it.
            sheet.deleteLater()
            return
        self._sheet = sheet
        sheet.setParent(self)
        sheet.closed.connect(self._forget_sheet)
        self._place_sheet()
        sheet.show()
        sheet.raise_()
        sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, error: Exception) -> None:
        title, advice = message_for(error)
        self.top.show_problem(title)
        self._toast.say(f"{title} {advice}", "", None)
        self._place_toast()

    def present(self) -> None:
        if self.visit is not None:
            self._hooks.present(self.visit, self)

    def lock(self) -> None:
        self._hooks.lock()

    def refresh_sync(self) -> None:
        self._sync.refresh()

    def show_keys(self) -> None:
        """F1: every key of the page in front."""
        sheet = KeySheet(self._current.keys() if self._current else (), self)
        sheet.open()

    def close_all(self) -> None:
        """Write where the open visit stands; before the window goes."""
        if self.visit is not None:
            if self._current is not None:
                self._current.deactivate()
            self.visit.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        low = self.height() < LOW_HEIGHT
        self.foot.setVisible(not low)
        self._fit_stages()
        self._place_toast()
        self._place_sheet()

    # --- inside ---

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        # A page that needs more than a small window has scrolls; it never widens the window.
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(self._stack)
        layout.addWidget(area, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.top.stage_chosen.connect(self.go_stage)
        self.top.tab_chosen.connect(self.go_home)
        self.top.back.clicked.connect(lambda: self.go_home())
        self.top.lock.clicked.connect(self.lock)
        self.top.help.clicked.connect(self.show_keys)
        self.top.present.clicked.connect(self.present)
        self.top.sync.clicked.connect(self._go_sync)
        for keys, run in (
            ("F1", self.show_keys),
            ("Ctrl+F", self._find),
            ("Ctrl+L", self.lock),
            ("F5", self.present),
            ("F6", self._next_pane),
            ("Esc", self._go_back),
            ("Ctrl+Z", self._undo),
            ("Ctrl+Shift+Z", self._redo),
            ("Ctrl+Y", self._redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        for number in range(1, 7):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda wanted=number: self._go_number(wanted))

    def _show_visit(self, visit: Visit, problem: str) -> None:
        self.visit = visit
        visit.setParent(self)
        visit.saved.connect(self._show_saved)
        visit.failed.connect(self.complain)
        visit.scored.connect(self._describe_visit)
        visit.moved.connect(self._describe_visit)
        self._offered = tuple(stage for stage in self._stages if stage.offered(visit))
        stages = [(one.name, number, one.title()) for number, one in enumerate(self._offered, 1)]
        self.top.show_stages(stages, "interview")
        self.top.show_saved(visit.last_saved)
        self._describe_visit()
        self._fit_stages()
        self.visit_opened.emit(visit)
        self.go_stage("interview", self._wanted_path or visit.last_path)
        if problem:
            self.toast(problem)

    def _close_visit(self) -> None:
        if self.visit is None:
            return
        if self._current is not None:
            self._current.deactivate()
            self._current = None
        self.visit.flush()
        uuid = self.visit.uuid
        for page in self._stage_pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._stage_pages = {}
        self.visit.deleteLater()
        self.visit = None
        self.visit_closed.emit(uuid)

    def _bring(self, page: Page) -> None:
        if self._current is not None and self._current is not page:
            self._current.deactivate()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
            page.keys_changed.connect(self._describe_keys)
        self._current = page
        self._stack.setCurrentWidget(page)
        page.activate()
        self._describe_keys()

    def _describe_keys(self) -> None:
        if self._current is None:
            return
        all_keys = Key("F1", _("All keys"))
        keys = self._current.keys() if self.width() >= NARROW_WIDTH else ()
        self.foot.describe(self._current.foot_note(), (*keys, all_keys))

    def _describe_visit(self, _score: object = None) -> None:
        visit = self.visit
        if visit is None:
            return
        self.top.identity.describe(*visit.describe())
        for stage, button in zip(self._offered, self.top.stages, strict=False):
            button.describe(stage.title(), stage.state(visit))

    def _fit_stages(self) -> None:
        for button in self.top.stages:
            button.set_short(self.width() < NARROW_WIDTH)
        self.top.sync.set_short(self.width() < NARROW_WIDTH)
        self._describe_keys()

    def _show_saved(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self.top.show_saved(saved.at)

    def _show_sync(self, _state: object = None) -> None:
        icon, words = headline(self._sync.state)
        self.top.sync.describe(icon, words, "ink2")

    def _place_toast(self) -> None:
        above = self.foot.height() if self.foot.isVisible() else 0
        self._toast.move(12, self.height() - above - self._toast.height() - 8)

    def _place_sheet(self) -> None:
        if self._sheet is not None:
            below = self.foot.height() if self.foot.isVisible() else 0
            top = self.top.height()
            self._sheet.place(self.width(), top, self.height() - top - below)

    def _forget_sheet(self) -> None:
        self._sheet = None
        if self._current is not None:
            self._current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_number(self, number: int) -> None:
        if self.visit is not None and number <= len(self._offered):
            self.go_stage(self._offered[number - 1].name)

    def _go_sync(self) -> None:
        if self.visit is None:
            self.go_home("sync")
        else:
            self.go_stage("report")

    def _find(self) -> None:
        if self._current is not None:
            self._current.open_find()

    def _go_back(self) -> None:
        if self._sheet is not None:
            self._sheet.finish()
            return
        if self._current is not None and not self._current.back() and self.visit is not None:
            current = next((b.name for b in self.top.stages if b.isChecked()), "")
            if current != "interview":
                self.go_stage("interview")

    def _undo(self) -> None:
        if self.visit is not None and self.visit.undo() is None:
            self.toast(_("Nothing to undo."))

    def _redo(self) -> None:
        if self.visit is not None and self.visit.redo() is None:
            self.toast(_("Nothing to redo."))

    def _next_pane(self) -> None:
        panes = (
            [pane for pane in self._current.panes() if pane.isVisible()] if self._current else []
        )
        panes += [self._sheet] if self._sheet is not None else []
        if not panes:
            return
        focus = QApplication.focusWidget()
        inside = next(
            (
                i
                for i, pane in enumerate(panes)
                if focus is not None and (pane is focus or pane.isAncestorOf(focus))
            ),
            -1,
        )
        panes[(inside + 1) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)
