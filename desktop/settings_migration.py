"""Settings files of earlier versions: each step makes the next version's values of the last's."""

from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from pathlib import Path


def migrated(data: Mapping[str, object]) -> Mapping[str, object]:
    """Return a settings file's values as of this version."""
    return _with_own_look(data) if data.get("version") == 1 else data


def _with_own_look(data: Mapping[str, object]) -> Mapping[str, object]:
    """Version 2 has fields for what version 1 read from the folder of the logo."""
    logo = data.get("logo")
    if not isinstance(logo, str) or not logo:
        return data
    folder = Path(logo).parent
    words = ConfigParser(interpolation=None)
    try:
        words.read(folder / "look.ini", encoding="utf-8-sig")
    except (IniError, UnicodeDecodeError):
        # A broken file was not used before either.
        words = ConfigParser()
    template = folder / "template.docx"
    return {
        **data,
        "colour": words.get("look", "colour", fallback=""),
        "cover_text": words.get("look", "cover", fallback=""),
        "template": str(template) if template.is_file() else "",
    }
