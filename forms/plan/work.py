"""What all chapters share while a plan is built: record, diagnosis, wording, money, counters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from forms.diagnosis.model import Diagnosis, Gate, Indicator, Level, Measure, RedLine, rounded
from forms.plan import numbers
from forms.plan.context import PlanContext
from forms.plan.ledger import Ledger
from forms.plan.model import Cell, Column, Heading, Paragraph, Row, Run, Table, Text
from forms.plan.texts import PlanTexts
from forms.plan.visit import Visit

PHASES = ("now", "first", "second", "third")
PHASE_LAST_MONTH = {"now": 1, "first": 6, "second": 18, "third": 36}
GAP_THRESHOLD = Decimal(10)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the level stands: what blocks the next one."""

    level: Level | None
    following: Level | None
    blocking: Gate | None
    capped: bool
    points: Decimal | None


@dataclass(slots=True)
class Work:
    """A plan in the making. Table, figure and photo numbers are given in the order of building."""

    visit: Visit
    diagnosis: Diagnosis
    context: PlanContext
    texts: PlanTexts
    facts: frozenset[str]
    ledger: Ledger
    visited_on: date
    tables: int = 0
    figures: int = 0
    anchors: int = 0
    required: list[tuple[str, str]] = field(default_factory=list)
    photo_numbers: dict[str, int] = field(default_factory=dict)

    # -- numbering -------------------------------------------------------------------------

    def next_table(self) -> int:
        """Return the next table number."""
        self.tables += 1
        return self.tables

    def next_figure(self) -> int:
        """Return the next figure number."""
        self.figures += 1
        return self.figures

    def heading(self, part: str, order: int) -> Heading:
        """Return an h2 with its Chinese number."""
        self.anchors += 1
        return Heading(f"（{numbers.numeral(order)}）{self.texts.title(part)}", f"h{self.anchors}")

    # -- wording ---------------------------------------------------------------------------

    def prose(self, part: str, **values: str) -> Paragraph:
        """Return a paragraph of prose."""
        return Paragraph(self.texts.text(part, **values))

    def note(self, part: str, **values: str) -> Paragraph:
        """Return a small note."""
        return Paragraph(self.texts.text(part, **values), "note")

    def listed(self, items: Iterable[str]) -> str:
        """Join words with 、."""
        return self.texts.cells("frame.list")[0].join(items)

    def sentences(self, items: Iterable[str]) -> str:
        """Join clauses with ；."""
        return self.texts.cells("frame.list")[1].join(items)

    def mapping(self, part: str) -> Mapping[str, str]:
        """Return a part of the form ``a=甲|b=乙``."""
        return dict(cell.split("=", 1) for cell in self.texts.cells(part))

    def unit(self, name: str) -> str:
        """Return a fixed word: wan yuan quote internal blank."""
        names = ("wan", "yuan", "quote", "internal", "blank")
        return dict(zip(names, self.texts.cells("frame.units"), strict=True))[name]

    def open_quotes(self, count: int) -> str:
        """Return ＋询价 n 项; empty where nothing is open."""
        return self.texts.line("frame.quotes", count=str(count)) if count else ""

    # -- the diagnosis in short ------------------------------------------------------------

    @property
    def redlines(self) -> list[RedLine]:
        """The red lines that are hit."""
        return [line for line in self.diagnosis.red_lines if line.state == "hit"]

    @property
    def planned(self) -> list[Measure]:
        """The measures that have a place in time, in the order of phases."""
        order = {phase: position for position, phase in enumerate(PHASES)}
        chosen = [m for m in self.diagnosis.measures if m.phase in order]
        return sorted(chosen, key=lambda m: (order[m.phase], m.start_month, m.end_month))

    def in_phase(self, phase: str) -> list[Measure]:
        """Return the measures of a phase."""
        return [measure for measure in self.planned if measure.phase == phase]

    @property
    def reserve(self) -> list[Measure]:
        """The measures that are not done this time."""
        return [measure for measure in self.diagnosis.measures if measure.phase == "reserve"]

    @property
    def gaps(self) -> list[Indicator]:
        """Scored indicators at least 10 points below target, the greatest weighted gap first."""
        found = [i for d in self.diagnosis.dimensions for i in d.indicators
                 if i.state == "scored" and (rounded(i.gap) or Decimal(0)) >= GAP_THRESHOLD]
        return sorted(found, key=lambda i: (-i.weight * (i.gap or 0.0), i.name))

    def standing(self) -> Standing:
        """Return the level, the next one and what stands before it."""
        diagnosis = self.diagnosis
        level, by_score = diagnosis.level, diagnosis.level_by_score
        if level is None:
            return Standing(None, None, None, capped=False, points=None)
        names = [item.name for item in diagnosis.levels]
        position = names.index(level.name) if level.name in names else len(names) - 1
        following = diagnosis.levels[position + 1] if position + 1 < len(names) else None
        higher = by_score is not None and by_score.min_score > level.min_score
        failed = [gate for gate in diagnosis.gates if gate.passed is False
                  and by_score is not None and gate.level == by_score.name]
        cmi = rounded(diagnosis.cmi)
        points = None
        if following is not None and cmi is not None:
            points = max(Decimal(0), (rounded(following.min_score) or Decimal(0)) - cmi)
        blocking = failed[0] if failed and higher else None
        return Standing(level, by_score if higher else following, blocking,
                        capped=higher and blocking is None and bool(self.redlines), points=points)

    def level_text(self) -> str:
        """Return ``L2 基础``, with （暂定） where the completeness asks for it."""
        level = self.diagnosis.level
        if level is None:
            return self.unit("blank")
        text = level_name(level)
        if self.diagnosis.verdict == "provisional":
            return self.texts.line("summary.provisional", level=text)
        return text

    def scale_text(self) -> str:
        """Return the size in words, with 建议 where the rule of another trade was taken for it."""
        word = self.scale_word()
        if self.diagnosis.scale_basis == "analogy":
            return self.texts.line("visit.scale_analogy", scale=word)
        return word

    def scale_word(self) -> str:
        """Return the enterprise's size in words."""
        words = self.mapping("visit.scales")
        return words.get(self.diagnosis.scale, self.texts.line("visit.scale_unknown"))

    # -- time ------------------------------------------------------------------------------

    def months(self, start: int, end: int) -> str:
        """Return a span of plan months."""
        return numbers.months_text(self.visited_on, start, end)

    def month(self, number: int) -> str:
        """Return a plan month."""
        return numbers.month_text(self.visited_on, number)

    def deadline(self, month: int) -> str:
        """Return the last day of a plan month."""
        return numbers.month_end(self.visited_on, month).isoformat()

    def quotes_due(self) -> str:
        """Return when quotes are to be back: 30 days after the visit."""
        return (self.visited_on + timedelta(days=30)).isoformat()


