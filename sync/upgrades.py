"""What changed between two versions of a questionnaire: a person reads it before upgrading."""

import re
from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What is new, gone and different in a sheet of the method, by the rows' names."""

    sheet: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def sheet_changes(old: forms.Form, new: forms.Form) -> tuple[SheetChange, ...]:
    """Return the sheets that differ: prices, policies, weights, measures, texts of the plan."""
    names = sorted({*old.sheets, *new.sheets})
    found = [_sheet(name, old.sheets.get(name, []), new.sheets.get(name, [])) for name in names]
    return tuple(one for one in found if one.added or one.removed or one.changed)


def _sheet(name: str, old: list[dict[str, str]], new: list[dict[str, str]]) -> SheetChange:
    before, after = _rows(old), _rows(new)
    return SheetChange(
        name, tuple(key for key in after if key not in before),
        tuple(key for key in before if key not in after),
        tuple(key for key, row in after.items() if key in before and before[key] != row),
    )


def _rows(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return rows by what a person calls them: the first cell, numbered where it comes again."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        key = name = next((cell for cell in row.values() if cell), "")
        again = 2
        while key in found:
            key, again = f"{name} ({again})", again + 1
        found[key] = row
    return found


def newest_of(versions: Iterable[str]) -> str:
    """Return the newest of some version texts: ``2026.10`` comes after ``2026.9``."""
    return max(versions, key=lambda text: ([int(one) for one in re.findall(r"\d+", text)], text))


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
