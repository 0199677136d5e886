"""Relevance, requirement, constraints, calculations: what a bind does."""

import pytest

from forms import AnswerRejectedError
from tests.forms.scenario import (
    NOON,
    calculate,
    form,
    group,
    integer,
    repeat,
    scenario,
    text,
)


def test_hidden_question_keeps_its_answer_and_nobody_sees_it() -> None:
    s = scenario(form(text("a"), text("b", relevant="/data/a = 'x'"),
                      calculate("c", "concat(/data/b, '!')")))
    s.answer("/a", "x").answer("/b", "kept").answer("/a", "y")
    assert not s.relevant("/b")
    assert s.value("/c") == "!"
    s.answer("/a", "x")
    assert s.value("/b") == "kept"
    assert s.value("/c") == "kept!"


def test_relevance_of_a_group_is_inherited() -> None:
    s = scenario(form(text("a"), group("g", text("b"), group("h", text("c")),
                                       relevant="/data/a = '1'")))
    assert not s.relevant("/g/h/c")
    s.answer("/a", "1")
    assert s.relevant("/g/h/c")
    assert s.path("/g/h/c") in s.changes.relevance


def test_an_answer_returns_exactly_what_changed() -> None:
    s = scenario(form(integer("a"), calculate("b", "/data/a * 2"), calculate("c", "/data/b + 1"),
                      calculate("d", "'fixed'"), text("e", relevant="/data/c > 10")))
    s.answer("/a", "3")
    assert s.changes.values == {s.path("/a"), s.path("/b"), s.path("/c")}
    assert s.changes.relevance == frozenset()
    s.answer("/a", "5")
    assert s.changes.relevance == {s.path("/e")}


def test_a_dependent_that_comes_out_the_same_stops_there() -> None:
    s = scenario(form(integer("a"), calculate("b", "/data/a > 10"), calculate("c", "/data/b")))
    s.answer("/a", "1")
    s.answer("/a", "2")
    assert s.changes.values == {s.path("/a")}


def test_an_empty_required_question_violates_and_a_hidden_one_does_not() -> None:
    s = scenario(form(text("a"), text("b", required="true()", relevant="/data/a != ''")))
    assert s.entry.violations() == ()
    s.answer("/a", "1")
    assert s.violation("/b") == "required"
    assert s.path("/b") in s.changes.violations


def test_a_violating_answer_stays_and_is_marked() -> None:
    s = scenario(form(integer("staff", constraint=". > 0", **{
        "jr:constraintMsg": "Above zero, please."})))
    s.answer("/staff", "-1")
    assert s.value("/staff") == "-1"
    assert s.view("/staff").violation is not None
    assert s.view("/staff").violation.message == "Above zero, please."  # type: ignore[union-attr]  # seen


def test_an_empty_answer_never_violates_a_constraint() -> None:
    s = scenario(form(integer("staff", constraint=". > 0")))
    assert s.violation("/staff") == ""


def test_a_constraint_is_checked_again_when_what_it_reads_changes() -> None:
    s = scenario(form(integer("most"), integer("n", constraint=". <= /data/most")))
    s.answer("/most", "5").answer("/n", "4").answer("/most", "3")
    assert s.violation("/n") == "constraint"
    assert s.changes.violations == {s.path("/n")}


def test_read_only_is_inherited_and_refuses_answers() -> None:
    s = scenario(form(text("a"), group("g", text("b"), readonly="/data/a = 'lock'")))
    s.answer("/a", "lock")
    assert s.view("/g/b").readonly
    assert s.path("/g/b") in s.changes.readonly


def test_a_stored_boolean_stays_a_boolean() -> None:
    s = scenario(form(calculate("b", "1 > 2"), calculate("c", "if(/data/b, 'T', 'F')"),
                      calculate("d", "/data/b + 1")))
    assert (s.value("/b"), s.value("/c"), s.value("/d")) == ("false", "F", "1")
    again = s.reopened()
    assert again.value("/c") == "F"


