"""What a measure costs in its first year: dated prices times quantities, blanks as 询价."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Priced:
    """An item of a measure: its row of ``prices``, how many, and the unit price in yuan."""

    rule: Rule
    quantity: float | None
    price: float | None

    @property
    def billing(self) -> str:
        return self.rule["billing"]


def priced_items(run: Evaluation, rule: Rule) -> Iterator[Priced]:
    """Yield what a measure needs of the price list; what it needs 0 of is left out."""
    for item, formula in cost_formulas(run.method, rule):
        price, quantity = price_rule(run.method, item), _quantity(run, formula)
        if price is not None and quantity != 0:
            yield Priced(price, quantity, run.number(f"price_{item}"))


def cost_items(run: Evaluation, rule: Rule, start_month: int) -> tuple[CostItem, ...]:
    """Return what falls due in months 1–12 when the measure starts in ``start_month``."""
    if start_month > FIRST_YEAR:
        return ()
    return tuple(_item(run, one, start_month) for one in priced_items(run, rule))


def _item(run: Evaluation, one: Priced, start_month: int) -> CostItem:
    label, (source, dated) = one.rule["label"], _where_from(run, one.rule)
    if one.price is None or one.quantity is None:
        return CostItem(label, None, source=source, dated=dated)
    times = FIRST_YEAR + 1 - start_month if one.billing == "month" else 1
    words = f"{one.quantity:g} × {one.price:g}" + (f" × {times}" if times != 1 else "")
    unit = cell_unit(run.required("cost_cell_cny"))
    return CostItem(label, cell(one.quantity * one.price * times, unit), words, source, dated)


def known_years(run: Evaluation, rule: Rule, start_month: int) -> tuple[Decimal, Decimal, Decimal]:
    """Return what is known to fall due in each of three years from the visit on."""
    amounts = [_year(run, rule, start_month, year) for year in range(3)]
    return amounts[0], amounts[1], amounts[2]


def _year(run: Evaluation, rule: Rule, start_month: int, year: int) -> Decimal:
    """Add up a year: once in the year of the start, then yearly, or by the months it has run."""
    first, last = year * 12 + 1, year * 12 + 12
    unit, amount = cell_unit(run.required("cost_cell_cny")), Decimal(0)
    for one in priced_items(run, rule):
        if one.price is None or one.quantity is None or start_month > last:
            continue
        times = {"once": int(first <= start_month), "year": 1}.get(
            one.billing, last + 1 - max(first, start_month))
        amount += cell(one.quantity * one.price * times, unit)
    return amount


def _quantity(run: Evaluation, formula: Formula | None) -> float | None:
    return formula.number(run.scope) if formula is not None else None


def open_prices(run: Evaluation, rules: Iterable[Rule]) -> tuple[Assumption, ...]:
    """Return the unit prices behind measures as assumptions: ``price_…`` takes a quote.

    A price that a parameter asks for (``Method.quoted_as``) is among the assumptions of the costs.
    """
    items = {one.rule.name: one.rule for rule in rules
             for one in priced_items(run, rule)}
    return tuple(_assumption(run, price) for item, price in items.items()
                 if item not in run.method.quoted_as)


def _assumption(run: Evaluation, price: Rule) -> Assumption:
    name = f"price_{price.name}"
    value, default = run.number(name), usable_price(run.method, price.name, run.visited_on)
    source, dated = _where_from(run, price)
    return Assumption(name, price["label"], None if value is None else Decimal(f"{value:.10g}"),
                      f"元/{price['unit']}", source, dated,
                      "" if name in run.overrides else price["status"], default)


def _where_from(run: Evaluation, price: Rule) -> tuple[str, str]:
    """Return source and day of a unit price: those of the quote where one was entered."""
    asked = run.method.quoted_as.get(price.name, "")
    said = run.where_from(f"price_{price.name}") or run.where_from(asked)
    return said or (price["source"], price["date"])


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
