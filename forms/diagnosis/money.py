"""Amounts in yuan: rounded once, cell by cell, so that every total can be checked by hand."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def cell(amount: float | Decimal, unit: Decimal) -> Decimal:
    """Round an amount to ``unit`` yuan; one that is smaller than the unit to whole yuan."""
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(round(amount, 6)))
    step = unit if unit > 1 and abs(exact) >= unit else Decimal(1)
    return (exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def cell_unit(unit: float) -> Decimal:
    """Return the parameter ``cost_cell_cny`` as whole yuan, at least 1."""
    return Decimal(max(1, round(unit)))


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """Add what is known."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def in_wan(amount: Decimal) -> str:
    """Write yuan as 万元 with one decimal, half up."""
    return str((amount / 10000).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
