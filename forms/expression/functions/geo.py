"""Functions of places: points are ``lat lon [alt [acc]]``, lines join them by ``;`` (odk.md §6)."""

import math
from collections.abc import Sequence
from itertools import pairwise

from forms.expression.registry import function

EARTH_RADIUS_M = 6_378_100.0
Point = tuple[float, float]


def points(texts: Sequence[str]) -> list[Point] | None:
    """Return latitude and longitude of every point; None when one is none."""
    found: list[Point] = []
    for text in texts:
        for part in text.split(";"):
            if not part.strip():
                continue
            point = _point(part.split())
            if point is None:
                return None
            found.append(point)
    return found


def _point(parts: Sequence[str]) -> Point | None:
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) not in {2, 3, 4} or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return numbers[0], numbers[1]


@function("area", "number", "strings")
def _area(texts: Sequence[str]) -> float:
    """Square metres, two decimals; a line is closed first."""
    corners = points(texts)
    if not corners or len(corners) < 3:
        return 0.0
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise([*corners, corners[0]]):
        total += math.radians(lon2 - lon1) * (
            2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return round(abs(total * EARTH_RADIUS_M * EARTH_RADIUS_M / 2), 2)


@function("distance", "number", "strings*")
def _distance(*texts: Sequence[str]) -> float:
    """Metres along the points, two decimals."""
    line = points([text for part in texts for text in part])
    if not line:
        return 0.0
    return round(sum(_between(a, b) for a, b in pairwise(line)), 2)


def _between(a: Point, b: Point) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(x) for x in (*a, *b))
    half = (math.sin((lat2 - lat1) / 2) ** 2
            + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2)
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


@function("geofence", "boolean", "string", "string")
def _geofence(point: str, shape: str) -> bool:
    """Whether a point lies in a polygon, by counting crossings."""
    here, corners = points([point]), points([shape])
    if not here or len(here) != 1 or not corners or len(corners) < 4 or corners[0] != corners[-1]:
        return False
    y, x = here[0]
    inside = False
    for (y1, x1), (y2, x2) in pairwise(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@function("intersects", "boolean", "string")
def _intersects(text: str) -> bool:
    """Whether a trace or shape crosses itself."""
    line = points([text])
    if not line:
        return False
    sides = [(a, b) for a, b in pairwise(line) if a != b]
    closed = len(line) > 2 and line[0] == line[-1]
    for i, one in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if not (closed and i == 0 and j == len(sides) - 1) and _cross(one, sides[j]):
                return True
    return False


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, other
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    return any(turn == 0 and _on(side, point) for turn, side, point in (
        (turns[0], one, c), (turns[1], one, d), (turns[2], other, a), (turns[3], other, b)))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _on(side: tuple[Point, Point], point: Point) -> bool:
    (a, b) = side
    return (min(a[0], b[0]) <= point[0] <= max(a[0], b[0])
            and min(a[1], b[1]) <= point[1] <= max(a[1], b[1]))
