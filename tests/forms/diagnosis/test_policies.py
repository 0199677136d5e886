"""Subsidy rules: only what is in force, complete and eligible gives an amount."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

import forms
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import compile_method
from forms.diagnosis.model import PolicyResult
from forms.diagnosis.policies import apply_policies, shares
from tests.forms.diagnosis.practice import practice, without_quotes
from tests.forms.diagnosis.visits import Visit, answered, diagnosed, questionnaire

RULE = {
    "id": "invented", "region_code": "1407", "region": "晋中市", "title": "虚构规则",
    "valid_from": "2026-01-01", "valid_to": "2026-12-31", "method": "proportion",
    "parameters": "rate=0.2", "cap_cny": "50000", "evidence": "licence contract", "status": "现行",
    "source": "测试", "checked_on": "2026-11-20",
}
CONTRACT = {"ct_amount": "100000", "ct_paid": "80000", "ct_date": "2026-05-01"}


def visit(*contracts: Mapping[str, str], **answers: str) -> Visit:
    held = "yes" if contracts else "no"
    return Visit("medium", {"has_contract": held, **answers}, {"contracts": list(contracts)})


def applied(of: Visit, *rules: Mapping[str, str]) -> list[PolicyResult]:
    form = questionnaire()
    rows = [dict.fromkeys(form.sheets["policies"][0], "") | dict(rule) for rule in rules]
    method = compile_method({**form.sheets, "policies": rows}, form)
    return list(apply_policies(Evaluation(method, answered(of))))


def amount(of: Visit, **changes: str) -> Decimal | None:
    return applied(of, RULE | changes)[0].amount_cny


def test_proportion_of_what_was_paid_up_to_the_cap() -> None:
    assert amount(visit(CONTRACT)) == 16000
    assert amount(visit(CONTRACT), cap_cny="10000") == 10000


def test_payment_counts_no_more_than_its_contract() -> None:
    assert amount(visit(CONTRACT | {"ct_amount": "50000"})) == 10000


@pytest.mark.parametrize(("method", "expected"), [
    # 超额累进: 50,000 × 30 % + 30,000 × 20 %; 全额: 80,000 × 20 %
    ("progressive", 21000), ("full", 16000),
])
def test_tiers(method: str, expected: int) -> None:
    found = amount(visit(CONTRACT), method=method, parameters="tiers=0:0.3,50000:0.2,200000:0.1")
    assert found == expected


def test_fixed_sums_by_what_is_on_the_cloud() -> None:
    # given: 基础 and 管理 on the cloud, 业务 not
    of = visit(CONTRACT, iaas_usage="i2", app_oa="a4", app_crm="a1")
    assert amount(of, method="fixed", parameters="B=3000;M=5000;Y=10000") == 8000


def test_voucher_is_what_is_left_of_it() -> None:
    assert amount(visit(CONTRACT), method="voucher", parameters="balance=30000") == 30000


def test_contract_outside_of_the_window_or_underpaid_does_not_count() -> None:
    assert amount(visit(CONTRACT | {"ct_date": "2025-12-31"})) == 0
    assert amount(visit(CONTRACT), parameters="rate=0.2;min_paid=0.9") == 0


@pytest.mark.parametrize(("changes", "state"), [
    ({"valid_to": "2026-11-17"}, "expired"), ({"status": "已过期"}, "expired"),
    ({"region_code": "1404"}, "elsewhere"), ({"parameters": ""}, "incomplete"),
    ({"method": "none"}, "incomplete"), ({"valid_from": ""}, "incomplete"),
    ({"valid_from": "2026-12-01"}, "incomplete"), ({"status": "未核实"}, "incomplete"),
    ({"who": "${scale_result} = 'micro'"}, "ineligible"),
    ({"who": "${revenue} > 1 and ${it_budget} > 1"}, "incomplete"),
])
def test_rule_that_is_not_sure_yields_no_amount(changes: Mapping[str, str], state: str) -> None:
    result = applied(visit(CONTRACT), RULE | changes)[0]
    assert (result.state, result.amount_cny) == (state, None)
    assert result.reason


def test_of_two_that_exclude_each_other_the_higher_counts() -> None:
    low = RULE | {"id": "low", "parameters": "rate=0.1", "exclusive": "group"}
    results = applied(visit(CONTRACT), low, RULE | {"exclusive": "group"})
    assert [(one.state, one.amount_cny) for one in results] == [
        ("ineligible", None), ("counted", Decimal(16000))]


def test_all_subsidies_together_are_no_more_than_what_was_paid() -> None:
    large = RULE | {"parameters": "rate=0.8", "cap_cny": ""}
    results = applied(visit(CONTRACT), large, large | {"id": "second"})
    assert [one.amount_cny for one in results] == [Decimal(64000), Decimal(16000)]


def test_no_shipped_rule_gives_an_amount() -> None:
    for county in ("140702", "140403"):
        found = diagnosed(Visit("medium", {"reg_county": county, "has_contract": "yes",
                                           "ent_tags": "citypilot"}, {"contracts": [CONTRACT]}))
        assert found.policies
        assert {one.amount_cny for one in found.policies} == {None}


def test_papers_are_ticked_from_the_record() -> None:
    # given
    entry = answered(visit(CONTRACT))
    entry.answer("/data/benefit_intent/contracts[1]/ct_photo", "contract.jpg")
    entry.annotate("/data/benefit_intent/has_contract", "evidence", text="发票 3 张")
    # when
    papers = dict(forms.diagnose(entry).policies[0].papers)
    # then
    assert papers == {"营业执照": False, "云服务合同": True, "发票": True, "付款凭证": False,
                      "验收报告（可选）": False}


def test_three_shares_add_up_to_the_list_price() -> None:
    # given: quotes for everything and 15 % from the vendor, a counted rule of 16,000
    quotes = {"quote_server": Decimal(40000), "quote_cloud_year": Decimal(85000),
              "quote_saas_year": Decimal(54000), "quote_migration": Decimal(96000),
              "quote_security_year": Decimal(10000), "vendor_discount": Decimal(15)}
    diagnosis = forms.diagnose(practice("factory"), quotes)
    run = Evaluation(questionnaire().method, practice("factory"), quotes)
    counted = applied(visit(CONTRACT), RULE)
    # when
    enterprise, vendor, treasury = shares(run, diagnosis.costs, counted)
    # then
    names = {"cloud_migration", "cloud_parallel", "cloud_resource", "cloud_saas", "cloud_backup",
             "cloud_security"}
    assert diagnosis.costs is not None
    listed = sum(one.total for one in diagnosis.costs.lines if one.name in names)
    assert treasury.amount_cny == 16000
    assert enterprise.amount_cny + vendor.amount_cny + treasury.amount_cny == listed


def test_unknown_share_has_a_reason_and_no_amount() -> None:
    found = forms.diagnose(without_quotes("factory")).shares
    assert [(one.who, one.amount_cny) for one in found] == [
        ("enterprise", None), ("vendor", None), ("treasury", None)]
    assert all(one.reason for one in found)
