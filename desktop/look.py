"""An organisation's own look on the plan: what the settings name, read from the disk."""

from dataclasses import dataclass
from pathlib import Path

from desktop.settings import Settings


@dataclass(frozen=True, slots=True)
class OfficeLook:
    """Empty where the office has set nothing, or where its file is gone."""

    logo: bytes = b""
    colour: str = ""
    cover_text: str = ""
    template: bytes = b""


def office_look(settings: Settings) -> OfficeLook:
    """Return the look of the settings in force."""
    return OfficeLook(
        _read(settings.logo), settings.colour, settings.cover_text, _read(settings.template))


def keep_file(source: Path, folder: Path, stem: str) -> Path:
    """Copy a chosen file into the program's folder, so that a pulled-out stick takes nothing away.

    Raises:
        OSError: it cannot be read, or the folder not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{stem}{source.suffix.lower()}"
    data = source.read_bytes()
    kept.write_bytes(data)
    return kept


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes() if name else b""
    except OSError:
        return b""
