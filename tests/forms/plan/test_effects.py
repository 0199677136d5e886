"""The 成效评估 on paper: rates, measures one by one, the whole, two signatures."""

from datetime import UTC, datetime
from functools import cache

import forms
import resources
from desktop.practice import fill, practice_visit
from forms import revisit
from forms.plan import PlanContext, build_effects
from forms.plan.model import Plan, SignBoxes, Table, plain
from forms.plan.texts import sheets_of

FIRST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2027, 5, 25, 9, 0, tzinfo=UTC)
ROWS = "/data/actions/action_list"


@cache
def questionnaire(name: str) -> forms.Form:
    with resources.as_path(f"questionnaires/{name}") as folder:
        return forms.load(folder)


def a_follow_up() -> forms.Entry:
    """The practice factory half a year later: nothing asked yet but the day and the consent."""
    before = questionnaire("cloud_diagnosis").start(now=lambda: FIRST)
    fill(before, practice_visit())
    entry = revisit.begin_follow_up(
        questionnaire("follow_up"), before, forms.diagnose(before), number="YZ1", now=lambda: LATER)
    for name, value in (("visit_date", "2027-05-25"), ("consent_given", "yes")):
        entry.answer(f"/data/visit/{name}", value)
    return entry


def document(entry: forms.Entry) -> Plan:
    return build_effects(entry, PlanContext(
        now=LATER, draft=True, record_number="YZ2", sheets=sheets_of(entry.form)))


def rows_of(plan: Plan) -> list[list[str]]:
    tables = [block for block in plan.chapters[0].blocks if isinstance(block, Table)]
    return [[" ".join(plain(line) for line in cell.lines) for cell in row.cells]
            for table in tables for row in table.rows]


def test_what_became_of_each_measure_is_printed_with_state_cost_evidence_and_effect() -> None:
    # given: the first measure done, the second under way, both were due long ago
    entry = a_follow_up()
    first, second = (entry.value(f"{ROWS}[{row}]/m_code") for row in (1, 2))
    for cell, value in (("m_state", "done"), ("m_cost", "12000"),
                        ("m_evidence", "screen invoice"), ("m_effect", "time")):
        entry.answer(f"{ROWS}[1]/{cell}", value)
    entry.answer(f"{ROWS}[2]/m_state", "doing")
    # when
    plan = document(entry)
    rows = {row[0]: row for row in rows_of(plan)}
    # then
    assert rows[first][3:] == ["已完成", "12\u00a0000", "系统在用（现场打开看过）；发票", "省时间"]
    assert rows[second][3] == "进行中（逾期）"
    total = entry.rows(ROWS)
    assert rows["完成率"][2] == f"已完成 1 条 ÷ 方案措施 {total} 条"
    assert rows["有据率"][1] == "100 %"
    assert f"{total} 条措施完成 1 条" in plan.chapters[0].conclusion


def test_every_measure_must_be_on_paper() -> None:
    entry = a_follow_up()
    plan = document(entry)
    codes = [entry.value(f"{ROWS}[{row}]/m_code") for row in range(1, entry.rows(ROWS) + 1)]
    assert [code for code, _label in plan.required] == codes


def test_without_answers_nothing_is_reckoned() -> None:
    rows = {row[0]: row for row in rows_of(document(a_follow_up()))}
    assert rows["有据率"][1] == rows["见效率"][1] == "—"
    assert rows["M01"][3].startswith("没有问到")


def test_the_period_of_the_assessment_stands_on_it() -> None:
    entry = a_follow_up()
    assert any("不计入考评" in row for row in rows_of(document(entry)))
    entry.answer("/data/visit/period_kind", "quarter")
    entry.answer("/data/visit/period", "2027Q2")
    assert any("季度考评 2027Q2" in row for row in rows_of(document(entry)))


def test_both_sides_sign() -> None:
    boxes = [one for one in document(a_follow_up()).chapters[0].blocks
             if isinstance(one, SignBoxes)]
    assert [box.title for box in boxes[0].boxes] == ["企业", "回访单位"]
