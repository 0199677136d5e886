"""The second visit starts from the last answers; the follow-up from the last diagnosis."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import forms
import resources
from forms import revisit

CHINA = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
SECOND = datetime(2027, 2, 25, 9, 0, tzinfo=CHINA)
LIST = "/data/actions/action_list"


def questionnaire(name: str) -> forms.Form:
    with resources.as_path(f"questionnaires/{name}") as folder:
        return forms.load(folder)


@pytest.fixture(scope="module")
def core() -> forms.Form:
    return questionnaire("cloud_diagnosis")


@pytest.fixture(scope="module")
def follow_up() -> forms.Form:
    return questionnaire("follow_up")


@pytest.fixture(scope="module")
def before(core: forms.Form) -> forms.Entry:
    """The practice factory, filled in."""
    entry = core.start(now=lambda: FIRST)
    data = json.loads(resources.read_text("practice/factory.json"))
    paths = {question.name: question.path for question in walk(core.root)}
    for name, value in data["answers"].items():
        entry.answer(paths[name], value)
    for name, rows in data["rows"].items():
        for position, cells in enumerate(rows, start=1):
            while entry.rows(paths[name]) < position:
                entry.add_row(paths[name])
            for cell, value in cells.items():
                entry.answer(f"{paths[name]}[{position}]/{cell}", value)
    return entry


def walk(question: forms.Question) -> Iterator[forms.Question]:
    for child in question.children:
        yield child
        yield from walk(child)


def test_a_second_visit_starts_from_the_last_answers(core: forms.Form, before: forms.Entry
                                                     ) -> None:
    # given a record of last time
    # when a new visit starts from it and the enterprise consents again
    entry = revisit.carry_over(core, before, now=lambda: SECOND)
    assert not entry.node("/data/enterprise").relevant
    entry.answer("/data/visit/consent_given", "yes")
    # then what was answered stands, rows included
    for path in ("/data/enterprise/ent_name", "/data/enterprise/key_industry",
                 "/data/infra/backup", "/data/systems/system_list[2]/sys_name",
                 "/data/enterprise/scale_result"):
        assert entry.value(path) == before.value(path) != "", path
    assert entry.rows("/data/systems/system_list") == before.rows("/data/systems/system_list")
    # and the day, the consent and the signatures are asked anew
    assert entry.value("/data/visit/visit_date") == ""
    assert entry.value("/data/confirm/confirm_name") == ""
    assert entry.instance_id != before.instance_id


def test_each_answer_taken_over_waits_to_be_confirmed(core: forms.Form, before: forms.Entry
                                                      ) -> None:
    entry = revisit.carry_over(core, before, now=lambda: SECOND)
    path = "/data/infra/backup"
    assert [note.reason for note in entry.annotations(path, "todo")] == [revisit.CARRIED]
    revisit.confirm(entry, path)
    assert entry.annotations(path, "todo") == ()
    assert entry.annotations("/data/infra/net_access", "todo") != ()


def test_a_sub_industry_survives_the_time_before_consent(core: forms.Form) -> None:
    before = core.start(now=lambda: FIRST)
    before.answer("/data/visit/consent_given", "yes")
    before.answer("/data/enterprise/industry_division", "72")
    before.answer("/data/enterprise/industry_sub", "s7291")
    entry = revisit.carry_over(core, before, now=lambda: SECOND)
    entry.answer("/data/visit/consent_given", "yes")
    assert entry.value("/data/enterprise/industry_sub") == "s7291"
    assert entry.value("/data/enterprise/key_industry") == "culture_tourism"


def test_not_applicable_is_taken_over_with_its_reason(core: forms.Form) -> None:
    before = core.start(now=lambda: FIRST)
    before.answer("/data/visit/consent_given", "yes")
    before.annotate("/data/mgmt/app_hr", "na", reason="outsourced", text="集团统一承担")
    entry = revisit.carry_over(core, before, now=lambda: SECOND)
    notes = entry.annotations("/data/mgmt/app_hr", "na")
    assert [(note.reason, note.text) for note in notes] == [("outsourced", "集团统一承担")]


def test_a_follow_up_has_a_row_for_each_measure(follow_up: forms.Form, before: forms.Entry
                                                ) -> None:
    # given the diagnosis of the last visit
    diagnosis = forms.diagnose(before)
    # when the follow-up begins
    entry = revisit.begin_follow_up(
        follow_up, before, diagnosis, number="YZ140702-20261118-0318", now=lambda: SECOND
    )
    entry.answer("/data/visit/consent_given", "yes")
    # then each measure waits for its state, with the date that the plan gave it
    assert entry.rows(LIST) == len(diagnosis.measures) > 3
    first = diagnosis.measures[0]
    assert entry.value(f"{LIST}[1]/m_code") == first.name
    assert entry.value(f"{LIST}[1]/m_phase") == first.phase
    assert entry.value("/data/base/ent_name") == before.value("/data/enterprise/ent_name")
    assert entry.value("/data/base/base_instance") == before.instance_id
    assert entry.value("/data/base/base_date") == "2026-11-18"
    due = {m.phase: entry.value(f"{LIST}[{i}]/m_due")
           for i, m in enumerate(diagnosis.measures, start=1)}
    assert due["now"] == "2026-12-18"
    assert all(violation.path.startswith("/data/visit") or violation.severity == "soft"
               for violation in entry.violations())


def answered(entry: forms.Entry, row: int, **cells: str) -> None:
    while entry.rows(LIST) < row:
        entry.add_row(LIST)
    for name, value in cells.items():
        entry.answer(f"{LIST}[{row}]/{name}", value)


def test_the_effects_are_reckoned_from_the_rows(follow_up: forms.Form) -> None:
    # given four measures: two done, of which one is proven and useful; one late; one dropped
    entry = follow_up.start(now=lambda: SECOND)
    entry.answer("/data/visit/visit_date", "2027-02-25")
    entry.answer("/data/visit/consent_given", "yes")
    answered(entry, 1, m_code="M01", m_state="done", m_cost="12000", m_evidence="screen",
             m_effect="safe", m_due="2026-12-18")
    answered(entry, 2, m_code="M03", m_state="done", m_cost="0", m_evidence="none",
             m_effect="none")
    answered(entry, 3, m_code="M05", m_state="doing", m_cost="8000.5", m_due="2027-01-18")
    answered(entry, 4, m_code="M22", m_state="dropped", m_why="money", m_due="2027-01-18")
    # when the effects are reckoned
    found = revisit.effects(entry)
    # then (by hand) 2 of 4 done, 1 of 2 proven and useful, 1 late, 20,000.5 yuan spent
    assert (found.total, found.done, found.late) == (4, 2, 1)
    assert (found.done_pct, found.proven_pct, found.effective_pct) == (50, 50, 50)
    assert found.spent_cny == Decimal("20000.5")
    assert [(o.code, o.state, o.late) for o in found.outcomes] == [
        ("M01", "done", False), ("M03", "done", False), ("M05", "doing", True),
        ("M22", "dropped", False),
    ]


def test_nothing_done_gives_no_percentage(follow_up: forms.Form) -> None:
    entry = follow_up.start(now=lambda: SECOND)
    entry.answer("/data/visit/consent_given", "yes")
    found = revisit.effects(entry)
    assert (found.done, found.proven_pct, found.effective_pct) == (0, None, None)


@pytest.mark.parametrize(
    ("kind", "period", "ok"),
    [("month", "2026-12", True), ("month", "2026-13", False), ("quarter", "2026Q4", True),
     ("quarter", "2026-12", False), ("year", "2026", True), ("year", "26", False)],
)
def test_a_period_fits_its_kind(follow_up: forms.Form, kind: str, period: str, ok: bool) -> None:
    entry = follow_up.start(now=lambda: SECOND)
    entry.answer("/data/visit/period_kind", kind)
    entry.answer("/data/visit/period", period)
    assert (entry.node("/data/visit/period").violation is None) is ok


def test_the_follow_up_says_its_sum_in_a_sentence(follow_up: forms.Form) -> None:
    entry = follow_up.start(now=lambda: SECOND)
    entry.answer("/data/visit/consent_given", "yes")
    answered(entry, 1, m_code="M01", m_state="done")
    answered(entry, 2, m_code="M02", m_state="waiting")
    label = entry.node("/data/actions/summary_note").label
    assert "2 条措施：已完成 1 条，进行中 0 条，没开始 1 条" in label


def test_dates_at_the_end_of_a_month_stay_in_the_month() -> None:
    assert revisit._months_after("2026-11-30", 3) == "2027-02-28"
    assert revisit._months_after("", 3) == ""
