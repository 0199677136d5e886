"""Twelve invented enterprises, every industry and size, with scores calculated by hand.

The sums stand beside each: weight × points, added, divided by the weights of what was answered.
"""

from dataclasses import dataclass

import pytest

from forms.diagnosis.model import rounded
from tests.forms.diagnosis.visits import Visit, scores


@dataclass(frozen=True)
class Case:
    """A visit and what it must give; indicators, dimensions and total as printed."""

    visit: Visit
    indicators: dict[str, str]
    dimensions: dict[str, str]
    cmi: str


CASES = {
    "coal, medium": Case(
        Visit("medium", {
            "key_industry": "coal", "cloud_awareness": "a1", "cloud_plan": "p2",
            "app_purchase": "a2", "app_prod": "a1", "app_ehs": "a3", "coal_sale": "exchange",
            "channels": "b2b", "online_pct": "10"}),
        # I11 (35+50)/2; I43 (20+75)/2; I45 .6×85 + .2×34 + .2×20
        {"I11": "42.5", "I42": "45.0", "I43": "47.5", "I45": "61.8"},
        # D4 (4×45 + 6×47.5 + 3×61.8) / 13 = 650.4 / 13
        {"D1": "42.5", "D4": "50.0"}, "48.3"),  # (170 + 650.4) / 17
    "power, large": Case(
        Visit("large", {
            "key_industry": "power", "power_zone": "z1", "mlps": "m2", "sec_policy": "s2",
            "account": "a2", "segregation": "s1", "app_purchase": "a4", "app_eam": "a2",
            "ems": "e1", "metering": "m3", "eq_total": "100", "eq_digital": "50",
            "eq_connected": "20", "eq_cloud": "10"}),
        # I61 mean(.6×60 + .4×60, 40); I62 .6×70 + .4×35
        # I44 .5×(.3×50 + .4×20 + .3×10) + .2×45 + .3×40: ems counts, metering does not
        {"I61": "50.0", "I62": "56.0", "I44": "34.0", "I42": "100.0"},
        {"D4": "56.0", "D6": "52.4"}, "54.9"),  # (8×34 + 400 + 150 + 112) / 17 = 934 / 17
    "chemical, small": Case(
        Visit("small", {
            "key_industry": "chemical", "app_rd": "a1", "app_prod": "a2", "app_quality": "a2",
            "app_ehs": "a0", "important": "unknown", "pii_vol": "v3", "account": "a0"}),
        # I43 90/3; I63 100 − 30 − 20, not halved: a small one is not asked for its policy
        {"I41": "20.0", "I43": "30.0", "I62": "0.0", "I63": "50.0"},
        {"D4": "27.8", "D6": "30.0"}, "28.6"),  # (2×20 + 7×30 + 0 + 3×50) / 14
    "metallurgy, medium": Case(
        Visit("medium", {
            "key_industry": "metallurgy", "backup": "b3", "drill": "d1", "rto_need": "r24",
            "emergency": "e2", "net_access": "line", "net_stable": "month", "site_count": "2"},
            {"net_lines": [{"line_type": "internet"}]}),
        # I24 .7×75 + .3×40; I64 .5×65 + .5×100; I22 (80+40)/2 × .85: two sites, no WAN
        {"I22": "51.0", "I24": "64.5", "I64": "82.5"},
        {"D2": "57.8", "D6": "82.5"}, "62.7"),  # (4×51 + 4×64.5 + 2×82.5) / 10
    "equipment, medium": Case(
        Visit("medium", {
            "key_industry": "equipment", "app_rd": "a3", "plm": "p2", "app_wms": "a2",
            "app_service": "a1", "remote_svc": "r3", "cloud_leader": "n2",
            "cloud_training": "t2", "it_staff": "4", "it_skills": "net server db sec"}),
        # I12 .5×50 + .2×70 + .15×(4/400 ÷ 2 % = 50) + .15×(4/7 = 57.14)
        {"I41": "65.0", "I46": "50.0", "I12": "55.1"},
        {"D1": "55.1", "D4": "60.7"}, "58.7"),  # (5×65 + 2×50 + 4×55.0714) / 11
    "general manufacturing, micro": Case(
        Visit("micro", {
            "key_industry": "general_mfg", "it_budget": "0.4", "cloud_spend": "0.1",
            "web_tools": "email site mini"}),
        # I13 0.4/200 = 0.2 %: half-way from 40 to 70; I71 25 %: 40 + 35 × 15/20; I25 3 × 20
        {"I13": "55.0", "I25": "60.0", "I71": "66.3"},
        {"D1": "55.0", "D2": "60.0", "D7": "66.3"}, "61.1"),  # (2×55 + 3×60 + 3×66.25) / 8
    "agriculture, small": Case(
        Visit("small", {
            "key_industry": "agriculture", "app_prod": "a2", "app_quality": "a1", "trace": "t2",
            "agri_iot": "env cold", "app_fin": "a4", "einvoice": "e3"}),
        # I43 125/3; I44 2 × 25; I32 .6×100 + .4×75
        {"I32": "90.0", "I43": "41.7", "I44": "50.0"},
        {"D3": "90.0", "D4": "44.7"}, "56.8"),  # (7×41.667 + 4×50 + 4×90) / 15
    "culture and tourism, medium": Case(
        Visit("medium", {
            "key_industry": "culture_tourism", "tour_sys": "t3", "pos": "p2", "app_crm": "a2",
            "member": "m2", "channels": "mini ota", "online_pct": "30",
            "benefit": "b_eff b_sale"}),
        # I43 (80+45)/2; I45 .6×(45+65)/2 + .2×68 + .2×60; I72 2 × 25
        {"I43": "62.5", "I45": "58.6", "I72": "50.0"},
        {"D4": "60.3", "D7": "50.0"}, "59.2"),  # (7×62.5 + 9×58.6 + 2×50) / 18
    "retail, small": Case(
        Visit("small", {
            "key_industry": "trade_retail", "pos": "p3", "app_crm": "a1", "member": "m0",
            "channels": "none", "online_pct": "0", "app_purchase": "a3", "app_hr": "na",
            "app_bi": "b4"}),
        # I45 .6×10 + 0 + 0; 人事 is 不涉及 and leaves the denominator
        {"I35": "100.0", "I42": "75.0", "I43": "80.0", "I45": "6.0"},
        {"D3": "100.0", "D4": "41.6"}, "52.2"),  # (5×75 + 4×80 + 9×6 + 4×100) / 22
    "services, large": Case(
        Visit("large", {
            "key_industry": "general_service", "app_crm": "a4", "channels": "shop mini live",
            "online_pct": "50", "platform": "ind chain trade", "app_service": "a0",
            "app_wms": "na", "iaas_usage": "i3", "server_place": "cloud", "has_systems": "yes"},
            {"system_list": [{"sys_crit": "k4", "sys_deploy": "saas"},
                             {"sys_crit": "k2", "sys_deploy": "pc"}]}),
        # I21 (.5×80 + .3×(4×100/6)) / .8: 虚拟化 is not asked; I54 105 capped
        {"I21": "75.0", "I45": "100.0", "I46": "0.0", "I54": "100.0"},
        {"D2": "75.0", "D4": "61.5", "D5": "100.0"}, "69.0"),  # (8×100 + 0 + 200 + 450) / 21
    "retail, 个体": Case(
        Visit("geti", {
            "key_industry": "trade_retail", "cloud_awareness": "a3", "pos": "p4",
            "member": "m2", "channels": "shop", "account": "a2", "geti_book": "b3",
            "geti_fund": "f2", "einvoice": "e1"}),
        # I45 is the mean of 34 and 65, I32 that of 60, 75 and 25
        {"I11": "100.0", "I32": "53.3", "I43": "100.0", "I45": "49.5", "I62": "70.0"},
        # (4×100 + 4×53.333 + 4×100 + 9×49.5 + 2×70) / 23
        {"D1": "100.0", "D3": "53.3", "D4": "65.0", "D6": "70.0"}, "69.5"),
    "coal trade, small": Case(
        Visit("small", {
            "key_industry": "coal", "coal_type": "trade", "app_prod": "a4", "app_ehs": "na",
            "eq_total": "10", "eq_digital": "0", "coal_sale": "offline", "channels": "none",
            "online_pct": "0", "app_oa": "a4", "mobile_office": "m3"}),
        # I44: no digital device, so connected and cloud are 0; a trader is not asked 煤矿三大系统
        {"I31": "100.0", "I43": "100.0", "I44": "0.0", "I45": "0.0"},
        {"D3": "100.0", "D4": "40.0"}, "52.6"),  # (6×100 + 0 + 0 + 4×100) / 19
}


