"""The roadmap board as values: what a move is allowed to do, order and sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from forms.diagnosis.decisions import PHASES
from forms.diagnosis.model import Measure

PRIORITY, SAVING, COST, PAYBACK = "priority", "saving", "cost", "payback"
SORTS = (PRIORITY, SAVING, COST, PAYBACK)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a measure may not stand in a phase.

    ``kind``: ``prerequisite`` (``other`` comes later than the phase) or ``dependent`` (``other``
    needs it earlier); ``other_phase`` is where that one stands.
    """

    kind: str
    name: str
    other: str
    other_phase: str


@dataclass(frozen=True, slots=True)
class PhaseSum:
    """Known first-year cost of a phase, yuan, and how many quotes are still open beside it."""

    phase: str
    count: int
    known_cny: Decimal
    open_quotes: int


def refusal(measures: Iterable[Measure], name: str, phase: str) -> Refusal | None:
    """Return why ``name`` may not move to ``phase``: a prerequisite never comes after its user."""
    by_name = {one.name: one for one in measures}
    target = PHASES.index(phase)
    for other in by_name[name].prerequisites:
        if other in by_name and PHASES.index(by_name[other].phase) > target:
            return Refusal("prerequisite", name, other, by_name[other].phase)
    for other, measure in by_name.items():
        if name in measure.prerequisites and PHASES.index(measure.phase) < target:
            return Refusal("dependent", name, other, measure.phase)
    return None


def phase_sums(measures: Iterable[Measure]) -> tuple[PhaseSum, ...]:
    """Return a sum a phase; what waits for a quote is counted beside, never as 0."""
    every = tuple(measures)
    return tuple(_sum(phase, [m for m in every if m.phase == phase]) for phase in PHASES)


def ordered(measures: Iterable[Measure], by: str) -> tuple[Measure, ...]:
    """Sort by one of ``SORTS``, best first; what is unknown stands last, then by code."""
    return tuple(sorted(measures, key=lambda measure: (*_rank(measure, by), measure.name)))


def earlier_phase(phase: str) -> str:
    """The column left of ``phase``, or itself."""
    return PHASES[max(0, PHASES.index(phase) - 1)]


def later_phase(phase: str) -> str:
    """The column right of ``phase``, or itself."""
    return PHASES[min(len(PHASES) - 1, PHASES.index(phase) + 1)]


def _sum(phase: str, measures: list[Measure]) -> PhaseSum:
    known = [m.first_year_cost_cny for m in measures if m.first_year_cost_cny is not None]
    quotes = sum(m.open_quotes for m in measures)
    return PhaseSum(phase, len(measures), sum(known, Decimal(0)), quotes)


def _rank(measure: Measure, by: str) -> tuple[bool, float]:
    if by == COST:
        cost = measure.first_year_cost_cny
        return cost is None, float(cost or 0)
    if by == SAVING:
        saving = measure.yearly_saving_cny
        return saving is None, -float(saving or 0)
    if by == PAYBACK:
        months = measure.payback_months
        return months is None, float(months or 0)
    return measure.priority is None, -(measure.priority or 0.0)
