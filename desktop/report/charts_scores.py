"""Charts of scores: radar, level ladder, score bars, completeness (plan/layout.md §5)."""

import math

from desktop.report.shapes import (
    Circle,
    Drawing,
    Label,
    Line,
    Point,
    Polygon,
    Shape,
    box,
    shortened,
    text_width,
)
from forms.plan.figures import Completeness, Ladder, Radar, ScoreAxis, ScoreBar, StartBar

DASH = (2.6, 2.0)
DOT = (0.8, 1.9)


def radar(figure: Radar) -> Drawing:
    """Draw the radar of 92 × 86 mm: rings, this visit, last visit, target, scores as labels."""
    centre, radius, count = (46.0, 43.0), 34.0, len(figure.axes)

    def at(position: int, value: float) -> Point:
        angle = 2 * math.pi * position / count
        reach = radius * value / 100
        return centre[0] + reach * math.sin(angle), centre[1] - reach * math.cos(angle)

    def polygon(values: list[float | None]) -> tuple[Point, ...]:
        return tuple(at(n, value) for n, value in enumerate(values) if value is not None)

    shapes: list[Shape] = []
    for ring in (20, 40, 60, 80, 100):
        outline = "rule" if ring == 100 else "light"
        shapes.append(Polygon(polygon([ring] * count), outline=outline, width_pt=0.3))
    shapes += [Line((centre, at(n, 100)), "light", 0.3) for n in range(count)]
    now = polygon([axis.now for axis in figure.axes])
    shapes.append(Polygon(now, fill="blue", opacity=0.13))
    if figure.target is not None:
        shapes.append(Polygon(polygon([figure.target] * count), outline="ink", width_pt=0.7,
                              dash=DASH))
    last = polygon([axis.last for axis in figure.axes])
    if last:
        shapes.append(Polygon(last, outline="mid", width_pt=1.0, dash=DOT))
        shapes += [Circle(x, y, 0.7, "white", "mid", 0.6) for x, y in last]
    shapes.append(Polygon(now, outline="blue", width_pt=1.3))
    shapes += [Circle(x, y, 0.8, "blue") for x, y in now]
    shapes += [Label(centre[0] + 0.8, at(0, ring)[1] + 1.0, str(ring), 7, "grey", backdrop=True)
               for ring in (20, 40, 60, 80)]
    for n, axis in enumerate(figure.axes):
        x, y = at(n, 116)
        # Beside the chart the text hangs on the axis; at its foot it stands below.
        y += 0.6 if y <= centre[1] + 20 else 1.6
        x, align = _label_side(x, centre[0])
        shapes.append(Label(x, y - 2.2, axis.code, 7.5, "ink", align=align))
        shapes.append(Label(x, y + 1.6, axis.score_text, 8.5, "ink", bold=True, align=align))
    return Drawing(92, 86, tuple(shapes))


def _label_side(x: float, middle: float) -> tuple[float, str]:
    """Return where a label hangs so that it neither touches the ring nor leaves the drawing."""
    if abs(x - middle) < 25:
        return x, "centre"
    return (x - 2.6, "left") if x > middle else (x + 2.6, "right")


def ladder(figure: Ladder) -> Drawing:
    """Draw the level ladder of 160 × 32 mm."""
    gap, top = 0.6, 11.0
    ends = [*(step.minimum for step in figure.steps[1:]), 100.0]
    fills = {"given": "blue", "blocked": "A", "plain": "pale"}

    shapes: list[Shape] = []
    for step, end in zip(figure.steps, ends, strict=True):
        x = _ladder_x(step.minimum)
        field = _ladder_x(end) - x - (gap if end < 100 else 0)
        outline = "mid" if step.state == "blocked" else ""
        shapes.append(box(x, top, field, 6, fills[step.state], outline))
        shapes.append(Label(x + 0.5, top + 9.4, f"{step.minimum:g}", 7.5, "grey"))
        given = step.state == "given"
        shapes.append(Label(x + 0.5, top + 13.4, step.label, 9, "ink" if given else "grey", given))
    shapes.append(Label(160, top + 9.4, "100", 7.5, "grey", align="right"))
    shapes += _ladder_marks(figure, top)
    return Drawing(160, 32, tuple(shapes))


def _ladder_x(score: float) -> float:
    return 160.0 * score / 100


def _ladder_marks(figure: Ladder, top: float) -> list[Shape]:
    at = _ladder_x
    shapes: list[Shape] = []
    now = at(figure.now)
    if figure.last is not None:
        last = at(figure.last)
        shapes += [Line(((last, top), (last, top + 6)), "white", 1.4),
                   Line(((last, top - 1.6), (last, top)), "ink", 0.9)]
        # The last visit's label is left of its tick; where this visit is left of it, to the right.
        side = "right" if figure.last <= figure.now else "left"
        shapes.append(Label(last, top - 3.2, figure.last_label, 9, "grey", align=side))
    shapes.append(box(now - 0.6, top - 2.4, 1.2, 9.4, "ink"))
    start, end = _now_extent(figure)
    rightwards = start > now - 1
    shapes.append(Label(start if rightwards else end, top - 4.4, figure.now_label, 12, "ink",
                        bold=True, align="left" if rightwards else "right"))
    if figure.target is not None:
        shapes += _ladder_target(figure, at(figure.target), top)
    if figure.gate_sentence:
        blocked = [step.minimum for step in figure.steps if step.state == "blocked"]
        x = at(min(blocked)) if blocked else 0.0
        fits = x + text_width(figure.gate_sentence, 9) < 160
        shapes.append(Label(x + 0.5 if fits else 160, top + 18.2, figure.gate_sentence, 9, "red",
                            align="left" if fits else "right"))
    return shapes


