"""What a measure costs in its first year: dated prices times quantities, blanks as 询价."""

from collections.abc import Iterator
from decimal import Decimal

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.language import Formula
from forms.diagnosis.method import Method, Rule
from forms.diagnosis.model import CostItem
from forms.diagnosis.money import cell, cell_unit, total
from forms.diagnosis.prices import price_rule

FIRST_YEAR = 12


def cost_formulas(method: Method, rule: Rule) -> Iterator[tuple[str, Formula | None]]:
    """Yield the items of ``cost_items`` (``item = quantity; …``) with their quantities."""
    for part in filter(None, (text.strip() for text in rule["cost_items"].split(";"))):
        item, _, quantity = part.partition("=")
        yield item.strip(), method.formula(quantity.strip() or "1", rule.place, "cost_items")


def cost_items(run: Evaluation, rule: Rule, start_month: int) -> tuple[CostItem, ...]:
    """Return what falls due in months 1–12 when the measure starts in ``start_month``."""
    if start_month > FIRST_YEAR:
        return ()
    items = (_item(run, item, formula, start_month)
             for item, formula in cost_formulas(run.method, rule))
    return tuple(item for item in items if item is not None)


def _item(run: Evaluation, item: str, formula: Formula | None,
          start_month: int) -> CostItem | None:
    price = price_rule(run.method, item)
    quantity = formula.number(run.scope) if formula is not None else None
    if price is None or quantity == 0:
        return None
    amount = run.number(f"price_{item}")
    source, dated = price["source"], price["date"]
    if amount is None or quantity is None:
        return CostItem(price["label"], None, source=source, dated=dated)
    times = FIRST_YEAR + 1 - start_month if price["billing"] == "month" else 1
    words = f"{quantity:g} × {amount:g}" + (f" × {times}" if times != 1 else "")
    unit = cell_unit(run.required("cost_cell_cny"))
    return CostItem(price["label"], cell(quantity * amount * times, unit), words, source, dated)


def first_year(items: tuple[CostItem, ...], start_month: int) -> tuple[Decimal | None, int]:
    """Return the known amount of the first year and how many quotes are open.

    (None, 0) when nothing falls due in it, (None, n) when every item waits for a quote.
    """
    if start_month > FIRST_YEAR:
        return None, 0
    open_quotes = sum(item.amount_cny is None for item in items)
    if items and open_quotes == len(items):
        return None, open_quotes
    return total(item.amount_cny for item in items), open_quotes
