"""The three embedded faces: loaded once and late, measured in em, with visible fallbacks.

Only Noto Sans SC 400 and 600 and Noto Serif SC 400 are set; a text that asks for 500 or 700 takes
600 (design.md §6). A face is read from disk when its first character is measured.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

import resources

SANS, BOLD, SERIF = "YunzhenSans", "YunzhenSansBold", "YunzhenSerif"
FILES = {
    SANS: "fonts/NotoSansSC_400Regular.ttf",
    BOLD: "fonts/NotoSansSC_600SemiBold.ttf",
    SERIF: "fonts/NotoSerifSC_400Regular.ttf",
}
# Marks inside a text that are not drawn: a quarter space, and minus half an em between two marks.
QUARTER, KERN = "\u2005", "\ue000"
# What stands in for a character that the fonts lack (plan/layout.md §2).
REPLACEMENTS = {"☐": "□", "✗": "×", "✘": "×", "‑": "-", "\u2002": " ",
                "\u2003": "　"}
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff" + "".join(REPLACEMENTS) + "]")


class Widths(dict[str, float]):
    """The advance of a face's characters in em, looked up once each: it has thirty thousand.

    Raises:
        KeyError: the face lacks the character.
    """

    def __init__(self, advances: Mapping[int, float]) -> None:
        """Take the advances by code point, in thousandths."""
        super().__init__({QUARTER: 0.25, KERN: -0.5})
        self._advances = advances

    def __missing__(self, character: str) -> float:
        advance = self._advances[ord(character)] / 1000
        self[character] = advance
        return advance

    def has(self, character: str) -> bool:
        """Return whether the face can set a character."""
        return character in self or (ord(character) in self._advances and character != "\ufffd")


@lru_cache(maxsize=4)
def widths(face: str) -> "Widths":
    """Return the advance of every character of a face in em; loads and registers the face."""
    with resources.as_path(FILES[face]) as path, path.open("rb") as file:
        mapped = _Mapped(file)
    font = TTFont(face, mapped)
    font.face.get_table = mapped.table_of(font.face)
    pdfmetrics.registerFont(font)
    return Widths(font.face.charWidths)


class _Mapped:
    """A font's file as the system maps it: what is not asked for takes no memory."""

    def __init__(self, file: BinaryIO) -> None:
        self.name = file.name
        self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)

    def read(self) -> mmap:
        """Return what reportlab cuts its tables from."""
        return self._bytes

    def table_of(self, face: TTFontFace) -> Callable[[str], "bytes | _Outlines"]:
        """Return what finds a table; the outlines, 9 MB for each subset, are not copied."""
        find = face.get_table
        outlines = _Outlines(self._bytes, face.get_table_pos("glyf")[0])
        return lambda tag: outlines if tag == "glyf" else find(tag)


class _Outlines:
    """The table of a font's outlines, from which one is cut at a time."""

    def __init__(self, data: mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, place: slice) -> bytes:
        return self._data[self._start + place.start : self._start + place.stop]


def clean(text: str) -> str:
    """Return the text without what is invisible or reorders it: controls, bidi and zero-width."""
    if not _SUSPECT.search(text):
        return text
    return "".join(REPLACEMENTS.get(c, c) if _visible(c) else _space_for(c) for c in text)


def _visible(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")


def _space_for(character: str) -> str:
    return " " if character in "\t\r\v\f\x1c\x1d\x1e\x85" else ""


@lru_cache(maxsize=64)
def stand_in(character: str) -> str:
    """Return what is printed for a character that no face has: its code in brackets."""
    return f"〔U+{ord(character):04X}〕"


def missing(text: str) -> list[str]:
    """Return the characters of a text that the sans face lacks, each once, in order."""
    known = widths(SANS)
    return list(dict.fromkeys(c for c in clean(text) if not known.has(c) and c not in "\n\ufe0f"))


@lru_cache(maxsize=8192)
def settable(text: str, face: str) -> str:
    """Return the text as the face can set it: cleaned, with stand-ins, never an empty box."""
    text = clean(text)
    known = widths(face)
    if all(known.has(c) or c == "\n" for c in set(text)):
        return text
    parts = []
    for character in text.replace("\ufe0f", ""):
        if known.has(character) or character == "\n":
            parts.append(character)
            continue
        plain = unicodedata.normalize("NFKC", character)
        usable = plain != character and all(known.has(c) for c in plain)
        parts.append(plain if usable else stand_in(character))
    return "".join(parts)
