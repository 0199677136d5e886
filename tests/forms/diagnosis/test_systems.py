"""7R: one rule a row, first match wins; control systems; unknown; waves."""

from collections.abc import Mapping

import pytest

import forms
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import compile_method
from forms.diagnosis.model import SystemAdvice
from forms.diagnosis.systems import advise_systems
from tests.forms.diagnosis.practice import practice
from tests.forms.diagnosis.visits import Visit, answered, diagnosed, questionnaire

PLAIN: Mapping[str, str] = {
    "sys_name": "系统", "sys_cat": "erp", "sys_deploy": "phys", "sys_db": "oracle",
    "sys_support": "ok", "sys_custom": "c1", "sys_dongle": "no", "sys_control": "no",
    "sys_crit": "k3", "sys_peak": "flat", "sys_data": "general", "sys_links": "0",
    "sys_sat": "s3", "sys_saas_ok": "no", "sys_cost": "1",
}


def advised(*rows: Mapping[str, str], size: str = "medium", **answers: str) -> list[SystemAdvice]:
    visit = Visit(size, {"has_systems": "yes", **answers}, {"system_list": list(rows)})
    return list(diagnosed(visit).systems)


def one(size: str = "medium", answers: Mapping[str, str] | None = None,
        **changes: str) -> SystemAdvice:
    return advised({**PLAIN, **changes}, size=size, **(answers or {}))[0]


@pytest.mark.parametrize(("changes", "rule", "disposition"), [
    ({"sys_control": "yes"}, "1", "Retain"),
    ({"sys_cat": "scada"}, "1", "Retain"),
    ({"sys_deploy": "saas"}, "3", "Retain"),
    ({"sys_crit": "k1", "sys_sat": "s1"}, "4", "Retire"),
    ({"sys_cat": "fin", "sys_saas_ok": "yes"}, "5", "Repurchase"),
    ({"sys_support": "eol", "sys_custom": "c4"}, "6", "Repurchase"),
    ({"sys_dongle": "yes"}, "7", "Retain"),
    ({"sys_data": "important"}, "8", "Rehost"),
    ({"sys_data": "important", "sys_deploy": "vm"}, "8", "Relocate"),
    ({"sys_db": "mysql", "sys_custom": "c2"}, "11", "Replatform"),
    ({"sys_deploy": "iaas"}, "11a", "Retain"),
    ({"sys_deploy": "iaas", "sys_support": "gone"}, "11b", "Replatform"),
    ({}, "12", "Rehost"),
    ({"sys_deploy": "pc"}, "13", "Repurchase"),
    ({"sys_deploy": "private"}, "14", "Retain"),
    ({"sys_deploy": "saas", "sys_sat": "s1"}, "15", "Repurchase"),
])
def test_rule_matches(changes: Mapping[str, str], rule: str, disposition: str) -> None:
    advice = one(**changes)
    assert (advice.rule, advice.disposition) == (rule, disposition)


def test_control_zone_of_a_power_plant_stays() -> None:
    answers = {"key_industry": "power", "power_zone": "z2"}
    assert one(answers=answers, sys_cat="ems").rule == "2"


def test_whole_batch_of_virtual_machines_relocates() -> None:
    rows = [{**PLAIN, "sys_deploy": "vm", "sys_cat": cat} for cat in ("erp", "mes", "plm", "wms",
                                                                      "eam")]
    assert {advice.rule for advice in advised(*rows)} == {"9"}
    assert {advice.rule for advice in advised(*rows[:4])} == {"12"}


def test_own_development_with_peaks_is_rebuilt_only_with_developers() -> None:
    changes = {"sys_custom": "c3", "sys_peak": "burst"}
    with_staff = {"it_staff": "3", "it_skills": "dev"}
    assert one(answers=with_staff, **changes).disposition == "Refactor"
    assert one(answers={"it_staff": "3", "it_skills": "net"}, **changes).disposition == "Rehost"


