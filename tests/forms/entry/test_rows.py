"""Repeats: rows added, removed, counted, nested; positions and what depends on them."""

import pytest

from forms import AnswerRejectedError
from tests.forms.scenario import (
    calculate,
    form,
    group,
    integer,
    repeat,
    scenario,
    setvalue,
    text,
)


def test_a_new_row_is_computed_and_only_it_changes() -> None:
    s = scenario(form(repeat("p", integer("v"), calculate("n", "position(..)"))))
    s.add("/p")
    assert s.value("/p[2]/n") == "2"
    assert s.changes.rows == {s.path("/p")}
    assert s.changes.values == {s.path("/p[2]/n")}


def test_removing_a_row_moves_the_later_ones() -> None:
    s = scenario(form(repeat("p", text("v"), calculate("n", "position(..)"), rows=3)))
    for row in "123":
        s.answer(f"/p[{row}]/v", f"v{row}")
    s.remove("/p[2]")
    assert s.rows("/p") == 2
    assert (s.value("/p[2]/v"), s.value("/p[2]/n")) == ("v3", "2")


def test_undo_brings_a_removed_row_back_with_its_answers() -> None:
    s = scenario(form(repeat("p", text("v"), repeat("q", text("w")), rows=2)))
    s.answer("/p[1]/v", "<&>").answer("/p[1]/q[1]/w", "inner").remove("/p[1]")
    s.undo()
    assert (s.value("/p[1]/v"), s.value("/p[1]/q[1]/w")) == ("<&>", "inner")


def test_nested_rows_have_a_position_each() -> None:
    s = scenario(form(repeat("p", repeat("q", text("v"),
                                         calculate("n", "concat(position(../..), position(..))")))))
    s.add("/p").add("/p[2]/q")
    assert s.value("/p[2]/q[2]/n") == "22"
    assert s.entry.paths(s.path("/p[2]")) == (s.path("/p[2]/q[1]"), s.path("/p[2]/q[2]"))


def test_a_count_makes_rows_and_keeps_the_surplus_aside() -> None:
    s = scenario(form(integer("n"), repeat("p", text("v"), count="/data/n"),
                      calculate("all", "count(/data/p)")))
    assert s.rows("/p") == 0
    s.answer("/n", "2").answer("/p[2]/v", "second").answer("/n", "1")
    assert (s.rows("/p"), s.value("/all")) == (1, "1")
    s.answer("/n", "2")
    assert s.value("/p[2]/v") == "second"


def test_rows_kept_aside_survive_reopening_and_stay_out_of_the_finished_record() -> None:
    s = scenario(form(integer("n"), repeat("p", text("v"), count="/data/n")))
    s.answer("/n", "2").answer("/p[2]/v", "second").answer("/n", "1")
    assert b"second" not in s.entry.finish()
    again = s.reopened()
    assert again.rows("/p") == 1
    again.answer("/n", "2")
    assert again.value("/p[2]/v") == "second"


@pytest.mark.parametrize("count", ["-3", "", "none"])
def test_a_count_that_is_none_makes_no_rows(count: str) -> None:
    s = scenario(form(text("n", default=count), repeat("p", text("v"), count="/data/n")))
    assert s.rows("/p") == 0


def test_a_count_may_be_relative_to_its_repeat() -> None:
    s = scenario(form(group("g", integer("n", default="2"), repeat("p", text("v"), count="../n"))))
    assert s.rows("/g/p") == 2


@pytest.mark.parametrize("fixed", [{"count": "2"}, {"jr:noAddRemove": "true()"}])
def test_fixed_rows_are_not_added_or_removed(fixed: dict[str, str]) -> None:
    s = scenario(form(repeat("p", text("v"), **fixed)))  # type: ignore[arg-type]  # by name
    assert s.form.question("/data/p").fixed_rows
    with pytest.raises(AnswerRejectedError) as caught:
        s.add("/p")
    assert caught.value.code == "fixed-rows"


