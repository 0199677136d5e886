"""reportlab behind millimetres from the top left: text lines, rules, shapes, pictures, links."""

import io
import re
from collections.abc import Mapping

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.report.fonts import BOLD, SANS, widths
from desktop.report.lines import SetLine, Span, break_lines
from desktop.report.photos import UNREADABLE, printable
from desktop.report.shapes import (
    ROLES,
    Circle,
    Drawing,
    Label,
    Line,
    Point,
    Polygon,
    pattern_dots,
    pattern_lines,
)
from desktop.report.text_code import TextCode

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_WIDE = (1e6,)


class Painter:
    """A canvas whose y grows downwards from the top of the page, in millimetres."""

    def __init__(self, canvas: Canvas, colours: Mapping[str, str],
                 pictures: Mapping[str, bytes], targets: Mapping[str, str]) -> None:
        """Paint on ``canvas``.

        Args:
            canvas: Of the file.
            colours: Hex values that replace a role's own.
            pictures: Bytes by name.
            targets: Anchors by the words (without spaces) that link to them.
        """
        self._canvas = canvas
        self._text = TextCode(canvas, {**ROLES, **colours})
        self._pictures = pictures
        self._images: dict[str, ImageReader] = {}
        self._targets = targets
        self.printed: list[str] = []
        self.shown: set[str] = set()

    # -- text ------------------------------------------------------------------------------

    def text(self, line: SetLine, x: float, baseline: float) -> None:
        """Draw a broken line; ``x`` is its left end."""
        if not line.pieces:
            return
        left, y = x * MM, (PAGE_HEIGHT - baseline) * MM
        for piece in line.pieces:
            if piece.span.boxed:
                self._mark(piece.x + left, y, piece.width, piece.span)
        self._canvas.addLiteral(self._text.code(line, left, y))
        self.printed += [piece.text for piece in line.pieces]
        words = line.text
        if any(mark in words for mark in _REFERRING):
            self._refer(line, words, x, baseline)

    def _refer(self, line: SetLine, words: str, x: float, baseline: float) -> None:
        """Make 第十一章, 附录一, 表 3 and 照片 1 in a line links to their places."""
        for match in _REFERENCE.finditer(words):
            if anchor := self._targets.get(match.group()):
                places = _character_places(line)
                start, end = places[match.start()], places[match.end()]
                size = line.pieces[0].span.size / MM
                self.link(anchor, x + start / MM, baseline - size, (end - start) / MM, size * 1.2)

    def _mark(self, x: float, y: float, width: float, span: Span) -> None:
        """Draw the frame of a boxed mark round its word; all in points."""
        left, low, high = x + 0.4, y - span.size * 0.28, y + span.size * 1.04
        right = x + width - 0.4
        corners = f"{left:.3f} {low:.3f} m {right:.3f} {low:.3f} l " \
                  f"{right:.3f} {high:.3f} l {left:.3f} {high:.3f} l h"
        self._put(f"{self._fill(span.fill or 'white')} {self._pen(span.role, 0.5, ())} "
                  f"{corners} B")

    def words(self, text: str, x: float, baseline: float, size: float, *, role: str = "ink",
              bold: bool = False, align: str = "left") -> float:
        """Draw a text on one line; return its width in mm."""
        line = break_lines(text, BOLD if bold else SANS, size, _WIDE, role=role)[0]
        width = line.width / MM
        shift = {"left": 0.0, "right": width, "centre": width / 2}[align]
        self.text(line, x - shift, baseline)
        return width

    # -- shapes ----------------------------------------------------------------------------

    def rule(self, x: float, y: float, end: float, width_pt: float, role: str = "ink") -> None:
        """Draw a horizontal rule."""
        self._put(f"{self._pen(role, width_pt, ())} {x * MM:.3f} {self._y(y):.3f} m "
                  f"{end * MM:.3f} {self._y(y):.3f} l S")

    def box(self, x: float, y: float, width: float, height: float, fill: str = "",
            outline: str = "", width_pt: float = 0.5) -> None:
        """Draw a rectangle by its top left corner."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self._polygon(Polygon(corners, fill, outline, width_pt), 0.0, 0.0)

    def drawing(self, drawing: Drawing, x: float, y: float) -> None:
        """Draw a chart with its top left corner at a place."""
        for shape in drawing.shapes:
            match shape:
                case Line():
                    self._line(shape, x, y)
                case Polygon():
                    self._polygon(shape, x, y)
                case Circle():
                    self._circle(shape, x, y)
                case Label():
                    self._label(shape, x, y)

    def _y(self, y: float) -> float:
        return (PAGE_HEIGHT - y) * MM

    def _put(self, operators: str) -> None:
        self._canvas.addLiteral(operators)

    def _fill(self, role: str) -> str:
        return self._text.colours[role]

    def _pen(self, role: str, width_pt: float, dash: tuple[float, ...]) -> str:
        """Return the operators of a stroke's colour, width and dash."""
        dashes = " ".join(f"{part:g}" for part in dash)
        return f"{self._text.colours[role].upper()} {width_pt:g} w [{dashes}] 0 d"

    def _path(self, points: tuple[Point, ...], x: float, y: float) -> str:
        steps = [f"{(x + px) * MM:.3f} {self._y(y + py):.3f}" for px, py in points]
        return steps[0] + " m " + " ".join(f"{step} l" for step in steps[1:])

    def _line(self, line: Line, x: float, y: float) -> None:
        points = line.points
        if line.arrow:
            points = self._arrow(points, line.role, x, y)
        self._put(f"{self._pen(line.role, line.width_pt, line.dash)} "
                  f"{self._path(points, x, y)} S")

    def _arrow(self, points: tuple[Point, ...], role: str, x: float, y: float
               ) -> tuple[Point, ...]:
        """Draw a head of 2 × 1.8 mm and return the line shortened to its base."""
        (ax, ay), (bx, by) = points[-2], points[-1]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
        ux, uy = (bx - ax) / length, (by - ay) / length
        base = bx - 2 * ux, by - 2 * uy
        head = ((bx, by), (base[0] - 0.9 * uy, base[1] + 0.9 * ux),
                (base[0] + 0.9 * uy, base[1] - 0.9 * ux))
        self._put(f"{self._fill(role)} {self._path(head, x, y)} h f")
        return (*points[:-1], base)

    def _polygon(self, shape: Polygon, x: float, y: float) -> None:
        if len(shape.points) < 2:
            return
        path = self._path(shape.points, x, y) + " h"
        if shape.fill in ("A", "B", "C"):
            self._put(f"{self._fill('white')} {path} f")
            self._pattern(shape, path, x, y)
        elif shape.fill:
            if shape.opacity < 1:
                self._canvas.setFillAlpha(shape.opacity)
            self._put(f"{self._fill(shape.fill)} {path} f")
            if shape.opacity < 1:
                self._canvas.setFillAlpha(1)
        if shape.outline:
            self._put(f"{self._pen(shape.outline, shape.width_pt, shape.dash)} {path} S")

    def _pattern(self, shape: Polygon, path: str, x: float, y: float) -> None:
        """Fill with lines or dots inside a clip: grey printers show them as they are."""
        xs, ys = [p[0] for p in shape.points], [p[1] for p in shape.points]
        edges = min(xs), min(ys), max(xs), max(ys)
        self._put(f"q {path} W n")
        if shape.fill == "C":
            for cx, cy in pattern_dots(*edges):
                self._circle(Circle(cx, cy, 0.26, "ink"), x, y)
        else:
            role, lines = pattern_lines(shape.fill, *edges)
            strokes = " ".join(self._path(line, x, y) for line in lines)
            self._put(f"{self._pen(role, 0.5, ())} {strokes} S")
        self._put("Q")

    def _circle(self, shape: Circle, x: float, y: float) -> None:
        """Draw four Bézier arcs."""
        cx, cy, r = (x + shape.x) * MM, self._y(y + shape.y), shape.radius * MM
        k = r * 0.5523
        path = (f"{cx + r:.3f} {cy:.3f} m "
                f"{cx + r:.3f} {cy + k:.3f} {cx + k:.3f} {cy + r:.3f} {cx:.3f} {cy + r:.3f} c "
                f"{cx - k:.3f} {cy + r:.3f} {cx - r:.3f} {cy + k:.3f} {cx - r:.3f} {cy:.3f} c "
                f"{cx - r:.3f} {cy - k:.3f} {cx - k:.3f} {cy - r:.3f} {cx:.3f} {cy - r:.3f} c "
                f"{cx + k:.3f} {cy - r:.3f} {cx + r:.3f} {cy - k:.3f} {cx + r:.3f} {cy:.3f} c h")
        if shape.fill:
            self._put(f"{self._fill(shape.fill)} {path} f")
        if shape.outline:
            self._put(f"{self._pen(shape.outline, shape.width_pt, ())} {path} S")

    def _label(self, label: Label, x: float, y: float) -> None:
        line = break_lines(label.text, BOLD if label.bold else SANS, label.size_pt, _WIDE,
                           role=label.role)[0]
        width = line.width / MM
        shift = {"left": 0.0, "right": width, "centre": width / 2}[label.align]
        left, baseline = x + label.x - shift, y + label.y
        if label.backdrop:
            height = label.size_pt / MM
            self.box(left - 0.6, baseline - height * 0.86, width + 1.2, height * 1.12, "white")
        self.text(line, left, baseline)

    # -- pictures, links, outline ----------------------------------------------------------

    def picture_size(self, name: str) -> tuple[int, int] | None:
        """Return a picture's pixels; None when it is not there or not a picture."""
        image = self._image(name)
        return image.getSize() if image else None

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> bool:
        """Fit a picture into a frame, centred, never beyond 150 dpi; False if there is none."""
        image = self._image(name)
        if image is None:
            return False
        pixels_x, pixels_y = image.getSize()
        most = 25.4 / 150
        scale = min(width / pixels_x, height / pixels_y, most)
        w, h = pixels_x * scale, pixels_y * scale
        left, top = x + (width - w) / 2, y + (height - h) / 2
        self._canvas.drawImage(image, left * MM, self._y(top + h), w * MM, h * MM)
        self.shown.add(name)
        return True

    def picture_left(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Fit a logo into a frame, at its left edge, vertically centred."""
        image = self._image(name)
        if image is not None:
            pixels_x, pixels_y = image.getSize()
            scale = min(width / pixels_x, height / pixels_y)
            w, h = pixels_x * scale, pixels_y * scale
            self._canvas.drawImage(image, x * MM, self._y(y + (height + h) / 2), w * MM, h * MM)

    def _image(self, name: str) -> ImageReader | None:
        if name not in self._images:
            try:
                image, jpeg = printable(self._pictures.get(name, b""))
            except UNREADABLE:
                return None
            self._images[name] = ImageReader(io.BytesIO(jpeg) if jpeg else image)
        return self._images[name]

    def bookmark(self, anchor: str, y: float) -> None:
        """Make a place a link can go to."""
        self._canvas.bookmarkHorizontalAbsolute(anchor, self._y(max(y - 4, 0)))

    def outline(self, title: str, anchor: str, level: int) -> None:
        """Add an entry to the reader's side panel."""
        self._canvas.addOutlineEntry(title, anchor, level, closed=level == 0)

    def link(self, anchor: str, x: float, y: float, width: float, height: float) -> None:
        """Make a rectangle jump to an anchor."""
        self._canvas.linkAbsolute(
            "", anchor, (x * MM, self._y(y + height), (x + width) * MM, self._y(y)), addtopage=1)


_REFERENCE = re.compile(r"第[一二三四五六七八九十]+章|附录[一二三]|表\d+|照片\d+")
_REFERRING = ("章", "附录", "表", "照片")


def _character_places(line: SetLine) -> list[float]:
    """Return where each drawn character of a line begins, in points, and where the last ends."""
    places: list[float] = []
    x = 0.0
    for piece in line.pieces:
        known, x = widths(piece.span.face), piece.x
        for character in piece.text:
            places.append(x)
            x += known[character] * piece.span.size + line.spacing
    return [*places, x]
