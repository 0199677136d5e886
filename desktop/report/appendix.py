"""The answers of the appendix: section titles, question, answer, points, details."""

from desktop.report.flow import Item
from desktop.report.fonts import BOLD, SANS
from desktop.report.lines import SetLine
from desktop.report.painter import MM, Painter
from desktop.report.typography import ANSWER, Style, set_text
from forms.plan.model import Answer, Answers, AnswerSection, Run

_QUESTION = Style(SANS, 7.2, 10.4, "grey")
_DETAIL = Style(SANS, 7.0, 10.0, "grey")
_TITLE = Style(BOLD, 8.5, 12, "blue")
_POINTS = 11.0
_ROW_NAME, _ROW_POINTS = 18.0, 4.0
# Beyond this an answer is cut into several items, so that a remark of 10,000 characters flows.
_MOST_LINES = 24


def answer_items(block: Answers, width: float, question_width: float) -> list[Item]:
    """Return a section title with its rule, then a row an answer; the title keeps two rows."""
    items: list[Item] = []
    for section in block.sections:
        items.append(_section(section, width, first=not items))
        for number, answer in enumerate(section.answers):
            rows = _answer(answer, width, question_width)
            if number == 0 and len(section.answers) > 1:
                rows[-1].keep = True
            items += rows
    return items


def _section(section: AnswerSection, width: float, *, first: bool) -> Item:
    def draw(painter: Painter, x: float, y: float) -> None:
        painter.words(section.title, x, y + 3.6, _TITLE.size, role="blue", bold=True)
        painter.rule(x, y + 5.2, x + width, 0.5)

    return Item(5.6, draw, before=0.0 if first else 2.4, keep=bool(section.answers))


def _answer(answer: Answer, width: float, question_width: float) -> list[Item]:
    points_width = _POINTS
    if answer.path.endswith("]"):
        # A repeat's row: its name is short, its answers are many, its points a mark.
        question_width, points_width = min(question_width, _ROW_NAME), _ROW_POINTS
    question = set_text((Run(answer.question),), _QUESTION, question_width - 2)
    room = width - question_width - points_width
    points = set_text((Run(answer.points),), ANSWER, _POINTS + 4)
    lines = set_text((Run(answer.answer),), ANSWER, room)
    details = [line for text in answer.details
               for line in set_text((Run(text),), _DETAIL, width - question_width)]
    chunks = [lines[n:n + _MOST_LINES] for n in range(0, len(lines), _MOST_LINES)] or [()]
    items = []
    for number, chunk in enumerate(chunks):
        first, last = number == 0, number == len(chunks) - 1
        items.append(_row(question if first else (), chunk, points if first else (),
                          details[:_MOST_LINES] if last else [], width, question_width,
                          last=last and len(details) <= _MOST_LINES))
    for start in range(_MOST_LINES, len(details), _MOST_LINES):
        items.append(_row((), (), (), details[start:start + _MOST_LINES], width, question_width,
                          last=start + _MOST_LINES >= len(details)))
    return items


def _row(question: tuple[SetLine, ...], lines: tuple[SetLine, ...], points: tuple[SetLine, ...],
         details: list[SetLine], width: float, question_width: float, *, last: bool) -> Item:
    answer_height = len(lines) * ANSWER.pitch
    height = max(len(question) * ANSWER.pitch, answer_height + len(details) * _DETAIL.pitch) + 0.35

    def draw(painter: Painter, x: float, y: float) -> None:
        for number, line in enumerate(question):
            painter.text(line, x, y + ANSWER.baseline + number * ANSWER.pitch)
        for number, line in enumerate(lines):
            painter.text(line, x + question_width, y + ANSWER.baseline + number * ANSWER.pitch)
        for number, line in enumerate(details):
            painter.text(line, x + question_width,
                         y + answer_height + _DETAIL.baseline + number * _DETAIL.pitch)
        for number, line in enumerate(points):
            painter.text(line, x + width - line.width / MM,
                         y + ANSWER.baseline + number * ANSWER.pitch)
        if last:
            painter.rule(x, y + height, x + width, 0.25, "light")

    return Item(height, draw)
