"""What surrounds the text: cover, contents, header and footer, links found in the words."""

from collections.abc import Mapping, Sequence

from desktop.report.fonts import BOLD, SANS
from desktop.report.lines import SetLine
from desktop.report.painter import PAGE_WIDTH, Painter
from desktop.report.signing import qr_code
from desktop.report.typography import (
    CONCLUSION,
    H1,
    LEAD,
    SUMMARY,
    WIDTH,
    Style,
    set_text,
)
from forms.plan.model import Chapter, Contents, Cover, Plan, Run

BINDING, OUTER = 28.0, 22.0
_HEADER_LINE, _HEADER_RULE, _FOOTER_RULE, _FOOTER_LINE = 16.0, 18.0, 281.0, 285.0


def left_margin(number: int, *, single_sided: bool) -> float:
    """Return where the text area begins on a page: the binding side is 28 mm."""
    return BINDING if single_sided or number % 2 else OUTER


def header_and_footer(painter: Painter, plan: Plan, title: str, number: int, total: int) -> None:
    """Draw what stands above and below the text area; the end count does not see it."""
    counted = len(painter.printed)
    x = left_margin(number, single_sided=plan.single_sided)
    right = x + WIDTH
    # On odd pages the outer side is the right one.
    outer_right = plan.single_sided or number % 2 == 1
    outer, inner = ((right, "right"), (x, "left")) if outer_right else ((x, "left"),
                                                                      (right, "right"))
    words = plan.words
    name = _shortened(words.header, 100)
    painter.words(title, outer[0], _HEADER_LINE, 8, role="grey", align=outer[1])
    painter.text(name, inner[0] - (name.width / 72 * 25.4 if inner[1] == "right" else 0),
                 _HEADER_LINE)
    painter.rule(x, _HEADER_RULE, right, 0.3, "rule")
    painter.rule(x, _FOOTER_RULE, right, 0.3, "rule")
    page = words.page.format(page=number, pages=total)
    painter.words(page, outer[0], _FOOTER_LINE, 8, align=outer[1])
    painter.words(words.record, inner[0], _FOOTER_LINE, 7.5, role="grey", align=inner[1])
    if plan.draft:
        painter.words(words.draft, PAGE_WIDTH / 2, _HEADER_LINE, 8, role="red", bold=True,
                      align="centre")
    # A remark that runs over a page break would otherwise be parted by the frame's words.
    del painter.printed[counted:]


def _shortened(text: str, width: float) -> SetLine:
    """Return the first line of a text; a longer one ends in an ellipsis."""
    style = Style(SANS, 8, 11, "grey")
    lines = set_text((Run(text),), style, width)
    if len(lines) == 1:
        return lines[0]
    return set_text((Run(lines[0].text[:-1] + "…"),), style, width + 20)[0]


def chapter_head(painter: Painter, chapter: Chapter, x: float, y: float) -> float:
    """Draw h1, conclusion and rule; return how high they are."""
    for line in set_text((Run(chapter.heading),), H1, WIDTH)[:1]:
        painter.text(line, x, y + 6.2)
    lines = conclusion_lines(chapter.conclusion)
    for number, line in enumerate(lines):
        painter.text(line, x, y + 15.6 + number * CONCLUSION.pitch)
    rule = y + 21.2 + (len(lines) - 1) * CONCLUSION.pitch
    painter.rule(x, rule, x + WIDTH, 0.6, "blue")
    return rule - y + 3.0


def conclusion_lines(text: str) -> tuple[SetLine, ...]:
    """Return the conclusion on one line; a little smaller before it takes a second."""
    for size in (12.5, 12.0, 11.5, 11.0):
        lines = set_text((Run(text),), Style(BOLD, size, 18.5, "blue"), WIDTH)
        if len(lines) < 2:
            break
    return lines


def head_height(chapter: Chapter) -> float:
    """Return the height of ``chapter_head`` in mm."""
    return 24.2 + (len(conclusion_lines(chapter.conclusion)) - 1) * CONCLUSION.pitch


