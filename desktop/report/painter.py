"""reportlab behind millimetres from the top left: text lines, rules, shapes, pictures, links."""

import io
import re
from collections.abc import Mapping

from PIL import Image, ImageOps
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from desktop.report.fonts import BOLD, SANS, widths
from desktop.report.lines import SetLine, break_lines
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

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
_WIDE = (1e6,)
_UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
# A photo is at most 80 mm wide: 300 dpi of that.
_WIDEST_PIXELS = 945


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
        self._colours = {role: HexColor(colours.get(role, value)) for role, value in ROLES.items()}
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
        text: PDFTextObject = self._canvas.beginText()
        left, y = x * MM, (PAGE_HEIGHT - baseline) * MM
        role = ""
        for piece in line.pieces:
            span = piece.span
            if span.boxed:
                self._mark(piece.x + left, y, piece.width, span.size, span.role, span.fill)
            colour = "white" if span.fill else span.role
            if colour != role:
                text.setFillColor(self._colours[colour])
                role = colour
            text.setFont(span.face, span.size)
            text.setCharSpace(line.spacing)
            inset = 2.4 if span.boxed else 0.0
            text.setTextOrigin(left + piece.x + inset, y)
            text.textOut(piece.text)
            self.printed.append(piece.text)
        self._canvas.drawText(text)
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

    def _mark(self, x: float, y: float, width: float, size: float, role: str, fill: str) -> None:
        """Draw the frame of a boxed mark round its word."""
        self._canvas.setStrokeColor(self._colours[role])
        self._canvas.setFillColor(self._colours[fill or "white"])
        self._canvas.setLineWidth(0.5)
        self._canvas.rect(x + 0.4, y - size * 0.28, width - 0.8, size * 1.32, fill=1)

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
        self._stroke(role, width_pt, ())
        self._canvas.line(x * MM, self._y(y), end * MM, self._y(y))

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

    def _stroke(self, role: str, width_pt: float, dash: tuple[float, ...]) -> None:
        self._canvas.setStrokeColor(self._colours[role])
        self._canvas.setLineWidth(width_pt)
        self._canvas.setDash(*([list(dash)] if dash else []))

    def _path(self, points: tuple[Point, ...], x: float, y: float, *, close: bool) -> object:
        path = self._canvas.beginPath()
        path.moveTo((x + points[0][0]) * MM, self._y(y + points[0][1]))
        for px, py in points[1:]:
            path.lineTo((x + px) * MM, self._y(y + py))
        if close:
            path.close()
        return path

    def _line(self, line: Line, x: float, y: float) -> None:
        points = line.points
        if line.arrow:
            points = self._arrow(points, line.role, x, y)
        self._stroke(line.role, line.width_pt, line.dash)
        self._canvas.drawPath(self._path(points, x, y, close=False))
        if line.dash:
            self._canvas.setDash()

    def _arrow(self, points: tuple[Point, ...], role: str, x: float, y: float
               ) -> tuple[Point, ...]:
        """Draw a head of 2 × 1.8 mm and return the line shortened to its base."""
        (ax, ay), (bx, by) = points[-2], points[-1]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
        ux, uy = (bx - ax) / length, (by - ay) / length
        base = bx - 2 * ux, by - 2 * uy
        head = ((bx, by), (base[0] - 0.9 * uy, base[1] + 0.9 * ux),
                (base[0] + 0.9 * uy, base[1] - 0.9 * ux))
        self._canvas.setFillColor(self._colours[role])
        self._canvas.drawPath(self._path(head, x, y, close=True), stroke=0, fill=1)
        return (*points[:-1], base)

    def _polygon(self, shape: Polygon, x: float, y: float) -> None:
        if len(shape.points) < 2:
            return
        path = self._path(shape.points, x, y, close=True)
        if shape.fill in ("A", "B", "C"):
            self._canvas.setFillColor(self._colours["white"])
            self._canvas.drawPath(path, stroke=0, fill=1)
            self._pattern(shape, x, y)
        elif shape.fill:
            self._canvas.setFillColor(self._colours[shape.fill])
            if shape.opacity < 1:
                self._canvas.setFillAlpha(shape.opacity)
            self._canvas.drawPath(path, stroke=0, fill=1)
            if shape.opacity < 1:
                self._canvas.setFillAlpha(1)
        if shape.outline:
            self._stroke(shape.outline, shape.width_pt, shape.dash)
            self._canvas.drawPath(path, stroke=1, fill=0)
            if shape.dash:
                self._canvas.setDash()

    def _pattern(self, shape: Polygon, x: float, y: float) -> None:
        """Fill with lines or dots inside a clip: grey printers show them as they are."""
        self._canvas.saveState()
        self._canvas.clipPath(self._path(shape.points, x, y, close=True), stroke=0, fill=0)
        xs, ys = [p[0] for p in shape.points], [p[1] for p in shape.points]
        edges = min(xs), min(ys), max(xs), max(ys)
        if shape.fill == "C":
            self._canvas.setFillColor(self._colours["ink"])
            for cx, cy in pattern_dots(*edges):
                self._canvas.circle((x + cx) * MM, self._y(y + cy), 0.26 * MM, stroke=0, fill=1)
        else:
            role, lines = pattern_lines(shape.fill, *edges)
            self._stroke(role, 0.5, ())
            self._canvas.lines([
                ((x + a[0]) * MM, self._y(y + a[1]), (x + b[0]) * MM, self._y(y + b[1]))
                for a, b in lines
            ])
        self._canvas.restoreState()

    def _circle(self, shape: Circle, x: float, y: float) -> None:
        if shape.fill:
            self._canvas.setFillColor(self._colours[shape.fill])
        if shape.outline:
            self._stroke(shape.outline, shape.width_pt, ())
        self._canvas.circle((x + shape.x) * MM, self._y(y + shape.y), shape.radius * MM,
                            stroke=int(bool(shape.outline)), fill=int(bool(shape.fill)))

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
            data = self._pictures.get(name, b"")
            try:
                self._images[name] = _readable(data)
            except _UNREADABLE:
                return None
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


def readable(data: bytes) -> bool:
    """Return whether bytes are a picture that can be printed."""
    try:
        _readable(data)
    except _UNREADABLE:
        return False
    return True


def _readable(data: bytes) -> ImageReader:
    """Return the picture as the file holds it: opaque, at most 300 dpi of a half page, as JPEG.

    A JPEG is decoded at the size that is needed; line art (PNG) keeps its sharp edges.
    """
    image: Image.Image = Image.open(io.BytesIO(data))
    lossy = image.format == "JPEG"
    image.draft("RGB", (_WIDEST_PIXELS, _WIDEST_PIXELS))
    image.load()
    image = _opaque(ImageOps.exif_transpose(image))
    if max(image.size) > _WIDEST_PIXELS:
        image.thumbnail((_WIDEST_PIXELS, _WIDEST_PIXELS))
    if not lossy:
        return ImageReader(image)
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=85)
    encoded.seek(0)
    return ImageReader(encoded)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "P", "PA"):
        white = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return image if image.mode in ("RGB", "L") else image.convert("RGB")
