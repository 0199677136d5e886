"""What people decided about a diagnosis: assumptions they changed and measures they moved.

A decision is an annotation of the record (kind ``override`` at the form's root, the reason says
which), so that it is journalled, undone and exchanged like any answer, and a recomputation from the
record alone gives the plan that was signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forms.values import Annotation

KIND = "override"
ASSUMPTION, PHASE = "assumption:", "phase:"
NOW, FIRST, SECOND, THIRD, RESERVE = "now", "first", "second", "third", "reserve"
PHASES = (NOW, FIRST, SECOND, THIRD, RESERVE)
# Parts the amount of a changed assumption from the source that was given for it.
SOURCE = "；"


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a changed assumption comes from: in the words given, '' for none, and its ISO day."""

    source: str
    dated: str


def is_decision(annotation: Annotation) -> bool:
    """Return whether an override decides the calculation, not an answer that was insisted on."""
    return annotation.kind == KIND and annotation.reason.startswith((ASSUMPTION, PHASE))


def assumption_text(value: Decimal, source: str) -> str:
    """Return the text of the decision that sets an assumption."""
    return f"{value}{SOURCE}{source}" if source else str(value)


def assumptions(annotations: Iterable[Annotation]) -> dict[str, Decimal]:
    """Return the changed assumptions by name; the last word counts."""
    return {name: value for name, value, _ in _changed(annotations)}


def stated(annotations: Iterable[Annotation]) -> dict[str, Stated]:
    """Return where each changed assumption comes from, by name."""
    return {name: Stated(one.text.partition(SOURCE)[2].strip(), one.at[:10])
            for name, _, one in _changed(annotations)}


def _changed(annotations: Iterable[Annotation]) -> Iterator[tuple[str, Decimal, Annotation]]:
    for one in annotations:
        if one.kind == KIND and one.reason.startswith(ASSUMPTION):
            try:
                value = Decimal(one.text.partition(SOURCE)[0].strip())
            except InvalidOperation:
                continue
            yield one.reason.removeprefix(ASSUMPTION), value, one


def moves(annotations: Iterable[Annotation]) -> dict[str, str]:
    """Return the phase that people gave to measures, by the measure's name."""
    return {
        one.reason.removeprefix(PHASE): one.text
        for one in annotations
        if one.kind == KIND and one.reason.startswith(PHASE) and one.text in PHASES
    }