@pytest.mark.parametrize(("changes", "rule", "missing"), [
    ({"sys_control": ""}, "1", "4.2.10"),
    ({"sys_deploy": ""}, "3", "4.2.5"),
    ({"sys_data": "unknown"}, "8", "4.2.13"),
    ({"sys_db": "unknown", "sys_custom": "c2"}, "11", "4.2.6"),
])
def test_missing_decisive_answer_is_named_and_not_guessed(
    changes: Mapping[str, str], rule: str, missing: str
) -> None:
    advice = one(**changes)
    assert (advice.rule, advice.disposition, advice.zone) == (rule, "unknown", "unknown")
    assert missing in {basis.number for basis in advice.missing}
    assert advice.wave is None


def test_small_enterprise_is_not_held_up_by_questions_it_is_not_asked() -> None:
    assert one(size="small", sys_cat="fin", sys_saas_ok="yes").disposition == "Repurchase"
    assert one(size="small", sys_deploy="saas").disposition == "Retain"


@pytest.mark.parametrize("deploy", ["pc", "phys", "vm", "private", "iaas", "saas"])
@pytest.mark.parametrize("category", ["scada", "erp", "mes"])
def test_control_system_never_goes_to_a_public_cloud(deploy: str, category: str) -> None:
    advice = one(answers={"prefer_deploy": "public", "it_staff": "0"}, sys_control="yes",
                 sys_deploy=deploy, sys_cat=category)
    assert (advice.control, advice.zone) == (True, "edge")
    assert "公有" not in advice.destination
    assert advice.service_model == ""


def test_control_system_stays_even_if_the_workbook_says_otherwise() -> None:
    # given: an edited workbook whose first rule sends control systems to a public cloud
    form = questionnaire()
    rows = [dict(row) for row in form.sheets["dispositions"]]
    rows[0] |= {"zone": "public", "service": ""}
    method = compile_method({**form.sheets, "dispositions": rows}, form)
    entry = answered(Visit("medium", {"has_systems": "yes"},
                           {"system_list": [{**PLAIN, "sys_control": "yes"}]}))
    # then
    assert [advice.zone for advice in advise_systems(Evaluation(method, entry))] == ["edge"]


def test_deployment_points_follow_the_factors() -> None:
    # given: 财务 of the practice factory: peak at month end +30/−10/−20, prefers public +10
    finance = forms.diagnose(practice("factory")).systems[1]
    assert dict(finance.deployment) == {"public": 40, "private": -10, "edge": -20}


def test_difference_below_ten_is_mixed() -> None:
    advice = one(answers={"prefer_deploy": "public"}, sys_data="internal")
    assert dict(advice.deployment) == {"public": 10, "private": 5, "edge": 5}
    assert (advice.zone, advice.destination) == ("mixed", "混合（公有与私有或专属） IaaS")


def test_important_data_goes_private() -> None:
    assert one(sys_data="important general").zone == "private"


def test_waves_run_from_unimportant_to_vital_and_linked_systems_move_together() -> None:
    waves = {advice.name: advice.wave for advice in forms.diagnose(practice("factory")).systems
             if advice.wave is not None}
    assert waves == {"旧库存台账": 1, "考勤": 2, "财务": 3, "车间看板": 4, "ERP": 4}


def test_downtime_and_interfaces_are_said() -> None:
    erp = forms.diagnose(practice("factory")).systems[0]
    assert erp.downtime.startswith("窗口 24 小时以内")
    assert erp.interfaces.startswith("有 3 个接口")


def test_practice_factory_comes_out_as_in_the_sample_plan() -> None:
    found = {advice.name: (advice.rule, advice.disposition)
             for advice in forms.diagnose(practice("factory")).systems}
    assert found == {
        "ERP": ("11", "Replatform"), "财务": ("5", "Repurchase"), "图文档管理": ("7", "Retain"),
        "车间看板": ("9", "Relocate"), "理化检测": ("8", "unknown"), "机床 DNC": ("1", "Retain"),
        "热处理炉监控": ("1", "Retain"), "协同办公": ("3", "Retain"), "官网": ("3", "Retain"),
        "考勤": ("5", "Repurchase"), "旧库存台账": ("4", "Retire"),
    }
