"""A plan as PDF: pages are set, then drawn, then made archival (PDF/A-2b)."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from desktop.report import archive, checks, frame
from desktop.report.blocks import Setter
from desktop.report.errors import CancelledError
from desktop.report.flow import TOP, Content, Item, Page, paginate
from desktop.report.fonts import SANS, widths
from desktop.report.painter import MM, PAGE_HEIGHT, PAGE_WIDTH, Painter
from forms.plan.model import Chapter, PhotoRow, Plan, Table

_ONE_PAGE = ("summary", "geti", "compact")
# A chapter whose last page is filled less than this is set closer if that saves the page, in mm.
_TOO_LITTLE = 70.0
_NUMERALS = "一二三四五六七八九十"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page to draw: its chapter (None: cover or contents) and its content."""

    kind: str
    chapter: Chapter | None = None
    page: Page | None = None
    first: bool = False


def render_pdf(plan: Plan, progress: Progress | None = None,
               cancelled: Callable[[], bool] | None = None) -> bytes:
    """Return the plan as a PDF/A-2b file; equal plans give equal bytes.

    Args:
        plan: What to set.
        progress: Called with (pages done, pages all) after every page.
        cancelled: Asked before every page.

    Raises:
        CancelledError: ``cancelled`` said yes.
        ReportError: ``incomplete``: an answer, remark, finding or picture is not in the file.
    """
    widths(SANS)
    # Streams are compressed, not also written as text: pikepdf would have to undo it.
    rl_config.useA85 = 0
    sheets = _sheets(plan)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH * MM, PAGE_HEIGHT * MM), invariant=1,
                    pageCompression=1, initialFontName=SANS, lang="zh-CN")
    _describe(canvas, plan)
    painter = Painter(canvas, _colours(plan), _pictures(plan), targets(plan))
    page_of = {sheet.chapter.key: number for number, sheet in enumerate(sheets, start=1)
               if sheet.chapter and sheet.first}
    for number, sheet in enumerate(sheets, start=1):
        if cancelled is not None and cancelled():
            raise CancelledError
        _draw(painter, plan, sheet, number, len(sheets), page_of)
        canvas.showPage()
        if progress is not None:
            progress(number, len(sheets))
    canvas.save()
    painted = archive.archival(buffer.getvalue(), plan)
    checks.refuse_incomplete(plan, painter.printed, painter.shown)
    return painted


def _describe(canvas: Canvas, plan: Plan) -> None:
    canvas.setTitle(plan.words.title)
    canvas.setAuthor(plan.words.author)
    canvas.setSubject(plan.words.subject)
    canvas.setKeywords(plan.words.keywords)
    canvas.setCreator("Yunzhen")
    canvas.showOutline()


def _colours(plan: Plan) -> dict[str, str]:
    return {"blue": plan.look.blue} if plan.look.blue else {}


def _pictures(plan: Plan) -> dict[str, bytes]:
    pictures = dict(plan.pictures)
    if plan.look.logo:
        pictures["logo"] = plan.look.logo
    return pictures


def targets(plan: Plan) -> dict[str, str]:
    """Return the anchors by the words that refer to them: 第四章, 附录一, 表3, 照片1."""
    found = {}
    for chapter in plan.chapters:
        for name in _names(chapter.number):
            found[name] = chapter.key
        for block in chapter.blocks:
            match block:
                case Table(number=int(n)):
                    found[plan.words.table.format(number=n).replace(" ", "")] = (
                        plan.words.table.format(number=n))
                case PhotoRow(photos=photos):
                    for photo in photos:
                        label = plan.words.photo.format(number=photo.number)
                        found[label.replace(" ", "")] = label
    return found


def _names(number: str) -> list[str]:
    """Return how the text names a chapter: 附录一, 第四章; 五～七 is the fifth, sixth, seventh."""
    if number.startswith("附录"):
        return [number]
    first, _, last = number.partition("～")
    if last:
        span = _NUMERALS[_NUMERALS.index(first):_NUMERALS.index(last) + 1]
        return [f"第{one}章" for one in span]
    return [f"第{number}章"]


def _sheets(plan: Plan) -> list[_Sheet]:
    """Set every chapter; the order is cover, summary, contents, chapters."""
    setter = Setter(plan.words)
    sheets = [_Sheet("cover")] if plan.cover else []
    chapters = list(plan.chapters)
    if chapters and chapters[0].key == "summary":
        sheets += _chapter_sheets(chapters.pop(0), setter)
    if plan.contents:
        sheets.append(_Sheet("contents"))
    for chapter in chapters:
        sheets += _chapter_sheets(chapter, setter)
    return sheets


def _chapter_sheets(chapter: Chapter, setter: Setter) -> list[_Sheet]:
    pages = _paginated(chapter, setter.contents(chapter.blocks))
    close = len(pages) > 1 and pages[-1].used < TOP + _TOO_LITTLE
    if close or (len(pages) > 1 and chapter.key in _ONE_PAGE):
        contents = setter.closer().contents(chapter.blocks)
        if chapter.key in _ONE_PAGE:
            contents = _tightened(contents)
        pages = min(pages, _paginated(chapter, contents), key=len)
    return [_Sheet("chapter", chapter, page, first=number == 0)
            for number, page in enumerate(pages)]


def _paginated(chapter: Chapter, contents: list[Content]) -> list[Page]:
    top = TOP + (frame.head_height(chapter) if chapter.conclusion else 0.0)
    return paginate(_after_head(contents), 0, top)


def _tightened(contents: list[Content]) -> list[Content]:
    """Take most of the space between the parts of a page that must stay one."""
    for item in contents:
        if isinstance(item, Item):
            item.before *= 0.3
    return contents


def _after_head(contents: list[Content]) -> list[Content]:
    """Drop the space above the first item: the chapter's head has its own below it."""
    if contents and isinstance(contents[0], Item):
        contents[0].before = 0.0
    return contents


def _draw(painter: Painter, plan: Plan, sheet: _Sheet, number: int, total: int,
          page_of: dict[str, int]) -> None:
    if sheet.kind == "cover" and plan.cover:
        painter.bookmark("cover", 4)
        painter.outline(plan.cover.title, "cover", 0)
        frame.draw_cover(painter, plan, plan.cover)
        return
    x = frame.left_margin(number, single_sided=plan.single_sided)
    if sheet.kind == "contents" and plan.contents:
        painter.bookmark("contents", 4)
        painter.outline(plan.contents.title, "contents", 0)
        frame.header_and_footer(painter, plan, plan.contents.title, number, total)
        chapters = [chapter for chapter in plan.chapters if chapter.key != "summary"]
        frame.draw_contents(painter, plan.contents, x, chapters, page_of)
        return
    if sheet.chapter and sheet.page:
        _draw_chapter(painter, plan, sheet.chapter, sheet.page, x, number, total, sheet.first)


def _draw_chapter(painter: Painter, plan: Plan, chapter: Chapter, page: Page, x: float,
                  number: int, total: int, first: bool) -> None:
    frame.header_and_footer(painter, plan, chapter.heading, number, total)
    if first:
        painter.bookmark(chapter.key, 4)
        painter.outline(chapter.heading, chapter.key, 0)
        if chapter.conclusion:
            frame.chapter_head(painter, chapter, x, TOP)
    for item, offset, y in page.placed:
        item.draw(painter, x + offset, y)
    for draw, offset, y in page.feet:
        draw(painter, x + offset, y)
