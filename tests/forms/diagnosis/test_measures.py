"""Which measures fire, how urgent they are, and where they stand in time."""

from decimal import Decimal

import pytest

import forms
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.measures import PHASES, candidates
from forms.diagnosis.model import Diagnosis, Measure, PolicyResult, rounded
from tests.forms.diagnosis.practice import practice
from tests.forms.diagnosis.visits import Visit, diagnosed, measure_names, questionnaire

FULL_SMALL = {
    "key_industry": "equipment", "cloud_awareness": "a1", "cloud_plan": "p1",
    "cloud_leader": "n1", "it_staff": "1", "it_budget": "12", "cloud_spend": "1.2",
    "net_access": "biz", "net_stable": "quarter", "iaas_usage": "i0", "backup": "b1",
    "web_tools": "site", "has_systems": "no", "app_oa": "a4", "mobile_office": "m2",
    "app_fin": "a2", "einvoice": "e2", "app_hr": "a1", "app_bi": "b1", "app_rd": "a1",
    "plm": "p1", "app_purchase": "a1", "app_prod": "a1", "app_quality": "a1", "app_ehs": "a0",
    "app_wms": "a1", "app_crm": "a1", "channels": "agent", "online_pct": "0",
    "platform": "none", "eq_total": "40", "eq_digital": "12", "eq_connected": "0",
    "important": "none", "pii_vol": "v1", "mlps": "m0", "account": "a1", "incident": "none",
    "benefit": "b_eff", "willing": "w2", "horizon": "h6", "server_place": "none",
}


def of(diagnosis: Diagnosis, name: str) -> Measure:
    return next(one for one in diagnosis.measures if one.name == name)


def planned(diagnosis: Diagnosis) -> list[Measure]:
    return [one for one in diagnosis.measures if one.phase != "reserve"]


def test_priority_is_the_weighted_sum_of_its_parts_without_the_policy() -> None:
    # given: M33 of the practice factory: weight 6, gap 36.667 of 65, two pains, CRI, SaaS
    measure = of(forms.diagnose(practice("factory")), "M33")
    # when
    values = {part.label: part.value for part in measure.priority_parts}
    # then: (.35×56.410 + .25×100 + .20×52.768 + .10×100) / .90, no policy to judge by
    assert values["权重与差距"] == pytest.approx(100 * (65 - 28.3333) / 65, abs=0.01)
    assert (values["痛点匹配"], values["见效快慢"], values["政策契合"]) == (100, 100, None)
    assert str(rounded(measure.priority)) == "72.6"
    assert sum(part.coefficient for part in measure.priority_parts) == pytest.approx(1)


def test_policy_in_force_takes_its_part_again() -> None:
    # given
    run = Evaluation(questionnaire().method, practice("factory"))
    policy = PolicyResult("p", "", "", "", None, None, "counted", "", Decimal(1), "", (), "", "",
                          services=("Y3",))
    # when
    found = {one.name: one for one in candidates(run, [policy], ranked=True)}
    # then
    assert {p.label: p.value for p in found["M33"].parts}["政策契合"] == 100
    assert {p.label: p.value for p in found["M22"].parts}["政策契合"] == 0


def test_red_line_is_answered_in_the_first_month_with_priority_100() -> None:
    measure = of(forms.diagnose(practice("factory")), "M10")
    assert (measure.phase, measure.start_month, measure.end_month) == ("now", 1, 1)
    assert (measure.priority, measure.forced) == (100, True)
    assert "R6" in measure.reason


def test_prerequisite_stands_before_what_needs_it_and_says_why_it_came_early() -> None:
    diagnosis = forms.diagnose(practice("factory"))
    finance, purchase = of(diagnosis, "M22"), of(diagnosis, "M32")
    assert finance.end_month < purchase.start_month
    assert finance.moved == "它是 M32 的前置，随之提前"


def test_small_enterprise_gets_five_measures_within_twelve_months() -> None:
    # when
    diagnosis = diagnosed(Visit("small", FULL_SMALL))
    # then
    assert len(planned(diagnosis)) == 5
    assert {"M01", "M03"} <= {one.name for one in planned(diagnosis)}
    assert max(one.end_month for one in planned(diagnosis)) <= 12
    assert "本期最多 5 条" in of(diagnosis, "M25").moved


def test_self_employed_get_three_measures_in_their_own_words() -> None:
    diagnosis = forms.diagnose(practice("noodle_shop"))
    assert [one.name for one in planned(diagnosis)][:2] == ["M01", "M03"]
    assert len(planned(diagnosis)) == 3
    assert {one.owner for one in diagnosis.measures} == {"经营者"}
    assert of(diagnosis, "M01").label == "手机自动备份"


def test_gap_below_the_minimum_fires_nothing() -> None:
    # given: 财务 47 against the target 50 of a small enterprise, purchase without a gap
    visit = Visit("small", FULL_SMALL | {"app_purchase": "a4", "app_bi": "b4"})
    # then
    assert "M22" not in measure_names(diagnosed(visit))


