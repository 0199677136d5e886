"""Three years of cost on the practice factory, with and without quotes."""

from decimal import Decimal

import pytest

import forms
from forms.diagnosis.model import CostComparison, CostLine
from forms.diagnosis.money import cell, in_wan
from tests.forms.diagnosis.practice import practice, without_quotes

QUOTES = {
    "quote_server": Decimal(40000), "quote_cloud_year": Decimal(85000),
    "quote_saas_year": Decimal(54000), "quote_migration": Decimal(96000),
    "quote_security_year": Decimal(10000),
}


def costs(**overrides: int | str) -> CostComparison:
    quotes = QUOTES | {name: Decimal(value) for name, value in overrides.items()}
    found = forms.diagnose(practice("factory"), quotes).costs
    assert found is not None
    return found


def line(found: CostComparison, name: str) -> CostLine:
    return next(one for one in found.lines if one.name == name)


def totals(found: CostComparison) -> dict[str, Decimal]:
    return {side.side: side.total for side in found.sides}


def test_lines_equal_the_calculation_by_hand() -> None:
    found = costs()
    # 6 servers of 6.5 years × 40,000
    assert line(found, "local_hardware").years == (Decimal(240000), Decimal(0), Decimal(0))
    # 3.2 kW × 8760 h × 1.8 × 0.62 = 31,283.7 a year, rounded to 0.1 万元
    assert line(found, "local_power").years == (Decimal(31000),) * 3
    # 27 万 × 50 %, and half of that stays
    assert line(found, "local_labour").total == Decimal(405000)
    assert line(found, "cloud_labour").years == (Decimal(68000),) * 3
    # 85,000 and 10 % more each year; three months of it in parallel; 5 % of the third at the end
    assert line(found, "cloud_resource").years == (Decimal(85000), Decimal(94000), Decimal(103000))
    assert line(found, "cloud_parallel").years[0] == Decimal(21000)
    assert line(found, "cloud_exit").years[2] == Decimal(5000)
    # 8602 GB × 1.5 × 0.075 × 12
    assert line(found, "cloud_backup").years == (Decimal(12000), Decimal(13000), Decimal(14000))


def test_totals_are_the_sums_of_the_printed_cells() -> None:
    found = costs()
    for side in found.sides:
        cells = [year for one in found.lines if one.side == side.side for year in one.years]
        assert side.total == sum(year for year in cells if year is not None)
        assert side.open_quotes == 0


def test_keeping_the_hardware_is_always_the_third_line() -> None:
    found = costs()
    assert totals(found)["local"] - totals(found)["keep"] == Decimal(240000)
    assert "旧硬件再用三年不换" in found.conclusion
    assert any("停机" in risk for risk in found.keep_risks)


def test_present_value_discounts_at_the_end_of_each_year() -> None:
    found = costs()
    local = next(side for side in found.sides if side.side == "local")
    years = [sum((one.years[n] or Decimal(0) for one in found.lines if one.side == "local"),
                 Decimal(0)) for n in range(3)]
    by_hand = years[0] / Decimal("1.05") + years[1] / Decimal("1.1025") \
        + years[2] / Decimal("1.157625")
    assert local.present_value == cell(by_hand, Decimal(1000))


def test_open_decisive_quote_forbids_a_conclusion() -> None:
    # when: the workbook's own state, no quotes at all
    found = forms.diagnose(without_quotes("factory")).costs
    assert found is not None
    # then
    assert not found.comparable
    assert line(found, "cloud_resource").years == (None, None, None)
    assert line(found, "cloud_resource").total is None
    assert "报价回来前不下结论" in found.conclusion
    assert (found.sensitivity, found.break_even_month) == ((), None)


def test_one_open_quote_is_the_room_that_is_left() -> None:
    quotes = {name: amount for name, amount in QUOTES.items() if name != "quote_security_year"}
    found = forms.diagnose(practice("factory"), quotes).costs
    assert found is not None
    assert found.comparable
    assert "1 项询价" in found.conclusion


