"""The settings of this computer: one frozen, versioned value in a file without secrets."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal

VERSION = 1
FILE_NAME = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose; everything about enterprises is in the encrypted store instead.

    ``theme`` is ``system light dark``; ``text_scale`` 1.0, 1.15 or 1.3; ``lock_minutes`` 0 = never.
    ``data_folder`` empty means the default folder. ``panes`` are splitter sizes by screen.
    """

    version: int = VERSION
    consultant: str = ""
    organisation: str = ""
    role: str = ""
    logo: str = ""
    language: str = "zh_CN"
    theme: str = "system"
    text_scale: float = 1.0
    lock_minutes: int = 10
    motion: bool = True
    data_folder: str = ""
    first_run_done: bool = False
    panes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    sort_column: int = -1
    sort_descending: bool = True

    def pane(self, name: str) -> tuple[int, ...]:
        """Return the splitter sizes that were left on a screen; empty if never moved."""
        return dict(self.panes).get(name, ())

    def with_pane(self, name: str, sizes: tuple[int, ...]) -> "Settings":
        """Return settings that remember splitter sizes."""
        return replace(self, panes=tuple(sorted({**dict(self.panes), name: sizes}.items())))


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
    return _from_json(data) if isinstance(data, dict) else Settings()


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
        elif isinstance(value, type(getattr(default, item.name))):
            known[item.name] = value
    return replace(default, **{**known, "version": VERSION})


def _panes(value: object) -> tuple[tuple[str, tuple[int, ...]], ...]:
    if not isinstance(value, list):
        return ()
    pairs = [pair for pair in value if isinstance(pair, list) and len(pair) == 2]
    return tuple(
        (str(name), tuple(int(size) for size in sizes if isinstance(size, int)))
        for name, sizes in pairs
        if isinstance(sizes, list)
    )
