"""What slides are made of: text, pictures, tables with three rules, in the hand of the plan.

Lengths are millimetres on a 16:9 slide. PowerPoint measures no text for us, so what is written is
measured here, a little on the wide side, and what does not fit is left to the plan.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Mm, Pt

from desktop.report.fonts import clean
from desktop.report.shapes import ROLES, shortened, text_width
from forms.plan.model import Plan, Run, Text

WIDTH, HEIGHT = 338.67, 190.5
LEFT, RIGHT = 18.0, WIDTH - 18.0
BODY, FOOT = 42.0, 174.0
FONT = "Noto Sans SC"
# A line of Noto Sans SC in em, 1.45 of its own times the spacing.
LEADING = 1.55
_MM_PER_PT = 25.4 / 72
_TITLE_ONLY = 5
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "centre": PP_ALIGN.CENTER}
_STRONG = {"strong", "quote", "blue", "red"}
_ROLES = {"grey": "grey", "red": "red", "blue": "blue", "mark-blue": "blue", "mark-grey": "grey",
          "mark-red": "red", "mark-redline": "red", "small": "grey"}
_PAD = (1.5, 1.2)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide: its runs, type size, colour role, space above in points."""

    text: Text
    size: float = 16.0
    role: str = "ink"
    bold: bool = False
    before: float = 0.0


def line(text: str, size: float = 16.0, role: str = "ink", *, bold: bool = False,
         before: float = 0.0) -> Line:
    """Return a paragraph of plain text."""
    return Line((Run(text),), size, role, bold, before)


def lines_of(text: Text, width: float, size: float) -> int:
    """Return how many lines a text takes at most in ``width`` mm."""
    words = "".join(run.text for run in text)
    return sum(max(1, math.ceil(1.1 * text_width(part, size) / width))
               for part in words.split("\n"))


def height_of(paragraphs: Sequence[Line], width: float) -> float:
    """Return the height of paragraphs in mm."""
    return sum((lines_of(each.text, width, each.size) * each.size * LEADING + each.before)
               * _MM_PER_PT for each in paragraphs)