def test_dearer_cloud_is_called_dearer_with_reasons_that_are_not_money() -> None:
    found = costs(quote_cloud_year=400000)
    assert totals(found)["cloud"] > totals(found)["local"]
    assert found.conclusion.startswith("三年上云多花")
    assert found.reasons
    assert found.break_even_month is None


def test_difference_in_words_is_the_difference_of_the_table() -> None:
    found = costs()
    difference = totals(found)["local"] - totals(found)["cloud"]
    assert f"三年上云少 {in_wan(difference)} 万元" in found.conclusion


def test_sensitivity_moves_what_it_names() -> None:
    found = costs()
    base = totals(found)["cloud"] - totals(found)["local"]
    by_label = {one.label: one for one in found.sensitivity}
    cloud = by_label["云费 ±20%"]
    assert cloud.low < base < cloud.high
    growth = by_label["用量年增长"]
    assert growth.low < base < growth.high
    # 人工不减: three years of 13.5 instead of 6.8
    assert by_label["剩余运维人工"].high - base == Decimal(3 * (135000 - 68000))


def test_break_even_is_the_month_from_which_the_cloud_stays_no_dearer() -> None:
    assert costs().break_even_month == 1
    # 300,000 + 21,000 against 240,000 at the start; without staff the cloud saves 64,000 in the
    # first year and 54,000 in the second: 81,000 are back after 12 + 17,000 ÷ 4,500 months
    assert costs(quote_migration=300000, residual_labour=0).break_even_month == 16


def test_with_tax_quotes_grow_and_what_the_enterprise_pays_stays() -> None:
    plain, taxed = costs(), costs(tax_included=1)
    # 240,000 × 1.13; 85,000 × 1.06 = 90,100
    assert line(taxed, "local_hardware").years[0] == Decimal(271000)
    assert line(taxed, "cloud_resource").years[0] == Decimal(90000)
    assert line(taxed, "local_room") == line(plain, "local_room")
    rates = {one.name: (one.value, one.status) for one in plain.assumptions}
    assert rates["vat_goods"] == (Decimal(13), "未核实")


def test_discount_counts_only_when_it_is_given() -> None:
    assert "cloud_discount" not in {one.name for one in costs().lines}
    given = costs(vendor_discount=15)
    # 15 % of 85,000 + 54,000
    assert line(given, "cloud_discount").years[0] == Decimal(-21000)


def test_assumption_shows_value_default_and_source() -> None:
    found = {one.name: one for one in costs(discount_rate=8).assumptions}
    assert (found["discount_rate"].value, found["discount_rate"].default) == (8, 5)
    assert found["discount_rate"].source == "本次改定"
    assert found["tco_power_price"].value == Decimal("0.62")
    assert found["pue"].status == "建议"
    assert all(one.source and one.dated for one in found.values())


def test_blank_answer_leaves_its_line_open_and_never_zero() -> None:
    entry = practice("factory")
    entry.answer("/data/systems/system_list[1]/sys_cost", "")
    found = forms.diagnose(entry, QUOTES).costs
    assert found is not None
    assert line(found, "local_software").total is None


def test_price_older_than_its_validity_is_a_quote_again() -> None:
    # given: the price of storage is of 2026-10-07 and holds for 180 days
    entry = practice("factory")
    for day, total in (("2027-04-05", Decimal(39000)), ("2027-04-06", None)):
        entry.answer("/data/visit/visit_date", day)
        found = forms.diagnose(entry).costs
        assert found is not None
        assert line(found, "cloud_backup").total == total


@pytest.mark.parametrize(("amount", "rounded"), [
    ("31283.7", 31000), ("31500", 32000), ("999.5", 1000), ("999.4", 999), ("40.5", 41),
    ("-21000.0", -21000), ("1500", 2000), ("0", 0),
])
def test_cell_is_rounded_half_up_once(amount: str, rounded: int) -> None:
    assert cell(Decimal(amount), Decimal(1000)) == Decimal(rounded)
