"""What people decided about a diagnosis: assumptions they changed and measures they moved.

A decision is an annotation of the record (kind ``override`` at the form's root, the reason says
which), so that it is journalled, undone and exchanged like any answer, and a recomputation from the
record alone gives the plan that was signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from forms.diagnosis.model import Measure
from forms.values import Annotation

KIND = "override"
ASSUMPTION, PHASE = "assumption:", "phase:"
NOW, FIRST, SECOND, THIRD, RESERVE = "now", "first", "second", "third", "reserve"
PHASES = (NOW, FIRST, SECOND, THIRD, RESERVE)
# First and last month of each phase, counted from the visit (methodology.md §5).
MONTHS: Mapping[str, tuple[int, int]] = {
    NOW: (1, 1), FIRST: (1, 6), SECOND: (7, 18), THIRD: (19, 36), RESERVE: (37, 37),
}  # fmt: skip


def is_decision(annotation: Annotation) -> bool:
    """Return whether an override decides the calculation, not an answer that was insisted on."""
    return annotation.kind == KIND and annotation.reason.startswith((ASSUMPTION, PHASE))


def assumptions(annotations: Iterable[Annotation]) -> dict[str, Decimal]:
    """Return the changed assumptions by name; the last word counts."""
    found: dict[str, Decimal] = {}
    for one in annotations:
        if one.kind == KIND and one.reason.startswith(ASSUMPTION):
            try:
                found[one.reason.removeprefix(ASSUMPTION)] = Decimal(one.text)
            except InvalidOperation:
                continue
    return found


def moves(annotations: Iterable[Annotation]) -> dict[str, str]:
    """Return the phase that people gave to measures, by the measure's name."""
    return {
        one.reason.removeprefix(PHASE): one.text
        for one in annotations
        if one.kind == KIND and one.reason.startswith(PHASE) and one.text in PHASES
    }


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