def test_an_absolute_path_inside_a_repeat_means_the_own_row() -> None:
    s = scenario(form(repeat("p", integer("ag"), calculate("k", "/data/p/ag * 2"), rows=2),
                      calculate("sum", "sum(/data/p/ag)")))
    s.answer("/p[1]/ag", "3").answer("/p[2]/ag", "4")
    assert (s.value("/p[1]/k"), s.value("/p[2]/k")) == ("6", "8")
    assert s.value("/sum") == "7"


def test_from_outside_a_scalar_takes_the_first_row() -> None:
    s = scenario(form(repeat("p", integer("ag"), rows=2), calculate("one", "/data/p/ag + 0")))
    s.answer("/p[1]/ag", "3").answer("/p[2]/ag", "4")
    assert s.value("/one") == "3"


def test_hidden_nodes_are_left_out_of_sums_and_counts() -> None:
    s = scenario(form(integer("off"), repeat("p", integer("v"), rows=3,
                                             relevant="position(.) != /data/off"),
                      calculate("n", "count(/data/p)"), calculate("t", "sum(/data/p/v)")))
    for row, number in enumerate((1, 2, 4), 1):
        s.answer(f"/p[{row}]/v", number)
    s.answer("/off", "2")
    assert (s.value("/n"), s.value("/t")) == ("2", "5")


def test_a_running_total_reads_the_row_before() -> None:
    s = scenario(form(repeat(
        "p", integer("v"),
        calculate("total", "../v + coalesce(indexed-repeat(/data/p/total, /data/p, "
                           "position(..) - 1), 0)"), rows=3)))
    for row in (1, 2, 3):
        s.answer(f"/p[{row}]/v", row * 10)
    assert s.value("/p[3]/total") == "60"
    s.answer("/p[1]/v", "0")
    assert s.value("/p[3]/total") == "50"
    s.remove("/p[2]")
    assert s.value("/p[2]/total") == "30"


def test_now_stands_still_during_one_recomputation() -> None:
    s = scenario(form(text("a"), calculate("t", "concat(/data/a, today())")))
    s.answer("/a", "x")
    assert s.value("/t") == "x2026-03-01"


def test_once_keeps_its_first_value() -> None:
    s = scenario(form(text("a", default="1"), calculate("b", "once(/data/a)")))
    s.answer("/a", "2")
    assert s.value("/b") == "1"


def test_labels_and_hints_follow_the_answers_in_them() -> None:
    s = scenario(form(text("a"), text("b", label='Dear <output value="/data/a"/>!')))
    s.answer("/a", "Li")
    assert s.view("/b").label == "Dear Li!"
    assert s.changes.labels == {s.path("/b")}


def test_a_calculation_overwrites_an_entry_when_what_it_reads_changes_and_not_before() -> None:
    s = scenario(form(text("a", default="1"), text("b", calculate="concat('from ', /data/a)")))
    s.answer("/b", "mine")
    assert s.value("/b") == "mine"
    again = s.reopened()
    assert again.value("/b") == "mine"
    again.answer("/a", "2")
    assert again.value("/b") == "from 2"


def test_a_calculated_node_without_a_control_takes_no_answer() -> None:
    s = scenario(form(calculate("a", "1")))
    with pytest.raises(AnswerRejectedError):
        s.answer("/a", "2")


def test_the_text_of_a_group_is_that_of_its_questions() -> None:
    s = scenario(form(group("g", text("a"), text("b")), calculate("all", "concat(/data/g, '!')")))
    s.answer("/g/a", "x").answer("/g/b", "y")
    assert s.value("/all") == "xy!"


def test_between_two_edits_time_goes_on() -> None:
    days = iter(range(1, 28))
    s = scenario(form(text("a")), now=lambda: NOON.replace(day=next(days)))
    assert s.evaluate("today()") != s.evaluate("today()")
