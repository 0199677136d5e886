"""Settings: what is in the file, what is in the store, and the actions on both."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Lane, Task
from desktop.i18n import _
from desktop.messages import in_a_line, message, message_for
from desktop.page import Services
from desktop.server_settings import read_server, write_server
from desktop.settings import Settings
from sync.configuration import (
    ConfigurationError,
    read_configuration,
    read_picture,
    with_review_address,
)
from sync.values import ServerConfig, StoreFacts

SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class SettingsState:
    """``words`` say what an action did, ``problem`` what went wrong, each at its section."""

    settings: Settings
    facts: StoreFacts | None = None
    server: str = ""
    account: str = ""
    people: tuple[str, ...] = ()
    person: str = ""
    busy: str = ""
    words: tuple[str, str] = ("", "")
    problem: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Read:
    facts: StoreFacts
    server: ServerConfig
    people: tuple[str, ...]


class SettingsModel(QObject):
    """Every change is in force at once; there is nothing to save."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.state = SettingsState(services.settings.current)
        services.settings.changed.connect(self._take_settings)

    def reload(self) -> None:
        """Read what the store says of itself."""
        store = self._services.store

        def work(_task: Task) -> _Read:
            return _Read(store.facts(), read_server(store), store.people(store.folder))

        self._services.background.start(Lane.DATABASE, work, self._show_read, self._complain)

    def change(self, **values: object) -> None:
        """Change settings."""
        self._services.settings.change(replace(self._services.settings.current, **values))  # type: ignore[arg-type] # fields by name

    def use_code(self, text: str) -> None:
        """Take a pasted configuration code."""
        try:
            config = read_configuration(text)
        except ConfigurationError as error:
            self._set(replace(self.state, problem=("platform", in_a_line(message_for(error)))))
            return
        self._write_server(config)

    def use_account(self, email: str, password: str) -> None:
        """Take the web account that reads what reviewers write; both empty: none."""
        self._set(replace(self.state, busy="platform", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            config = with_review_address(read_server(store))
            write_server(store, replace(config, rest_email=email.strip(), rest_password=password))
            return "account"

        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def use_picture(self, path: Path) -> None:
        """Take the QR code in a picture's file."""
        self._use_picture(path.read_bytes)

    def use_picture_data(self, data: bytes) -> None:
        """Take the QR code in a picture that was copied."""
        self._use_picture(lambda: data)

    def _use_picture(self, read: Callable[[], bytes]) -> None:
        self._set(replace(self.state, busy="platform", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            write_server(store, read_picture(read()))
            return "platform"

        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def backup(self, folder: Path) -> None:
        """Copy the encrypted database into a folder."""
        self._set(replace(self.state, busy="data", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            store.backup(folder)
            return "data"

        self.change(backup_folder=str(folder))
        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def change_passphrase(self, old: str, new: str, again: str) -> None:
        """Change the passphrase; the data stays as it is."""
        code = "too-short" if len(new) < SHORTEST_PASSPHRASE else "not-same" if new != again else ""
        if code:
            self._set(replace(self.state, problem=("lock", in_a_line(message(code, {})))))
            return
        self._set(replace(self.state, busy="lock", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            store.change_passphrase(old, new)
            return "lock"

        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def add_person(self, name: str, passphrase: str) -> None:
        """Let another consultant open this computer's data with a passphrase of their own."""
        if len(passphrase) < SHORTEST_PASSPHRASE or not name:
            words = in_a_line(message("too-short", {}))
            self._set(replace(self.state, problem=("lock", words)))
            return
        self._set(replace(self.state, busy="lock", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            store.add_person(name, passphrase)
            return "lock"

        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def drop_person(self, name: str) -> None:
        """Take another person's passphrase away; their records stay."""
        self._set(replace(self.state, busy="lock", problem=("", "")))
        store, settings = self._services.store, self._services.settings

        def work(_task: Task) -> str:
            store.remove_person(name)
            return "lock"

        settings.change(settings.current.without_person(name))
        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def _write_server(self, config: ServerConfig) -> None:
        self._set(replace(self.state, busy="platform", problem=("", "")))
        store = self._services.store

        def work(_task: Task) -> str:
            write_server(store, config)
            return "platform"

        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def _show_read(self, read: object) -> None:
        if isinstance(read, _Read):
            self._set(
                replace(
                    self.state,
                    facts=read.facts,
                    server=_public(read.server.url),
                    account=read.server.rest_email,
                    people=read.people,
                    person=self._services.store.person,
                )
            )

    def _show_done(self, section: object) -> None:
        words = {
            "account": _("Kept. What reviewers write comes with the next exchange."),
            "platform": _("Connected. Records go by themselves when there is a network."),
            "data": _("Backed up."),
            "lock": _("Changed."),
        }[str(section)]
        place = "platform" if section == "account" else str(section)
        self._set(replace(self.state, busy="", words=(place, words), problem=("", "")))
        self._services.navigator.refresh_sync()
        self.reload()

    def _complain(self, error: Exception) -> None:
        section = self.state.busy or "data"
        words = in_a_line(message_for(error))
        self._set(replace(self.state, busy="", problem=(section, words)))

    def _take_settings(self, settings: Settings) -> None:
        self._set(replace(self.state, settings=settings))

    def _set(self, state: SettingsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _public(url: str) -> str:
    """Return the address without the key in it."""
    return url.split("/v1/key/", 1)[0]
