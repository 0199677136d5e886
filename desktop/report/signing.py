"""Where people sign and how the paper is checked: boxes, review, QR code, sign strip."""

from functools import lru_cache

import segno

from desktop.report.flow import Item
from desktop.report.painter import Painter
from desktop.report.typography import LEAD, SUMMARY
from forms.plan.model import Review, SignBox, SignBoxes, SignField, SignStrip, Verification


@lru_cache(maxsize=8)
def _modules(payload: str) -> tuple[tuple[int, ...], ...]:
    """Return the dark and light squares of a QR code, row by row."""
    return tuple(tuple(row) for row in segno.make(payload, error="m", micro=False).matrix)


def qr_code(painter: Painter, payload: str, x: float, y: float, size: float) -> None:
    """Draw a QR code as vector squares, ``size`` mm wide; runs of a row are one rectangle."""
    matrix = _modules(payload)
    unit = size / len(matrix)
    for row, modules in enumerate(matrix):
        column = 0
        while column < len(modules):
            if not modules[column]:
                column += 1
                continue
            end = column
            while end < len(modules) and modules[end]:
                end += 1
            # A hair wider than the grid, so that no viewer shows seams between rows.
            painter.box(x + column * unit, y + row * unit, (end - column) * unit + 0.01,
                        unit + 0.01, "ink")
            column = end


def sign_boxes(block: SignBoxes, width: float) -> Item:
    """Return the boxes to sign in, beside each other."""
    gap, height = 8.0, 66.0
    each = (width - gap * (len(block.boxes) - 1)) / max(len(block.boxes), 1)

    def draw(painter: Painter, x: float, y: float) -> None:
        for number, box in enumerate(block.boxes):
            _sign_box(painter, box, x + number * (each + gap), y, each, height)

    return Item(height, draw, before=6.0)


def _sign_box(painter: Painter, box: SignBox, x: float, y: float, width: float, height: float
              ) -> None:
    painter.box(x, y, width, height, "", "ink", 0.7)
    painter.words(box.title, x + 4, y + 7, 10, bold=True)
    for number, field in enumerate(box.fields):
        line = y + 22.4 + 12.5 * number
        painter.words(field.label, x + 4, line, 9, role="grey")
        painter.rule(x + 26, line + 0.4, x + width - 4, 0.5)
        if field.picture:
            painter.picture(field.picture, x + 28, line - 10.4, width - 34, 10.4)
    painter.words(box.seal, x + width - 4, y + height - 4.4, 8, role="rule", align="right")


def review(block: Review, width: float) -> Item:
    """Return the authority's part: rules, room to write, boxes to tick."""
    def draw(painter: Painter, x: float, y: float) -> None:
        painter.rule(x, y, x + width, 0.7)
        painter.words(block.title, x, y + 6, 10, bold=True)
        for number, field in enumerate(block.fields):
            painter.words(field, x + 38 * number, y + 27, 9, role="grey")
        left = x + 73.0
        for choice in block.choices:
            painter.box(left, y + 24.6, 2.6, 2.6, "", "ink", 0.5)
            left += 4 + painter.words(choice, left + 4, y + 27, 9) + 5
        painter.rule(x, y + 30.4, x + width, 0.7)

    return Item(31.0, draw, before=8.0)


def verification(block: Verification) -> Item:
    """Return the QR code of 32 mm beside the steps and the record's facts."""
    height = max(36.0, 8 + 5.0 * len(block.steps) + 5.0 * _fact_lines(block) + 4)

    def draw(painter: Painter, x: float, y: float) -> None:
        qr_code(painter, block.payload, x, y, 32)
        left = x + 40
        painter.words(block.title, left, y + 3.4, 10, bold=True)
        offset = y + 10.0
        for number, step in enumerate(block.steps, start=1):
            painter.words(f"{number}", left, offset, 9)
            painter.words(step, left + 4.8, offset, 9)
            offset += 5.0
        offset += 2.6
        for label, value in block.facts:
            painter.words(label, left, offset, 9, role="grey")
            for line in value.split("\n"):
                painter.words(line, left + 24, offset, 9)
                offset += 4.8

    return Item(height, draw, before=9.0)


def _fact_lines(block: Verification) -> int:
    return sum(value.count("\n") + 1 for _, value in block.facts)


def sign_strip(block: SignStrip, width: float) -> Item:
    """Return the foot of a one-page plan: lines to sign on and the QR code of 24 mm."""
    def draw(painter: Painter, x: float, y: float) -> None:
        qr_code(painter, block.payload, x + width - 24, y, 24)
        for number, field in enumerate(block.fields):
            left = x + number * 68
            _strip_field(painter, field, block.date_label, left, y)

    return Item(24.5, draw, before=2.0, bottom=True)


def _strip_field(painter: Painter, field: SignField, date_label: str, x: float, y: float) -> None:
    painter.rule(x, y + 19.6, x + 61, 0.7)
    painter.words(field.label, x, y + 23.6, SUMMARY.size - 0.5, role="grey")
    painter.words(date_label, x + 39, y + 23.6, LEAD.size, role="grey")
    if field.picture:
        painter.picture(field.picture, x + 1, y + 8, 36, 11)
