"""What-if, the second visit, the trade's table, and the explanation as JSON."""

import json

import pytest

import forms
from forms.diagnosis import as_json, benchmark, compare, what_if
from forms.errors import FormsError
from tests.forms.diagnosis.practice import practice
from tests.forms.diagnosis.visits import Visit, answered


def test_other_answer_moves_score_and_level_and_leaves_the_record_alone() -> None:
    # given
    entry = practice("factory")
    before = entry.xml()
    # when
    tried = what_if(entry, {"/data/infra/backup": "b4", "/data/infra/drill": "d2",
                            "/data/data_security/incident_fixed": "yes"})
    # then: I24 .7×100 + .3×80 = 94 passes the gate of L3
    assert tried.level is not None
    assert tried.level.name == "L3"
    assert entry.xml() == before
    assert entry.value("/data/infra/backup") == "b2"


def test_ticked_measures_raise_answers_and_never_lower_one() -> None:
    entry = practice("factory")
    now = forms.diagnose(entry)
    tried = what_if(entry, measures=[one.name for one in now.measures])
    for dimension in now.dimensions:
        for one in dimension.indicators:
            after = tried.indicator(one.name)
            assert after is not None
            assert one.score is None or (after.score or 0) >= one.score - 1e-9, one.name
    assert tried.cmi > now.cmi


def test_measure_that_is_done_keeps_a_better_answer() -> None:
    # given: restored within half a year, better than what M01 asks for
    entry = practice("factory")
    entry.answer("/data/infra/drill", "d3")
    # when
    backup = what_if(entry, measures=["M01"]).indicator("I24")
    # then
    assert backup is not None
    assert backup.score == 100


def test_unknown_measure_is_refused() -> None:
    with pytest.raises(FormsError, match="unknown-measure"):
        what_if(practice("factory"), measures=["M99"])


def test_second_visit_shows_what_changed() -> None:
    # given
    entry = practice("factory")
    first = forms.diagnose(entry)
    entry.answer("/data/infra/backup", "b4")
    entry.answer("/data/infra/drill", "d3")
    entry.answer("/data/data_security/incident_fixed", "yes")
    # when
    changed = compare(first, forms.diagnose(entry))
    # then
    assert (changed.level_before, changed.level_now, changed.same_method) == ("L2", "L3", True)
    assert {(one.number, one.before, one.now) for one in changed.answers} == {
        ("3.11", "定期备到本地", "自动备到云上并能恢复"), ("3.12", "从没试过恢复", "半年内试过")}
    assert [line.name for line in changed.red_lines_cleared] == ["R6"]
    assert {"M01", "M10"} <= set(changed.done)
    assert "M03" in changed.open
    d2 = next(one for one in changed.dimensions if one.name == "D2")
    # I24 rises from 28 to 100: 4 × 72 ÷ 20
    assert d2.by == pytest.approx(14.4)


def cell(scale: str, measure: str, count: int, median: float) -> dict[str, str]:
    """A row of the table that the platform publishes; division 34 stands in section C."""
    return {"section": "C", "scale": scale, "measure": measure, "count": str(count),
            "lower": "30.0", "median": str(median), "upper": "70.0", "computed_on": "2026-10-01"}


TABLE = (cell("medium", "cmi", 23, 44.1), cell("medium", "d1", 23, 50.0),
         cell("medium", "d2", 9, 41.0), cell("large", "cmi", 9, 60.0))


@pytest.mark.parametrize(("size", "enough", "count", "medians"), [
    ("medium", True, 23, {"cmi": 44.1, "D1": 50.0}),
    ("large", False, 9, {}), ("small", False, 0, {}),
])
def test_benchmark_needs_ten_enterprises(
    size: str, enough: bool, count: int, medians: dict[str, float]
) -> None:
    # given
    entry = answered(Visit(size, {"key_industry": "equipment"}))
    # when
    found = benchmark(TABLE, entry, forms.score(entry))
    # then
    assert found is not None
    assert (found.section_label, found.enough, found.count) == ("制造业", enough, count)
    assert dict(found.medians) == medians


def test_without_a_table_or_for_self_employed_there_is_no_benchmark() -> None:
    company = answered(Visit("medium", {"key_industry": "coal"}))
    assert benchmark((), company, forms.score(company)) is None
    geti = answered(Visit("geti", {"key_industry": "trade_retail"}))
    assert benchmark(TABLE, geti, forms.score(geti)) is None


def test_explanation_unfolds_every_score_to_its_answers() -> None:
    # when
    found = json.loads(json.dumps(as_json(forms.diagnose(practice("factory")))))
    # then
    indicators = {i["name"]: i for d in found["dimensions"] for i in d["indicators"]}
    backup = indicators["I24"]
    assert [(b["number"], b["answer"], b["points"]) for b in backup["basis"]] == [
        ("3.11", "定期备到本地", 50), ("3.12", "从没试过恢复", 0), ("3.13", "四小时内", None)]
    assert (backup["weight"], backup["score"], backup["measures"]) == (4, 28, ["M01"])
    for one in indicators.values():
        assert one["state"] != "scored" or one["basis"]
    assert found["form_version"]
    assert found["method_version"]


def test_computed_term_is_cited_with_its_value_and_unfolds_to_its_rows() -> None:
    indicator = forms.diagnose(practice("factory")).indicator("I21")
    assert indicator is not None
    rate = next(basis for basis in indicator.basis if basis.question == "系统上云率")
    assert rate.path == "/data/systems/system_list"
    # only 协同办公 (k3) and 官网 (k1) of 30 points of importance are on the cloud
    assert rate.points == pytest.approx(400 / 30)
    assert rate.answer == "13.3 %"
    assert len([basis for basis in indicator.details if "sys_crit" in basis.path]) == 11
