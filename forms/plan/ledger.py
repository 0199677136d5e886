"""All money of the plan, from one place: cells rounded to 0.1 万元 first, then added.

Whatever total a page prints is read here, so that two pages cannot give two figures for one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from forms.diagnosis.model import CostComparison, CostLine, Diagnosis, Measure
from forms.plan.numbers import total, wan

Years = tuple[Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A cost line in 万元; None is a year that waits for a quote."""

    line: CostLine
    years: Years

    @property
    def open(self) -> bool:
        """Whether a year waits for a quote."""
        return None in self.years

    @property
    def total(self) -> Decimal | None:
        """The years together; None while one is open."""
        return None if self.open else total(self.years)


@dataclass(frozen=True, slots=True)
class Side:
    """One alternative: its lines and known sums in 万元."""

    lines: tuple[LedgerLine, ...]

    @property
    def years(self) -> tuple[Decimal, Decimal, Decimal]:
        """The known sum of each year."""
        first, second, third = (total(line.years[n] for line in self.lines) for n in range(3))
        return first, second, third

    @property
    def total(self) -> Decimal:
        """The known sum of three years."""
        return total(self.years)

    @property
    def cumulative(self) -> tuple[Decimal, Decimal, Decimal]:
        """What is spent by the end of each year."""
        first, second, third = self.years
        return first, first + second, first + second + third

    @property
    def quotes(self) -> int:
        """How many lines wait for a quote."""
        return sum(1 for line in self.lines if line.open)


class Ledger:
    """The three-year comparison and the measures' first year."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        """Round every cell of the comparison once."""
        costs = diagnosis.costs
        self.costs: CostComparison | None = costs
        self.sides: Mapping[str, Side] = {
            name: Side(tuple(_line(line) for line in costs.lines if line.side == name))
            for name in ("local", "keep", "cloud")
        } if costs else {}
        self.measures = diagnosis.measures

    @property
    def comparable(self) -> bool:
        """Whether both alternatives have known costs."""
        return bool(self.costs and self.costs.comparable
                    and self.sides["local"].lines and self.sides["cloud"].lines)

    @property
    def difference(self) -> Decimal:
        """Local − cloud over three years, known items, 万元."""
        return self.sides["local"].total - self.sides["cloud"].total

    @property
    def keeps(self) -> bool:
        """Whether 硬件不更换 is drawn: it always is when something of it is known."""
        return bool(self.costs and self.sides["keep"].lines)

    @staticmethod
    def known(measures: "list[Measure]") -> Decimal:
        """Return the known first-year cost of measures in 万元, each rounded first."""
        return total(first_year(measure) for measure in measures)

    @staticmethod
    def quotes(measures: "list[Measure]") -> int:
        """Return how many quotes of the first year are open."""
        return sum(measure.open_quotes for measure in measures if measure.start_month <= 12)


def first_year(measure: Measure) -> Decimal | None:
    """Return a measure's known cost in the plan's first twelve months, 万元."""
    if measure.first_year_cost_cny is None or measure.start_month > 12:
        return None
    return wan(measure.first_year_cost_cny)


def _line(line: CostLine) -> LedgerLine:
    first, second, third = (None if year is None else wan(year) for year in line.years)
    return LedgerLine(line, (first, second, third))
