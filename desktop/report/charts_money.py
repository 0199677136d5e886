"""Charts of money in 万元: cost bars, cumulative lines, three shares (plan/layout.md §5)."""

import math

from desktop.report.shapes import (
    Circle,
    Drawing,
    Label,
    Line,
    Shape,
    box,
    text_width,
    wrapped,
)
from forms.plan.figures import CostBars, CostLines, DifferenceBar, Shares

FILLS = ("blue", "mid", "A", "B", "C")
DASH = (2.6, 2.0)


def _outline(fill: str) -> str:
    return fill if fill in ("blue", "mid") else "ink"


def cost_bars(figure: CostBars) -> Drawing:
    """Draw the alternatives as bars of 8 mm on one scale, parts in one order, totals right."""
    left = 22.0
    # The longest total still fits to the right of its bar.
    right = min(144.0, 158 - max(text_width(bar.total_label, 9.5, bold=True)
                                 for bar in figure.bars))
    widest = max(sum(bar.values) + bar.open_room for bar in figure.bars)
    ring = max(20.0, 20.0 * math.ceil(widest / 120))
    end = ring * (math.floor(widest / ring) + 1)
    scale = (right - left) / end
    shapes: list[Shape] = []
    for n, bar in enumerate(figure.bars):
        y, x = 1 + 12.0 * n, left
        shapes.append(Label(0, y + 5, bar.label, 9, "ink", bold=True))
        for fill, value in zip(FILLS, bar.values, strict=False):
            width = max(value, 0.0) * scale
            shapes.append(box(x, y, width, 8, fill, _outline(fill)))
            if width >= 6:
                shapes.append(Label(x + width / 2, y + 5, f"{value:.1f}", 8,
                                    "white" if fill in ("blue", "mid") else "ink",
                                    align="centre", backdrop=fill not in ("blue", "mid")))
            x += width
        if bar.open_room > 0:
            width = bar.open_room * scale
            shapes.append(box(x, y, width, 8, "white", "ink", 0.7, DASH))
            x += width
            size = next((s for s in (7.5, 7.0) if text_width(bar.open_label, s) < width - 0.6), 0)
            if size:
                shapes.append(Label(x - width / 2, y + 5, bar.open_label, size, align="centre"))
            else:
                # Too narrow for its words: they stand above it.
                shapes.append(Label(x, y - 1.0, bar.open_label, 7, align="right"))
        shapes.append(Label(x + 1.6, y + 5.2, bar.total_label, 9.5, "ink", bold=True))
    axis = 1 + 12.0 * len(figure.bars) - 2
    shapes += _cost_axis(figure, axis, left, end, ring, scale)
    return Drawing(160, axis + 13, tuple(shapes))


def _cost_axis(figure: CostBars, y: float, left: float, end: float, ring: float, scale: float
               ) -> list[Shape]:
    shapes: list[Shape] = [Line(((left, y), (left + end * scale, y)), "ink", 0.5)]
    for n in range(int(end / ring) + 1):
        x = left + n * ring * scale
        shapes.append(Line(((x, y), (x, y + 1.1)), "ink", 0.5))
        shapes.append(Label(x, y + 4, f"{n * ring:g}", 7.5, "grey", align="centre"))
    shapes.append(Label(left + end * scale + 4, y + 4, figure.unit, 7.5, "grey"))
    x = left
    for fill, word in zip(FILLS, figure.parts, strict=False):
        shapes.append(box(x, y + 7.2, 4, 3, fill, _outline(fill)))
        shapes.append(Label(x + 5, y + 9.7, word, 8))
        x += 5 + text_width(word, 8) + 5
    return shapes


