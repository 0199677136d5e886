"""How numbers are printed (plan/layout.md §9): half up, one decimal, U+2212, 万元 and 元."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from forms.diagnosis.model import rounded

MINUS, PLUS, NO_BREAK = "−", "＋", "\u00a0"
BLANK = "—"
_NUMERALS = "零一二三四五六七八九十"


def signed_text(number: Decimal) -> str:
    """Return a number with a real minus and groups of three from five digits."""
    digits, _, fraction = f"{abs(number):f}".partition(".")
    if len(digits) > 4:
        groups = []
        while digits:
            groups.append(digits[-3:])
            digits = digits[:-3]
        digits = NO_BREAK.join(reversed(groups))
    sign = MINUS if number < 0 and any(c != "0" for c in digits + fraction) else ""
    return f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}"


def score(value: float | Decimal | None, places: int = 1) -> str:
    """Return a score, P or percentage; — where there is none."""
    number = rounded(value, places)
    return BLANK if number is None else signed_text(number)


def change(now: float | None, last: float | None) -> str:
    """Return how a printed score moved against another printed one, with its sign."""
    before, after = rounded(last), rounded(now)
    if before is None or after is None:
        return BLANK
    difference = after - before
    return (PLUS if difference > 0 else "") + signed_text(difference)


def weight(value: float) -> str:
    """Return a weight without needless decimals."""
    return signed_text(Decimal(repr(round(value, 2))).normalize() + 0)


def points(value: float) -> str:
    """Return an answer's points: one decimal only where there is one."""
    return score(value).removesuffix(".0")


def percent(share: float) -> str:
    """Return a share of 1 as a percentage with one decimal."""
    return score(share * 100) + "%"


def wan(cny: Decimal) -> Decimal:
    """Return yuan as 万元 rounded to one decimal: what is added up is what is printed."""
    return (cny / 10000).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def wan_text(amount: Decimal | None) -> str:
    """Return an amount that is already in 万元; — where there is none."""
    return BLANK if amount is None else signed_text(amount)


def money(cny: Decimal, unit: str, small_unit: str) -> str:
    """Return an amount in words: 万元 with one decimal, below 0.1 万元 in 元."""
    if cny and abs(cny) < 1000:
        return f"{signed_text(cny.quantize(Decimal(1), rounding=ROUND_HALF_UP))} {small_unit}"
    return f"{signed_text(wan(cny))} {unit}"


def month_after(visited_on: date, month: int) -> date:
    """Return the first day of the plan's n-th month: month 1 follows the visit's."""
    index = visited_on.year * 12 + visited_on.month - 1 + month
    return date(index // 12, index % 12 + 1, 1)


def month_text(visited_on: date, month: int) -> str:
    """Return a plan month as 2026-12."""
    return month_after(visited_on, month).strftime("%Y-%m")


def months_text(visited_on: date, start: int, end: int) -> str:
    """Return a span of months: 2026-12, 2027-01～02, 2027-12～2028-05."""
    first, last = month_after(visited_on, start), month_after(visited_on, end)
    if first == last:
        return first.strftime("%Y-%m")
    until = last.strftime("%m") if first.year == last.year else last.strftime("%Y-%m")
    return f"{first:%Y-%m}～{until}"


def month_end(visited_on: date, month: int) -> date:
    """Return the last day of the plan's n-th month."""
    return date.fromordinal(month_after(visited_on, month + 1).toordinal() - 1)


def numeral(number: int) -> str:
    """Return a Chinese numeral from 0 to 99."""
    if number <= 10:
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def circled(number: int) -> str:
    """Return ① to ⑳, the number of a line or step."""
    return chr(ord("①") + number - 1)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """Return the sum of amounts that are known."""
    return sum((amount for amount in amounts if amount is not None), Decimal("0.0"))
