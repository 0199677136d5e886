"""What a measure costs in its first year: dated prices times quantities, blanks as 询价."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.language import Formula
from forms.diagnosis.method import Method, Rule
from forms.diagnosis.model import Assumption, CostItem
from forms.diagnosis.money import cell, cell_unit, total
from forms.diagnosis.prices import price_rule, usable_price

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
    quantity = _quantity(run, formula)
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


def known_years(run: Evaluation, rule: Rule, start_month: int) -> tuple[Decimal, Decimal, Decimal]:
    """Return what is known to fall due in each of three years from the visit on."""
    amounts = [_year(run, rule, start_month, year) for year in range(3)]
    return amounts[0], amounts[1], amounts[2]


def _year(run: Evaluation, rule: Rule, start_month: int, year: int) -> Decimal:
    """Add up a year: once in the year of the start, then yearly, or by the months it has run."""
    first, last = year * 12 + 1, year * 12 + 12
    unit, amount = cell_unit(run.required("cost_cell_cny")), Decimal(0)
    for item, formula in cost_formulas(run.method, rule):
        price, quantity = run.number(f"price_{item}"), _quantity(run, formula)
        listed = price_rule(run.method, item)
        if price is None or quantity is None or listed is None or start_month > last:
            continue
        times = {"once": int(first <= start_month), "year": 1}.get(
            listed["billing"], last + 1 - max(first, start_month))
        amount += cell(quantity * price * times, unit)
    return amount


def _quantity(run: Evaluation, formula: Formula | None) -> float | None:
    return formula.number(run.scope) if formula is not None else None


def open_prices(run: Evaluation, rules: Iterable[Rule]) -> tuple[Assumption, ...]:
    """Return the unit prices behind measures as assumptions: ``price_…`` takes a quote."""
    items = dict.fromkeys(item for rule in rules for item, formula
                          in cost_formulas(run.method, rule) if _quantity(run, formula) != 0)
    found = (price_rule(run.method, item) for item in items)
    return tuple(_assumption(run, price) for price in found if price is not None)


def _assumption(run: Evaluation, price: Rule) -> Assumption:
    name = f"price_{price.name}"
    value, default = run.number(name), usable_price(run.method, price.name, run.visited_on)
    changed = name in run.overrides
    source = run.method.text("text_changed_source") if changed else price["source"]
    return Assumption(name, price["label"], None if value is None else Decimal(f"{value:.10g}"),
                      f"元/{price['unit']}", source, price["date"],
                      "" if changed else price["status"], default)


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
