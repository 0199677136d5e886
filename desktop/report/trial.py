"""A sheet to try a printer with: true length, margins, binding side, greys, fonts, both sides."""

import io

from reportlab.pdfgen.canvas import Canvas

from desktop.i18n import _
from desktop.report.fonts import SANS, widths
from desktop.report.frame import left_margin
from desktop.report.painter import MM, PAGE_HEIGHT, PAGE_WIDTH, Painter

_RULER, _TEXT, _TOP, _BOTTOM = 100, 160, 27.0, 273.0
_ROLES = ("ink", "blue", "red", "grey", "mid", "rule", "light", "pale")


def trial_sheet() -> bytes:
    """Return two pages, the front and the back of one sheet."""
    widths(SANS)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH * MM, PAGE_HEIGHT * MM), invariant=1,
                    pageCompression=1, initialFontName=SANS)
    painter = Painter(canvas, {}, {}, {})
    for number, side in ((1, _("front")), (2, _("reverse"))):
        _page(painter, number, side)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(painter: Painter, number: int, side: str) -> None:
    x = left_margin(number, single_sided=False)
    painter.box(x, _TOP, _TEXT, _BOTTOM - _TOP, "", "rule", 0.5)
    painter.words(_("Test sheet: {side}").format(side=side), x + 6, _TOP + 14, 19, bold=True)
    lines = (
        _("The frame is the plan's text area; none of its four sides may be missing."),
        _("The wide margin is the binding side: left in front, right on the back."),
        _("Hold it against the light: the two frames lie within 3 mm of each other."),
        _("Measure the line: it is 100 mm long. If not, print at 100 % without fitting."),
        _("All eight fields differ, and the smallest words can be read."),
    )
    for place, line in enumerate(lines):
        painter.words(f"{place + 1}", x + 6, _TOP + 30 + 8 * place, 10.5, role="blue", bold=True)
        painter.words(line, x + 14, _TOP + 30 + 8 * place, 10.5)
    _ruler(painter, x + 30, _TOP + 84)
    _fields(painter, x + 6, _TOP + 104)
    for place, size in enumerate((7, 7.5, 8, 9, 10.5)):
        words = _("{size} pt　Cloud plan of the enterprise 1,234.5 (thousand yuan)")
        painter.words(words.format(size=f"{size:g}"), x + 6, _TOP + 146 + 8 * place, size)


def _ruler(painter: Painter, x: float, y: float) -> None:
    painter.rule(x, y, x + _RULER, 0.7)
    for place in range(0, _RULER + 1, 10):
        painter.box(x + place - 0.1, y - (4 if place % 50 == 0 else 2), 0.2, 4, "ink")
        painter.words(str(place), x + place, y + 6, 8, align="centre")


def _fields(painter: Painter, x: float, y: float) -> None:
    for place, role in enumerate(_ROLES):
        painter.box(x + 18.5 * place, y, 16.5, 16.5, role, "ink", 0.5)
        painter.words(str(place + 1), x + 18.5 * place, y + 22, 8)
