"""Framed and numbered parts: red-line box, decision box, photos, the boss page's lists."""

from desktop.report.charts import draw
from desktop.report.flow import Item
from desktop.report.fonts import BOLD, SANS
from desktop.report.lines import SetLine
from desktop.report.painter import MM, Painter
from desktop.report.shapes import Drawing, Line
from desktop.report.typography import PROSE, SUMMARY, Style, set_text
from forms.plan.model import (
    Amounts,
    Box,
    Legend,
    Numbered,
    PhotoRow,
    RedLineBox,
    Run,
    Seen,
    StartScore,
)

_BODY = Style(SANS, 9, 13)
_LABEL = Style(BOLD, 8, 13, "blue")


def _lines(painter: Painter, lines: tuple[SetLine, ...], x: float, y: float, style: Style) -> None:
    for number, line in enumerate(lines):
        painter.text(line, x, y + style.baseline + number * style.pitch)


def red_line(block: RedLineBox, width: float) -> Item:
    """Return the box of a red line that is hit: red edge of 3 pt, word, labelled sentences."""
    inner = width - 24.0
    title = set_text((Run(block.title),), Style(BOLD, 11, 15), width - 60)
    rows = [(row.label, set_text(row.text, _BODY, inner, justify=True)) for row in block.rows]
    top = 3.0 + 15 / MM * len(title) + 2.0
    height = top + sum(len(lines) * _BODY.pitch for _, lines in rows) + 2.6

    def draw_box(painter: Painter, x: float, y: float) -> None:
        painter.box(x, y, width, height, "", "red", 0.6)
        painter.box(x - 0.3, y, 1.06, height, "red")
        tag = text_width_of(block.mark, 8)
        painter.box(x + 4, y + 3.4, tag + 2.0, 4.4, "red")
        painter.words(block.mark, x + 5.0, y + 6.6, 8, role="white", bold=True)
        for number, line in enumerate(title):
            painter.text(line, x + tag + 8.0, y + 6.9 + number * 15 / MM)
        painter.words(block.side, x + width - 3, y + 6.6, 8.5, align="right")
        offset = y + top
        for label, lines in rows:
            painter.words(label, x + 4, offset + _LABEL.baseline, 8, role="blue", bold=True)
            _lines(painter, lines, x + 21, offset, _BODY)
            offset += len(lines) * _BODY.pitch

    return Item(height, draw_box, before=2.0)


def box(block: Box, width: float) -> Item:
    """Return a disclosure box (framed) or the decision box (pale with a blue edge)."""
    if block.kind == "decision":
        return _decision(block, width)
    serif = block.kind == "disclosure"
    style = PROSE if serif else Style(SANS, 9, 14)
    inset = 4.0 if serif else 3.0
    paragraphs = [set_text(text, style, width - 2 * inset, indent=serif, justify=True)
                  for text in block.items]
    height = sum(len(lines) for lines in paragraphs) * style.pitch + 2 * 2.6
    first = 2 * style.size / MM if serif else 0.0

    def draw_box(painter: Painter, x: float, y: float) -> None:
        painter.box(x, y, width, height, "", "ink", 0.7)
        offset = y + 2.6
        for lines in paragraphs:
            for number, line in enumerate(lines):
                shift = first if number == 0 else 0.0
                painter.text(line, x + inset + shift, offset + style.baseline)
                offset += style.pitch

    return Item(height, draw_box, before=2.0 if serif else 5.0)


def _decision(block: Box, width: float) -> Item:
    items = [set_text(text, SUMMARY, width - 11) for text in block.items]
    height = 8.4 + sum(len(lines) for lines in items) * SUMMARY.pitch + 2.2

    def draw_box(painter: Painter, x: float, y: float) -> None:
        painter.box(x, y, width, height, "pale")
        painter.box(x, y, 0.8, height, "blue")
        painter.words(block.title, x + 3, y + 5.2, 8, role="blue", bold=True)
        offset = y + 7.6
        for number, lines in enumerate(items, start=1):
            painter.words(str(number), x + 3, offset + SUMMARY.baseline, SUMMARY.size)
            _lines(painter, lines, x + 8, offset, SUMMARY)
            offset += len(lines) * SUMMARY.pitch

    return Item(height, draw_box, before=4.0)


def photo_row(block: PhotoRow, label: str) -> Item:
    """Return three pictures of 50 × 37.5 mm or two of 77 × 57.8, with caption and source."""
    width, gap = (77.0, 6.0) if block.large else (50.0, 5.0)
    tall = width * 0.75
    style = Style(SANS, 8, 11.6)
    captions = [set_text((Run(photo.caption),), style, width)[:2] for photo in block.photos]
    deepest = max(len(lines) for lines in captions)
    height = tall + 1 + deepest * style.pitch + 4.6

    def draw_row(painter: Painter, x: float, y: float) -> None:
        for number, photo in enumerate(block.photos):
            left = x + number * (width + gap)
            painter.box(left, y, width, tall, "pale", "rule", 0.4)
            painter.picture(photo.name, left, y, width, tall)
            name = label.format(number=photo.number)
            tab = text_width_of(name, 7.5) + 2.8
            painter.box(left, y, tab, 4.4, "blue")
            painter.words(name, left + 1.4, y + 3.2, 7.5, role="white", bold=True)
            painter.bookmark(name, y)
            _lines(painter, captions[number], left, y + tall + 0.5, style)
            painter.words(photo.source, left, y + tall + 3.7 + deepest * style.pitch, 7,
                          role="grey")

    return Item(height, draw_row, before=3.4 if block.large else 4.0)


