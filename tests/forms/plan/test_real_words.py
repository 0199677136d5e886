"""Words of the plan that come from a real record's annotations."""

from dataclasses import replace

import forms
from forms.plan import PlanContext, build
from forms.plan.model import Plan
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
