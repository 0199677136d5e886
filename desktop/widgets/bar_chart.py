"""Counts as bars: lying ones for groups, standing ones for months; the chosen one is darker."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.report.shapes import Drawing, Label, Line, Shape, box, shortened
from desktop.widgets.chart_view import Figure


@dataclass(frozen=True, slots=True)
class BarValue:
    """A bar: its name, how many, and whether it is the one to look at."""

    label: str
    count: int
    strong: bool = False


def lying_bars(values: Sequence[BarValue]) -> Figure:
    """Return bars below each other: name left, count right."""
    def draw(width: float, height: float) -> Drawing:
        shapes: list[Shape] = []
        pitch = min(6.6, height / max(1, len(values)))
        left, right = 32.0, 11.0
        most = max((one.count for one in values), default=1) or 1
        for place, one in enumerate(values):
            middle = pitch * (place + 0.5)
            base = middle + 1.25
            shapes.append(Label(0, base, shortened(one.label, left - 2, 9.5), 9.5, "ink"))
            wide = max(0.3, (width - left - right) * one.count / most)
            shapes.append(box(left, middle - 1.7, wide, 3.4, "blue" if one.strong else "mid"))
            shapes.append(Label(width, base, str(one.count), 9.5, "ink", bold=True, align="right"))
        return Drawing(width, height, tuple(shapes))

    return draw


def standing_bars(values: Sequence[BarValue]) -> Figure:
    """Return bars beside each other: count above, name below."""
    def draw(width: float, height: float) -> Drawing:
        shapes: list[Shape] = []
        pitch = width / max(1, len(values))
        most = max((one.count for one in values), default=1) or 1
        floor, room = height - 5.5, height - 11.0
        for place, one in enumerate(values):
            middle = pitch * (place + 0.5)
            high = room * one.count / most
            role = "blue" if one.strong else "mid"
            wide = min(5.0, pitch * 0.65)
            if one.count:
                shapes.append(box(middle - wide / 2, floor - high, wide, high, role))
            shapes.append(Label(middle, floor - high - 1.4, str(one.count), 8.5, "grey",
                                align="centre"))
            shapes.append(Label(middle, height - 1.2, one.label, 8.5, "hint", align="centre"))
        shapes.append(Line(((0, floor), (width, floor)), "rule", 0.8))
        return Drawing(width, height, tuple(shapes))

    return draw
