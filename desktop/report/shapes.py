"""Vector shapes with colour roles: what paper and screen both draw.

Lengths are millimetres, the origin is the drawing's top left corner and y grows downwards; stroke
widths, dashes and type are in points. A fill is a colour role or a pattern, ``A``, ``B``, ``C``.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import count, takewhile

Point = tuple[float, float]
# A Latin word, or any single character.
_WORD = re.compile(r"[A-Za-z0-9]+|.")

# The print colours of plan/layout.md §3; a screen maps the same roles to its own tokens.
ROLES = {
    "ink": "#1B1F24", "blue": "#1F3A5F", "red": "#A3221E", "grey": "#565E67", "mid": "#6E8299",
    "rule": "#8A939D", "light": "#C3CDD8", "pale": "#EEF1F4", "white": "#FFFFFF",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline; ``arrow`` puts a head of 2 × 1.8 mm at its last point."""

    points: tuple[Point, ...]
    role: str = "ink"
    width_pt: float = 0.5
    dash: tuple[float, ...] = ()
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed shape; ``fill`` and ``outline`` may be empty; ``opacity`` is the fill's, 0 to 1."""

    points: tuple[Point, ...]
    fill: str = ""
    outline: str = ""
    width_pt: float = 0.5
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc or ring."""

    x: float
    y: float
    radius: float
    fill: str = ""
    outline: str = ""
    width_pt: float = 0.5


@dataclass(frozen=True, slots=True)
class Label:
    """One line of sans text; ``y`` is its base line; ``backdrop`` whitens what lies under it."""

    x: float
    y: float
    text: str
    size_pt: float = 8.0
    role: str = "ink"
    bold: bool = False
    align: str = "left"
    backdrop: bool = False


Shape = Line | Polygon | Circle | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: size in mm and shapes in painting order."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def box(x: float, y: float, width: float, height: float, fill: str = "", outline: str = "",
        width_pt: float = 0.5, dash: tuple[float, ...] = ()) -> Polygon:
    """Return a rectangle by its top left corner."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(corners, fill, outline, width_pt, dash)


def text_width(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Estimate in mm how wide a label is in Noto Sans SC, a little on the wide side."""
    latin = 0.60 if bold else 0.575
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else latin for c in text)
    return ems * size_pt * 25.4 / 72


def shortened(text: str, width: float, size_pt: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``width`` mm."""
    if text_width(text, size_pt, bold=bold) <= width:
        return text
    kept = list(takewhile(
        lambda n: text_width(text[:n] + "…", size_pt, bold=bold) <= width, count(1)))
    return text[: len(kept)] + "…"


def wrapped(text: str, width: float, size_pt: float) -> list[str]:
    """Break a short label into lines of ``width`` mm, never before a mark or inside a word."""
    lines, line = [], ""
    for word in _WORD.findall(text):
        fits = text_width(line + word, size_pt) <= width or word in "，。、；：！？）"
        if line and not fits:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line] if line else lines


def pattern_lines(name: str, left: float, top: float, right: float, bottom: float
                  ) -> tuple[str, list[tuple[Point, Point]]]:
    """Return the role and the 45° lines of pattern A or B that cross a rectangle; clip them to it.

    The lines hang on a fixed grid, so that neighbouring parts of a bar join without a seam.
    """
    rising, pitch, role = (True, 2.2, "mid") if name == "A" else (False, 1.3, "blue")
    step = pitch * math.sqrt(2)
    height = bottom - top
    first = math.floor((left - height) / step) * step
    starts = takewhile(lambda x: x < right, (first + n * step for n in count()))
    if rising:
        return role, [((x, bottom), (x + height, top)) for x in starts]
    return role, [((x, top), (x + height, bottom)) for x in starts]


def pattern_dots(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """Return the centres of pattern C's dots (radius 0.26 mm, pitch 1.5 mm) inside a rectangle."""
    pitch = 1.5
    return [
        (left + pitch * (column + 0.5), top + pitch * (row + 0.5))
        for row in range(int((bottom - top) / pitch + 0.5))
        for column in range(int((right - left) / pitch + 0.5))
    ]
