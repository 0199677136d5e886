"""An organisation's own look without programming: what stands in the folder of its logo.

Beside the logo's file may stand ``look.ini`` (``[look]`` with ``colour = #1F3A5F`` and ``cover =``
a line for the cover) and ``template.docx``, whose styles Word files take.
"""

from configparser import ConfigParser
from configparser import Error as IniError
from dataclasses import dataclass
from pathlib import Path

LOOK_FILE, TEMPLATE_FILE, SECTION = "look.ini", "template.docx", "look"


@dataclass(frozen=True, slots=True)
class OfficeLook:
    """What an office has put there; empty where it has not. ``problem`` names a broken file."""

    logo: bytes = b""
    colour: str = ""
    cover_text: str = ""
    template: bytes = b""
    problem: str = ""


def office_look(logo: str) -> OfficeLook:
    """Return the look that belongs to a logo's path; an empty path has none."""
    path = Path(logo)
    if not logo or not path.is_file():
        return OfficeLook()
    template = path.with_name(TEMPLATE_FILE)
    words, problem = ConfigParser(interpolation=None), ""
    try:
        words.read(path.with_name(LOOK_FILE), encoding="utf-8-sig")
    except (IniError, UnicodeDecodeError):
        problem = LOOK_FILE
    return OfficeLook(
        logo=path.read_bytes(),
        colour=words.get(SECTION, "colour", fallback=""),
        cover_text=words.get(SECTION, "cover", fallback=""),
        template=template.read_bytes() if template.is_file() else b"",
        problem=problem)
