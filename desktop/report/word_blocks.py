"""Every kind of block in Word."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from docx.enum.section import WD_SECTION

from desktop.report import word_parts, word_styles
from desktop.report.fonts import clean
from desktop.report.shapes import ROLES
from desktop.report.word_setter import WordSetter, rule_below
from forms.plan import model
from forms.plan.model import Text

_PARAGRAPHS = {"prose": word_styles.PROSE, "note": word_styles.NOTE, "foot": word_styles.NOTE,
               "summary": word_styles.SUMMARY, "lead": word_styles.NOTE,
               "kicker": word_styles.KICKER, "title": word_styles.HEADLINE,
               "subhead": word_styles.KICKER, "reading": word_styles.SUMMARY}
_CELLS = {"dense": word_styles.DENSE_CELL, "measures": word_styles.DENSE_CELL}
# In mm: the label column of a list of facts; between the columns of glossary and answers.
_LABEL, _COLUMN_GAP = 36.0, 8.0


class WordBlocks(WordSetter):
    """Writes blocks at the end of a document."""

    def write(self, blocks: Iterable[model.Block], numbering: int = 0) -> None:
        """Write blocks; ``numbering`` is the list that counts their headings."""
        self._list = numbering
        for block in blocks:
            _BLOCKS[type(block)](self, block)

    # -- text ------------------------------------------------------------------------------

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
            paragraph.add_run(clean(title))
        else:
            paragraph.add_run(clean(block.text))

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
            paragraph.add_run(clean(column.title))
            if column.figure is not None:
                paragraph.paragraph_format.line_spacing = 1.0
                self._chart(paragraph, column.figure)
        rule_below(header, 0.5)
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

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write labels and values."""
        if not rows:
            return
        table = self._grid(len(rows), (_LABEL, self._width - _LABEL))
        for (label, value), target in zip(rows, table.rows, strict=True):
            for text, cell in zip((label, value), target.cells, strict=True):
                word_parts.add_text(self._cell_paragraph(cell, word_styles.CELL, "left"),
                                    clean(text))

    # -- pictures --------------------------------------------------------------------------

    def figure(self, block: model.Figure) -> None:
        """Write a chart with its caption below."""
        paragraph = self.new(word_styles.FIGURE)
        paragraph.paragraph_format.keep_with_next = bool(block.caption)
        self._chart(paragraph, block.data, block.alt)
        if block.caption:
            self._caption(self._plan.words.figure, block.number, block.caption)
        if block.note:
            self.new_text(clean(block.note), word_styles.NOTE)

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
        self.new_text(clean(f"{label}　{photo.caption}"), word_styles.CAPTION)
        self.new_text(clean(photo.source), word_styles.NOTE)

    # -- boxes and lists -------------------------------------------------------------------

    def red_line(self, block: model.RedLineBox) -> None:
        """Write a red line as paragraphs in one frame."""
        head: Text = (model.Run(block.mark, "red"), model.Run(f"　{block.title}", "strong"),
                      model.Run(f"　{block.side}"))
        self._framed(word_styles.RED_BOX, [
            head, *((model.Run(f"{row.label}　", "blue"), *row.text) for row in block.rows)])

    def box(self, block: model.Box) -> None:
        """Write a disclosure or decision box."""
        if block.kind == "decision":
            head: Text = (model.Run(block.title, "blue"),)
            self._framed(word_styles.DECISION, [head, *(
                (model.Run(f"{number}　"), *item)
                for number, item in enumerate(block.items, start=1))])
            return
        self._framed(word_styles.DISCLOSURE, block.items)

    def numbered(self, block: model.Numbered) -> None:
        """Write the findings."""
        for number, (strong, plain) in enumerate(block.items, start=1):
            paragraph = self.new(word_styles.SUMMARY)
            paragraph.paragraph_format.keep_with_next = True
            self._runs(paragraph, (model.Run(f"{number}　{strong}", "strong"),))
            self.new_text(clean(plain), word_styles.SUMMARY)

    def amounts(self, block: model.Amounts) -> None:
        """Write labels with amounts."""
        if not block.rows:
            return
        first_width = 0.56 * self._width
        table = self._grid(len(block.rows), (first_width, self._width - first_width))
        for (label, value), target in zip(block.rows, table.rows, strict=True):
            first, second = target.cells
            word_parts.add_text(self._cell_paragraph(first, word_styles.CELL, "left"),
                                clean(label))
            self._runs(self._cell_paragraph(second, word_styles.CELL, "right"), value)

    def legend(self, block: model.Legend) -> None:
        """Write the words of a legend."""
        for _, words in block.rows:
            self.new_text(clean(words), word_styles.NOTE)

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
        self.new_text(clean(f"{block.label}　{block.score} / 100"),
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
            self.new_text(clean(section.title), word_styles.KICKER)
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
            self.new_text(clean(room), word_styles.CELL)

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
        self.new_text(clean(box.title), word_styles.KICKER)
        self._fields(box.fields)
        self.new_text(clean(box.seal), word_styles.NOTE)

    def _fields(self, fields: Iterable[model.SignField]) -> None:
        for field in fields:
            self.new_text(clean(f"{field.label}　{'_' * 28}"), word_styles.SIGN)
            if field.picture and self.picture(self._plan.pictures[field.picture], 42, 12):
                self.shown.add(field.picture)

    def review(self, block: model.Review) -> None:
        """Write the authority's part."""
        self.new_text(clean(block.title), word_styles.KICKER)
        fields = "　".join(f"{field} {'_' * 12}" for field in block.fields)
        choices = "　".join(f"□ {choice}" for choice in block.choices)
        self.new_text(clean(f"{fields}　{choices}"), word_styles.SUMMARY)

    def verification(self, block: model.Verification) -> None:
        """Write the QR code and how to check the paper."""
        def explain() -> None:
            self.new_text(clean(block.title), word_styles.KICKER)
            for number, step in enumerate(block.steps, start=1):
                self.new_text(clean(f"{number}　{step}"), word_styles.SUMMARY)
            self.pairs([(label, value.replace("\n", " ")) for label, value in block.facts])

        self._beside([(40.0, lambda: self.qr_code(block.payload, 32)),
                      (self._width - 40.0, explain)])

    def sign_strip(self, block: model.SignStrip) -> None:
        """Write the foot of a one-page plan."""
        def lines() -> None:
            self._fields(block.fields)
            self.new_text(clean(f"{block.date_label}　{'_' * 16}"), word_styles.SUMMARY)

        self._beside([(self._width - 30.0, lines),
                      (30.0, lambda: self.qr_code(block.payload, 24))])


def _nothing() -> None:
    """Leave a place empty."""


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