def test_prerequisite_with_a_small_gap_comes_along() -> None:
    diagnosis = diagnosed(Visit("small", FULL_SMALL))
    assert "M25、M32 的前置" in of(diagnosis, "M22").reason


def test_prices_make_the_first_year_and_blanks_are_quotes() -> None:
    # given: 8.4 TB of the factory: 8602 GB × 1.5 × 0.075 yuan × 12 months, and a blank licence
    measure = of(forms.diagnose(practice("factory")), "M01")
    # then
    assert (measure.first_year_cost_cny, measure.open_quotes) == (Decimal(12000), 1)
    assert [item.amount_cny for item in measure.cost_items] == [Decimal(12000), None]


def test_measure_of_the_second_year_costs_nothing_in_the_first() -> None:
    late = [one for one in forms.diagnose(practice("factory")).measures if one.start_month > 12]
    assert late
    assert all((one.first_year_cost_cny, one.open_quotes) == (None, 0) for one in late)


def test_budget_moves_the_least_urgent_and_says_so() -> None:
    # given: quotes for everything costly and 50,000 yuan
    entry = practice("factory")
    quotes = {"price_cloud_mes": Decimal(30000), "price_srm": Decimal(30000),
              "price_cloud_wms": Decimal(20000)}
    entry.answer("/data/benefit_intent/budget", "b5")
    # when
    diagnosis = forms.diagnose(entry, quotes)
    # then
    spent = sum(one.first_year_cost_cny or 0 for one in diagnosis.measures)
    assert diagnosis.budget_cap_cny == 50000
    assert spent <= 50000
    assert of(diagnosis, "M32").phase == "third"
    assert "预算上限 5.0 万元" in of(diagnosis, "M32").moved
    assert of(diagnosis, "M33").phase == "first"


def test_without_a_budget_question_nothing_is_moved() -> None:
    entry = practice("factory")
    entry.answer("/data/benefit_intent/budget", "")
    diagnosis = forms.diagnose(entry, {"price_cloud_mes": Decimal(10_000_000)})
    assert diagnosis.budget_cap_cny is None
    assert of(diagnosis, "M33").phase == "first"


def test_incomplete_visit_ranks_nothing() -> None:
    diagnosis = diagnosed(Visit("small", {"backup": "b0", "account": "a0", "app_hr": "a0"}))
    assert {one.priority for one in diagnosis.measures} == {None}
    assert diagnosis.costs is None


def test_every_lost_point_names_a_measure() -> None:
    diagnosis = forms.diagnose(practice("factory"))
    lost = [i for d in diagnosis.dimensions for i in d.indicators if i.lost]
    assert all(i.measures for i in lost)
    assert next(i for i in lost if i.name == "I24").measures == ("M01",)


def test_measures_are_printed_by_phase_and_month() -> None:
    diagnosis = forms.diagnose(practice("factory"))
    order = [(PHASES.index(one.phase), one.start_month) for one in diagnosis.measures]
    assert order == sorted(order)


def test_decision_of_the_record_moves_a_measure_with_its_cost() -> None:
    # given: M35 stands in the third phase, 13 licences of CRM at 1,428 yuan
    entry = practice("factory")
    before = of(forms.diagnose(entry), "M35")
    # when
    entry.annotate("/data", "override", reason="phase:M35", text="first")
    after = of(forms.diagnose(entry), "M35")
    # then
    assert (before.phase, before.first_year_cost_cny) == ("third", None)
    assert (after.phase, after.first_year_cost_cny) == ("first", Decimal(19000))
    assert after.moved == "现场定的阶段"


def test_budget_leaves_alone_what_people_decided() -> None:
    entry = practice("factory")
    entry.answer("/data/benefit_intent/budget", "b1")
    entry.annotate("/data", "override", reason="phase:M33", text="first")
    entry.annotate("/data", "override", reason="phase:M32", text="first")
    diagnosis = forms.diagnose(entry, {"price_cloud_mes": Decimal(30000)})
    assert of(diagnosis, "M33").phase == "first"


def test_quote_is_asked_for_every_price_behind_the_plan() -> None:
    found = {one.name: one for one in forms.diagnose(practice("factory")).quotes}
    assert found["price_object_storage_ia"].value == Decimal("0.075")
    assert (found["price_cloud_mes"].value, found["price_cloud_mes"].status) == (None, "待询价")
    given = forms.diagnose(practice("factory"), {"price_cloud_mes": Decimal(30000)}).quotes
    assert {one.name: one.value for one in given}["price_cloud_mes"] == 30000


def test_investment_by_year_follows_how_a_price_is_billed() -> None:
    # given: backup storage a month from month 1, CRM a year from month 19 on
    diagnosis = forms.diagnose(practice("factory"))
    assert of(diagnosis, "M01").years_cny == (Decimal(12000),) * 3
    assert of(diagnosis, "M35").years_cny == (Decimal(0), Decimal(19000), Decimal(19000))