def text_width_of(text: str, size: float) -> float:
    """Return the width in mm of a bold text on one line."""
    return set_text((Run(text),), Style(BOLD, size, size), 1000.0)[0].width / MM


def numbered(block: Numbered, width: float) -> list[Item]:
    """Return the findings of the boss page: large number, strong line, plain lines."""
    items = []
    for number, (strong, plain) in enumerate(block.items, start=1):
        head = set_text((Run(strong, "strong"),), Style(BOLD, 10.5, 15), width - 8)
        body = set_text((Run(plain),), SUMMARY, width - 8)
        height = len(head) * 15 / MM + len(body) * SUMMARY.pitch + 2.0

        def draw_item(painter: Painter, x: float, y: float, number: int = number,
                      head: tuple[SetLine, ...] = head, body: tuple[SetLine, ...] = body) -> None:
            painter.words(str(number), x, y + 6.0, 17, role="blue", bold=True)
            style = Style(BOLD, 10.5, 15)
            _lines(painter, head, x + 8, y, style)
            _lines(painter, body, x + 8, y + len(head) * style.pitch, SUMMARY)

        items.append(Item(height, draw_item, before=1.0))
    return items


def amounts(block: Amounts, width: float) -> list[Item]:
    """Return label and value lines with thin rules below."""
    items = []
    for label, value in block.rows:
        line = set_text(value, SUMMARY, width)[0]

        def draw_line(painter: Painter, x: float, y: float, label: str = label,
                      line: SetLine = line) -> None:
            painter.words(label, x, y + 4.0, SUMMARY.size)
            painter.text(line, x + width - line.width / MM, y + 4.0)
            painter.rule(x, y + 5.6, x + width, 0.25, "light")

        items.append(Item(5.9, draw_line, before=0.0))
    if items:
        items[0].before = 1.6
    return items


def legend(block: Legend, width: float) -> Item:
    """Return line samples with their words."""
    samples = {"solid": Line(((0, 0), (10, 0)), "blue", 1.3),
               "dotted": Line(((0, 0), (10, 0)), "mid", 1.0, (0.8, 1.9)),
               "dashed": Line(((0, 0), (10, 0)), "ink", 0.7, (2.6, 2.0))}

    def draw_legend(painter: Painter, x: float, y: float) -> None:
        painter.rule(x, y, x + width, 0.25, "light")
        for number, (kind, words) in enumerate(block.rows):
            offset = y + 4.0 + 4.9 * number
            painter.drawing(Drawing(10, 1, (samples[kind],)), x, offset - 1.1)
            painter.words(words, x + 13, offset, 8.5)

    return Item(2.4 + 4.9 * len(block.rows), draw_legend, before=4.0)


def seen(block: Seen, width: float) -> Item:
    """Return the situations beside each other under a blue rule."""
    gap = 6.0
    column = (width - gap * (len(block.items) - 1)) / max(len(block.items), 1)
    bodies = [(set_text((Run(fact),), SUMMARY, column - 6),
               set_text((Run(effect, "strong"),), Style(BOLD, 9.5, 13.9), column))
              for _, fact, effect in block.items]
    deepest = max((len(a) + len(b) for a, b in bodies), default=0)
    height = 2.0 + deepest * SUMMARY.pitch

    def draw_seen(painter: Painter, x: float, y: float) -> None:
        for number, ((head, _, _), (fact, effect)) in enumerate(
                zip(block.items, bodies, strict=True)):
            left = x + number * (column + gap)
            painter.rule(left, y, left + column, 1.2, "blue")
            painter.words(head, left, y + 1.6 + SUMMARY.baseline, 10.5, role="blue", bold=True)
            _lines(painter, fact, left + 6, y + 1.6, SUMMARY)
            _lines(painter, effect, left, y + 1.6 + len(fact) * SUMMARY.pitch, SUMMARY)

    return Item(height, draw_seen, before=1.6)


def start_score(block: StartScore) -> Item:
    """Return the start score in large type beside its bar."""
    drawing = draw(block.figure.data)

    def draw_score(painter: Painter, x: float, y: float) -> None:
        painter.words(block.label, x, y + 3.6, 9, role="grey")
        wide = painter.words(block.score, x, y + 11.6, 17, bold=True)
        painter.words("/ 100", x + wide + 3, y + 11.6, 9, role="grey")
        painter.drawing(drawing, x + 40, y + 1)

    return Item(14.5, draw_score, before=4.0)

