"""What desktop tests are made of: the shipped form, visits, services with a real store."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import forms
from desktop.background import Background
from desktop.page import Services
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.screens.sync_centre_model import SyncModel
from desktop.settings import SettingsBook
from desktop.visit import Visit
from desktop.widgets.sheet import Sheet
from sync.store import Store

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PASSPHRASE = "correct horse"  # noqa: S105 - of a store that lives for one test


def now() -> datetime:
    return NOW


@dataclass
class Uuids:
    """Identifiers that differ and are the same in every run."""

    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        return f"{self.made:08x}-0000-4000-8000-000000000000"


@cache
def questionnaire() -> forms.Form:
    """The shipped questionnaire, compiled once a process."""
    return shipped()


_uuids = Uuids()


def an_entry(practice: str = "") -> forms.Entry:
    """A fresh entry, or one filled as a practice visit."""
    entry = questionnaire().start(now=now, new_uuid=_uuids)
    if practice:
        fill(entry, practice_visit(practice))
    return entry


@dataclass
class Navigator:
    """Remembers what a page asked the shell for."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    run: Callable[[], None] | None = None
    sheet: Sheet | None = None

    def open_visit(self, uuid: str, path: str = "") -> None:
        self.asked.append(("open_visit", uuid, path))

    def go_stage(self, name: str, path: str = "") -> None:
        self.asked.append(("go_stage", name, path))

    def go_home(self, tab: str = "home") -> None:
        self.asked.append(("go_home", tab))

    def toast(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self.asked.append(("toast", text))
        self.run = run

    def show_sheet(self, sheet: Sheet) -> None:
        self.asked.append(("show_sheet", sheet.objectName()))
        self.sheet = sheet

    def complain(self, error: Exception) -> None:
        self.asked.append(("complain", repr(error)))

    def present(self) -> None:
        self.asked.append(("present",))

    def lock(self) -> None:
        self.asked.append(("lock",))

    def refresh_sync(self) -> None:
        self.asked.append(("refresh_sync",))


@dataclass
class Desk:
    """A store with its lanes, as the program holds them while a window is open."""

    store: Store
    background: Background
    services: Services
    navigator: Navigator

    def visit(self, practice: str = "factory") -> Visit:
        """A record in the store, opened."""
        entry = an_entry(practice)
        self.store.put_questionnaire(entry.form)
        uuid = self.store.create_record(entry.form, entry)
        return Visit(
            uuid,
            "",
            entry,
            store=self.store,
            background=self.background,
            new_uuid=self.services.new_uuid,
            who=lambda: "李工",
        )

    def close(self) -> None:
        self.background.close()
        self.store.close()


def a_desk(folder: Path) -> Desk:
    """A real encrypted store in a folder of its own, and services on it."""
    store = Store.create(folder / "data", PASSPHRASE)
    background = Background()
    navigator = Navigator()
    sync = SyncModel(store, background, now)
    book = SettingsBook(folder)
    services = Services(store, background, book, sync, navigator, now, Uuids())
    return Desk(store, background, services, navigator)
