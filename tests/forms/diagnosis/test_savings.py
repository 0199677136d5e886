"""What a measure saves a year, from what the enterprise said it pays today."""

from dataclasses import replace
from decimal import Decimal

import forms
from tests.forms.diagnosis.practice import NOW, practice
from tests.forms.diagnosis.test_measures import of

MIGRATION = "M11"
FINANCE = "M22"


def test_saving_is_what_ends_less_what_the_measure_costs_every_year() -> None:
    # given: 38,000 of the room and 50,458 kWh × 0.62, a fifth of which stays for the control
    # systems, half of the 135,000 of operating labour; quoted 86,000 a year and 96,000 once
    measure = of(forms.diagnose(practice("factory")), MIGRATION)
    # then
    assert (measure.avoided_cny, measure.yearly_saving_cny) == (Decimal(123000), Decimal(37000))
    assert measure.once_cny == Decimal(96000)
    assert measure.payback_months == 32


def test_quote_of_the_comparison_is_the_price_of_the_measure() -> None:
    # given a quote entered for the comparison of three years
    entry = practice("factory")
    quotes = {"quote_cloud_year": Decimal(60000), "quote_migration": Decimal(50000)}
    # when
    measure = of(forms.diagnose(entry, quotes), MIGRATION)
    # then page 1 and page 13 of the plan speak of one amount
    assert measure.first_year_cost_cny == Decimal(110000)
    assert measure.open_quotes == 0


def test_open_quote_leaves_the_saving_open_and_names_what_ends() -> None:
    measure = of(forms.diagnose(practice("factory")), FINANCE)
    assert (measure.avoided_cny, measure.yearly_saving_cny) == (Decimal(24000), None)
    assert measure.payback_months is None


def test_dearer_measure_has_a_saving_below_nought_and_never_pays_back() -> None:
    measure = of(forms.diagnose(practice("factory"), {"price_cloud_finance": Decimal(30000)}),
                 FINANCE)
    assert measure.yearly_saving_cny == Decimal(-6000)
    assert measure.payback_months is None


def test_unanswered_cost_makes_no_saving_up() -> None:
    # given nobody said what the finance system costs a year
    entry = practice("factory")
    path = next(f"/data/systems/system_list[{n}]/sys_cost" for n in range(1, 12)
                if entry.node(f"/data/systems/system_list[{n}]/sys_cat").value == "fin")
    entry.answer(path, "")
    # then
    assert of(forms.diagnose(entry), FINANCE).avoided_cny is None


def test_measure_that_ends_no_cost_has_none() -> None:
    measure = of(forms.diagnose(practice("factory")), "M03")
    assert (measure.avoided_cny, measure.yearly_saving_cny, measure.once_cny) == (None, None, None)


def test_payback_is_rounded_up_to_whole_months() -> None:
    measure = of(forms.diagnose(practice("factory")), MIGRATION)
    assert replace(measure, once_cny=Decimal(37001)).payback_months == 13
    assert replace(measure, once_cny=Decimal(0)).payback_months == 0


def test_changed_assumption_carries_the_source_and_day_it_was_given() -> None:
    # given a quote with its source
    entry = practice("factory")
    entry.annotate("/data", "override", reason="assumption:price_cloud_finance",
                   text="30000；甲公司报价单")
    # when
    diagnosis = forms.diagnose(entry)
    # then both the list of prices and the measure print it
    price = next(one for one in diagnosis.quotes if one.name == "price_cloud_finance")
    item = of(diagnosis, FINANCE).cost_items[0]
    said = (30000, "甲公司报价单", NOW.date().isoformat())
    assert (price.value, price.source, price.dated) == said
    assert (item.amount_cny, item.source, item.dated) == said
