"""From items of known height to pages: what stays together, what is repeated, where pages end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.report.painter import Painter

Draw = Callable[[Painter, float, float], None]

TOP, BOTTOM = 27.0, 273.0


@dataclass(slots=True)
class Item:
    """A piece of a page that is never cut: its height in mm and how to draw it at (x, top).

    Attributes:
        before: Space above, dropped at the top of a page or column.
        keep: It stays on one page with the next item.
        header: What a table repeats where this item begins a page: header row, then band row.
        foot: Drawn below the last item when a page ends inside a table.
        bottom: It stands at the foot of the text area if there is room.
        below: Height of what stands at the foot below it.
    """

    height: float
    draw: Draw
    before: float = 0.0
    keep: bool = False
    header: "tuple[Item, ...]" = ()
    foot: Draw | None = None
    bottom: bool = False
    below: float = 0.0


@dataclass(slots=True)
class ColumnRun:
    """Items that flow in two columns of ``width`` with ``gap`` between."""

    items: list[Item]
    width: float
    gap: float


@dataclass(slots=True)
class Page:
    """A finished page of a chapter: what to draw, x from the text area's left edge."""

    chapter: int
    placed: list[tuple[Item, float, float]] = field(default_factory=list)
    feet: list[tuple[Draw, float, float]] = field(default_factory=list)
    used: float = TOP


Content = Item | ColumnRun


def paginate(contents: Sequence[Content], chapter: int, top: float = TOP) -> list[Page]:
    """Set a chapter's items on pages; the first page starts at ``top``."""
    pages = [Page(chapter, used=top)]
    items: list[Item] = []
    for content in contents:
        if isinstance(content, Item):
            items.append(content)
        else:
            _run(items, pages, chapter)
            items = []
            _columns(content, pages, chapter)
    _run(items, pages, chapter)
    return pages


def _run(items: list[Item], pages: list[Page], chapter: int) -> None:
    for item, following in zip(reversed(items[:-1]), reversed(items), strict=False):
        if item.bottom and following.bottom:
            item.below = following.before + following.height + following.below
    position = 0
    while position < len(items):
        end = position
        while items[end].keep and end + 1 < len(items):
            end += 1
        chain = items[position:end + 1]
        page = pages[-1]
        empty = not page.placed
        if not empty and page.used + _height(chain) > BOTTOM + 0.01:
            page = _next_page(pages, chapter, chain[0])
        for item in chain:
            if page.placed and page.used + item.before + item.height > BOTTOM + 0.01:
                # A chain longer than a page: break where we must.
                page = _next_page(pages, chapter, item)
            _place(page, item)
        position = end + 1


def _height(chain: list[Item]) -> float:
    return sum(item.before + item.height for item in chain)


def _place(page: Page, item: Item) -> None:
    whole = item.height + item.below
    if item.bottom and page.used + item.before + whole <= BOTTOM:
        page.placed.append((item, 0.0, BOTTOM - whole))
        page.used = BOTTOM - item.below
        return
    top = page.used + (item.before if page.placed else 0.0)
    page.placed.append((item, 0.0, top))
    page.used = top + item.height


def _next_page(pages: list[Page], chapter: int, first: Item) -> Page:
    """Start a page; inside a table close the old page's part and repeat header and band."""
    old = pages[-1]
    if first.header and first.foot and old.placed and old.placed[-1][0].header:
        old.feet.append((first.foot, 0.0, old.used))
    page = Page(chapter)
    pages.append(page)
    for item in first.header:
        _place(page, item)
    return page


def _columns(run: ColumnRun, pages: list[Page], chapter: int) -> None:
    """Fill two columns page by page; the last page's columns are balanced."""
    rest = run.items
    while rest:
        page = pages[-1]
        top = page.used
        room = BOTTOM - top
        if room < 24 and page.placed:
            pages.append(Page(chapter))
            continue
        taken = _fits(rest, room)
        if taken == len(rest):
            room = _balanced(rest, room)
            taken = _fits(rest, room)
        _lay(rest[:taken], run, page, top, room)
        rest = rest[taken:]
        if rest:
            pages.append(Page(chapter))


def _fits(items: list[Item], room: float) -> int:
    """Return how many items two columns of ``room`` mm take, at least one."""
    position = 0
    for _column in range(2):
        position = _column_end(items, position, room)
    return max(position, 1)


def _column_end(items: list[Item], start: int, room: float) -> int:
    """Return the position after the last item that a column takes; keeps are honoured."""
    used, end, good = 0.0, start, start
    while end < len(items):
        item = items[end]
        used += item.height + (item.before if end > start else 0.0)
        if used > room + 0.01:
            break
        end += 1
        if not item.keep or end == len(items):
            good = end
    if end == len(items):
        good = end
    return good if good > start else max(end, min(start + 1, len(items)))


def _balanced(items: list[Item], room: float) -> float:
    """Return the smallest column height (to 2 mm) that takes all items in two columns."""
    total = _height(items)
    height = min(total / 2, room)
    while height < room and _fits(items, height) < len(items):
        height += 2.0
    return min(height, room)


def _lay(items: list[Item], run: ColumnRun, page: Page, top: float, room: float) -> None:
    position, deepest = 0, top
    for column in range(2):
        end = _column_end(items, position, room)
        x, y = column * (run.width + run.gap), top
        for number, item in enumerate(items[position:end]):
            y += item.before if number else 0.0
            page.placed.append((item, x, y))
            y += item.height
        deepest = max(deepest, y)
        position = end
    page.used = deepest
