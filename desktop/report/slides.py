"""A plan as slides for the management meeting: one question a slide, in the plan's own words.

Level, scores, red lines, gaps, measures by phase, architecture, roadmap, cost, shares, what is
open, what to decide: twelve at most. What does not fit stays in the plan, and the slide says so.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import segno

from desktop.report.charts import draw
from desktop.report.images import png_images
from desktop.report.shapes import Drawing
from desktop.report.slide_parts import (
    BODY,
    FOOT,
    LEFT,
    RIGHT,
    Deck,
    Line,
    height_of,
    line,
)
from forms.plan import figures, model
from forms.plan.model import Block, Chapter, Plan, Run, Text, plain

_B = TypeVar("_B", bound=Block)
_WIDE = RIGHT - LEFT
_GAP = 10.0
# Below this a chart's own type would be too small to read from the table's end.
_LEAST_SCALE = 0.95


def render_pptx(plan: Plan) -> bytes:
    """Return the plan as slides (.pptx, 16:9); equal plans give equal bytes."""
    writer = _Slides(plan)
    writer.write()
    return writer.deck.finished()


def _all(chapter: Chapter) -> Iterator[Block]:
    """Yield a chapter's blocks, those of its columns too."""
    for block in chapter.blocks:
        if isinstance(block, model.Columns):
            yield from (*block.left, *block.right)
        else:
            yield block


def _of(chapter: Chapter, kind: type[_B]) -> list[_B]:
    return [block for block in _all(chapter) if isinstance(block, kind)]


def _figure(chapter: Chapter, kind: type[figures.FigureData]) -> model.Figure | None:
    return next((f for f in _of(chapter, model.Figure) if isinstance(f.data, kind)), None)


def _text(cell: model.Cell) -> Text:
    """Return a cell's lines as one text."""
    runs: list[Run] = []
    for number, words in enumerate(cell.lines):
        runs += ([Run("\n")] if number else []) + list(words)
    return tuple(runs)


