"""Charts of information systems: the 7R strip and the target architecture (plan/layout.md §5)."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from desktop.report.shapes import Drawing, Label, Line, Point, Shape, box, shortened, wrapped
from forms.plan.figures import (
    Architecture,
    ArchitectureBox,
    ArchitectureLink,
    ArchitectureZone,
    Strip,
)

FILLS = ("blue", "grey", "mid", "A", "B", "C", "pale")
DARK = {"blue", "grey", "mid"}
DASH = (2.6, 2.0)

ZONE_X = (0.0, 46.0, 83.0, 116.0)
ZONE_WIDTH = (40.0, 31.0, 27.0, 44.0)
HEADER = 11.0
BOX_HEIGHT = 13.0
PITCH = 16.4
_LINE = 4.3
_EDGE, _PRIVATE = 1, 2


def strip(figure: Strip) -> Drawing:
    """Draw all systems in a strip of 160 × 6 mm: one unit a system, count inside, name below."""
    gap, total = 0.8, sum(part.count for part in figure.parts)
    unit = (160 - gap * (len(figure.parts) - 1)) / max(total, 1)
    shapes: list[Shape] = []
    x, deepest = 0.0, 1
    known = iter(FILLS)
    for part in figure.parts:
        width = part.count * unit
        fill = "white" if part.unknown else next(known)
        dash = DASH if part.unknown else ()
        outline = fill if fill in DARK else "ink" if part.unknown else "mid"
        shapes.append(box(x, 0, width, 6, fill, outline, dash=dash))
        shapes.append(Label(x + 1.6, 4.1, str(part.count), 9,
                            "white" if fill in DARK else "ink", bold=True,
                            backdrop=fill not in DARK and not part.unknown))
        lines = wrapped(part.label, max(width - 0.6, 11.0), 7.5)
        deepest = max(deepest, len(lines))
        shapes += [Label(x, 9.6 + 3.2 * n, line, 7.5) for n, line in enumerate(lines)]
        x += width + gap
    return Drawing(160, 8 + 3.4 * deepest, tuple(shapes))


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a box stands: its zone and its rectangle."""

    zone: int
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.y + BOX_HEIGHT / 2

    @property
    def right(self) -> float:
        return self.x + self.width


def architecture(figure: Architecture) -> Drawing:
    """Draw the four zones with their boxes and the numbered lines in the lanes between them."""
    rows = _rows(figure)
    height = HEADER + 4 + (max(rows.values(), default=2) + 1) * PITCH
    places: dict[str, _Placed] = {}
    boxes: list[Shape] = []
    for number, zone in enumerate(figure.zones):
        for item in zone.boxes:
            place = _Placed(number, ZONE_X[number] + 2.5, HEADER + 4 + rows[item.key] * PITCH,
                            ZONE_WIDTH[number] - 5)
            places[item.key] = place
            boxes += _box(item, place)
    links: list[Shape] = []
    crossings: list[float] = []
    leaving: Counter[str] = Counter()
    for link in figure.links:
        if link.source in places and link.target in places:
            points = _route(places[link.source], places[link.target], leaving[link.source])
            leaving[link.source] += 1
            links += _link(link, points)
            crossings += [a[1] for a, b in pairwise(points) if a[1] == b[1] and link.label]
    height = _tall_enough(figure, height, crossings)
    zones = [shape for number, zone in enumerate(figure.zones)
             for shape in _zone(number, zone, height, crossings)]
    return Drawing(160, height, (*zones, *boxes, *links))


def _rows(figure: Architecture) -> dict[str, int]:
    """Return the row of every box: zones share one grid, so that most lines run straight.

    The edge's last box (the way out) stands beside the last local box; private boxes leave free
    the rows that a line crosses.
    """
    rows: dict[str, int] = {}
    for number, zone in enumerate(figure.zones):
        keys = [item.key for item in zone.boxes]
        order = list(range(len(keys)))
        if number == _EDGE and len(keys) > 0:
            last_local = len(figure.zones[0].boxes) - 1
            order[-1] = max(order[-1], last_local)
        if number == _PRIVATE and keys:
            crossed = {rows[link.source] for link in figure.links if link.label
                       and link.source in rows}
            free = [row for row in range(2 * len(keys) + 4) if row not in crossed]
            order = free[:len(keys)]
        rows.update(zip(keys, order, strict=True))
    return rows


def _zone(number: int, zone: ArchitectureZone, height: float, crossings: list[float]
          ) -> list[Shape]:
    x, width = ZONE_X[number], ZONE_WIDTH[number]
    if zone.used:
        frame: list[Shape] = [box(x, 0, width, height, "", "blue", 0.7),
                              box(x, 0, width, HEADER, "blue", "blue", 0.7)]
        first, second = "white", "white"
    else:
        frame = [box(x, 0, width, height, "", "rule", 0.6, DASH),
                 Line(((x, HEADER), (x + width, HEADER)), "rule", 0.6, DASH)]
        first, second = "ink", "grey"
    frame.append(Label(x + 1.7, 4.2, zone.name, 9, first, bold=True))
    frame.append(Label(x + 1.7, 8.2, shortened(zone.second, width - 3, 7.2), 7.2, second))
    if zone.condition:
        lines = wrapped(zone.condition, width - 3.4, 7.6)
        top = _clear_place(height, crossings, _LINE * len(lines))
        frame += [Label(x + 1.7, top + _LINE * n, line, 7.6) for n, line in enumerate(lines)]
    return frame


