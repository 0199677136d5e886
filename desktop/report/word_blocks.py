"""Every kind of block in Word."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import segno
from docx.document import Document
from docx.enum.section import WD_SECTION
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
_PARAGRAPHS = {"prose": word_styles.PROSE, "note": word_styles.NOTE, "foot": word_styles.NOTE,
               "summary": word_styles.SUMMARY, "lead": word_styles.NOTE,
               "kicker": word_styles.KICKER, "title": word_styles.HEADLINE,
               "subhead": word_styles.KICKER, "reading": word_styles.SUMMARY}
_CELLS = {"dense": word_styles.DENSE_CELL, "measures": word_styles.DENSE_CELL}
_COLOURS = {"grey": "grey", "red": "red", "blue": "blue", "mark-blue": "blue",
            "mark-grey": "grey", "mark-red": "red", "mark-redline": "red"}
# Of cells in mm; the label column of a list of facts; between the columns of glossary and answers.
_PADDING, _LABEL, _COLUMN_GAP = 1.5, 36.0, 8.0
_STRONG = {"strong", "blue", "red", "quote"}


class WordBlocks:
    """Writes blocks at the end of a document."""

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

    def write(self, blocks: Iterable[model.Block], numbering: int = 0) -> None:
        """Write blocks; ``numbering`` is the list that counts their headings."""
        self._list = numbering
        for block in blocks:
            _BLOCKS[type(block)](self, block)

    # -- text ------------------------------------------------------------------------------

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
            part = word_parts.add_text(paragraph, _safe(words))
            if run.style in _STRONG:
                part.bold = True
            if run.style in _COLOURS:
                colour = self._palette[_COLOURS[run.style]].removeprefix("#")
                part.font.color.rgb = RGBColor.from_string(colour)
            if run.style == "small":
                part.font.size = Pt(7.2)

    def paragraph(self, block: model.Paragraph) -> None:
        """Write prose, a note or a line of the summary."""
        paragraph = self.new(_PARAGRAPHS[block.kind])
        self._runs(paragraph, block.text)

    def heading(self, block: model.Heading) -> None:
        """Write an h2: the list numbers it, so its own number is left out."""
        number, _, title = block.text.partition("）")
        paragraph = self.new(word_styles.H2)
        if self._list and number.startswith("（"):
            word_parts.use_list(paragraph, self._list, 1)
            paragraph.add_run(_safe(title))
        else:
            paragraph.add_run(_safe(block.text))

    def _caption(self, kind: str, number: int | None, caption: str) -> None:
        paragraph = self.new(word_styles.CAPTION)
        paragraph.paragraph_format.keep_with_next = kind == self._plan.words.table
        if number is not None:
            label = kind.replace("{number}", "").strip()
            paragraph.add_run(f"{label} ").bold = True
            word_parts.add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
            word_parts.bookmark(paragraph, f"{label}{number}", self.next_bookmark())
            paragraph.add_run("　")
        paragraph.add_run(_safe(caption))

    # -- tables ----------------------------------------------------------------------------

    def table(self, block: model.Table) -> None:
        """Write a table with three rules, a repeated header and uncut rows."""
        if block.caption:
            self._caption(self._plan.words.table, block.number, block.caption)
        fixed = sum(column.width for column in block.columns)
        widths = [column.width or self._width - fixed for column in block.columns]
        table = self._grid(len(block.rows) + 1, widths)
        header = table.rows[0]
        word_parts.repeat_header(header)
        for column, cell in zip(block.columns, header.cells, strict=True):
            paragraph = self._cell_paragraph(cell, word_styles.HEADER_CELL, column.align)
            paragraph.add_run(_safe(column.title))
            if column.figure is not None:
                paragraph.paragraph_format.line_spacing = 1.0
                self._chart(paragraph, column.figure)
        _rule_below(header, 0.5)
        aligns = [column.align for column in block.columns]
        self._cell_style = _CELLS.get(block.density, word_styles.CELL)
        kinds = [row.kind for row in block.rows]
        for number, (row, target) in enumerate(
                zip(block.rows, list(table.rows)[1:], strict=True)):
            self._row(row, target, aligns)
            # The header and two rows stay together, a band and its first row, a total and the
            # row above it.
            if number + 1 < len(kinds) and (
                    number == 0 or kinds[number] == "band" or kinds[number + 1] == "total"):
                word_parts.keep_with_next(target)
        if block.note:
            self._runs(self.new(word_styles.NOTE), (model.Run(block.note),))

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

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write labels and values."""
        if not rows:
            return
        table = self._grid(len(rows), (_LABEL, self._width - _LABEL))
        for (label, value), target in zip(rows, table.rows, strict=True):
            for text, cell in zip((label, value), target.cells, strict=True):
                word_parts.add_text(self._cell_paragraph(cell, word_styles.CELL, "left"),
                                    _safe(text))

    # -- pictures --------------------------------------------------------------------------

    def _chart(self, paragraph: Any, figure: object, words: str = "") -> None:
        data, drawing = self._images[id(figure)], self._charts[id(figure)]
        picture = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(drawing.width))
        self._pictures += 1
        word_parts.describe_picture(picture, words)
        word_parts.add_svg(self._document, picture, svg(drawing, self._colours), self._pictures)

    def figure(self, block: model.Figure) -> None:
        """Write a chart with its caption below."""
        paragraph = self.new(word_styles.FIGURE)
        paragraph.paragraph_format.keep_with_next = bool(block.caption)
        self._chart(paragraph, block.data, block.alt)
        if block.caption:
            self._caption(self._plan.words.figure, block.number, block.caption)
        if block.note:
            self.new_text(_safe(block.note), word_styles.NOTE)

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

    def photos(self, block: model.PhotoRow) -> None:
        """Write pictures beside each other, each with its caption."""
        columns = 2 if block.large else 3
        width = self._width / columns
        parts = [(width, partial(self._photo, photo, width - 3)) for photo in block.photos]
        self._beside(parts + [(width, _nothing)] * (columns - len(parts)))

    def _photo(self, photo: model.Photo, width: float) -> None:
        label = self._plan.words.photo.format(number=photo.number)
        if self.picture(self._plan.pictures.get(photo.name, b""), width, width * 0.75,
                        f"{label}　{photo.caption}"):
            self.shown.add(photo.name)
        self.new_text(_safe(f"{label}　{photo.caption}"), word_styles.CAPTION)
        self.new_text(_safe(photo.source), word_styles.NOTE)

    # -- boxes and lists -------------------------------------------------------------------

    def red_line(self, block: model.RedLineBox) -> None:
        """Write a red line as paragraphs in one frame."""
        head = self.new(word_styles.RED_BOX)
        self._runs(head, (model.Run(block.mark, "red"), model.Run(f"　{block.title}", "strong"),
                          model.Run(f"　{block.side}")))
        for row in block.rows:
            paragraph = self.new(word_styles.RED_BOX)
            self._runs(paragraph, (model.Run(f"{row.label}　", "blue"), *row.text))

    def box(self, block: model.Box) -> None:
        """Write a disclosure or decision box."""
        if block.kind == "decision":
            head = self.new(word_styles.DECISION)
            self._runs(head, (model.Run(block.title, "blue"),))
            for number, item in enumerate(block.items, start=1):
                paragraph = self.new(word_styles.DECISION)
                self._runs(paragraph, (model.Run(f"{number}　"), *item))
            return
        for item in block.items:
            self._runs(self.new(word_styles.DISCLOSURE), item)

    def numbered(self, block: model.Numbered) -> None:
        """Write the findings."""
        for number, (strong, plain) in enumerate(block.items, start=1):
            paragraph = self.new(word_styles.SUMMARY)
            paragraph.paragraph_format.keep_with_next = True
            self._runs(paragraph, (model.Run(f"{number}　{strong}", "strong"),))
            self.new_text(_safe(plain), word_styles.SUMMARY)

    def amounts(self, block: model.Amounts) -> None:
        """Write labels with amounts."""
        if not block.rows:
            return
        first_width = 0.56 * self._width
        table = self._grid(len(block.rows), (first_width, self._width - first_width))
        for (label, value), target in zip(block.rows, table.rows, strict=True):
            first, second = target.cells
            word_parts.add_text(self._cell_paragraph(first, word_styles.CELL, "left"),
                                _safe(label))
            self._runs(self._cell_paragraph(second, word_styles.CELL, "right"), value)

    def legend(self, block: model.Legend) -> None:
        """Write the words of a legend."""
        for _, words in block.rows:
            self.new_text(_safe(words), word_styles.NOTE)

    def legend_of_marks(self, contents: model.Contents) -> None:
        """Write the meaning of the marks below the contents."""
        self.new_text(contents.legend_title, word_styles.KICKER)
        for run, meaning in contents.legend:
            paragraph = self.new(word_styles.NOTE)
            self._runs(paragraph, (run, model.Run(f"　{meaning}")))

    def seen(self, block: model.Seen) -> None:
        """Write the situations of the 个体户 page."""
        for head, fact, effect in block.items:
            paragraph = self.new(word_styles.SUMMARY)
            self._runs(paragraph, (model.Run(f"{head}　", "blue"), model.Run(fact),
                                   model.Run(effect, "strong")))

    def start_score(self, block: model.StartScore) -> None:
        """Write the start score and its bar."""
        self.new_text(_safe(f"{block.label}　{block.score} / 100"),
                                     word_styles.HEADLINE)
        self.figure(block.figure)

    def columns(self, block: model.Columns) -> None:
        """Write two stacks beside each other."""
        numbering = self._list
        self._beside([(block.widths[0], lambda: self.write(block.left, numbering)),
                      (block.widths[1], lambda: self.write(block.right, numbering))], block.gap)

    def glossary(self, block: model.Glossary) -> None:
        """Write the glossary in a section of two columns."""
        self._section(2)
        for entry in block.entries:
            paragraph = self.new(word_styles.SUMMARY)
            self._runs(paragraph, (model.Run(entry.term, "blue"), model.Run(f"　{entry.text}")))
        self._section(1)

    def answers(self, block: model.Answers) -> None:
        """Write the answers, in two columns where the plan has two."""
        if block.columns == 2:
            self._section(2)
        width = (self._width - _COLUMN_GAP) / 2 if block.columns == 2 else self._width
        for section in block.sections:
            self.new_text(_safe(section.title), word_styles.KICKER)
            self._answer_rows(section.answers, width)
        if block.columns == 2:
            self._section(1)

    def _answer_rows(self, answers: Sequence[model.Answer], width: float) -> None:
        """Write question, answer and points in three columns, remarks below the answer."""
        points = 13.0
        question = 0.4 * (width - points)
        table = self._grid(len(answers), (question, width - points - question, points))
        for answer, row in zip(answers, table.rows, strict=True):
            first, second, third = row.cells
            self._runs(self._cell_paragraph(first, word_styles.ANSWER, "left"),
                       (model.Run(answer.question, "grey"),))
            paragraph = self._cell_paragraph(second, word_styles.ANSWER, "left")
            self._runs(paragraph, (model.Run(answer.answer),))
            for detail in answer.details:
                paragraph.add_run().add_break()
                self._runs(paragraph, (model.Run(detail, "grey"),))
            self._runs(self._cell_paragraph(third, word_styles.ANSWER, "right"),
                       (model.Run(answer.points),))

    def blank_questions(self, block: model.BlankQuestions) -> None:
        """Write questions to be answered by hand."""
        for question in block.questions:
            head = self.new(word_styles.SUMMARY)
            self._runs(head, (model.Run(f"{question.number} {question.label}", "strong"),
                              model.Run(f"　{question.hint}", "grey")))
            room = "　".join(f"□ {choice}" for choice in question.choices) or (
                "_" * 40 + question.unit)
            self.new_text(_safe(room), word_styles.CELL)

    def _section(self, columns: int) -> None:
        section = self._document.add_section(WD_SECTION.CONTINUOUS)
        if columns == 2:
            word_parts.two_columns(section, _COLUMN_GAP)
        else:
            word_parts.one_column(section)

    # -- signing ---------------------------------------------------------------------------

    def sign_boxes(self, block: model.SignBoxes) -> None:
        """Write the lines to sign on."""
        width = self._width / len(block.boxes)
        self._beside([(width, partial(self._sign_box, box)) for box in block.boxes],
                     frame=(0.75, ROLES["ink"]))

    def _sign_box(self, box: model.SignBox) -> None:
        self.new_text(_safe(box.title), word_styles.KICKER)
        self._fields(box.fields)
        self.new_text(_safe(box.seal), word_styles.NOTE)

    def _fields(self, fields: Iterable[model.SignField]) -> None:
        for field in fields:
            self.new_text(_safe(f"{field.label}　{'_' * 28}"), word_styles.SIGN)
            if field.picture and self.picture(self._plan.pictures[field.picture], 42, 12):
                self.shown.add(field.picture)

    def review(self, block: model.Review) -> None:
        """Write the authority's part."""
        self.new_text(_safe(block.title), word_styles.KICKER)
        fields = "　".join(f"{field} {'_' * 12}" for field in block.fields)
        choices = "　".join(f"□ {choice}" for choice in block.choices)
        self.new_text(_safe(f"{fields}　{choices}"), word_styles.SUMMARY)

    def verification(self, block: model.Verification) -> None:
        """Write the QR code and how to check the paper."""
        def explain() -> None:
            self.new_text(_safe(block.title), word_styles.KICKER)
            for number, step in enumerate(block.steps, start=1):
                self.new_text(_safe(f"{number}　{step}"), word_styles.SUMMARY)
            self.pairs([(label, value.replace("\n", " ")) for label, value in block.facts])

        self._beside([(40.0, lambda: self.qr_code(block.payload, 32)),
                      (self._width - 40.0, explain)])

    def sign_strip(self, block: model.SignStrip) -> None:
        """Write the foot of a one-page plan."""
        def lines() -> None:
            self._fields(block.fields)
            self.new_text(_safe(f"{block.date_label}　{'_' * 16}"), word_styles.SUMMARY)

        self._beside([(self._width - 30.0, lines),
                      (30.0, lambda: self.qr_code(block.payload, 24))])


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


