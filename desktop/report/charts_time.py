"""Charts over time: the roadmap as a Gantt chart and the first year's steps (layout.md §5)."""

from collections.abc import Callable

from desktop.report.shapes import (
    Drawing,
    Label,
    Line,
    Polygon,
    Shape,
    box,
    shortened,
    text_width,
)
from forms.plan.figures import FirstYear, Gantt, GanttPhase, GanttRow

LEFT, NAME, OWNER, MONTH = 52.0, 36.0, 16.0, 2.94
BAND, ROW, BAR = 6.0, 7.0, 4.2
DASH = (2.6, 2.0)


def gantt(figure: Gantt) -> Drawing:
    """Draw the roadmap 160 wide: names, owners, months by quarter, phases by fill, milestones."""
    month = (160 - LEFT - 2.2) / figure.months
    band = sum(BAND + 1 + ROW * len(phase.rows) for phase in figure.phases)
    top = 11.0
    bottom = top + band
    shapes = _time_scale(figure, month, top, bottom)
    y = top
    places: dict[str, tuple[float, float, float]] = {}
    for phase in figure.phases:
        shapes += _phase_band(phase, y, month)
        y += BAND + 1
        for row in phase.rows:
            shapes += _gantt_row(row, phase.fill, y, month)
            places[row.key] = (LEFT + (row.start - 1) * month, LEFT + row.end * month, y + ROW / 2)
            y += ROW
    for phase in figure.phases:
        for row in phase.rows:
            shapes += [shape for key in row.after if key in places
                       for shape in _prerequisite(places[key], places[row.key])]
    shapes += _legend(figure, bottom + 5.5)
    return Drawing(160, bottom + (9 if figure.legend else 1), tuple(shapes))


def _time_scale(figure: Gantt, month: float, top: float, bottom: float) -> list[Shape]:
    shapes: list[Shape] = []
    for year in figure.years:
        x, width = LEFT + (year.start - 1) * month, (year.end - year.start + 1) * month
        shapes.append(box(x, 0, width - 0.4, 5, "pale"))
        if text_width(year.label, 8) < width:
            shapes.append(Label(x + 0.8, 3.6, year.label, 8, "ink"))
        else:
            shapes.append(Label(x - 1.5, 3.6, year.label, 8, "ink", align="right"))
    for quarter in figure.quarters:
        x = LEFT + (quarter.start - 1) * month
        yearly = any(year.start == quarter.start and year.start > 1 for year in figure.years)
        shapes.append(Line(((x, top - 4), (x, bottom)), "rule" if yearly else "light",
                           0.6 if yearly else 0.25))
        shapes.append(Label(x + 0.6, 9.0, quarter.label, 7, "grey"))
    return shapes


def _phase_band(phase: GanttPhase, y: float, month: float) -> list[Shape]:
    shapes: list[Shape] = [box(0, y, 160, BAND, "pale"),
                           Label(1, y + 4.1, phase.label, 8.5, "blue", bold=True)]
    if not phase.milestone_month:
        return shapes
    x = LEFT + phase.milestone_month * month
    middle = y + BAND / 2
    diamond = ((x, middle - 1.7), (x + 1.7, middle), (x, middle + 1.7), (x - 1.7, middle))
    shapes.append(Polygon(diamond, "white", "ink", 0.8))
    wide = text_width(phase.milestone_label, 7.5)
    if x + 3 + wide < 160:
        shapes.append(Label(x + 3, y + 4.0, phase.milestone_label, 7.5))
    else:
        words = shortened(phase.milestone_label, x - 3 - 30, 7.5)
        shapes.append(Label(x - 3, y + 4.0, words, 7.5, align="right"))
    return shapes


def _gantt_row(row: GanttRow, fill: str, y: float, month: float) -> list[Shape]:
    start, end = LEFT + (row.start - 1) * month, LEFT + row.end * month
    outline = fill if fill in ("red", "mid") else "blue"
    return [
        Line(((0, y + ROW), (160, y + ROW)), "light", 0.25),
        Label(1, y + 4.5, shortened(row.label, NAME - 1.5, 8), 8),
        Label(NAME, y + 4.5, shortened(row.owner, OWNER - 0.5, 7.2), 7.2, "grey"),
        box(start, y + (ROW - BAR) / 2, end - start, BAR, fill, outline),
    ]