class Deck:
    """A presentation that is being written."""

    def __init__(self, plan: Plan) -> None:
        """Begin an empty presentation with the plan's colours and its words at the foot."""
        self._plan = plan
        self._palette = {**ROLES, **({"blue": plan.look.blue} if plan.look.blue else {})}
        self._deck: Any = Presentation()
        self._deck.slide_width, self._deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
        self._slide: Any = None
        self._describe()

    def _describe(self) -> None:
        properties, words = self._deck.core_properties, self._plan.words
        properties.title, properties.author = clean(words.title)[:255], clean(words.author)[:255]
        properties.subject = clean(words.subject)[:255]
        properties.keywords = clean(words.keywords)[:255]
        properties.language, properties.last_modified_by = "zh-CN", ""
        properties.identifier = f"{self._plan.record_number} {self._plan.sha256}".strip()
        made = datetime.fromisoformat(self._plan.made_at).astimezone(UTC).replace(tzinfo=None)
        properties.created = properties.modified = made

    def slide(self, title: str, kicker: str = "", *, size: float = 22.0, top: float = 20.0) -> None:
        """Begin a slide: a sentence as its title, the chapter above it, a rule below."""
        self._slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        heading = self._slide.shapes.title
        tall = lines_of((Run(title),), RIGHT - LEFT, size) > 1
        size = size - 4 if tall else size
        heading.left, heading.top = Mm(LEFT), Mm(top - (2 if tall else 0))
        heading.width, heading.height = Mm(RIGHT - LEFT), Mm(16)
        self._fill(heading.text_frame, [line(title, size, "blue", bold=True)], MSO_ANCHOR.MIDDLE)
        if kicker:
            self.text(LEFT, 12, RIGHT - LEFT, [line(kicker, 12, "grey")])
            self.rule(LEFT, 37.5, RIGHT, 1.0, "blue")

    def text(self, x: float, y: float, width: float, paragraphs: Sequence[Line],
             align: str = "left") -> float:
        """Write paragraphs; return where they end."""
        height = height_of(paragraphs, width)
        frame = self._slide.shapes.add_textbox(Mm(x), Mm(y), Mm(width), Mm(max(height, 1)))
        self._fill(frame.text_frame, paragraphs, MSO_ANCHOR.TOP, align)
        return y + height

    def _fill(self, frame: Any, paragraphs: Sequence[Line], anchor: Any, align: str = "left"
              ) -> None:
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, each in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.line_spacing = _ALIGN[align], 1.07
            paragraph.space_before, paragraph.space_after = Pt(each.before), Pt(0)
            self._runs(paragraph, each)

    def _runs(self, paragraph: Any, each: Line) -> None:
        for run in each.text:
            words = f"[{run.text}]" if run.style.startswith("mark-") else run.text
            for number, part in enumerate(clean(words).split("\n")):
                if number:
                    paragraph.add_line_break()
                written = paragraph.add_run()
                written.text = part
                font = written.font
                font.size, font.name = Pt(each.size), FONT
                font.bold = each.bold or run.style in _STRONG
                font.color.rgb = self._colour(_ROLES.get(run.style, each.role))
                _speak_chinese(written)

    def _colour(self, role: str) -> Any:
        # python-pptx carries no types for its colours.
        colour: Any = RGBColor
        return colour(*bytes.fromhex(self._palette[role].removeprefix("#")))

    def rule(self, x: float, y: float, right: float, width_pt: float, role: str = "ink") -> None:
        """Draw a horizontal rule."""
        self.box(x, y, right - x, width_pt * _MM_PER_PT, role)

    def box(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """Fill a rectangle."""
        shape = self._slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Mm(x), Mm(y), Mm(width),
                                             Mm(height))
        shape.fill.solid()
        shape.fill.fore_color.rgb = self._colour(role)
        shape.line.fill.background()
        shape.shadow.inherit = False
        _decorative(shape)

    def picture(self, data: bytes, size: tuple[float, float], place: tuple[float, float],
                room: tuple[float, float], words: str) -> tuple[float, float]:
        """Put a picture of ``size`` mm into the room; return its width and height there."""
        scale = min(room[0] / size[0], room[1] / size[1])
        width, height = size[0] * scale, size[1] * scale
        shape = self._slide.shapes.add_picture(io.BytesIO(data), Mm(place[0]), Mm(place[1]),
                                               Mm(width), Mm(height))
        shape._element.nvPicPr.cNvPr.set("descr", clean(words))  # noqa: SLF001 - no public way
        return width, height

    def table(self, place: tuple[float, float], widths: Sequence[float], aligns: Sequence[str],
              rows: Sequence[Sequence[Text]], size: float, *, bottom: float = FOOT
              ) -> tuple[int, float]:
        """Write a header and as many rows as fit; return how many did, and where they end."""
        heights = [self._row_height(row, widths, size) for row in rows]
        fitting, y = 0, place[1]
        for height in heights:
            if y + height > bottom:
                break
            fitting, y = fitting + 1, y + height
        if fitting < 2:
            return 0, place[1]
        frame = self._slide.shapes.add_table(fitting, len(widths), Mm(place[0]), Mm(place[1]),
                                             Mm(sum(widths)), Mm(y - place[1]))
        table = frame.table
        style = frame._element.graphic.graphicData.tbl.tblPr  # noqa: SLF001 - no public way
        style.find(qn("a:tableStyleId")).text = _NO_STYLE
        table.horz_banding = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for number, (row, height) in enumerate(zip(rows[:fitting], heights, strict=False)):
            table.rows[number].height = Mm(height)
            for position, text in enumerate(row):
                cell = table.cell(number, position)
                head = number == 0
                self._fill(cell.text_frame, [Line(text, size, "blue" if head else "ink", head)],
                           MSO_ANCHOR.TOP, aligns[position])
                cell.margin_left = cell.margin_right = Mm(_PAD[0])
                cell.margin_top = cell.margin_bottom = Mm(_PAD[1])
                self._rules(cell, head=head, last=number == fitting - 1)
        return fitting - 1, y

    def _row_height(self, row: Sequence[Text], widths: Sequence[float], size: float) -> float:
        most = max(lines_of(text, width - 2 * _PAD[0], size)
                   for text, width in zip(row, widths, strict=True))
        return most * size * LEADING * _MM_PER_PT + 2 * _PAD[1]

    def _rules(self, cell: Any, *, head: bool, last: bool) -> None:
        below = (1.25, "ink") if last else (0.75, "ink") if head else (0.5, "light")
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - no public way to a border
        for tag, side in (("lnL", None), ("lnR", None),
                          ("lnT", (1.25, "ink") if head else None), ("lnB", below)):
            properties.append(parse_xml(self._border(tag, side)))

    def _border(self, tag: str, side: tuple[float, str] | None) -> str:
        if side is None:
            return f'<a:{tag} {nsdecls("a")} w="0"><a:noFill/></a:{tag}>'
        width, role = side
        colour = self._palette[role].removeprefix("#")
        return (f'<a:{tag} {nsdecls("a")} w="{round(width * 12700)}"><a:solidFill>'
                f'<a:srgbClr val="{colour}"/></a:solidFill></a:{tag}>')

    def finished(self) -> bytes:
        """Return the file; equal plans give equal bytes."""
        slides = list(self._deck.slides)
        words = self._plan.words
        foot = shortened(words.header, 105, 10) + (f"　{words.draft}" if self._plan.draft else "")
        for number, slide in enumerate(slides, start=1):
            self._slide = slide
            if number > 1:
                self.rule(LEFT, 179, RIGHT, 0.5, "rule")
                self.text(LEFT, 181, 235, [line(f"{foot}　{words.record}", 10, "grey")])
                self.text(RIGHT - 60, 181, 60, [line(f"{number} / {len(slides)}", 10)], "right")
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return _settled(buffer.getvalue())


def _speak_chinese(run: Any) -> None:
    """Name the East Asian font too, and the language, by which lines are broken."""
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx sets the Latin font only
    properties.set("lang", "zh-CN")
    properties.set("altLang", "en-US")
    latin = properties.find(qn("a:latin"))
    for tag in ("cs", "ea"):
        latin.addnext(parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{FONT}"/>'))


def _decorative(shape: Any) -> None:
    """Leave a rule out of what is read aloud."""
    shape._element.nvSpPr.cNvPr.set("descr", "")  # noqa: SLF001 - no public way


def _settled(data: bytes) -> bytes:
    """Write the package again: fixed dates, and Chinese type as the theme's own."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("ppt/theme/"):
                part = part.replace(b'<a:latin typeface="Calibri"/><a:ea typeface=""/>',
                                    f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
                                    .encode())
            target.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, ZIP_DEFLATED)
    return out.getvalue()