def _nothing() -> None:
    """Leave a place empty."""


def _safe(text: str) -> str:
    """Return a text without what XML or the reader's eye cannot take."""
    return clean(text)


def _rule_below(row: Any, width: float) -> None:
    for cell in row.cells:
        word_parts.set_borders(word_parts.xml_of(cell).get_or_add_tcPr(), "tcBorders",
                               bottom=(width, ROLES["ink"]))


_BLOCKS: dict[type, Callable[[WordBlocks, Any], None]] = {
    model.Heading: WordBlocks.heading,
    model.Paragraph: WordBlocks.paragraph,
    model.Table: WordBlocks.table,
    model.Figure: WordBlocks.figure,
    model.RedLineBox: WordBlocks.red_line,
    model.Box: WordBlocks.box,
    model.PhotoRow: WordBlocks.photos,
    model.Numbered: WordBlocks.numbered,
    model.Amounts: WordBlocks.amounts,
    model.Legend: WordBlocks.legend,
    model.Seen: WordBlocks.seen,
    model.StartScore: WordBlocks.start_score,
    model.Columns: WordBlocks.columns,
    model.Glossary: WordBlocks.glossary,
    model.Answers: WordBlocks.answers,
    model.BlankQuestions: WordBlocks.blank_questions,
    model.SignBoxes: WordBlocks.sign_boxes,
    model.Review: WordBlocks.review,
    model.Verification: WordBlocks.verification,
    model.SignStrip: WordBlocks.sign_strip,
}
