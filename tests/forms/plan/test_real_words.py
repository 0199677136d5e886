"""Words of the plan that come from a real record's annotations."""

from dataclasses import replace

import forms
from forms.plan import PlanContext, build
from forms.plan.model import Chapter, Plan, Table
from forms.plan.texts import sheets_of
from tests.forms.diagnosis.practice import NOW, practice


def plan_of(entry: forms.Entry) -> Plan:
    context = PlanContext(now=NOW, sheets=sheets_of(entry.form))
    return build(entry, forms.diagnose(entry), replace(context, length="full"))


def test_a_coded_reason_of_not_applicable_is_printed_in_words_with_its_text() -> None:
    # given
    entry = practice("factory")
    entry.annotate("/data/mgmt/app_bi", "na", reason="group", text="集团出报表")
    # when
    words = repr(plan_of(entry).chapters)
    # then
    assert "不涉及：集团统一承担\\u3000集团出报表" in words


def test_a_changed_assumption_is_no_answer_that_was_insisted_on() -> None:
    # given: the practice factory quotes prices as decisions at the root
    entry = practice("factory")
    assert entry.annotations(kind="override")
    # when
    words = repr(plan_of(entry).chapters)
    # then
    assert "assumption:" not in words


def test_what_a_measure_saves_is_a_row_that_can_be_checked_by_hand() -> None:
    # given: the migration is quoted, cloud finance is not
    plan = plan_of(practice("factory"))
    # then 12.3 a year today less 8.6 is 3.7, and 9.6 once is back in the 32nd month
    measures = next(one for one in plan.chapters if one.key == "measures")
    rows = {row[0]: row for row in rows_of(measures)}
    assert rows["M11 服务器按 7R 迁移"][1:] == ["12.3", "8.6", "3.7", "9.6", "32 个月"]
    assert rows["M22 云财务与数电票直连"][1:] == ["2.4", "询价", "询价", "0.0", "询价"]


def rows_of(chapter: Chapter) -> list[list[str]]:
    tables = [block for block in chapter.blocks if isinstance(block, Table)]
    return [["".join(run.text for line in cell.lines for run in line) for cell in row.cells]
            for table in tables for row in table.rows]