def _box(item: ArchitectureBox, place: _Placed) -> list[Shape]:
    dash = DASH if item.pending else ()
    fill = "pale" if item.control else "white"
    tag_room = 0.0
    shapes: list[Shape] = [box(place.x, place.y, place.width, BOX_HEIGHT, fill, "ink", 0.7, dash)]
    if item.tag:
        tag_room = 2.5 + len(item.tag) * (1.5 if item.tag.isascii() else 2.6)
        shapes.append(Label(place.right - 1.4, place.y + 3.9, item.tag, 6.8, "blue",
                            align="right"))
    name = shortened(item.name, place.width - 2.6 - tag_room, 8.2, bold=True)
    shapes.append(Label(place.x + 1.4, place.y + 4.0, name, 8.2, "ink", bold=True))
    room = place.width - 2.8
    lines = wrapped(item.second, room, 7.2)
    if len(lines) > 2:
        lines = [lines[0], shortened("".join(lines[1:]), room, 7.2)]
    shapes += [Label(place.x + 1.4, place.y + 8.2 + 3.2 * n, line, 7.2, "grey")
               for n, line in enumerate(lines)]
    return shapes


def _tall_enough(figure: Architecture, height: float, crossings: list[float]) -> float:
    """Return a height in which a zone's condition finds a place that no line crosses."""
    needed = max((_LINE * len(wrapped(zone.condition, ZONE_WIDTH[number] - 3.4, 7.6)) + 2
                  for number, zone in enumerate(figure.zones) if zone.condition), default=0.0)
    edges = [HEADER, *sorted(crossings), height]
    if max(after - before for before, after in pairwise(edges)) >= needed:
        return height
    return edges[-2] + needed


def _clear_place(height: float, crossings: list[float], needed: float) -> float:
    """Return the first base line of a text in the widest part that no line crosses."""
    edges = [HEADER, *sorted(crossings), height]
    top, bottom = max(pairwise(edges), key=lambda gap: gap[1] - gap[0])
    return top + max((bottom - top - needed) / 2, 1.0) + 3.2


def _link(link: ArchitectureLink, points: tuple[Point, ...]) -> list[Shape]:
    """Return a line with right angles only, its heads and its label."""
    dash = DASH if link.dashed else ()
    shapes: list[Shape] = [Line(points, "ink", 0.9, dash, arrow=True)]
    if link.both:
        shapes.append(Line(tuple(reversed(points))[-2:], "ink", 0.9, (), arrow=True))
    words = f"{link.number} {link.label}".strip()
    if words:
        x, y = _label_place(points)
        shapes.append(Label(x, y, words, 7.5, "ink", align="centre", backdrop=True))
    return shapes


def _route(start: _Placed, end: _Placed, nth: int) -> tuple[Point, ...]:
    """Return a line's corners: out of the box, along a lane, into the other box.

    ``nth`` counts the lines that already leave the box: each leaves 3.4 mm below the one before.
    """
    if start.zone == end.zone:
        if 0 < end.y - start.y < 1.3 * PITCH:
            middle = start.x + start.width / 2
            return (middle, start.y + BOX_HEIGHT), (middle, end.y)
        edge = start.right + 1.3
        return ((start.right, start.middle + 1.5), (edge, start.middle + 1.5),
                (edge, end.middle - 1.5), (end.right, end.middle - 1.5))
    rightwards = end.zone > start.zone
    out = start.right if rightwards else start.x
    into = end.x if rightwards else end.right
    leaves = start.middle + 4.2 * nth
    enters = end.middle if start.y == end.y or nth else end.middle + (
        1.8 if end.y < start.y else -1.8)
    if abs(leaves - enters) < 0.1:
        return (out, leaves), (into, enters)
    turn = _lane(end.zone, rightwards) + 1.2 * nth
    return (out, leaves), (turn, leaves), (turn, enters), (into, enters)


def _lane(zone: int, rightwards: bool) -> float:
    """Return the middle of the lane before (or after) a zone."""
    if rightwards:
        return (ZONE_X[zone - 1] + ZONE_WIDTH[zone - 1] + ZONE_X[zone]) / 2
    return (ZONE_X[zone] + ZONE_WIDTH[zone] + ZONE_X[zone + 1]) / 2


def _label_place(points: tuple[Point, ...]) -> Point:
    """Return where a line's words stand: in the private zone where it is crossed there."""
    pieces = [(a, b) for a, b in pairwise(points) if a[1] == b[1]]
    a, b = max(pieces or [(points[0], points[-1])], key=lambda p: abs(p[1][0] - p[0][0]))
    return (a[0] + b[0]) / 2, a[1] + 0.9
