"""Every kind of block as items of the flow (plan/layout.md §2, §4, §6)."""

from collections.abc import Callable, Sequence
from typing import Any

from desktop.report import boxes, signing
from desktop.report.appendix import answer_items
from desktop.report.blank import blank_items
from desktop.report.charts import draw
from desktop.report.flow import ColumnRun, Content, Item
from desktop.report.fonts import BOLD
from desktop.report.painter import MM, Painter
from desktop.report.tables import table_items
from desktop.report.typography import (
    ANSWER,
    CAPTION,
    H2,
    KICKER,
    LEAD,
    NOTE,
    PROSE,
    SUMMARY,
    SUMMARY_TITLE,
    WIDTH,
    Style,
    set_text,
    text_items,
)
from forms.plan import model
from forms.plan.model import Run, Words

# Prose below a table's closing rule, and a table below a figure's caption, stand a little off.
_OFF = 1.4


class Setter:
    """Turns blocks into items for a text area of a given width."""

    def __init__(self, words: Words, width: float = WIDTH, *, close: bool = False) -> None:
        """Set with a plan's frame words, ``width`` in mm; ``close``: tables with least padding."""
        self._words, self._width, self._close = words, width, close

    def closer(self) -> "Setter":
        """Return a setter that saves a few lines a page: for a chapter that just runs over."""
        return Setter(self._words, self._width, close=True)

    def contents(self, blocks: Sequence[model.Block]) -> list[Content]:
        """Return the content of a chapter or a column, in order."""
        contents: list[Content] = []
        before: model.Block | None = None
        for block in blocks:
            small = isinstance(block, model.Paragraph) and block.kind == "note"
            if small and contents and isinstance(contents[-1], Item):
                # A note belongs to what stands above it: never alone on a page.
                contents[-1].keep = True
            items = _BLOCKS[type(block)](self, block)
            if items and isinstance(items[0], Item):
                items[0].before = max(items[0].before, _space_between(before, block))
            before = block
            contents += items
        return contents

    # -- text ------------------------------------------------------------------------------

    def heading(self, block: model.Heading) -> list[Content]:
        """An h2, kept with what follows; its anchor for links and bookmarks."""
        lines = set_text((Run(block.text),), H2, self._width + 1.5)

        def draw_heading(painter: Painter, x: float, y: float) -> None:
            painter.bookmark(block.anchor, y)
            painter.outline(block.text, block.anchor, 1)
            for number, line in enumerate(lines):
                painter.text(line, x, y + H2.baseline + number * H2.pitch)

        height = H2.pitch * len(lines) + 7 / MM
        return [Item(height, draw_heading, before=15 / MM, keep=True)]

    def paragraph(self, block: model.Paragraph) -> list[Content]:
        """Prose, a note or a line of the summary."""
        style, indent, justify, before = _PARAGRAPHS[block.kind]
        items = text_items(block.text, style, self._width, indent=indent, justify=justify,
                           before=before)
        if block.kind in ("kicker", "title", "lead"):
            for item in items:
                item.keep = True
            items[-1].height += 0.8
        if block.kind == "foot":
            return [_merged(items, bottom=True)]
        return [*items]

    # -- tables and figures ----------------------------------------------------------------

    def table(self, block: model.Table) -> list[Content]:
        """A table with its title above."""
        items = table_items(block, self._words.continued, self._width, close=self._close)
        if block.caption:
            items.insert(0, self._caption(self._words.table, block.number, block.caption, 1.4))
            items[0].keep = True
        return [*items]

    def figure(self, block: model.Figure) -> list[Content]:
        """A chart with its caption below, never parted."""
        drawing = draw(block.data)
        chart = Item(drawing.height, lambda painter, x, y: painter.drawing(drawing, x, y),
                     before=1.5)
        items = [chart]
        if block.caption:
            chart.keep = True
            items.append(self._caption(self._words.figure, block.number, block.caption, 1.2))
        if block.note:
            items[-1].keep = True
            items += text_items((Run(block.note),), NOTE, self._width, before=0.8)
        return [*items]

    def _caption(self, kind: str, number: int | None, caption: str, before: float) -> Item:
        label = kind.format(number=number) if number is not None else ""
        text = (Run(label, "blue"), Run("　"), Run(caption)) if label else (Run(caption),)
        lines = set_text(text, CAPTION, self._width)

        def draw_caption(painter: Painter, x: float, y: float) -> None:
            if label:
                painter.bookmark(label, y)
            for position, line in enumerate(lines):
                painter.text(line, x, y + CAPTION.baseline + position * CAPTION.pitch)

        return Item(CAPTION.pitch * len(lines) + 0.6, draw_caption, before=before)

    # -- boxes -----------------------------------------------------------------------------

    def red_line(self, block: model.RedLineBox) -> list[Content]:
        """A framed red line: never parted, its word beside the colour."""
        return [boxes.red_line(block, self._width)]

    def box(self, block: model.Box) -> list[Content]:
        """A disclosure or decision box."""
        return [boxes.box(block, self._width)]

    def photos(self, block: model.PhotoRow) -> list[Content]:
        """Up to three pictures with their two lines."""
        return [boxes.photo_row(block, self._words.photo)]

    def numbered(self, block: model.Numbered) -> list[Content]:
        """The summary's findings."""
        return [*boxes.numbered(block, self._width)]

    def amounts(self, block: model.Amounts) -> list[Content]:
        """Labels left, amounts right, thin rules between."""
        return [*boxes.amounts(block, self._width)]

    def legend(self, block: model.Legend) -> list[Content]:
        """Line samples with words."""
        return [boxes.legend(block, self._width)]

    def seen(self, block: model.Seen) -> list[Content]:
        """The three situations of the 个体户 page."""
        return [boxes.seen(block, self._width)]

    def start_score(self, block: model.StartScore) -> list[Content]:
        """The start score beside its bar."""
        return [boxes.start_score(block)]

    def sign_boxes(self, block: model.SignBoxes) -> list[Content]:
        """The boxes to sign in."""
        return [signing.sign_boxes(block, self._width)]

    def review(self, block: model.Review) -> list[Content]:
        """The authority's opinion."""
        return [signing.review(block, self._width)]

    def verification(self, block: model.Verification) -> list[Content]:
        """The QR code with its explanation."""
        return [signing.verification(block)]

    def sign_strip(self, block: model.SignStrip) -> list[Content]:
        """The foot of a one-page plan."""
        return [signing.sign_strip(block, self._width)]

    # -- columns ---------------------------------------------------------------------------

    def columns(self, block: model.Columns) -> list[Content]:
        """Two stacks beside each other as one item."""
        left = _stacked(Setter(self._words, block.widths[0]).contents(block.left))
        right = _stacked(Setter(self._words, block.widths[1]).contents(block.right))
        shift = block.widths[0] + block.gap

        def draw_columns(painter: Painter, x: float, y: float) -> None:
            left.draw(painter, x, y)
            right.draw(painter, x + shift, y)

        titled = any(isinstance(stack[0], model.Paragraph) and stack[0].kind == "kicker"
                     for stack in (block.left, block.right) if stack)
        return [Item(max(left.height, right.height), draw_columns,
                     before=_PARAGRAPHS["kicker"][3] if titled else 3.0)]

    def glossary(self, block: model.Glossary) -> list[Content]:
        """Entries in two columns; an entry is not split."""
        width, items = 76.0, []
        style = Style(PROSE.face, 9.5, 14)
        for entry in block.entries:
            text = (Run(entry.term, "blue"), Run("　"), Run(entry.text))
            items.append(_merged(text_items(text, style, width), after=3.2))
        return [ColumnRun(items, width, 8.0)]

    def blank_questions(self, block: model.BlankQuestions) -> list[Content]:
        """Questions to be answered by hand."""
        return [*blank_items(block, self._width)]

    def answers(self, block: model.Answers) -> list[Content]:
        """The questionnaire's sections: question, answer, points."""
        if block.columns == 1:
            return [*answer_items(block, self._width, 62.0)]
        width = 77.0
        return [ColumnRun(answer_items(block, width, 30.0), width, 6.0)]


