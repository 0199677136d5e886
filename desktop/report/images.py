"""Charts as pictures for Word: PNG at 300 dpi taken from a PDF, and SVG, from the same shapes."""

import io
from collections.abc import Iterable
from xml.sax.saxutils import escape

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from desktop.report.charts import draw, draw_cell
from desktop.report.fonts import SANS, clean, widths
from desktop.report.painter import MM, PAGE_HEIGHT, Painter
from desktop.report.shapes import (
    ROLES,
    Circle,
    Drawing,
    Label,
    Line,
    Point,
    Polygon,
    Shape,
    pattern_dots,
    pattern_lines,
)
from forms.plan import model

DPI = 300
_CELL_HEIGHT = 4.6
_DECIMALS = 2


def drawings(plan: model.Plan) -> dict[int, Drawing]:
    """Return every chart of the plan by the identity of its data, in order of appearance."""
    found: dict[int, Drawing] = {}
    for chapter in plan.chapters:
        _collect(chapter.blocks, found)
    return found


def _collect(blocks: Iterable[model.Block], found: dict[int, Drawing]) -> None:
    for block in blocks:
        match block:
            case model.Figure():
                found[id(block.data)] = draw(block.data)
            case model.StartScore():
                found[id(block.figure.data)] = draw(block.figure.data)
            case model.Columns():
                _collect((*block.left, *block.right), found)
            case model.Table():
                _collect_cells(block, found)


def _collect_cells(table: model.Table, found: dict[int, Drawing]) -> None:
    fixed = sum(column.width for column in table.columns)
    for position, column in enumerate(table.columns):
        width = (column.width or 160 - fixed) - 3
        cells = [row.cells[position].figure for row in table.rows if position < len(row.cells)]
        for figure in (column.figure, *cells):
            if figure is not None:
                found[id(figure)] = draw_cell(figure, width, _CELL_HEIGHT)


def png_images(charts: dict[int, Drawing], colours: dict[str, str]) -> dict[int, bytes]:
    """Return the charts as PNG at 300 dpi: one PDF with a page a chart, rendered."""
    widths(SANS)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=SANS)
    painter = Painter(canvas, colours, {}, {})
    for chart in charts.values():
        canvas.setPageSize((chart.width * MM, chart.height * MM))
        # The painter's origin is the top of an A4 page; move it to the top of this one.
        canvas.translate(0, (chart.height - PAGE_HEIGHT) * MM)
        painter.drawing(chart, 0, 0)
        canvas.showPage()
    if not charts:
        return {}
    canvas.save()
    return dict(zip(charts, _rendered(buffer.getvalue()), strict=True))


def _rendered(pdf: bytes) -> list[bytes]:
    images = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            out = io.BytesIO()
            page.render(scale=DPI / 72).to_pil().save(out, "PNG", dpi=(DPI, DPI))
            images.append(out.getvalue())
    return images


# -- SVG -----------------------------------------------------------------------------------


def svg(chart: Drawing, colours: dict[str, str]) -> bytes:
    """Return a chart as SVG with text as text."""
    palette = {**ROLES, **colours}
    body: list[str] = []
    for number, shape in enumerate(chart.shapes):
        body += _svg_shape(shape, palette, f"c{number}")
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{chart.width}mm" '
            f'height="{chart.height}mm" viewBox="0 0 {chart.width} {chart.height}" '
            'font-family="Noto Sans SC, SimHei, sans-serif">')
    return "".join([head, *body, "</svg>"]).encode()


def _number(value: float) -> str:
    return f"{round(value, _DECIMALS):g}"


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _stroke(role: str, width_pt: float, dash: tuple[float, ...], palette: dict[str, str]) -> str:
    if not role:
        return 'stroke="none"'
    dashes = " ".join(_number(part / MM) for part in dash)
    extra = f' stroke-dasharray="{dashes}"' if dash else ""
    return f'stroke="{palette[role]}" stroke-width="{_number(width_pt / MM)}"{extra}'


def _svg_shape(shape: Shape, palette: dict[str, str], name: str) -> list[str]:
    match shape:
        case Line():
            stroke = _stroke(shape.role, shape.width_pt, shape.dash, palette)
            drawn = [f'<polyline points="{_points(shape.points)}" fill="none" {stroke}/>']
            return drawn + ([_arrow(shape, palette)] if shape.arrow else [])
        case Circle():
            fill = palette.get(shape.fill, "none")
            stroke = _stroke(shape.outline, shape.width_pt, (), palette)
            return [f'<circle cx="{_number(shape.x)}" cy="{_number(shape.y)}" '
                    f'r="{_number(shape.radius)}" fill="{fill}" {stroke}/>']
        case Label():
            return [_svg_label(shape, palette)]
        case Polygon():
            return _svg_polygon(shape, palette, name)


def _arrow(line: Line, palette: dict[str, str]) -> str:
    (ax, ay), (bx, by) = line.points[-2], line.points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    x, y = bx - 2 * ux, by - 2 * uy
    head = ((bx, by), (x - 0.9 * uy, y + 0.9 * ux), (x + 0.9 * uy, y - 0.9 * ux))
    return f'<polygon points="{_points(head)}" fill="{palette[line.role]}"/>'


def _svg_label(label: Label, palette: dict[str, str]) -> str:
    anchor = {"left": "start", "right": "end", "centre": "middle"}[label.align]
    weight = ' font-weight="600"' if label.bold else ""
    return (f'<text x="{_number(label.x)}" y="{_number(label.y)}" text-anchor="{anchor}" '
            f'font-size="{_number(label.size_pt / MM)}" fill="{palette[label.role]}"{weight}>'
            f"{escape(clean(label.text))}</text>")


def _svg_polygon(shape: Polygon, palette: dict[str, str], name: str) -> list[str]:
    points = _points(shape.points)
    stroke = _stroke(shape.outline, shape.width_pt, shape.dash, palette)
    if shape.fill not in ("A", "B", "C"):
        fill = palette.get(shape.fill, "none")
        opacity = f' fill-opacity="{shape.opacity:g}"' if shape.opacity < 1 else ""
        return [f'<polygon points="{points}" fill="{fill}"{opacity} {stroke}/>']
    xs, ys = [p[0] for p in shape.points], [p[1] for p in shape.points]
    edges = min(xs), min(ys), max(xs), max(ys)
    parts = [f'<clipPath id="{name}"><polygon points="{points}"/></clipPath>',
             f'<g clip-path="url(#{name})">']
    if shape.fill == "C":
        parts += [f'<circle cx="{_number(x)}" cy="{_number(y)}" r="0.26" '
                  f'fill="{palette["ink"]}"/>' for x, y in pattern_dots(*edges)]
    else:
        role, lines = pattern_lines(shape.fill, *edges)
        line_stroke = _stroke(role, 0.5, (), palette)
        parts += [f'<polyline points="{_points(line)}" {line_stroke}/>' for line in lines]
    return [*parts, "</g>", f'<polygon points="{points}" fill="none" {stroke}/>']
