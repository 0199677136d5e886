"""The blank paper questionnaire: questions with boxes to tick and lines to write on."""

from desktop.report.flow import Item
from desktop.report.fonts import BOLD, SANS
from desktop.report.lines import SetLine, Span, break_spans
from desktop.report.painter import MM, Painter
from desktop.report.typography import NOTE, Style, set_text
from forms.plan.model import BlankQuestion, BlankQuestions, Run

_LABEL = Style(BOLD, 9, 13)
_CHOICE = Style(SANS, 9, 14)
_NUMBER = 13.0
_LINE = 7.5


def blank_items(block: BlankQuestions, width: float) -> list[Item]:
    """Return an item a question; none is cut."""
    return [_question(question, width) for question in block.questions]


def _question(question: BlankQuestion, width: float) -> Item:
    room = width - _NUMBER
    label = set_text((Run(question.label),), _LABEL, room)
    hint = set_text((Run(question.hint),), NOTE, room) if question.hint else ()
    choices = _choices(question, room)
    head = len(label) * _LABEL.pitch + len(hint) * NOTE.pitch
    below = len(choices) * _CHOICE.pitch if choices else question.lines * _LINE
    height = head + below + 3.0

    def draw(painter: Painter, x: float, y: float) -> None:
        painter.words(question.number, x, y + _LABEL.baseline, 8, role="blue", bold=True)
        left = x + _NUMBER
        _draw_lines(painter, label, left, y, _LABEL)
        _draw_lines(painter, hint, left, y + len(label) * _LABEL.pitch, NOTE)
        _draw_lines(painter, choices, left, y + head, _CHOICE)
        if not choices:
            for number in range(question.lines):
                line = y + head + (number + 1) * _LINE - 1.0
                end = left + (room if not question.unit else 60.0)
                painter.rule(left, line, end, 0.3, "rule")
                painter.words(question.unit, end + 2, line, 9, role="grey")

    return Item(height, draw)


def _choices(question: BlankQuestion, room: float) -> tuple[SetLine, ...]:
    """Return the choices as lines; a box is never parted from its words' beginning."""
    spans = []
    for choice in question.choices:
        spans += [Span(f"□ {choice}", SANS, 9, whole=True), Span("　　", SANS, 9)]
    return break_spans(spans, (room * MM,)) if spans else ()


def _draw_lines(painter: Painter, lines: tuple[SetLine, ...], x: float, y: float, style: Style
                ) -> None:
    for number, line in enumerate(lines):
        painter.text(line, x, y + style.baseline + number * style.pitch)