def test_a_new_row_gets_its_dynamic_default() -> None:
    default = setvalue("odk-new-repeat", "/data/p/v", "concat('row ', position(..))")
    s = scenario(form(repeat("p", text("v"), inner=default)))
    assert s.value("/p[1]/v") == ""
    s.add("/p")
    assert s.value("/p[2]/v") == "row 2"


def test_counted_rows_get_it_too() -> None:
    default = setvalue("odk-new-repeat", "/data/p/v", "'new'")
    s = scenario(form(integer("n"), repeat("p", text("v"), count="/data/n", rows=0, inner=default)))
    s.answer("/n", "2")
    assert s.value("/p[2]/v") == "new"


def test_aggregates_outside_follow_the_rows() -> None:
    s = scenario(form(repeat("p", integer("v"), rows=2), calculate("t", "sum(/data/p/v)")))
    s.answer("/p[1]/v", "1").answer("/p[2]/v", "2").remove("/p[1]")
    assert s.value("/t") == "2"


def test_an_unknown_row_is_refused() -> None:
    s = scenario(form(repeat("p", text("v"))))
    with pytest.raises(AnswerRejectedError) as caught:
        s.answer("/p[2]/v", "x")
    assert caught.value.code == "unknown-node"


def test_a_count_inside_a_row_reads_its_own_row() -> None:
    s = scenario(form(repeat("p", integer("n"), repeat("q", text("v"), count="/data/p/n", rows=0),
                             calculate("k", "count(../q)"), rows=2)))
    s.answer("/p[1]/n", "2").answer("/p[2]/n", "3")
    assert (s.rows("/p[1]/q"), s.rows("/p[2]/q")) == (2, 3)
    assert (s.value("/p[1]/k"), s.value("/p[2]/k")) == ("2", "3")


def test_a_count_may_come_from_a_calculation_over_rows() -> None:
    s = scenario(form(repeat("p", text("on")), calculate("n", "count(/data/p[on = 'y'])"),
                      repeat("q", calculate("who", "position(..)"), count="/data/n")))
    s.answer("/p[1]/on", "y").add("/p").answer("/p[2]/on", "y")
    assert (s.rows("/q"), s.value("/q[2]/who")) == (2, "2")
    s.remove("/p[1]")
    assert s.rows("/q") == 1


def test_undo_of_a_count_forgets_what_its_rows_were_given() -> None:
    default = setvalue("odk-new-repeat", "/data/p/v", "'new'")
    s = scenario(form(integer("n"), repeat("p", text("v"), count="/data/n", rows=0, inner=default)))
    s.answer("/n", "2").undo()
    assert s.rows("/p") == 0


def test_undo_of_a_new_row_takes_its_default_along() -> None:
    default = setvalue("odk-new-repeat", "/data/p/v", "'new'")
    s = scenario(form(repeat("p", text("v"), inner=default)))
    s.add("/p").undo()
    assert s.rows("/p") == 1


def test_a_look_at_the_next_row_tells_what_it_asks_and_leaves_no_trace() -> None:
    s = scenario(form(
        text("path"),
        repeat("p", text("v"), text("w", relevant="/data/path = 'std'"),
               calculate("n", "position(..)")),
        calculate("all", "count(/data/p)"), integer("more", relevant="/data/all > 1")))
    before = s.entry.xml()
    found = s.entry.next_row(s.path("/p"))
    assert {path.rpartition("/")[2]: view.relevant for path, view in found.items()} == {
        "v": True, "w": False, "n": True}
    assert s.entry.xml() == before
    s.answer("/path", "std")
    assert not s.changes.rows
    assert s.entry.next_row(s.path("/p"))[s.path("/p/w")].relevant
    assert (s.rows("/p"), s.value("/all")) == (1, "1")


def test_a_repeat_with_fixed_rows_has_no_next_row() -> None:
    s = scenario(form(integer("n"), repeat("p", text("v"), count="/data/n")))
    assert s.entry.next_row(s.path("/p")) == {}
