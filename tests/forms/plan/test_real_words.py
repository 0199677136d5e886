"""Words of the plan that come from a real record's annotations."""

import re
from dataclasses import replace

import forms
from forms.plan import PlanContext, build
from forms.plan.model import Answers, Chapter, Plan, Table
from forms.plan.texts import sheets_of
from tests.forms.diagnosis.practice import NOW, practice


def plan_of(entry: forms.Entry) -> Plan:
    return build(entry, forms.diagnose(entry), replace(context_of(entry), length="full"))


def context_of(entry: forms.Entry) -> PlanContext:
    return PlanContext(now=NOW, sheets=sheets_of(entry.form))


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


def test_numbers_in_a_system_s_line_are_said_what_they_ask() -> None:
    # given the standard length, where a system's answers stand on one line
    entry = practice("factory")
    plan = build(entry, forms.diagnose(entry), context_of(entry))
    answers = next(block for chapter in plan.chapters for block in chapter.blocks
                   if isinstance(block, Answers))
    lines = [one for section in answers.sections for one in section.answers]
    systems = next(n for n, one in enumerate(lines) if one.question == "ERP")
    # then the line before the first one names the question of every number in them
    assert "4.2.9 否" in lines[systems].answer
    assert "4.2.9 授权是否绑定加密狗或本机硬件" in lines[systems - 1].answer
    numbers = {number for one in lines[systems:systems + 11]
               for number in re.findall(r"\b4\.2\.\d+", one.answer)}
    assert numbers == set(re.findall(r"\b4\.2\.\d+", lines[systems - 1].answer))


def test_steps_that_do_not_fit_the_boss_page_are_counted() -> None:
    entry = practice("factory")
    summary = plan_of(entry).chapters[0]
    assert [row[1].partition("等 ")[2] for row in rows_of(summary)] == ["", "7 项", "6 项"]


def rows_of(chapter: Chapter) -> list[list[str]]:
    tables = [block for block in chapter.blocks if isinstance(block, Table)]
    return [["".join(run.text for line in cell.lines for run in line) for cell in row.cells]
            for table in tables for row in table.rows]
