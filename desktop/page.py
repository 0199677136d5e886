"""What the shell and the screens know of each other: pages, stages, tabs, services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.background import Background
from desktop.settings import SettingsBook

if TYPE_CHECKING:
    from desktop.screens.sync_centre_model import SyncModel
    from desktop.visit import Visit
    from desktop.widgets.sheet import Sheet
    from sync.store import Store


# As the path of the interview: the check list before finishing.
CHECK_LIST = "check-list"


@dataclass(frozen=True, slots=True)
class Key:
    """A key cap of the foot bar and the word for what it does: ``Key("Enter", _("Next"))``."""

    cap: str
    words: str


class PageStack(QStackedWidget):
    """Pages of which the one in front says how small all can be: a hidden one needs no room."""

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        return front.minimumSizeHint() if front is not None else super().minimumSizeHint()


class Page(QWidget):
    """A screen that fills the space between the top bar and the foot bar.

    A subclass overrides what it needs. The shell calls ``activate`` each time the page comes to
    the front and ``deactivate`` when it goes; a page that is not in front does no work.
    """

    keys_changed = Signal()

    def keys(self) -> tuple[Key, ...]:
        """Return the key caps of the foot bar; F1 is added by the shell."""
        return ()

    def foot_note(self) -> str:
        """Return the left text of the foot bar; empty for the shell's own."""
        return ""

    def activate(self) -> None:
        """Come to the front: look at the record again and take the focus."""

    def deactivate(self) -> None:
        """Leave the front."""

    def go_to(self, path: str) -> None:
        """Show one question, measure or row."""

    def open_find(self) -> None:
        """Ctrl+F."""

    def back(self) -> bool:
        """Esc: close what is open in the page; return False when there was nothing to close."""
        return False

    def panes(self) -> tuple[QWidget, ...]:
        """Return the panes that F6 walks, in order."""
        return ()


class Navigator(Protocol):
    """The shell as a page sees it."""

    def open_visit(self, uuid: str, path: str = "") -> None:
        """Open a record, at a question if one is named, else where it was left."""

    def go_stage(self, name: str, path: str = "") -> None:
        """Bring a stage of the open visit to the front."""

    def go_home(self, tab: str = "home") -> None:
        """Close the visit, if one is open, and show a tab of the home screen."""

    def toast(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Say for six seconds what has no place on screen; never an error."""

    def show_sheet(self, sheet: "Sheet") -> None:
        """Show a pane over the right of the window until it is closed; one at a time."""

    def complain(self, error: Exception) -> None:
        """Show what went wrong and what to do, without stopping anything."""

    def present(self) -> None:
        """Open the presentation window on the open visit."""

    def lock(self) -> None:
        """Lock the screen."""

    def refresh_sync(self) -> None:
        """Look again at what waits and at the network: the state at the right of the top bar."""


@dataclass(frozen=True, slots=True)
class Services:
    """What a screen is given; built in ``desktop.session`` once the store is open."""

    store: "Store"
    background: Background
    settings: SettingsBook
    sync: "SyncModel"
    navigator: Navigator
    now: Callable[[], datetime]
    new_uuid: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the way of the data in an open visit: 问诊 … 上报, numbered as they are offered.

    ``title`` is a function, so that it follows the language; ``state`` gives the second line in
    the top bar (``83/110``, ``暂定``) from the live visit and must be cheap; ``build`` is called
    when the stage is first entered, and its page is dropped when the visit is closed; ``offered``
    says whether a record has this step at all: a follow-up has no 措施 and 费用 of its own.
    """

    name: str
    title: Callable[[], str]
    state: Callable[["Visit"], str]
    build: Callable[[Services, "Visit"], Page]
    offered: Callable[["Visit"], bool] = lambda _visit: True


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the home screen: 企业档案, 上报中心, 统计报表, 设置."""

    name: str
    icon: str
    title: Callable[[], str]
    build: Callable[[Services], Page]
