"""Paints the vector shapes of ``desktop.report.shapes`` on the screen, in the theme's colours."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.report.shapes import (
    Circle,
    Drawing,
    Label,
    Line,
    Polygon,
    Shape,
    pattern_dots,
    pattern_lines,
)
from desktop.tokens import Theme, theme
from desktop.widgets.chart_svg import svg

# The roles of paper and, after them, those that only a screen has.
TOKENS = {
    "ink": "ink", "blue": "acc", "red": "red", "grey": "ink2", "mid": "c2", "rule": "line2",
    "light": "line", "pale": "mute", "white": "paper",
    "target": "c3", "soft": "accs", "hint": "ink3", "side": "paper2", "desk": "desk",
    "on": "btnt", "button": "btn", "amber": "amb", "green": "grn",
}  # fmt: skip
DOTS_PER_MM = 96 / 25.4
DOTS_PER_POINT = 96 / 72
_PATTERNS = ("A", "B", "C")
Figure = Callable[[float, float], Drawing]


def colors(of: Theme) -> dict[str, QColor]:
    """Return the colour of every role in a theme."""
    return {role: of.color(token) for role, token in TOKENS.items()}


def paint_drawing(painter: QPainter, drawing: Drawing, of: Theme, zoom: float = 1.0) -> None:
    """Paint a drawing with its top left corner at the origin; ``zoom`` 1 = 96 dots an inch."""
    hand = _Hand(painter, of, zoom)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in drawing.shapes:
        hand.draw(shape)


class ChartView(QWidget):
    """A chart that fills its widget and can be copied as PNG and SVG.

    The figure is a function from size in mm to a drawing, so text keeps its size when the widget
    grows.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure = lambda width, height: Drawing(width, height, ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_figure(self, figure: Figure, description: str) -> None:
        """Show another figure; the description is what a screen reader says."""
        self._figure = figure
        self.setAccessibleName(description)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    def drawing(self) -> Drawing:
        """The chart at its present size."""
        return self._figure(self.width() / DOTS_PER_MM, self.height() / DOTS_PER_MM)

    def image(self, pixel_ratio: float = 2.0) -> QImage:
        """The chart as a picture on paper colour."""
        image = QImage(
            (QSizeF(self.size()) * pixel_ratio).toSize(), QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(pixel_ratio)
        light = replace(theme(), dark=False)
        image.fill(light.color("paper"))
        painter = QPainter(image)
        paint_drawing(painter, self.drawing(), light)
        painter.end()
        return image

    def copy(self) -> None:
        """Put the chart on the clipboard, as a bitmap and as SVG."""
        data = QMimeData()
        data.setImageData(self.image())
        data.setData("image/svg+xml", svg(self.drawing()).encode())
        QGuiApplication.clipboard().setMimeData(data)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_drawing(painter, self.drawing(), theme())
        painter.end()


class _Hand:
    """Draws one shape after the other, in dots."""

    def __init__(self, painter: QPainter, of: Theme, zoom: float) -> None:
        self._painter = painter
        self._theme = of
        self._colors = colors(of)
        self._mm = DOTS_PER_MM * zoom
        self._point = DOTS_PER_POINT * zoom

    def draw(self, shape: Shape) -> None:
        if isinstance(shape, Line):
            self._line(shape)
        elif isinstance(shape, Polygon):
            self._polygon(shape)
        elif isinstance(shape, Circle):
            self._circle(shape)
        else:
            self._label(shape)

    def _line(self, line: Line) -> None:
        self._painter.setPen(self._pen(line.role, line.width_pt, line.dash))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(self._points(line.points))
        if line.arrow:
            self._head(line)

    def _head(self, line: Line) -> None:
        (from_x, from_y), (x, y) = line.points[-2:]
        length = max(0.001, ((x - from_x) ** 2 + (y - from_y) ** 2) ** 0.5)
        ux, uy = (x - from_x) / length, (y - from_y) / length
        back = (x - 2 * ux, y - 2 * uy)
        corners = ((x, y), (back[0] - 0.9 * uy, back[1] + 0.9 * ux),
                   (back[0] + 0.9 * uy, back[1] - 0.9 * ux))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colors[line.role])
        self._painter.drawPolygon(self._points(corners))

    def _polygon(self, shape: Polygon) -> None:
        points = self._points(shape.points)
        if shape.fill in _PATTERNS:
            self._pattern(shape.fill, points)
        elif shape.fill:
            color = QColor(self._colors[shape.fill])
            color.setAlphaF(shape.opacity)
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(color)
            self._painter.drawPolygon(points)
        if shape.outline:
            self._painter.setPen(self._pen(shape.outline, shape.width_pt, shape.dash))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawPolygon(points)

    def _pattern(self, name: str, outline: QPolygonF) -> None:
        painter, bounds = self._painter, outline.boundingRect()
        edges = [edge / self._mm for edge in
                 (bounds.left(), bounds.top(), bounds.right(), bounds.bottom())]
        painter.save()
        path = QPainterPath()
        path.addPolygon(outline)
        painter.setClipPath(path)
        painter.fillRect(bounds, self._colors["white"])
        if name == "C":
            self._dots(edges)
        else:
            role, lines = pattern_lines(name, edges[0], edges[1], edges[2], edges[3])
            painter.setPen(self._pen(role, 0.6))
            for start, end in lines:
                painter.drawLine(self._at(*start), self._at(*end))
        painter.restore()

    def _dots(self, edges: list[float]) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colors["target"])
        for x, y in pattern_dots(edges[0], edges[1], edges[2], edges[3]):
            self._painter.drawEllipse(self._at(x, y), 0.3 * self._mm, 0.3 * self._mm)

    def _circle(self, shape: Circle) -> None:
        fill = self._colors.get(shape.fill)
        self._painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        self._painter.setPen(
            self._pen(shape.outline, shape.width_pt) if shape.outline else Qt.PenStyle.NoPen)
        radius = shape.radius * self._mm
        self._painter.drawEllipse(self._at(shape.x, shape.y), radius, radius)

    def _label(self, label: Label) -> None:
        # A copy: the theme hands out shared fonts.
        font = QFont(self._theme.font(label.size_pt, 600 if label.bold else 400))
        font.setPixelSize(max(1, round(font.pointSizeF() * self._point)))
        width = QFontMetricsF(font).horizontalAdvance(label.text)
        shift = {"left": 0.0, "centre": width / 2, "right": width}
        corner = self._at(label.x, label.y) - QPointF(shift[label.align], 0)
        if label.backdrop:
            height = QFontMetricsF(font).ascent()
            self._painter.fillRect(
                QRectF(corner.x(), corner.y() - height, width, height), self._colors["white"])
        self._painter.setFont(font)
        self._painter.setPen(self._colors[label.role])
        self._painter.drawText(corner, label.text)

    def _pen(self, role: str, width_pt: float, dash: tuple[float, ...] = ()) -> QPen:
        width = max(1.0, width_pt * self._point)
        pen = QPen(self._colors[role], width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash:
            pen.setDashPattern([max(0.1, step * self._point / width) for step in dash])
        return pen

    def _points(self, points: tuple[tuple[float, float], ...]) -> QPolygonF:
        return QPolygonF([self._at(x, y) for x, y in points])

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(x * self._mm, y * self._mm)
