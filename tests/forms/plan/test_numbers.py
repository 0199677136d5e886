from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from forms.plan import numbers

VISIT = date(2026, 11, 18)


def test_numbers_are_rounded_half_up_with_a_real_minus() -> None:
    assert numbers.score(41.55) == "41.6"
    assert numbers.score(0.05) == "0.1"
    assert numbers.score(None) == "—"
    assert numbers.wan_text(Decimal("-0.4")) == "−0.4"
    assert numbers.signed_text(Decimal("-0.0")) == "0.0"


def test_five_digits_are_grouped_by_a_space_that_does_not_break() -> None:
    assert numbers.signed_text(Decimal(31284)) == "31\u00a0284"
    assert numbers.signed_text(Decimal(1234567)) == "1\u00a0234\u00a0567"
    assert numbers.signed_text(Decimal("8760.5")) == "8760.5"


def test_money_below_a_thousand_is_in_yuan() -> None:
    assert numbers.money(Decimal(999), "万元", "元") == "999 元"
    assert numbers.money(Decimal(1000), "万元", "元") == "0.1 万元"
    assert numbers.money(Decimal(0), "万元", "元") == "0.0 万元"


@given(st.lists(st.integers(-10**8, 10**8), min_size=1, max_size=20))
def test_what_is_added_is_what_is_printed(cells: list[int]) -> None:
    # given cells in yuan, when each is rounded and the rounded are added
    rounded = [numbers.wan(Decimal(cell)) for cell in cells]
    total = numbers.total(rounded)
    # then the printed cells, read back, give exactly the printed total
    printed = [Decimal(numbers.wan_text(cell).replace("−", "-").replace("\u00a0", ""))
               for cell in rounded]
    assert sum(printed) == total
    assert total == total.quantize(Decimal("0.1"))


def test_the_first_month_follows_the_visit() -> None:
    assert numbers.month_text(VISIT, 1) == "2026-12"
    assert numbers.months_text(VISIT, 1, 1) == "2026-12"
    assert numbers.months_text(VISIT, 2, 3) == "2027-01～02"
    assert numbers.months_text(VISIT, 13, 18) == "2027-12～2028-05"
    assert numbers.month_end(VISIT, 1) == date(2026, 12, 31)
    assert numbers.month_end(VISIT, 36) == date(2029, 11, 30)


def test_a_change_has_its_sign() -> None:
    assert numbers.change(41.6, 35.8) == "＋5.8"
    assert numbers.change(35.8, 41.6) == "−5.8"
    assert numbers.change(41.6, 41.6) == "0.0"
    assert numbers.change(None, 41.6) == "—"


def test_chinese_numerals_count_chapters() -> None:
    counted = [numbers.numeral(n) for n in (1, 10, 11, 20, 34)]
    assert counted == ["一", "十", "十一", "二十", "三十四"]
