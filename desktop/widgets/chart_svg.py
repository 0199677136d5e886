"""A drawing as SVG text, for the clipboard: real text and real lines, in the colours of paper."""

from xml.sax.saxutils import escape, quoteattr

from desktop.report.shapes import ROLES, Circle, Drawing, Label, Line, Polygon, Shape
from desktop.tokens import LIGHT, SANS

_SCREEN_ONLY = {
    "target": LIGHT["c3"], "soft": LIGHT["accs"], "hint": LIGHT["ink3"], "side": LIGHT["paper2"],
    "desk": LIGHT["desk"], "on": LIGHT["btnt"], "button": LIGHT["btn"], "amber": LIGHT["amb"],
    "green": LIGHT["grn"], "A": ROLES["light"], "B": ROLES["mid"], "C": LIGHT["c3"],
}  # fmt: skip
_MM_PER_POINT = 25.4 / 72
_ANCHORS = {"left": "start", "centre": "middle", "right": "end"}


def svg(drawing: Drawing) -> str:
    """Return the drawing as an SVG document in millimetres."""
    width, height = f"{drawing.width:.2f}", f"{drawing.height:.2f}"
    body = "\n".join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">\n{body}\n</svg>\n'
    )


def _element(shape: Shape) -> str:
    if isinstance(shape, Line):
        return (f'<polyline points="{_points(shape.points)}" fill="none" '
                f"{_stroke(shape.role, shape.width_pt, shape.dash)}/>")
    if isinstance(shape, Polygon):
        stroke = _stroke(shape.outline, shape.width_pt, shape.dash)
        return (f'<polygon points="{_points(shape.points)}" fill="{_color(shape.fill)}" '
                f'fill-opacity="{shape.opacity:g}" {stroke}/>')
    if isinstance(shape, Circle):
        return (f'<circle cx="{shape.x:.2f}" cy="{shape.y:.2f}" r="{shape.radius:.2f}" '
                f'fill="{_color(shape.fill)}" {_stroke(shape.outline, shape.width_pt)}/>')
    return _text(shape)


def _text(label: Label) -> str:
    weight = 600 if label.bold else 400
    return (f'<text x="{label.x:.2f}" y="{label.y:.2f}" font-family={quoteattr(SANS)} '
            f'font-size="{label.size_pt * _MM_PER_POINT:.2f}" font-weight="{weight}" '
            f'text-anchor="{_ANCHORS[label.align]}" fill="{_color(label.role)}">'
            f"{escape(label.text)}</text>")


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _stroke(role: str, width_pt: float, dash: tuple[float, ...] = ()) -> str:
    if not role:
        return 'stroke="none"'
    steps = " ".join(f"{step * _MM_PER_POINT:.2f}" for step in dash)
    dashes = f' stroke-dasharray="{steps}"' if dash else ""
    return f'stroke="{_color(role)}" stroke-width="{width_pt * _MM_PER_POINT:.2f}"{dashes}'


def _color(role: str) -> str:
    return _SCREEN_ONLY.get(role) or ROLES.get(role) or "none"
