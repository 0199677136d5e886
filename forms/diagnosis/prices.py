"""Dated prices: a blank, undated or outdated price is no price but a quote to ask for."""

from datetime import date, timedelta
from decimal import Decimal

from forms.diagnosis.method import Method, Rule


def price_rule(method: Method, item: str) -> Rule | None:
    """Return the row of a price."""
    return next((rule for rule in method.prices if rule.name == item), None)


def usable_price(method: Method, item: str, on: date | None) -> Decimal | None:
    """Return a price in yuan that may be counted with on that day, else None (询价).

    A price is counted with if it is not blank, is not marked ``no`` in ``countable`` (examples,
    promotions), has a date, and is not older than ``price_valid_days`` (plan layout §9).
    """
    rule = price_rule(method, item)
    if rule is None or not rule["price"] or not rule["date"] or rule["countable"] == "no":
        return None
    return None if _outdated(method, date.fromisoformat(rule["date"]), on) else Decimal(
        rule["price"])


def _outdated(method: Method, priced_on: date, on: date | None) -> bool:
    days = method.text("price_valid_days")
    return on is not None and bool(days) and on > priced_on + timedelta(days=int(days))
