"""Cumulative cost of the alternatives month by month, with the band of the sensitivity."""

import math
from dataclasses import dataclass

from desktop.report.shapes import Drawing, Label, Line, Point, Polygon, Shape, text_width
from desktop.widgets.chart_view import Figure

MONTHS = 36
# Below this width, in mm at size 1, only the first and the last month are named.
LEAST_FOR_YEARS = 52
_STYLES: dict[str, tuple[str, float, tuple[float, ...]]] = {
    "local": ("grey", 1.4, (4.5, 3.0)), "keep": ("target", 1.3, (1.2, 2.6)),
    "cloud": ("blue", 1.8, ()),
}


@dataclass(frozen=True, slots=True)
class CostCurve:
    """An alternative; ``values`` are 万元 at month 0, 1 … 36; ``spread`` the band at month 36."""

    side: str
    label: str
    values: tuple[float, ...]
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class CostChart:
    """The curves and the words of the month scale: start and every twelfth month.

    ``size`` multiplies all type.
    """

    curves: tuple[CostCurve, ...]
    months: tuple[str, str, str, str]
    size: float = 1.0


def cost_figure(chart: CostChart) -> Figure:
    """Return the chart as a figure that fills any size."""
    return lambda width, height: _Chart(chart, width, height).drawing()


def nice_step(highest: float, most: int = 4) -> float:
    """Return 1, 2 or 5 times a power of ten, so that ``most`` steps reach the highest value."""
    raw = max(highest, 1e-9) / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)


class _Chart:
    def __init__(self, chart: CostChart, width: float, height: float) -> None:
        self._chart, self._width, self._height = chart, width, height
        highest = max((max(one.values) + one.spread for one in chart.curves), default=1.0)
        self._step = nice_step(highest)
        self._top = self._step * math.ceil(highest / self._step)
        words = [text_width(end_words(one), 9.5, bold=True) for one in chart.curves]
        size = chart.size
        self._left, self._right = 11.0 * size, (max(words, default=6.0) + 3) * size
        self._bottom = 7.5 * size

    def drawing(self) -> Drawing:
        shapes = self._grid()
        for curve in self._chart.curves:
            if curve.spread:
                shapes.append(self._band(curve))
        for curve in self._chart.curves:
            role, width, dash = _STYLES[curve.side]
            points = tuple(self._at(n, value) for n, value in enumerate(curve.values))
            steps = tuple(step * self._chart.size for step in dash)
            shapes.append(Line(points, role, width * self._chart.size, steps))
        return Drawing(self._width, self._height, tuple(shapes + self._labels()))

    def _at(self, month: float, value: float) -> Point:
        wide = self._width - self._left - self._right
        high = self._height - self._bottom - 4
        return self._left + wide * month / MONTHS, 4 + high * (1 - value / self._top)

    def _grid(self) -> list[Shape]:
        shapes: list[Shape] = []
        size = self._chart.size
        wide = self._width - self._left - self._right > LEAST_FOR_YEARS * size
        steps = round(self._top / self._step)
        for n in range(steps + 1):
            value = n * self._step
            x, y = self._at(0, value)
            shapes.append(Line(((x, y), self._at(MONTHS, value)), "light" if n else "rule", 0.6))
            shapes.append(
                Label(x - 1.5, y + 1.1, f"{value:g}", 8.5 * size, "hint", align="right"))
        for month in range(0, MONTHS + 1, 3):
            x, y = self._at(month, 0)
            year = month % 12 == 0
            shapes.append(Line(((x, y), (x, y + (1.6 if year else 0.8))), "rule", 0.6))
            if year and (wide or month in {0, MONTHS}):
                words = self._chart.months[month // 12]
                below = y + 5.2 * size
                shapes.append(Label(x, below, words, 8.5 * size, "hint", align="centre"))
        return shapes

    def _band(self, curve: CostCurve) -> Polygon:
        upper, lower = [], []
        for month, value in enumerate(curve.values):
            spread = curve.spread * month / MONTHS
            upper.append(self._at(month, value + spread))
            lower.append(self._at(month, max(0.0, value - spread)))
        return Polygon((*upper, *reversed(lower)), fill="mid", opacity=0.25)

    def _labels(self) -> list[Shape]:
        """Labels right of the ends, pushed apart where two lines end together."""
        shapes: list[Shape] = []
        lowest = -10.0
        for curve in sorted(self._chart.curves, key=lambda one: -one.values[-1]):
            x, y = self._at(MONTHS, curve.values[-1])
            lowest = max(y + 1.2, lowest + 4.4 * self._chart.size)
            role = _STYLES[curve.side][0]
            shapes.append(Label(x + 2, lowest, end_words(curve), 9.5 * self._chart.size,
                                "ink" if role == "target" else role, bold=curve.side == "cloud"))
        return shapes


def end_words(curve: CostCurve) -> str:
    """Return what stands at the end of a line."""
    return f"{curve.label} {curve.values[-1]:,.1f}"