def draw_cover(painter: Painter, plan: Plan, cover: Cover) -> None:
    """Draw page 1: whose, which record, by whom, with what interest."""
    x, right = BINDING, BINDING + WIDTH
    if plan.look.logo and painter.picture_size("logo"):
        painter.picture_left("logo", x, 29, 34, 11)
    painter.words(cover.record_label, right, 35.6, 9, role="grey", align="right")
    painter.words(cover.title, x, 107, 40, bold=True)
    painter.box(x, 117.2, 24, 0.8, "blue")
    y = 132.4
    name_style = Style(BOLD, 19, 27)
    for line in set_text((Run(cover.enterprise),), name_style, WIDTH)[:4]:
        painter.text(line, x, y)
        y += name_style.pitch
    for text in (cover.remark, cover.text):
        for line in set_text((Run(text),), Style(SANS, 10.5, 16, "grey"), WIDTH):
            painter.text(line, x, y - 1.6)
            y += 5.6
    _cover_rows(painter, cover, x, right)
    _cover_foot(painter, cover, x, right)


def _cover_rows(painter: Painter, cover: Cover, x: float, right: float) -> None:
    style = Style(SANS, 10.5, 15)
    y = 171.0
    painter.rule(x, y, right, 0.25, "light")
    for label, value in cover.rows:
        lines = set_text((Run(value),), style, WIDTH - 32)[:2]
        painter.words(label, x, y + 5.2, 10.5, role="grey")
        for number, line in enumerate(lines):
            painter.text(line, x + 32, y + 5.2 + number * style.pitch)
        y += 7.6 + (len(lines) - 1) * style.pitch
        painter.rule(x, y, right, 0.25, "light")


def _cover_foot(painter: Painter, cover: Cover, x: float, right: float) -> None:
    text = (Run(cover.disclosure_title, "strong"), Run("　"), Run(cover.disclosure))
    lines = set_text(text, Style(SANS, 9, 13), 110)
    y = 267.5 - (len(lines) - 1) * 13 / 72 * 25.4
    for number, line in enumerate(lines):
        painter.text(line, x, y + number * 13 / 72 * 25.4)
    qr_code(painter, cover.payload, right - 24, 243, 24)
    painter.words(cover.qr_note, right, 272.6, 7.5, role="grey", align="right")


def draw_contents(painter: Painter, contents: Contents, x: float, chapters: Sequence[Chapter],
                  page_of: Mapping[str, int]) -> None:
    """Draw the contents: number, title, conclusion, page; then the legend of marks."""
    painter.words(contents.title, x, 33.2, H1.size, bold=True)
    painter.rule(x, 39.3, x + WIDTH, 0.6, "blue")
    pitch = min(11.95, 194.0 / max(len(chapters), 1))
    y = 43.0
    for chapter in chapters:
        painter.words(chapter.number, x, y + 5.2, 10.5, role="blue", bold=True)
        painter.words(chapter.title, x + 16, y + 5.2, 10.5, bold=True)
        painter.words(str(page_of[chapter.key]), x + WIDTH, y + 5.2, 10.5, bold=True,
                      align="right")
        line = set_text((Run(chapter.conclusion),), LEAD, WIDTH - 30)
        painter.text(line[0], x + 16, y + 9.6)
        painter.rule(x, y + pitch, x + WIDTH, 0.25, "light")
        painter.link(chapter.key, x, y, WIDTH, pitch)
        y += pitch
    _marks_legend(painter, contents, x)


def _marks_legend(painter: Painter, contents: Contents, x: float) -> None:
    top = 251.6
    painter.words(contents.legend_title, x, top, 9, role="blue", bold=True)
    for number, (run, meaning) in enumerate(contents.legend):
        left = x + (number % 2) * 78
        y = top + 7.2 + number // 2 * 5.9
        for line in set_text((run,), SUMMARY, 40)[:1]:
            painter.text(line, left, y)
        painter.words(meaning, left + (18 if number % 2 == 0 else 20), y, 8.5)

