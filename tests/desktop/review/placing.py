"""Moved measures applied to given ones: the diagnosis of the fakes, which have no engine."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from forms.diagnosis.decisions import FIRST, NOW, RESERVE, SECOND, THIRD
from forms.diagnosis.model import Measure

# First and last month of each phase, counted from the visit (methodology.md §5).
MONTHS: Mapping[str, tuple[int, int]] = {
    NOW: (1, 1), FIRST: (1, 6), SECOND: (7, 18), THIRD: (19, 36), RESERVE: (37, 37),
}  # fmt: skip


def placed(measures: Iterable[Measure], phases: Mapping[str, str]) -> tuple[Measure, ...]:
    """Apply the moves; a measure that moves gets the months of its new phase, and no old reason."""
    every, result = tuple(measures), dict[str, Measure]()
    for measure in _prerequisites_first(every):
        phase = phases.get(measure.name, measure.phase)
        ready = max(
            (result[other].end_month + 1 for other in measure.prerequisites if other in result),
            default=1,
        )
        moved = phase != measure.phase
        result[measure.name] = _in_phase(measure, phase, ready) if moved else measure
    return tuple(result[measure.name] for measure in every)


def _in_phase(measure: Measure, phase: str, ready: int) -> Measure:
    first, last = MONTHS[phase]
    length = measure.end_month - measure.start_month
    start = min(max(first, ready), last)
    end = min(start + length, last)
    return replace(measure, phase=phase, start_month=start, end_month=end, moved="")


def _prerequisites_first(measures: tuple[Measure, ...]) -> list[Measure]:
    by_name = {one.name: one for one in measures}
    order: dict[str, Measure] = {}
    visiting: set[str] = set()

    def visit(measure: Measure) -> None:
        if measure.name in visiting:
            return
        visiting.add(measure.name)
        for other in measure.prerequisites:
            if other in by_name:
                visit(by_name[other])
        order[measure.name] = measure

    for measure in measures:
        visit(measure)
    return list(order.values())
