"""The table engine: three rules, no verticals, repeated headers, rows that are never cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.report.charts import draw_cell
from desktop.report.flow import Item
from desktop.report.fonts import BOLD, SANS
from desktop.report.lines import SetLine
from desktop.report.painter import MM, Painter
from desktop.report.typography import NOTE, PROSE, WIDTH, Style, set_text, text_items
from forms.plan.figures import CellFigure
from forms.plan.model import Cell, Row, Run, Table

_PAD = 1.5
_TALLEST = 60.0
_LEAST_PAD = 1.05


@dataclass(frozen=True, slots=True)
class _Density:
    """Type and padding of a table's rows."""

    size: float
    pad: float
    header_pad: float

    @property
    def leading(self) -> float:
        return self.size + 3.6

    def closer(self) -> "_Density":
        """Return the same type with the least padding (plan/layout.md §4)."""
        return _Density(self.size, min(self.pad, _LEAST_PAD), min(self.header_pad, _LEAST_PAD))


_DENSITIES = {"dense": _Density(8.0, 0.82, 0.95), "normal": _Density(8.5, 1.3, 1.3),
              "measures": _Density(8.0, 1.15, 1.3), "summary": _Density(9.0, 1.65, 1.5)}


@dataclass(slots=True)
class _SetCell:
    lines: tuple[SetLine, ...]
    figure: CellFigure | None
    x: float
    width: float
    align: str


def table_items(table: Table, continued: str, width: float = WIDTH, *, close: bool = False
                ) -> list[Item]:
    """Return a table's items: header, rows with their repeats, closing rule, note.

    Args:
        table: What to set.
        continued: The word after a repeated band, （续）.
        width: Of the table in mm.
        close: Set the rows with the least padding.
    """
    density = _DENSITIES[table.density]
    setter = _Setter(table, width, density.closer() if close else density)
    header = setter.header()
    items = [header]
    band: Item | None = None
    below: list[Item] = []
    for number, row in enumerate(table.rows):
        kept, moved = _readable_row(row, setter)
        item = setter.row(kept)
        below += moved
        repeats = (header,) if row.kind == "band" or band is None else (header, band)
        item.header, item.foot = repeats, setter.closing
        if row.kind == "band":
            band = setter.row(_continued(row, continued))
            item.keep = True
        following = table.rows[number + 1].kind if number + 1 < len(table.rows) else "end"
        # The caption, the header and two rows stay together; so do a total and the row above it,
        # and the last two rows.
        first, last_but_one = number == 0, number == len(table.rows) - 2
        if following in ("total", "end") or (first and len(table.rows) > 1) or last_but_one:
            item.keep = True
        items.append(item)
    header.keep = bool(table.rows)
    items.append(Item(0.3, setter.closing, keep=bool(table.note)))
    if table.note:
        items += text_items((Run(table.note),), NOTE, width, before=1.2)
    return items + below


def _continued(row: Row, word: str) -> Row:
    first = row.cells[0]
    lines = ((*first.lines[0], Run(word, "grey")), *first.lines[1:]) if first.lines else ()
    return Row((Cell(lines, first.figure), *row.cells[1:]), row.kind)


def _readable_row(row: Row, setter: "_Setter") -> tuple[Row, list[Item]]:
    """Move a row's long cells below the table where the row would be higher than 60 mm."""
    if setter.row(row).height <= _TALLEST:
        return row, []
    cells, moved = [], []
    for position, cell in enumerate(row.cells):
        height = setter.row(Row((*[Cell()] * position, cell), "row")).height
        if height <= _TALLEST:
            cells.append(cell)
            continue
        cells.append(Cell(((Run("↓"),),)))
        for line in cell.lines:
            moved += text_items(line, PROSE, indent=True, justify=True)
    return Row(tuple(cells), row.kind), moved


class _Setter:
    """Sets the rows of one table: column places, type, heights."""

    def __init__(self, table: Table, width: float, density: _Density) -> None:
        self._density = density
        self._table, self._width = table, width
        fixed = sum(column.width for column in table.columns)
        open_columns = sum(1 for column in table.columns if not column.width) or 1
        rest = (width - fixed) / open_columns
        widths = [column.width or rest for column in table.columns]
        self._columns = [
            (sum(widths[:n]), each, column.align)
            for n, (each, column) in enumerate(zip(widths, table.columns, strict=True))
        ]

    def header(self) -> Item:
        """Return the header row with the rules above and below it."""
        style = Style(BOLD, 8, 11.6, "blue")
        cells = []
        for (x, width, align), column in zip(self._columns, self._table.columns, strict=True):
            if column.figure is not None:
                cells.append(_SetCell((), column.figure, x, width, align))
            else:
                cells.append(self._cell(Cell(((Run(column.title),),)), x, width, align, style))
        pad = self._density.header_pad
        height = self._height(cells, style, pad)

        def draw(painter: Painter, x: float, y: float) -> None:
            painter.rule(x, y, x + self._width, 0.9)
            self._draw_cells(painter, cells, x, y, height, style, pad)
            painter.rule(x, y + height, x + self._width, 0.5)

        return Item(height, draw)

    def row(self, row: Row) -> Item:
        """Return a row with the thin rule below it."""
        density = self._density
        bold = row.kind in ("band", "total")
        style = Style(BOLD if bold else SANS, density.size, density.leading)
        cells = self._set_cells(row, style)
        pad = density.pad
        height = self._height(cells, style, pad)
        pale = row.kind in ("band", "pale")

        def draw(painter: Painter, x: float, y: float) -> None:
            if pale:
                painter.box(x, y, self._width, height, "pale")
            self._draw_cells(painter, cells, x, y, height, style, pad)
            painter.rule(x, y + height, x + self._width, 0.25, "light")

        return Item(height, draw)

    def closing(self, painter: Painter, x: float, y: float) -> None:
        """Draw the rule that ends the table or its part on a page."""
        painter.rule(x, y, x + self._width, 0.9)

    def _set_cells(self, row: Row, style: Style) -> list[_SetCell]:
        if row.kind == "band" and len(row.cells) == 1:
            return [self._cell(row.cells[0], 0.0, self._width, "left", style)]
        return [self._cell(cell, x, width, align, style)
                for cell, (x, width, align) in zip(row.cells, self._columns, strict=False)]

    def _cell(self, cell: Cell, x: float, width: float, align: str, style: Style) -> _SetCell:
        room = max(width - 2 * _PAD, 2.0)
        lines: list[SetLine] = []
        for text in cell.lines:
            lines += set_text(text, style, room)
        return _SetCell(tuple(lines), cell.figure, x, width, align)

    def _height(self, cells: Sequence[_SetCell], style: Style, pad: float) -> float:
        most = max((len(cell.lines) for cell in cells), default=1)
        return (style.size + max(most - 1, 0) * style.leading) / MM + 2 * pad

    def _draw_cells(self, painter: Painter, cells: Sequence[_SetCell], x: float, y: float,
                    height: float, style: Style, pad: float) -> None:
        first = y + pad + style.size * 0.86 / MM
        for cell in cells:
            left = x + cell.x + _PAD
            room = cell.width - 2 * _PAD
            if cell.figure is not None:
                painter.drawing(draw_cell(cell.figure, room, height), left, y)
            for number, line in enumerate(cell.lines):
                free = room - line.width / MM
                shift = {"left": 0.0, "right": free, "centre": free / 2}[cell.align]
                painter.text(line, left + shift, first + number * style.pitch)