def _prerequisite(before: tuple[float, float, float], after: tuple[float, float, float]
                  ) -> list[Shape]:
    """Return the elbow from the end of a measure to the start of the one that waits for it."""
    _, end, y = before
    start, until, target = after
    x = max(end + 0.9, start + 0.9) if until - start > 2 else end + 0.9
    into = target - BAR / 2 if target > y else target + BAR / 2
    return [Line(((end, y), (x, y), (x, into)), "ink", 0.6, arrow=True)]


def _legend(figure: Gantt, y: float) -> list[Shape]:
    shapes: list[Shape] = []
    for n, (fill, word) in enumerate(figure.legend):
        x = n * 27.0
        if fill == "milestone":
            shapes.append(Polygon(((x + 3, y - 1.7), (x + 4.7, y), (x + 3, y + 1.7),
                                   (x + 1.3, y)), "white", "ink", 0.8))
        elif fill == "link":
            shapes.append(Line(((x, y), (x + 6.5, y)), "ink", 0.6, arrow=True))
        else:
            outline = fill if fill in ("red", "mid") else "blue"
            shapes.append(box(x, y - 1.5, 6, 3, fill, outline))
        shapes.append(Label(x + 7.5, y + 1.1, word, 8))
    return shapes


def first_year(figure: FirstYear) -> Drawing:
    """Draw the cumulative known cost a month, the cap dashed, the remaining room bracketed."""
    left, right, top, bottom = 12.0, 149.0, 6.0, 45.0
    highest = max([step.value for step in figure.steps] + [figure.cap or 0.0, 1.0])
    ring = _ring(highest)
    scale = (bottom - top) / (ring * -(-highest // ring))

    def y_of(value: float) -> float:
        return bottom - value * scale

    shapes: list[Shape] = []
    value = 0.0
    while value <= ring * -(-highest // ring) + 1e-9:
        if value:
            shapes.append(Line(((left, y_of(value)), (right, y_of(value))), "light", 0.25))
        shapes.append(Label(left - 2, y_of(value) + 1.1, f"{value:g}", 8, "grey", align="right"))
        value += ring
    pitch = (right - left) / max(len(figure.steps), 1)
    for n, step in enumerate(figure.steps):
        x = left + pitch * n
        if step.value:
            outline = step.fill if step.fill in ("red", "mid") else "blue"
            shapes.append(box(x + pitch * 0.14, y_of(step.value), pitch * 0.72,
                              bottom - y_of(step.value), step.fill, outline))
        shapes.append(Label(x + pitch / 2, bottom + 3.8, step.label, 7.5, "grey", align="centre"))
        if step.value_label:
            shapes.append(Label(x + pitch / 2, y_of(step.value) - 1.2, step.value_label, 8, "ink",
                                bold=True, align="centre", backdrop=True))
    shapes.append(Line(((left, bottom), (right, bottom)), "ink", 0.6))
    if figure.cap is not None:
        shapes += _cap(figure, figure.cap, y_of, right, left)
    return Drawing(160, 50, tuple(shapes))


def _cap(figure: FirstYear, cap: float, y_of: Callable[[float], float], right: float, left: float
         ) -> list[Shape]:
    y = y_of(cap)
    shapes: list[Shape] = [Line(((left, y), (right, y)), "ink", 1.0, (4.0, 2.6)),
                           Label(right, y - 1.6, figure.cap_label, 8, "ink", align="right")]
    last = figure.steps[-1].value if figure.steps else 0.0
    if figure.room_label and last < cap:
        foot = y_of(last)
        shapes.append(Line(((right + 1.6, y), (right + 1.6, foot)), "ink", 0.6))
        # The words stand beside the bracket, clear of the last bar's own number.
        words_y = min(y + 5.5, foot - 5.0) if foot - y > 9 else y + 3.4
        shapes.append(Label(right - 1, words_y, figure.room_label, 8, "ink", align="right",
                            backdrop=True))
    return shapes


def _ring(highest: float) -> float:
    """Return the distance of grid lines: about five of them, on 1, 2 or 5 times a power of ten."""
    ring = 0.1
    for ring in (m * 10.0 ** e for e in range(-1, 6) for m in (1, 2, 5)):
        if highest / ring <= 5:
            break
    return ring