_FIRST_CLAUSE = re.compile("[：；，、（(]")


def short_label(measure: Measure) -> str:
    """Return the first clause of a measure's label, for charts and the boss page."""
    return _FIRST_CLAUSE.split(measure.label, maxsplit=1)[0]


def level_name(level: Level) -> str:
    """Return ``L2 基础``."""
    return f"{level.name} {level.label}"


def cell(text: str | Text, style: str = "") -> Cell:
    """Return a cell of one text; newlines become lines."""
    if isinstance(text, str):
        return Cell(tuple((Run(line, style),) for line in text.split("\n")))
    return Cell((text,))


def table_row(*texts: str | Text | Cell, kind: str = "row") -> Row:
    """Return a row of cells."""
    return Row(tuple(item if isinstance(item, Cell) else cell(item) for item in texts), kind)


def columns(titles: Sequence[str], widths: Sequence[float], aligns: str = "") -> tuple[Column, ...]:
    """Return columns; ``aligns`` has a letter a column: l r c."""
    names = {"l": "left", "r": "right", "c": "centre"}
    letters = aligns or "l" * len(titles)
    return tuple(Column(title, width, names[letter])
                 for title, width, letter in zip(titles, widths, letters, strict=True))


def simple_table(titles: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]],
                 aligns: str = "", note: str = "") -> Table:
    """Return a table of plain texts."""
    return Table(columns(titles, widths, aligns), tuple(table_row(*row) for row in rows),
                 note=note)
