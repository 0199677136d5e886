"""Contradictions, open items, 不涉及, risks, sizes and the record's result group."""

from collections.abc import Mapping

import pytest

import forms
from tests.forms.diagnosis.practice import practice
from tests.forms.diagnosis.visits import Visit, answered, diagnosed, questionnaire

SYSTEM = {"sys_cat": "fin", "sys_deploy": "phys", "sys_control": "no", "sys_links": "2"}


@pytest.mark.parametrize(("size", "answers", "rows", "words"), [
    ("small", {"iaas_usage": "i0", "has_systems": "yes"},
     [SYSTEM | {"sys_deploy": "iaas"}], "没用过云主机"),
    ("small", {"cloud_spend": "0", "app_oa": "a4"}, [], "云服务支出却填 0"),
    ("medium", {"it_staff": "0", "it_skills": "dev"}, [], "能做应用开发"),
    ("medium", {"key_industry": "coal", "eq_total": "5", "eq_digital": "8"}, [],
     "多于设备总数"),
    ("small", {"server_place": "none", "has_systems": "yes"}, [SYSTEM], "没有服务器"),
    ("medium", {"integ": "i0", "has_systems": "yes"}, [SYSTEM], "各系统不通"),
    ("small", {"important": "none", "has_systems": "yes"},
     [SYSTEM | {"sys_data": "important"}], "没有重要数据"),
    ("small", {"budget": "b0", "willing": "w3"}, [], "钱从哪里来"),
])
def test_contradiction_is_said_with_a_jump(
    size: str, answers: Mapping[str, str], rows: list[Mapping[str, str]], words: str
) -> None:
    found = diagnosed(Visit(size, answers, {"system_list": rows})).contradictions
    said = [one for one in found if words in one.message]
    assert said
    assert all(basis.path for one in said for basis in one.basis)


def test_empty_visit_contradicts_nothing() -> None:
    assert diagnosed(Visit("medium", {})).contradictions == ()


def test_at_least_twenty_five_contradictions_are_looked_for() -> None:
    method = questionnaire().method
    assert method is not None
    assert len(method.checks) >= 25
    assert len(method.measures) >= 40


def test_open_items_and_not_applicable_come_from_the_record() -> None:
    entry = answered(Visit("small", {"app_hr": "na"}))
    entry.annotate("/data/infra/backup", "todo", text="问机房", owner="信息主管", due="2026-12-05")
    entry.annotate("/data/mgmt/einvoice", "na", reason="none", text="不开票")
    diagnosis = forms.diagnose(entry)
    assert [(one.number, one.owner, one.due) for one in diagnosis.open_items] == [
        ("3.11", "信息主管", "2026-12-05")]
    assert {(one.number, one.text) for one in diagnosis.not_applicable} == {
        ("5.5", "不开票"), ("5.6", "")}


def test_risks_are_those_of_this_enterprise() -> None:
    labels = {one.label for one in forms.diagnose(practice("factory")).risks}
    assert {"数据外泄", "断网停摆", "费用越用越高", "重要数据没有判断"} <= labels
    assert "没人会用" not in labels


def test_sizes_follow_the_rules_by_hand() -> None:
    sizes = {one.label: one.value for one in forms.diagnose(practice("factory")).sizing}
    # 96 cores × 0.5; 384 GB × 1.2; 8.4 TB × 1.5; 210 desktops × 0.1
    assert sizes["vCPU"] == "48 核"
    assert sizes["内存"] == "461 GB"
    assert sizes["云盘"] == "12.6 TB"
    assert sizes["带宽"] == "21 Mbps"


def test_result_group_equals_the_diagnosis() -> None:
    entry = practice("factory")
    found = questionnaire().result_values(entry)
    assert found == {
        "cmi": "41.6", "completeness": "0.950", "level": "L2", "provisional": "no",
        "red_lines": "R6", "method_version": "2026.1", "scale": "medium", "path": "std",
        "d1": "55.8", "d2": "34.8", "d3": "50.5", "d4": "30.2", "d5": "29.4", "d6": "49.2",
        "d7": "55.1",
    }


def test_personal_fields_are_questions_of_the_form() -> None:
    method = questionnaire().method
    assert method is not None
    assert "contact_phone" in method.personal_fields
    assert method.personal_fields <= set(method.items)


def test_answered_questions_are_counted_as_they_are_seen() -> None:
    entry = answered(Visit("geti", {"key_industry": "trade_retail"}))
    before = forms.score(entry)
    entry.answer("/data/infra/backup", "b0")
    after = forms.score(entry)
    assert (after.answered - before.answered, after.asked - before.asked) == (1, 0)