def _now_extent(figure: Ladder) -> tuple[float, float]:
    """Return where this visit's label begins and ends: right of its bar where there is room."""
    now = _ladder_x(figure.now)
    wide = text_width(figure.now_label, 12, bold=True)
    return (now - 0.6, now - 0.6 + wide) if wide < 160 - now else (now - wide, now)


def _ladder_target(figure: Ladder, x: float, top: float) -> list[Shape]:
    """Return the dashed target and its label, clear of this visit's and the last one's labels."""
    line = Line(((x, top - 1.8), (x, top + 6.4)), "ink", 0.8, DASH)
    wide = text_width(figure.target_label, 9)
    start, end = _now_extent(figure)
    taken = (start - 1, end + 3)
    right, left = (x, x + wide), (x - wide, x)
    # text_width counts a little too much: the last mark's blank half may hang over the edge.
    choices = [side for side in (right, left) if side[0] >= 0 and side[1] <= 162.5]
    free = [side for side in choices if side[1] < taken[0] or side[0] > taken[1]]
    start, end = (free or choices or [right])[0]
    last_end = _ladder_x(figure.last) if figure.last is not None else -1.0
    clash = not free or (end == x and start < last_end)
    y = top - 9.4 if clash else top - 3.2
    align = "left" if start == x else "right"
    return [line, Label(x, y, figure.target_label, 9, "grey", align=align)]


def start_bar(figure: StartBar) -> Drawing:
    """Draw the 个体户 start score: one bar of 118 × 5 mm with the dashed target."""
    shapes: list[Shape] = [box(0, 2, 118, 5, "pale")]
    if figure.score is not None:
        shapes.append(box(0, 2, 118 * figure.score / 100, 5, "blue"))
    shapes.append(Label(0, 11, figure.left_label, 8, "grey"))
    if figure.target is not None:
        x = 118 * figure.target / 100
        shapes.append(Line(((x, 0.5), (x, 8)), "ink", 0.8, DASH))
        shapes.append(Label(x + 1.2, 11, figure.target_label, 8, "grey"))
    return Drawing(118, 13, tuple(shapes))


def score_bar(bar: ScoreBar, width: float, height: float) -> Drawing:
    """Draw a score bar into a table cell: < 40 blue, ≥ 40 mid; the last visit is a white tick."""
    if bar.score is None:
        return Drawing(width, height, (Label(0, height / 2 + 1.1, bar.words, 7.5, "grey"),))
    top = (height - bar.height) / 2
    scale = width / 100
    shapes: list[Shape] = [Line(((ring * scale, 0), (ring * scale, height)), "light", 0.25)
                           for ring in (20, 40, 60, 80)]
    fill = "blue" if bar.score < 40 else "mid"
    shapes.append(box(0, top, max(0.5, bar.score * scale), bar.height, fill))
    if bar.last is not None:
        x = bar.last * scale
        shade = "white" if bar.last < bar.score else "ink"
        shapes.append(Line(((x, top), (x, top + bar.height)), shade, 1.2))
    if bar.target is not None:
        x = bar.target * scale
        shapes.append(Line(((x, 0), (x, height)), "ink", 0.7, DASH))
    return Drawing(width, height, tuple(shapes))


def score_axis(_axis: ScoreAxis, width: float, height: float) -> Drawing:
    """Draw the numbers of the 0-100 scale above a column of score bars."""
    labels = [Label(value * width / 100, height / 2 + 1.0, str(value), 7, "grey",
                    align="left" if value == 0 else "centre") for value in (0, 20, 40, 60, 80)]
    return Drawing(width, height, tuple(labels))


def completeness(figure: Completeness) -> Drawing:
    """Draw a bar a dimension: length = expected weight × 3.1 mm, answered solid, the rest A."""
    pitch, start = 6.1, 42.0
    widest = max((row.expected for row in figure.rows), default=1.0)
    unit = min(3.1, 68.2 / max(widest, 1.0))
    shapes: list[Shape] = []
    for n, row in enumerate(figure.rows):
        y = n * pitch + 0.6
        solid, whole = row.answered * unit, row.expected * unit
        shapes.append(Label(0, y + 3.1, row.code, 8, "ink"))
        shapes.append(Label(6.8, y + 3.1, row.label, 8, "ink"))
        shapes.append(box(start, y, solid, 4.2, "blue", "blue"))
        if whole > solid:
            shapes.append(box(start + solid, y, whole - solid, 4.2, "A", "mid"))
        x = start + whole + 2
        shapes.append(Label(x, y + 3.1, row.count_text, 8, "ink"))
        if row.missing:
            after = x + text_width(row.count_text, 8) + 3
            words = shortened(row.missing, 160 - after, 7.5)
            shapes.append(Label(after, y + 3.1, words, 7.5, "ink"))
    return Drawing(160, len(figure.rows) * pitch, tuple(shapes))
