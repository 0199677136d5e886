"""Text, tables and pictures in Word, where the next one goes; the kinds of blocks build on it."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import segno
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from desktop.report import word_parts, word_styles
from desktop.report.fonts import clean
from desktop.report.images import drawings, png_images, svg
from desktop.report.photos import UNREADABLE, office_bytes
from desktop.report.shapes import ROLES
from forms.plan import model
from forms.plan.model import Cell, Plan, Row, Text

_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT,
          "centre": WD_ALIGN_PARAGRAPH.CENTER}
_COLOURS = {"grey": "grey", "red": "red", "blue": "blue", "mark-blue": "blue",
            "mark-grey": "grey", "mark-red": "red", "mark-redline": "red"}
_STRONG = {"strong", "blue", "red", "quote"}
# The padding of cells in mm.
_PADDING = 1.5


class WordSetter:
    """Writes at the end of a document, or of the cell of a layout table."""

    def __init__(self, document: Document, plan: Plan) -> None:
        """Draw the plan's charts once, as PNG and SVG."""
        self._document, self._plan = document, plan
        # Where blocks go (the document, or a cell of a layout table) and how wide it is in mm.
        self._place: Any = document
        self._width = word_styles.WIDTH
        colours = {"blue": plan.look.blue} if plan.look.blue else {}
        self._palette = {**ROLES, **colours}
        self._charts = drawings(plan)
        self._images = png_images(self._charts, colours)
        self._colours = colours
        self.shown: set[str] = set()
        self._bookmarks = 0
        self._pictures = 0
        self._list = 0
        self._cell_style = word_styles.CELL
        self._styles = word_parts.style_ids(document)
        self._targets = _targets(plan)
        names = "|".join(re.escape(name) for name in self._targets)
        self._reference = re.compile(f"(?:{names})(?![0-9])" if names else "(?!)")

    def new(self, style: str) -> Any:
        """Add an empty paragraph."""
        paragraph = self._place.add_paragraph()
        word_parts.use_style(paragraph, self._styles[style])
        return paragraph

    def next_bookmark(self) -> int:
        """Return a number that no other bookmark of the document has."""
        self._bookmarks += 1
        return self._bookmarks

    def new_text(self, text: str, style: str) -> None:
        """Add a paragraph of plain text."""
        word_parts.add_text(self.new(style), text)

    def _runs(self, paragraph: Any, text: Text) -> None:
        for run in text:
            words = f"[{run.text}]" if run.style.startswith("mark-") else run.text
            if run.style == "" and (found := self._reference.search(words)):
                self._runs(paragraph, (model.Run(words[:found.start()]),))
                word_parts.add_field(paragraph, f"REF {self._targets[found.group()]} \\h",
                                     found.group())
                self._runs(paragraph, (model.Run(words[found.end():]),))
                continue
            if not words:
                continue
            part = word_parts.add_text(paragraph, clean(words))
            if run.style in _STRONG:
                part.bold = True
            if run.style in _COLOURS:
                colour = self._palette[_COLOURS[run.style]].removeprefix("#")
                part.font.color.rgb = RGBColor.from_string(colour)
            if run.style == "small":
                part.font.size = Pt(7.2)

    def _caption(self, kind: str, number: int | None, caption: str) -> None:
        paragraph = self.new(word_styles.CAPTION)
        paragraph.paragraph_format.keep_with_next = kind == self._plan.words.table
        if number is not None:
            label = kind.replace("{number}", "").strip()
            paragraph.add_run(f"{label} ").bold = True
            word_parts.add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
            word_parts.bookmark(paragraph, f"{label}{number}", self.next_bookmark())
            paragraph.add_run("　")
        paragraph.add_run(clean(caption))

    def _grid(self, rows: int, widths: Sequence[float]) -> Any:
        table = self._bare_grid(rows, widths, _PADDING)
        word_parts.set_borders(
            word_parts.xml_of(table).tblPr, "tblBorders", top=(0.9, ROLES["ink"]),
            bottom=(0.9, ROLES["ink"]), insideH=(0.25, ROLES["light"]))
        return table

    def _bare_grid(self, rows: int, widths: Sequence[float], padding: float) -> Any:
        """Return a table without rules, its rows uncut."""
        table: Any = self._place.add_table(rows, len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        word_parts.pad_cells(table, padding)
        if self._place is not self._document:
            # Word ends a cell with a paragraph: a hair's breadth, as the next block follows.
            word_parts.use_style(self._place.paragraphs[-1], self._styles[word_styles.SPACER])
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            word_parts.keep_whole(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    def _beside(self, parts: Sequence[tuple[float, Callable[[], None]]], gap: float = 0.0,
                frame: tuple[float, str] | None = None) -> None:
        """Write parts beside each other: ``(width in mm, what writes it)``, ``gap`` between."""
        padding = _PADDING if frame else 0.0
        widths = [width + (0.0 if frame else gap) for width, _ in parts]
        widths[-1] = parts[-1][0]
        table = self._bare_grid(1, widths, padding)
        if frame:
            word_parts.set_borders(word_parts.xml_of(table).tblPr, "tblBorders", **dict.fromkeys(
                ("top", "left", "bottom", "right", "insideV"), frame))
        place, width = self._place, self._width
        for cell, (each, write) in zip(table.rows[0].cells, parts, strict=True):
            self._place, self._width = cell, each - 2 * padding
            write()
            # The paragraph that every new cell begins with.
            word_parts.xml_of(cell).remove(word_parts.xml_of(cell.paragraphs[0]))
            self._end_with_paragraph(cell)
        if gap and not frame:
            for cell in table.rows[0].cells[:-1]:
                word_parts.gap_after(cell, gap)
        self._place, self._width = place, width

    def _end_with_paragraph(self, cell: Any) -> None:
        if not cell.paragraphs or not word_parts.xml_of(cell)[-1].tag.endswith("}p"):
            word_parts.use_style(cell.add_paragraph(), self._styles[word_styles.SPACER])

    def _cell_paragraph(self, cell: Any, style: str, align: str) -> Any:
        paragraph = cell.paragraphs[0]
        word_parts.use_style(paragraph, self._styles[style])
        if align != "left":
            paragraph.alignment = _ALIGN[align]
        return paragraph

    def _row(self, row: Row, target: Any, aligns: Sequence[str]) -> None:
        cells = list(target.cells)
        if row.kind == "band" and len(row.cells) == 1:
            cells = [cells[0].merge(cells[-1])]
        if row.kind in ("band", "pale"):
            for cell in cells:
                word_parts.shade(word_parts.xml_of(cell).get_or_add_tcPr(), ROLES["pale"])
        for content, cell, align in zip(row.cells, cells, aligns, strict=False):
            self._cell(content, cell, align, bold=row.kind in ("band", "total"))

    def _cell(self, content: Cell, cell: Any, align: str, *, bold: bool) -> None:
        paragraph = self._cell_paragraph(cell, self._cell_style, align)
        for number, line in enumerate(content.lines):
            if number:
                paragraph.add_run().add_break()
            self._runs(paragraph, line)
        if bold:
            for run in paragraph.runs:
                run.bold = True
        if content.figure is not None:
            # A line of fixed height would show only a strip of the picture.
            paragraph.paragraph_format.line_spacing = 1.0
            self._chart(paragraph, content.figure)

    def _chart(self, paragraph: Any, figure: object, words: str = "") -> None:
        data, drawing = self._images[id(figure)], self._charts[id(figure)]
        picture = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(drawing.width))
        self._pictures += 1
        word_parts.describe_picture(picture, words)
        word_parts.add_svg(self._document, picture, svg(drawing, self._colours), self._pictures)

    def picture(self, data: bytes, width: float, height: float, words: str = "") -> bool:
        """Write a picture fitted into a frame; return whether it is one."""
        try:
            settled, (pixels_x, pixels_y) = office_bytes(data)
        except UNREADABLE:
            return False
        scale = min(width / pixels_x, height / pixels_y, 25.4 / 150)
        run = self.new(word_styles.FIGURE).add_run()
        shown = run.add_picture(io.BytesIO(settled), width=Mm(pixels_x * scale))
        word_parts.describe_picture(shown, words)
        return True

    def qr_code(self, payload: str, size: float) -> None:
        """Write a QR code as a picture of ``size`` mm."""
        buffer = io.BytesIO()
        segno.make(payload, error="m", micro=False).save(buffer, "png", scale=8, border=0)
        paragraph = self.new(word_styles.FIGURE)
        buffer.seek(0)
        picture = paragraph.add_run().add_picture(buffer, width=Mm(size))
        word_parts.describe_picture(picture, payload)

    def _framed(self, style: str, texts: Sequence[Text]) -> None:
        """Write the paragraphs of a frame; they stay on one page."""
        for number, text in enumerate(texts):
            paragraph = self.new(style)
            paragraph.paragraph_format.keep_with_next = number + 1 < len(texts)
            self._runs(paragraph, text)


def _targets(plan: Plan) -> dict[str, str]:
    """Return the bookmarks of numbered tables and figures by the words that refer to them."""
    found = {}
    for chapter in plan.chapters:
        for block in chapter.blocks:
            if isinstance(block, model.Table | model.Figure) and block.number is not None:
                is_table = isinstance(block, model.Table)
                words = plan.words.table if is_table else plan.words.figure
                name = words.format(number=block.number)
                found[name] = name.replace(" ", "")
    return found


def rule_below(row: Any, width: float) -> None:
    """Draw the rule below a row, ``width`` in points."""
    for cell in row.cells:
        word_parts.set_borders(word_parts.xml_of(cell).get_or_add_tcPr(), "tcBorders",
                               bottom=(width, ROLES["ink"]))
