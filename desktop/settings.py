"""The settings of this computer: one frozen, versioned value in a file without secrets."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal

from desktop.settings_migration import migrated

VERSION = 2
FILE_NAME = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose; everything about enterprises is in the encrypted store instead.

    ``theme`` is ``system light dark``; ``text_scale`` 1.0, 1.15 or 1.3; ``lock_minutes`` 0 = never.
    ``data_folder`` empty means the default folder. ``panes`` are splitter sizes by screen.
    ``logo``, ``colour``, ``cover_text`` and ``template`` are the organisation's look on the plan,
    ``certificate`` is the file it signs with, ``backup_folder`` where the last backup went,
    ``files_folder`` where plans are offered to be saved.
    ``person`` is whose name and role are in force; ``others`` are those of the other people with
    a passphrase of their own: person, name, role.
    """

    version: int = VERSION
    consultant: str = ""
    organisation: str = ""
    role: str = ""
    logo: str = ""
    colour: str = ""
    cover_text: str = ""
    template: str = ""
    certificate: str = ""
    person: str = ""
    others: tuple[tuple[str, str, str], ...] = ()
    language: str = "zh_CN"
    theme: str = "system"
    text_scale: float = 1.0
    lock_minutes: int = 10
    motion: bool = True
    data_folder: str = ""
    backup_folder: str = ""
    files_folder: str = ""
    first_run_done: bool = False
    panes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    sort_column: int = -1
    sort_descending: bool = True

    def suggested(self, name: str) -> str:
        """Return where a file of this name is offered to be saved."""
        folder = Path(self.files_folder)
        return str((folder if self.files_folder and folder.is_dir() else Path.home()) / name)

    def pane(self, name: str) -> tuple[int, ...]:
        """Return the splitter sizes that were left on a screen; empty if never moved."""
        return dict(self.panes).get(name, ())

    def with_pane(self, name: str, sizes: tuple[int, ...]) -> "Settings":
        """Return settings that remember splitter sizes."""
        return replace(self, panes=tuple(sorted({**dict(self.panes), name: sizes}.items())))

    def for_person(self, person: str) -> "Settings":
        """Return settings with the name and role of another person of this computer.

        Who comes for the first time is called as the passphrase is, and has no role yet.
        """
        if person == self.person:
            return self
        known = {one: (name, role) for one, name, role in self.others}
        name, role = known.pop(person, (person, ""))
        others = {**known, self.person: (self.consultant, self.role)}
        kept = tuple((one, *facts) for one, facts in sorted(others.items()))
        return replace(self, person=person, consultant=name, role=role, others=kept)

    def name_of(self, person: str) -> str:
        """Return the name that a person's plans bear; who made the data has one but no login."""
        names = {one: name for one, name, _role in self.others}
        return (self.consultant if person == self.person else names.get(person, "")) or person

    def without_person(self, person: str) -> "Settings":
        """Return settings that have forgotten another person."""
        return replace(self, others=tuple(one for one in self.others if one[0] != person))


class SettingsBook(QObject):
    """The settings in force and their file."""

    changed = Signal(Settings)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = folder / FILE_NAME
        self._settings = read(self._file)

    @property
    def current(self) -> Settings:
        """The settings in force."""
        return self._settings

    @property
    def folder(self) -> Path:
        """Where the settings file lies."""
        return self._file.parent

    @property
    def data_folder(self) -> Path:
        """Where the encrypted database lies."""
        chosen = self._settings.data_folder
        return Path(chosen) if chosen else self._file.parent / "data"

    def change(self, new: Settings) -> None:
        """Put settings in force and write them."""
        if new != self._settings:
            self._settings = new
            write(self._file, new)
            self.changed.emit(new)


def default_folder() -> Path:
    """Return the folder of this user for the program's data; it needs no administrator."""
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(location)


def read(file: Path) -> Settings:
    """Read settings; a missing or unreadable file gives the defaults."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return _from_json(migrated(data)) if isinstance(data, dict) else Settings()


def write(file: Path, settings: Settings) -> None:
    """Write settings beside the old file and put them in its place at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(file)


def _from_json(data: Mapping[str, object]) -> Settings:
    default = Settings()
    known: dict[str, Any] = {}
    for item in fields(Settings):
        value = data.get(item.name)
        if item.name == "panes":
            known["panes"] = _panes(value)
        elif item.name == "others":
            known["others"] = _others(value)
        elif isinstance(value, type(getattr(default, item.name))):
            known[item.name] = value
    return replace(default, **{**known, "version": VERSION})


def _others(value: object) -> tuple[tuple[str, str, str], ...]:
    rows = [row for row in value if isinstance(row, list)] if isinstance(value, list) else []
    return tuple((str(row[0]), str(row[1]), str(row[2])) for row in rows if len(row) == 3)


def _panes(value: object) -> tuple[tuple[str, tuple[int, ...]], ...]:
    if not isinstance(value, list):
        return ()
    pairs = [pair for pair in value if isinstance(pair, list) and len(pair) == 2]
    return tuple(
        (str(name), tuple(int(size) for size in sizes if isinstance(size, int)))
        for name, sizes in pairs
        if isinstance(sizes, list)
    )
