"""The radar of the dimensions: this visit, the target, and the last visit or the peers."""

import math
from dataclasses import dataclass

from desktop.figures import score_text
from desktop.report.shapes import Circle, Drawing, Label, Line, Point, Polygon, Shape, text_width
from desktop.widgets.chart_view import Figure

_RINGS = (20, 40, 60, 80, 100)
_TARGET_DASH = (4.5, 3.0)
_DOTTED = (1.0, 2.6)
# A polygon of fewer points says nothing (plan/layout.md §5).
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: its short label, this visit's score and the compared one (None: no score)."""

    label: str
    now: float | None
    other: float | None = None


@dataclass(frozen=True, slots=True)
class Radar:
    """What the radar shows; the legend names only what is drawn. ``size`` multiplies all type."""

    axes: tuple[Axis, ...]
    target: float | None = None
    now_label: str = ""
    target_label: str = ""
    other_label: str = ""
    size: float = 1.0


def radar_figure(radar: Radar) -> Figure:
    """Return the radar as a figure that fills any size; first axis up, the others clockwise."""
    return lambda width, height: _Radar(radar, width, height).drawing()


class _Radar:
    def __init__(self, radar: Radar, width: float, height: float) -> None:
        self._radar, self._width, self._height = radar, width, height
        widest = max((text_width(a.label, 9.5) for a in radar.axes), default=0.0) * radar.size
        line = 9.2 * radar.size
        legend = 8.5 * radar.size
        self._radius = max(8.0, min(
            width / 2 - widest - 2.5, (height - legend - 2 * line - 2) / 1.92))
        self._centre = (width / 2, line + self._radius + 1.5)

    def drawing(self) -> Drawing:
        radar, shapes = self._radar, self._grid()
        other = self._polygon([axis.other for axis in radar.axes])
        now = self._polygon([axis.now for axis in radar.axes])
        if len(now) >= FEWEST:
            shapes.append(Polygon(now, fill="blue", opacity=0.13))
        if radar.target is not None:
            ring = self._polygon([radar.target] * len(radar.axes))
            shapes.append(Polygon(ring, outline="target", width_pt=1.2, dash=_TARGET_DASH))
        if len(other) >= FEWEST:
            shapes.append(Polygon(other, outline="hint", width_pt=1.2, dash=_DOTTED))
        if len(now) >= FEWEST:
            shapes.append(Polygon(now, outline="blue", width_pt=1.5 * radar.size))
        dot = 0.8 * radar.size
        shapes += [Circle(x, y, dot, "white", "blue", 1.2 * radar.size) for x, y in now]
        shapes += self._numbers() + self._labels() + self._legend()
        return Drawing(self._width, self._height, tuple(shapes))

    def _at(self, position: int, value: float) -> Point:
        angle = 2 * math.pi * position / len(self._radar.axes)
        reach = self._radius * value / 100
        return (self._centre[0] + reach * math.sin(angle),
                self._centre[1] - reach * math.cos(angle))

    def _polygon(self, values: list[float | None] | list[float]) -> tuple[Point, ...]:
        return tuple(self._at(n, value) for n, value in enumerate(values) if value is not None)

    def _grid(self) -> list[Shape]:
        count = len(self._radar.axes)
        rings: list[Shape] = [
            Polygon(self._polygon([float(ring)] * count),
                    outline="rule" if ring == _RINGS[-1] else "light", width_pt=0.6)
            for ring in _RINGS
        ]
        return rings + [Line((self._centre, self._at(n, 100)), "light", 0.6) for n in range(count)]

    def _numbers(self) -> list[Shape]:
        size = 8.0 * self._radar.size
        return [
            Label(self._at(0, ring)[0] + 0.8, self._at(0, ring)[1] + size * 0.12, str(ring), size,
                  "hint") for ring in (20, 40, 80)
        ]

    def _labels(self) -> list[Shape]:
        shapes: list[Shape] = []
        size = self._radar.size
        for n, axis in enumerate(self._radar.axes):
            x, y = self._at(n, 100)
            dx, dy = x - self._centre[0], y - self._centre[1]
            top = self._label_top(dx, y, dy)
            side, shift = "centre", 0.0
            if abs(dx) > self._radius * 0.2:
                side, shift = ("left", 2.2) if dx > 0 else ("right", -2.2)
            if dy > self._radius * 0.85:
                shift = 0.0
            shapes.append(Label(x + shift, top, axis.label, 9.5 * size, "grey", align=side))
            shapes.append(Label(x + shift, top + 4.2 * size, score_text(axis.now), 10 * size, "ink",
                                bold=True, align=side))
        return shapes

    def _label_top(self, dx: float, y: float, dy: float) -> float:
        size = self._radar.size
        if dy < -self._radius * 0.9:
            return y - 6.6 * size
        if dy > self._radius * 0.85:
            return y + 4.6 * size
        return y - 1.4 * size if abs(dx) < self._radius * 0.9 else y + 0.8 * size

    def _legend(self) -> list[Shape]:
        radar, size = self._radar, self._radar.size
        entries: list[tuple[str, Line]] = []
        for words, role, width, dash in (
            (radar.now_label, "blue", 2.0, ()),
            (radar.target_label if radar.target is not None else "", "target", 1.5, _TARGET_DASH),
            (radar.other_label, "hint", 1.5, _DOTTED),
        ):
            if words:
                entries.append((words, Line(((0, 0), (6 * size, 0)), role, width * size, dash)))
        text = 9.5 * size
        widths = [7.2 * size + text_width(words, text) for words, _line in entries]
        x = (self._width - sum(widths) - 4 * size * (len(widths) - 1)) / 2
        y = self._height - 2.4 * size
        shapes: list[Shape] = []
        for (words, line), wide in zip(entries, widths, strict=True):
            ends = ((x, y - 1.2 * size), (x + 6 * size, y - 1.2 * size))
            shapes.append(Line(ends, line.role, line.width_pt, line.dash))
            shapes.append(Label(x + 7.2 * size, y, words, text, "grey"))
            x += wide + 4 * size
        return shapes
