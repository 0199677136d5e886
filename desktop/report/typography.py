"""The type scale of plan/layout.md §2 and how a text becomes items of set lines."""

from dataclasses import dataclass

from desktop.report.flow import Draw, Item
from desktop.report.fonts import BOLD, SANS, SERIF
from desktop.report.lines import SetLine, Span, break_spans
from desktop.report.painter import MM, Painter
from forms.plan.model import Text

WIDTH = 160.0


@dataclass(frozen=True, slots=True)
class Style:
    """A face with size and leading in points and a colour role."""

    face: str
    size: float
    leading: float
    role: str = "ink"

    @property
    def pitch(self) -> float:
        """The leading in mm."""
        return self.leading / MM

    @property
    def baseline(self) -> float:
        """How far below the top of a line its base line stands, in mm."""
        return (self.leading / 2 + self.size * 0.36) / MM


H1 = Style(BOLD, 19, 24)
CONCLUSION = Style(BOLD, 12.5, 18.5, "blue")
H2 = Style(BOLD, 11.5, 16)
PROSE = Style(SERIF, 10.5, 17)
SUMMARY = Style(SANS, 9.5, 13.9)
SUMMARY_TITLE = Style(BOLD, 17, 22)
KICKER = Style(BOLD, 8, 12, "blue")
LEAD = Style(SANS, 9, 13, "grey")
CAPTION = Style(SANS, 8, 12)
NOTE = Style(SANS, 7.5, 11.1, "grey")
ANSWER = Style(SANS, 7.2, 10.4)

_STYLES = {"grey": (SANS, "grey"), "red": (BOLD, "red"), "blue": (BOLD, "blue"),
           "strong": (BOLD, ""), "quote": (BOLD, "")}
_MARKS = {"mark-blue": ("blue", ""), "mark-grey": ("grey", ""), "mark-ink": ("ink", ""),
          "mark-red": ("red", "red"), "mark-redline": ("red", "")}


def spans(text: Text, style: Style) -> tuple[Span, ...]:
    """Return a text's runs as spans of a style; serif text stays serif where it is grey."""
    result = []
    for run in text:
        if run.style in _MARKS:
            role, fill = _MARKS[run.style]
            result.append(Span(run.text, BOLD, 7.0, role, boxed=True, fill=fill))
            continue
        face, role = _STYLES.get(run.style, (style.face, ""))
        if run.style == "grey":
            face = style.face
        size = 7.2 if run.style == "small" else style.size
        result.append(Span(run.text, face, size, role or style.role))
    return tuple(result)


def set_text(text: Text, style: Style, width: float, *, indent: bool = False,
             justify: bool = False) -> tuple[SetLine, ...]:
    """Break a text for a width in mm; ``indent`` moves the first line in by two characters."""
    room = width * MM
    rooms = (room - 2 * style.size, room) if indent else (room,)
    return break_spans(spans(text, style), rooms, justify=justify)


def text_items(text: Text, style: Style, width: float = WIDTH, *, indent: bool = False,
               justify: bool = False, before: float = 0.0, x: float = 0.0) -> list[Item]:
    """Return a paragraph as one item a line; never one line alone at the foot or head of a page."""
    lines = set_text(text, style, width, indent=indent, justify=justify)
    first = 2 * style.size / MM if indent else 0.0
    items = []
    for number, line in enumerate(lines):
        shift = x + (first if number == 0 else 0.0)
        items.append(Item(style.pitch, _drawer(line, shift, style.baseline),
                          before=before if number == 0 else 0.0,
                          keep=number == 0 < len(lines) - 1 or number == len(lines) - 2))
    return items


def _drawer(line: SetLine, shift: float, baseline: float) -> Draw:
    def draw(painter: Painter, x: float, y: float) -> None:
        painter.text(line, x + shift, y + baseline)

    return draw
