"""What changed between two versions of a questionnaire: a person reads it before upgrading."""

from collections.abc import Iterator
from dataclasses import dataclass

import forms
from forms.values import Question

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class FormChange:
    """A question that is new, gone or different.

    ``what`` names for a changed one the attributes that differ: ``kind number severity unit``.
    """

    kind: str
    path: str
    number: str
    what: tuple[str, ...] = ()


def form_changes(old: forms.Form, new: forms.Form) -> tuple[FormChange, ...]:
    """Return what changed, in the order of the new form, then what is gone."""
    before = {one.path: one for one in _questions(old.root)}
    after = {one.path: one for one in _questions(new.root)}
    found = [_compared(before.get(path), one) for path, one in after.items()]
    gone = [FormChange(REMOVED, path, one.number) for path, one in before.items()
            if path not in after]
    return (*(one for one in found if one is not None), *gone)


def _compared(before: Question | None, after: Question) -> FormChange | None:
    if before is None:
        return FormChange(ADDED, after.path, after.number)
    names = ("kind", "number", "severity", "unit")
    what = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    return FormChange(CHANGED, after.path, after.number, what) if what else None


def _questions(question: Question) -> Iterator[Question]:
    yield question
    for child in question.children:
        yield from _questions(child)