def cost_lines(figure: CostLines) -> Drawing:
    """Draw three cumulative lines with markers; their names stand at the right end."""
    left, right, top, bottom = 12.0, 102.0, 2.0, 48.0
    highest = max(max(line.values) for line in figure.lines)
    ring = max(20.0, 20.0 * math.ceil(highest / 120))
    end = ring * math.ceil(max(highest, 1) / ring)
    scale = (bottom - top) / end
    years = len(figure.years)
    shapes: list[Shape] = []
    for n in range(int(end / ring) + 1):
        y = bottom - n * ring * scale
        shapes.append(Line(((left, y), (right, y)), "light" if n else "ink", 0.25 if n else 0.6))
        shapes.append(Label(left - 2, y + 1.1, f"{n * ring:g}", 8, "grey", align="right"))
    for n, year in enumerate(figure.years, start=1):
        shapes.append(Label(left + (right - left) * n / years, bottom + 4, year, 8, "grey",
                            align="centre"))
    labels: list[tuple[float, str]] = []
    for line in figure.lines:
        points = tuple((left + (right - left) * n / years, bottom - value * scale)
                       for n, value in enumerate(line.values, start=1))
        role = {"square": "ink", "disc": "blue"}.get(line.marker, "mid")
        shapes.append(Line(((left, bottom), points[0]), "rule", 0.4, (0.8, 1.9)))
        shapes.append(Line(points, role, 1.6 if line.marker == "disc" else 1.1,
                           (3.5, 2.2) if line.marker == "open" else ()))
        for x, y in points:
            shapes.append(_marker(line.marker, x, y))
        labels.append((points[-1][1], line.label))
    shapes += _end_labels(labels, right + 3)
    return Drawing(160, bottom + 6, tuple(shapes))


def _marker(kind: str, x: float, y: float) -> Shape:
    if kind == "square":
        return box(x - 0.9, y - 0.9, 1.8, 1.8, "ink")
    if kind == "disc":
        return Circle(x, y, 1.0, "blue")
    return Circle(x, y, 1.0, "white", "mid", 0.8)


def _end_labels(labels: list[tuple[float, str]], x: float) -> list[Shape]:
    """Place the names at the lines' ends, at least 4.4 mm apart."""
    shapes: list[Shape] = []
    lowest = -10.0
    for y, text in sorted(labels):
        lowest = max(y, lowest + 4.4)
        shapes.append(Label(x, lowest + 1.1, text, 8.5))
    return shapes


def difference_bar(bar: DifferenceBar, width: float, height: float) -> Drawing:
    """Draw a bar from zero: right (mid) where the cloud is cheaper, left (B) where it is dearer."""
    span = max(bar.high, 0.0) - min(bar.low, 0.0) or 1.0
    scale = (width - 3) / span
    zero = 1 - min(bar.low, 0.0) * scale
    reach = bar.value * scale
    top, thick = (height - 3.2) / 2, 3.2
    shapes: list[Shape] = []
    if reach > 0:
        shapes.append(box(zero, top, max(reach, 0.5), thick, "mid"))
    elif reach < 0:
        shapes.append(box(zero + reach, top, max(-reach, 0.5), thick, "B", "blue"))
    shapes.append(Line(((zero, 0), (zero, height)), "ink", 0.6))
    return Drawing(width, height, tuple(shapes))


def shares(figure: Shares) -> Drawing:
    """Draw who pays in one bar; a share of 0 is a dashed box with its reason."""
    absent = [part for part in figure.parts if part.amount <= 0]
    paying = [part for part in figure.parts if part.amount > 0]
    room = 160.0 - 33.0 * len(absent)
    total = sum(part.amount for part in paying) or 1.0
    shapes: list[Shape] = []
    x, below = 0.0, 0
    for fill, part in zip(FILLS[:1] + FILLS[2:], paying, strict=False):
        width = (room - 1) * part.amount / total
        shapes.append(box(x, 0, width, 9, fill, _outline(fill)))
        if text_width(part.text, 9, bold=True) < width - 3:
            shapes.append(Label(x + 2, 5.6, part.text, 9, "white" if fill == "blue" else "ink",
                                bold=True, backdrop=fill != "blue"))
        else:
            foot = 12.0 + 4.2 * below
            shapes.append(Line(((x + width / 2, 9), (x + width / 2, foot)), "ink", 0.5))
            right = x + width / 2 > 80
            shapes.append(Label(x + width if right else x, foot + 3.6, part.text, 9, "ink",
                                bold=True, align="right" if right else "left"))
            below += 1
        x += width
    for part in absent:
        shapes.append(box(x + 3, 0, 29, 9, "white", "rule", 0.6, DASH))
        lines = wrapped(part.text, 26, 8)[:2]
        first = 5.6 if len(lines) == 1 else 3.8
        shapes += [Label(x + 4.6, first + 3.6 * n, line, 8, "grey")
                   for n, line in enumerate(lines)]
        x += 33
    return Drawing(160, 10 + (7 + 4.2 * (below - 1) if below else 0), tuple(shapes))