class _Slides:
    """Chooses and lays out what the meeting sees."""

    def __init__(self, plan: Plan) -> None:
        self.deck = Deck(plan)
        self._plan = plan
        self._chapters = {chapter.key: chapter for chapter in plan.chapters}

    def write(self) -> None:
        """Write every slide that the plan has something for."""
        self._cover()
        makers: tuple[tuple[str, Callable[[Chapter], None]], ...] = (
            ("geti", self._geti), ("summary", self._standing), ("scores", self._scores),
            ("findings", self._red_lines), ("findings", self._gaps), ("measures", self._measures),
            ("architecture", self._architecture), ("compact", self._architecture),
            ("roadmap", self._roadmap), ("compact", self._roadmap), ("costs", self._costs),
            ("subsidy", self._subsidy), ("open", self._open), ("summary", self._decide))
        for key, make in makers:
            if key in self._chapters:
                make(self._chapters[key])

    # -- pieces ----------------------------------------------------------------------------

    def _begin(self, chapter: Chapter, title: str = "") -> None:
        self.deck.slide(title or chapter.conclusion or chapter.title, chapter.heading)

    def _chart(self, figure: model.Figure, place: tuple[float, float], room: tuple[float, float]
               ) -> tuple[float, float]:
        """Put a chart as a picture of the same vectors that the PDF draws."""
        return self._drawing(draw(figure.data), figure.alt, place, room)

    def _drawing(self, drawing: Drawing, words: str, place: tuple[float, float],
                 room: tuple[float, float]) -> tuple[float, float]:
        colours = {"blue": self._plan.look.blue} if self._plan.look.blue else {}
        (data,) = png_images({0: drawing}, colours).values()
        return self.deck.picture(data, (drawing.width, drawing.height), place, room, words)

    def _rows(self, table: model.Table, columns: Sequence[int], place: tuple[float, float],
              widths: Sequence[float], size: float, chapter: Chapter, *,
              bottom: float = FOOT - 8) -> float:
        """Write chosen columns of a table; name how many rows only the plan has."""
        rows = [tuple(_text(row.cells[n]) for n in columns) for row in table.rows
                if len(row.cells) == len(table.columns) and row.kind in ("row", "total")]
        head: tuple[Text, ...] = tuple((Run(table.columns[n].title),) for n in columns)
        shown, end = self.deck.table(place, widths, [table.columns[n].align for n in columns],
                                     [head, *rows], size, bottom=bottom)
        if shown < len(rows):
            end = self._more(len(rows) - shown, chapter, place[0], end + 2, sum(widths))
        return end

    def _more(self, count: int, chapter: Chapter, x: float, y: float, width: float) -> float:
        words = self._plan.words.more.format(count=count, heading=chapter.heading)
        return self.deck.text(x, y, width, [line(words, 11, "grey")])

    def _fitting(self, paragraphs: Sequence[Line], width: float, room: float) -> list[Line]:
        """Return the first paragraphs that fit."""
        kept: list[Line] = []
        for each in paragraphs:
            if height_of([*kept, each], width) > room:
                break
            kept.append(each)
        return kept

    # -- slides ----------------------------------------------------------------------------

    def _cover(self) -> None:
        cover, plan, deck = self._plan.cover, self._plan, self.deck
        deck.slide(cover.title if cover else plan.words.title, size=40, top=44)
        deck.rule(LEFT, 66, LEFT + 24, 2.3, "blue")
        if cover is None:
            return
        size = 26 if len(plan.enterprise) < 30 else 13
        y = deck.text(LEFT, 72, _WIDE, [line(plan.enterprise, size, bold=True)])
        facts = [Line((Run(f"{label}　", "grey"), Run(value)), 14, before=3)
                 for label, value in cover.rows]
        end = deck.text(LEFT, max(y + 6, 94), 210, facts)
        deck.text(LEFT, max(end + 6, 150), 210, [
            line(f"{cover.disclosure_title}　{cover.disclosure}", 12, "grey")])
        buffer = io.BytesIO()
        segno.make(cover.payload, error="m", micro=False).save(buffer, "png", scale=10, border=0)
        deck.picture(buffer.getvalue(), (34, 34), (RIGHT - 34, 118), (34, 34), cover.payload)
        deck.text(RIGHT - 80, 155, 80, [line(cover.record_label, 11, "grey"),
                                        line(cover.qr_note, 11, "grey")], "right")

    def _standing(self, chapter: Chapter) -> None:
        """Level and three findings: where are we, what hurts."""
        title = next((p for p in _of(chapter, model.Paragraph) if p.kind == "title"), None)
        self._begin(chapter, plain(title.text) if title else "")
        y = BODY + 2
        if ladder := _figure(chapter, figures.Ladder):
            y += self._chart(ladder, (LEFT, y), (_WIDE, 46))[1] + 6
        width = (_WIDE - 2 * _GAP) / 3
        for numbered in _of(chapter, model.Numbered):
            for number, (strong, text) in enumerate(numbered.items):
                paragraphs = [line(str(number + 1), 26, "blue", bold=True),
                              line(strong, 16, bold=True, before=2),
                              line(text, 12, "grey", before=4)]
                self.deck.text(LEFT + number * (width + _GAP), y, width,
                               self._fitting(paragraphs, width, FOOT - y))

    def _scores(self, chapter: Chapter) -> None:
        """How far each dimension is, beside the radar."""
        self._begin(chapter)
        x = LEFT
        if radar := _figure(chapter, figures.Radar):
            x += self._chart(radar, (LEFT, BODY), (140, FOOT - BODY))[0] + _GAP
        table = next(iter(_of(chapter, model.Table)), None)
        if table is not None:
            columns = [n for n, column in enumerate(table.columns) if column.figure is None]
            numbers = 18.0
            widths = [RIGHT - x - numbers * (len(columns) - 1), *[numbers] * (len(columns) - 1)]
            end = self._rows(table, columns, (x, BODY + 4), widths, 12, chapter)
            reading = [p for p in _of(chapter, model.Paragraph) if p.kind == "reading"]
            notes = [Line(p.text, 13, before=4) for p in reading]
            self.deck.text(x, end + 4, RIGHT - x,
                           self._fitting(notes, RIGHT - x, FOOT - end - 4))

    def _red_lines(self, chapter: Chapter) -> None:
        """What is dangerous; without a red line the plan's sentence that says so."""
        self._begin(chapter)
        boxes = _of(chapter, model.RedLineBox)
        y = BODY + 4
        # Set as large as all of them allow.
        for size in (17.0, 14.0, 12.0):
            framed = [_red_line(box, size) for box in boxes]
            if sum(height_of(each, _WIDE - 8) + 8 for each in framed) <= FOOT - y:
                break
        for number, paragraphs in enumerate(framed):
            height = height_of(paragraphs, _WIDE - 8)
            if number and y + height > FOOT - 8:
                self._more(len(boxes) - number, chapter, LEFT, y, _WIDE)
                return
            kept = self._fitting(paragraphs, _WIDE - 8, FOOT - y)
            self.deck.box(LEFT, y, 1.2, height_of(kept, _WIDE - 8), "red")
            y = self.deck.text(LEFT + 8, y, _WIDE - 8, kept) + 8
        if not boxes:
            prose = [p for p in _of(chapter, model.Paragraph) if p.kind == "prose"]
            self.deck.text(LEFT, y, _WIDE, [Line(p.text, 18) for p in prose[:1]])

    def _gaps(self, chapter: Chapter) -> None:
        """What is worth catching up first, seen where, met by what."""
        table = next((t for t in _of(chapter, model.Table) if len(t.columns) == 7), None)
        if table is None:
            return
        self._begin(chapter, table.caption)
        columns = [1, 2, 3, 4, 5]
        widths = (44.0, 18.0, 18.0, _WIDE - 44 - 18 - 18 - 76, 76.0)
        self._rows(table, columns, (LEFT, BODY + 2), widths, 12, chapter)

    def _measures(self, chapter: Chapter) -> None:
        """Who does what by when: a column a phase."""
        table = next((t for t in _of(chapter, model.Table) if len(t.columns) == 7), None)
        if table is None:
            return
        self._begin(chapter)
        phases: list[tuple[Text, list[model.Row]]] = []
        for row in table.rows:
            if row.kind == "band":
                phases.append((_text(row.cells[0]), []))
            elif row.kind == "row" and phases:
                phases[-1][1].append(row)
        width = (_WIDE - 6 * (len(phases) - 1)) / max(len(phases), 1)
        for number, (head, rows) in enumerate(phases):
            self._phase(chapter, LEFT + number * (width + 6), width, head, rows)

    def _phase(self, chapter: Chapter, x: float, width: float, head: Text,
               rows: Sequence[model.Row]) -> None:
        self.deck.box(x, BODY, width, 1.2, "blue")
        first, *others = head
        title = [Line((replace(first, style="strong"),), 13), Line(tuple(others), 11, "grey")]
        y = self.deck.text(x, BODY + 3, width, title) + 2
        # A phase with many measures is set a little smaller before any is left out.
        for size in (13.0, 12.0, 11.0):
            pairs = [_measure(row, size) for row in rows]
            whole = [each for pair in pairs for each in pair]
            if height_of(whole, width) <= FOOT - y:
                self.deck.text(x, y, width, whole)
                return
        kept = self._fitting(whole, width, FOOT - 8 - y)
        shown = len(kept) // 2
        end = self.deck.text(x, y, width, kept[:2 * shown])
        self._more(len(rows) - shown, chapter, x, end + 2, width)

    def _architecture(self, chapter: Chapter) -> None:
        """What runs where, what crosses which border."""
        figure = _figure(chapter, figures.Architecture)
        if figure is None:
            return
        self._begin(chapter)
        width, _ = self._chart(figure, (LEFT, BODY), (190, FOOT - BODY))
        x = LEFT + width + _GAP
        rules = next((t for t in _of(chapter, model.Table) if t.columns[0].align == "centre"), None)
        if rules is not None:
            paragraphs = [piece for row in rules.rows for piece in (
                Line((Run(plain(_text(row.cells[0])), "blue"), Run("　"),
                      Run(plain(_text(row.cells[1])), "strong")), 14, before=8),
                Line((*_text(row.cells[2]), Run("　"), *_text(row.cells[3])), 13, "grey"))]
        else:
            paragraphs = [Line(p.text, 13, before=6) for p in _of(chapter, model.Paragraph)
                          if p.kind == "note"]
        self.deck.text(x, BODY, RIGHT - x, self._fitting(paragraphs, RIGHT - x, FOOT - BODY))

    def _roadmap(self, chapter: Chapter) -> None:
        """When, and what must be passed before the next step."""
        figure = _figure(chapter, figures.Gantt)
        if figure is None or not isinstance(figure.data, figures.Gantt):
            return
        gates = next((t for t in _of(chapter, model.Table) if len(t.columns) == 4), None)
        self._begin(chapter, "" if gates else figure.caption)
        room = (190.0 if gates else _WIDE, FOOT - BODY)
        drawing = draw(figure.data)
        if min(room[0] / drawing.width, room[1] / drawing.height) < _LEAST_SCALE:
            drawing = draw(_by_phase(figure.data))
        width, _ = self._drawing(drawing, figure.alt, (LEFT, BODY), room)
        if gates is None:
            return
        x = LEFT + width + _GAP
        paragraphs = [piece for row in gates.rows for piece in (
            Line((Run(plain(_text(row.cells[0])), "blue"),), 14, before=8),
            Line(_text(row.cells[1]), 12), Line(_text(row.cells[2]), 12, "grey"))]
        self.deck.text(x, BODY, RIGHT - x, self._fitting(paragraphs, RIGHT - x, FOOT - BODY))

    def _costs(self, chapter: Chapter) -> None:
        """Which is dearer, under which assumptions does that turn."""
        self._begin(chapter)
        y, left = BODY + 2, 180.0
        for kind, height in ((figures.CostBars, 60), (figures.CostLines, 66)):
            if figure := _figure(chapter, kind):
                y += self._chart(figure, (LEFT, y), (left, height))[1] + 6
        x = LEFT + left + _GAP
        paragraphs: list[Line] = []
        summary = self._chapters.get("summary")
        for amounts in _of(summary, model.Amounts) if summary else ():
            for label, value in amounts.rows:
                paragraphs += [line(label, 13, "grey", before=8),
                               Line(value, 20, "ink", bold=True)]
        prose = [Line(p.text, 13, before=10) for p in _of(chapter, model.Paragraph)
                 if p.kind == "prose"]
        paragraphs += prose[1:2] or prose[:1]
        self.deck.text(x, BODY, RIGHT - x, self._fitting(paragraphs, RIGHT - x, FOOT - BODY))

    def _subsidy(self, chapter: Chapter) -> None:
        """Who pays; which rule applies, which not."""
        self._begin(chapter)
        y = BODY + 2
        if shares := _figure(chapter, figures.Shares):
            y += self._chart(shares, (LEFT, y), (_WIDE, 40))[1] + 6
        table = next((t for t in _of(chapter, model.Table) if len(t.columns) == 4), None)
        if table is not None:
            widths = (120.0, 30.0, 62.0, _WIDE - 212)
            y = self._rows(table, [0, 1, 2, 3], (LEFT, y), widths, 12, chapter)
        prose = [Line(p.text, 13, before=4) for p in _of(chapter, model.Paragraph)
                 if p.kind == "prose"]
        self.deck.text(LEFT, y + 2, _WIDE, self._fitting(prose[-1:], _WIDE, FOOT - y - 2))

    def _open(self, chapter: Chapter) -> None:
        """What is not settled, who settles it by when; whose interest."""
        self._begin(chapter)
        boxes = [Line(item, 12) for box in _of(chapter, model.Box) for item in box.items]
        foot = height_of(boxes, _WIDE - 8) + 6
        table = next((t for t in _of(chapter, model.Table) if len(t.columns) == 5), None)
        if table is not None:
            widths = (12.0, 120.0, _WIDE - 12 - 120 - 46 - 34, 46.0, 34.0)
            self._rows(table, range(5), (LEFT, BODY + 2), widths, 12, chapter,
                       bottom=FOOT - foot - 8)
        if foot < FOOT - BODY:
            self.deck.box(LEFT, FOOT - foot + 4, 1.2, foot - 4, "ink")
            self.deck.text(LEFT + 8, FOOT - foot + 4, _WIDE - 8, boxes)

    def _decide(self, chapter: Chapter) -> None:
        """What is to be decided today, and what one gets for it."""
        box = next((b for b in _of(chapter, model.Box) if b.kind == "decision"), None)
        if box is None:
            return
        self._begin(chapter, box.title)
        half = (_WIDE - 2 * _GAP) * 0.6
        items = [Line((Run(f"{n}　", "blue"), *item), 20, before=12)
                 for n, item in enumerate(box.items, start=1)]
        y = self.deck.text(LEFT, BODY + 4, half, self._fitting(items, half, FOOT - BODY - 4))
        x = LEFT + half + 2 * _GAP
        columns = next((b for b in chapter.blocks if isinstance(b, model.Columns)), None)
        gains: list[Line] = []
        for block in columns.right if columns else ():
            if isinstance(block, model.Paragraph):
                kicker = block.kind == "kicker"
                gains.append(Line(block.text, 13 if kicker else 15, "blue" if kicker else "ink",
                                  kicker, 6))
        end = self.deck.text(x, BODY + 4, RIGHT - x,
                             self._fitting(gains, RIGHT - x, FOOT - BODY - 4))
        steps = next((t for t in _of(chapter, model.Table) if len(t.columns) == 4), None)
        if steps is not None:
            widths = (52.0, _WIDE - 52 - 44 - 56, 44.0, 56.0)
            self._rows(steps, range(4), (LEFT, max(y, end) + 10), widths, 13, chapter)

    # -- 个体户 ------------------------------------------------------------------------------

    def _geti(self, chapter: Chapter) -> None:
        """What was seen, and the three things to do."""
        title = next((p for p in _of(chapter, model.Paragraph) if p.kind == "title"), None)
        self._begin(chapter, plain(title.text) if title else "")
        y = BODY + 2
        for score in _of(chapter, model.StartScore):
            y = self.deck.text(LEFT, y, _WIDE, [line(f"{score.label}　{score.score} / 100", 20,
                                                     bold=True)]) + 2
            y += self._chart(score.figure, (LEFT, y), (_WIDE, 40))[1] + 8
        seen = [Line((Run(f"{head}　", "blue"), Run(fact), Run(effect, "strong")), 18, before=8)
                for block in _of(chapter, model.Seen) for head, fact, effect in block.items]
        self.deck.text(LEFT, y, _WIDE, self._fitting(seen, _WIDE, FOOT - y))
        table = next(iter(_of(chapter, model.Table)), None)
        if table is None:
            return
        kickers = [plain(p.text) for p in _of(chapter, model.Paragraph) if p.kind == "kicker"]
        self._begin(chapter, kickers[1] if len(kickers) > 1 else "")
        widths = (14.0, 70.0, _WIDE - 14 - 70 - 42 - 56, 42.0, 56.0)
        y = self._rows(table, range(5), (LEFT, BODY + 2), widths, 15, chapter)
        more = [Line(p.text, 14, before=6) for p in _of(chapter, model.Paragraph)
                if p.kind == "summary"]
        more += [Line(item, 13, "grey", before=6) for box in _of(chapter, model.Box)
                 for item in box.items]
        self.deck.text(LEFT, y + 4, _WIDE, self._fitting(more, _WIDE, FOOT - y - 4))


def _red_line(box: model.RedLineBox, size: float) -> list[Line]:
    """Return a red line's paragraphs."""
    return [Line((Run(f"{box.mark}　", "red"), Run(box.title, "strong")), size + 4),
            line(box.side, 12, "grey"),
            *(Line((Run(f"{row.label}　", "blue"), *row.text), size, before=4)
              for row in box.rows)]


def _measure(row: model.Row, size: float) -> tuple[Line, Line]:
    """Return a measure's name, and who does it by when for how much."""
    label, owner, when, cost = (plain(_text(row.cells[n])).replace("\n", "") for n in (1, 3, 4, 5))
    facts = "　".join(f"{owner}　{when}　{cost}".split())
    return line(label, size, bold=True, before=4), line(facts, size - 2, "grey")


def _by_phase(gantt: figures.Gantt) -> figures.Gantt:
    """Return the roadmap with one bar a phase: twenty bars cannot be read from afar."""
    phases = tuple(replace(phase, rows=(figures.GanttRow(
        phase.label, "", "", min(row.start for row in phase.rows),
        max(row.end for row in phase.rows)),)) for phase in gantt.phases if phase.rows)
    return replace(gantt, phases=phases)