@pytest.mark.parametrize("name", CASES)
def test_score_equals_the_calculation_by_hand(name: str) -> None:
    # given
    case = CASES[name]
    # when
    diagnosis = scores(case.visit)
    # then
    indicators = {i.name: str(rounded(i.score)) for d in diagnosis.dimensions
                  for i in d.indicators if i.score is not None}
    assert indicators == case.indicators
    assert {d.name: str(rounded(d.score)) for d in diagnosis.dimensions
            if d.score is not None} == case.dimensions
    assert str(rounded(diagnosis.cmi)) == case.cmi


def test_too_few_answers_give_a_list_of_problems_and_no_level() -> None:
    diagnosis = scores(CASES["retail, small"].visit)
    assert (diagnosis.verdict, diagnosis.level, diagnosis.level_by_score) == (
        "problems_only", None, None)


def test_completeness_between_sixty_and_eighty_makes_the_level_provisional() -> None:
    # given: a small retailer who left budget, platforms, 安全 and 投入 open
    answers = {
        "key_industry": "trade_retail", "cloud_awareness": "a2", "cloud_plan": "p1",
        "cloud_leader": "n1", "it_staff": "1", "net_access": "biz", "net_stable": "rare",
        "server_place": "none", "iaas_usage": "i1", "has_systems": "no", "backup": "b2",
        "web_tools": "wechat", "app_oa": "a3", "mobile_office": "m2", "app_fin": "a2",
        "einvoice": "e2", "app_hr": "a1", "app_bi": "b1", "app_purchase": "a1", "pos": "p3",
        "app_crm": "a1", "member": "m1", "channels": "shop", "online_pct": "10", "app_wms": "a1",
    }
    diagnosis = scores(Visit("small", answers))
    # then: D1 8 of 10, D2 17 of 17, D3 15 of 15, D4 22 of 22, D5 0 of 2, D6 2 of 10, D7 0 of 8
    assert diagnosis.completeness == pytest.approx(64 / 84)
    assert diagnosis.verdict == "provisional"
    assert diagnosis.level is not None


def test_not_applicable_leaves_the_denominator_and_unanswered_does_not() -> None:
    # given: 人事 is 不涉及, 财务 is open
    diagnosis = scores(CASES["retail, small"].visit)
    # when
    hr, finance = diagnosis.indicator("I33"), diagnosis.indicator("I32")
    # then
    assert hr is not None
    assert finance is not None
    assert (hr.state, finance.state) == ("na", "unanswered")
    due = sum(i.weight for d in diagnosis.dimensions for i in d.indicators
              if i.state in {"scored", "unanswered"})
    assert diagnosis.completeness == pytest.approx(22 / due)


def test_mark_of_not_applicable_works_where_the_options_lack_it() -> None:
    visit = Visit("small", {"einvoice": "e3", "app_fin": "a0"}, marks=(("app_fin", "na"),))
    assert str(rounded(scores(visit).cmi)) == "75.0"
