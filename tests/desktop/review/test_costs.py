from dataclasses import replace
from decimal import Decimal

from desktop.screens.costs_model import CostsModel
from desktop.screens.costs_view import (
    NOMINAL,
    PRESENT,
    curves,
    ledger_lines,
    policy_rows,
    quote_words,
    share_parts,
    verdict,
)
from desktop.screens.diagnosis_review import Review
from desktop.widgets.cost_chart import nice_step
from tests.desktop.review.factory import POLICIES, SHARES, a_diagnosis, costs
from tests.desktop.review.fakes import FakeVisit


def a_model() -> tuple[CostsModel, FakeVisit]:
    visit = FakeVisit(a_diagnosis())
    model = CostsModel(Review(visit), visit)
    model.activate()
    return model, visit


def test_every_alternative_stands_with_its_sums_before_its_lines() -> None:
    heads = [one for one in ledger_lines(costs(), NOMINAL) if one.head]
    assert [(one.label, one.cells[3]) for one in heads] == [
        ("本地继续用", "1,428,188"), ("硬件不更换", "1,321,688"), ("上云", "1,127,842")]
    assert heads[0].cells[0] == "600,063"


def test_a_line_without_a_price_waits_for_its_quote_and_is_no_nought() -> None:
    line = next(one for one in ledger_lines(costs(), NOMINAL) if one.open_quote)
    assert line.cells == ("—", "—", "—", "待询价")
    assert "1 项待询价" in quote_words(costs())


def test_the_saving_is_said_against_new_and_against_kept_hardware() -> None:
    found = verdict(costs(), NOMINAL)
    assert found is not None
    assert (found.caption, found.figure) == ("三年省下", "30.0")
    assert found.share.startswith("21.0")
    assert "19.4" in found.honest
    assert found.range_words == "省 19.6 – 40.4 万元"


def test_a_dearer_cloud_is_said_in_the_same_place() -> None:
    dear = replace(costs(), sides=tuple(
        replace(one, total=Decimal(2000000)) if one.side == "cloud" else one
        for one in costs().sides))
    found = verdict(dear, NOMINAL)
    assert found is not None
    assert found.dearer
    assert (found.caption, found.figure) == ("三年多花", "57.2")


def test_what_cannot_be_compared_has_no_figure() -> None:
    assert verdict(replace(costs(), comparable=False), NOMINAL) is None


def test_the_curves_end_at_the_totals_and_the_band_at_the_sensitivity() -> None:
    shown = {one.side: one for one in curves(costs())}
    assert round(shown["local"].values[-1], 1) == 142.8
    assert round(shown["cloud"].values[-1], 1) == 112.8
    assert round(shown["cloud"].spread, 1) == 10.4
    assert shown["local"].values[0] == 18.6  # hardware is paid at the start
    assert all(a <= b for a, b in zip(shown["local"].values, shown["local"].values[1:],
                                      strict=False))


def test_an_unknown_share_has_a_reason_and_no_amount() -> None:
    parts = share_parts((*SHARES[:2], replace(SHARES[2], amount_cny=None, reason="比例未公布")))
    assert parts[2].amount is None
    assert parts[2].figure == "比例未公布"
    assert "83.6" in parts[0].words


def test_only_a_counted_policy_has_an_amount() -> None:
    rows = policy_rows(POLICIES)
    assert [(one.state, one.amount) for one in rows] == [
        ("现行", "50,000"), ("地域不符", "不计金额"), ("已过期", "不计金额")]


def test_a_typed_assumption_goes_into_the_record() -> None:
    model, visit = a_model()
    model.assume("cloud_growth", " 12.5 ")
    assert [(one.reason, one.text) for one in visit.entry.marks] == [
        ("assumption:cloud_growth", "12.5")]


def test_the_same_value_is_no_decision() -> None:
    model, visit = a_model()
    model.assume("cloud_growth", "10")
    assert visit.entry.marks == []


def test_what_is_no_number_stays_beside_its_field() -> None:
    model, visit = a_model()
    model.assume("cloud_growth", "十")
    assert "十" in model.state.problems["cloud_growth"]
    assert visit.entry.marks == []
    model.assume("cloud_growth", "-3")
    assert "0" in model.state.problems["cloud_growth"]
    model.assume("cloud_growth", "11")
    assert model.state.problems == {}


def test_restoring_takes_every_changed_assumption_back() -> None:
    model, visit = a_model()
    model.assume("cloud_growth", "11")
    model.assume("discount_rate", "6")
    model.restore_all()
    assert visit.entry.marks == []


def test_present_values_replace_the_totals_only() -> None:
    heads = [one for one in ledger_lines(costs(), PRESENT) if one.head]
    assert heads[0].cells == ("600,063", "414,063", "414,062", "1,316,000")


def test_the_scale_takes_round_steps() -> None:
    assert [nice_step(top) for top in (3, 9, 142.8, 1999)] == [1, 5, 50, 500]
