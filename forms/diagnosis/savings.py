"""What a measure saves a year: costs of today that end, less what the measure costs every year."""

from dataclasses import dataclass
from decimal import Decimal

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import Rule
from forms.diagnosis.money import cell, cell_unit
from forms.diagnosis.quotes import Priced, priced_items

# How often a price falls due in a full year; ``once`` is not among them.
TIMES = {"month": 12, "year": 1}


@dataclass(frozen=True, slots=True)
class Savings:
    """Yuan: what ends a year, what is left of it, and what falls due once (``Measure``)."""

    avoided_cny: Decimal | None = None
    yearly_cny: Decimal | None = None
    once_cny: Decimal | None = None


def savings(run: Evaluation, rule: Rule) -> Savings:
    """Return what the column ``saves`` of a measure comes to; all None where nothing ends.

    An answer that is missing or a quote that is open makes a figure None, never 0.
    """
    formula = rule.formulas.get("saves")
    ends = formula.number(run.scope) if formula is not None else None
    if ends is None or ends <= 0:
        return Savings()
    unit = cell_unit(run.required("cost_cell_cny"))
    avoided = cell(ends, unit)
    items = list(priced_items(run, rule))
    yearly = _due(run, [one for one in items if one.billing in TIMES])
    once = _due(run, [one for one in items if one.billing not in TIMES])
    return Savings(avoided, None if yearly is None else avoided - yearly, once)


def _due(run: Evaluation, items: list[Priced]) -> Decimal | None:
    """Add up one full year; None while a price is not known."""
    unit, amount = cell_unit(run.required("cost_cell_cny")), Decimal(0)
    for one in items:
        if one.price is None or one.quantity is None:
            return None
        amount += cell(one.quantity * one.price * TIMES.get(one.billing, 1), unit)
    return amount