def _space_between(before: model.Block | None, block: model.Block) -> float:
    """Return the least space in mm between two blocks."""
    if isinstance(before, model.Table) and isinstance(block, model.Paragraph):
        return 2 * _OFF if block.kind == "lead" else _OFF
    if isinstance(before, model.Table | model.Figure) and isinstance(block, model.Table):
        return _OFF if block.caption else 2 * _OFF
    return 0.0


# Style, first-line indent, justified, space before in mm.
_PARAGRAPHS: dict[str, tuple[Style, bool, bool, float]] = {
    "prose": (PROSE, True, True, 0.0),
    "note": (NOTE, False, False, 1.2),
    "summary": (SUMMARY, False, True, 1.0),
    "lead": (LEAD, False, False, 0.0),
    "kicker": (KICKER, False, False, 6.2),
    "title": (SUMMARY_TITLE, False, False, 2.4),
    "foot": (NOTE, False, False, 6.0),
    "subhead": (Style(BOLD, 9.5, 14, "blue"), False, False, 0.0),
    "reading": (Style(ANSWER.face, 9, 13.2), False, True, 2.2),
}


def _merged(items: Sequence[Item], *, bottom: bool = False, after: float = 0.0) -> Item:
    """Return several items as one that is never parted."""
    stacked = _stacked(items)
    return Item(stacked.height + after, stacked.draw, before=items[0].before if items else 0.0,
                bottom=bottom)


def _stacked(contents: Sequence[Content]) -> Item:
    places: list[tuple[Item, float]] = []
    y = 0.0
    for content in contents:
        if isinstance(content, Item):
            y += content.before if places else 0.0
            places.append((content, y))
            y += content.height

    def draw_all(painter: Painter, x: float, top: float) -> None:
        for item, offset in places:
            item.draw(painter, x, top + offset)

    return Item(y, draw_all)


_BLOCKS: dict[type, Callable[[Setter, Any], list[Content]]] = {
    model.Heading: Setter.heading,
    model.Paragraph: Setter.paragraph,
    model.Table: Setter.table,
    model.Figure: Setter.figure,
    model.RedLineBox: Setter.red_line,
    model.Box: Setter.box,
    model.PhotoRow: Setter.photos,
    model.Numbered: Setter.numbered,
    model.Amounts: Setter.amounts,
    model.Legend: Setter.legend,
    model.Seen: Setter.seen,
    model.StartScore: Setter.start_score,
    model.Columns: Setter.columns,
    model.Glossary: Setter.glossary,
    model.Answers: Setter.answers,
    model.BlankQuestions: Setter.blank_questions,
    model.SignBoxes: Setter.sign_boxes,
    model.Review: Setter.review,
    model.Verification: Setter.verification,
    model.SignStrip: Setter.sign_strip,
}
