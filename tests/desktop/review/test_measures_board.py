from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.screens.diagnosis_review import Review
from desktop.screens.measures_board import (
    COST,
    PAYBACK,
    ordered,
    phase_sums,
    refusal,
)
from desktop.screens.measures_model import MeasuresModel, month_label, sum_words
from forms.diagnosis.decisions import PHASES
from tests.desktop.review.factory import a_diagnosis, measures
from tests.desktop.review.fakes import FakeVisit
from tests.desktop.review.placing import MONTHS, placed

NAMES = [one.name for one in measures()]


def a_model() -> tuple[MeasuresModel, FakeVisit]:
    visit = FakeVisit(a_diagnosis())
    model = MeasuresModel(Review(visit), visit)
    model.activate()
    return model, visit


def phase_of(model: MeasuresModel, name: str) -> str:
    return next(one.phase for one in model.state.measures if one.name == name)


def test_a_measure_does_not_go_before_its_prerequisite() -> None:
    # given M33, which needs M05 of the first phase
    model, visit = a_model()

    # when it is put at once
    moved = model.move("M33", "now")

    # then it stays, and the reason names the prerequisite and the way out
    assert not moved
    assert phase_of(model, "M33") == "first"
    assert "M05" in model.state.problem
    assert "第一阶段" in model.state.problem
    assert visit.entry.marks == []


def test_a_prerequisite_does_not_go_behind_what_needs_it() -> None:
    found = refusal(measures(), "M05", "third")
    assert found is not None
    assert (found.kind, found.other) == ("dependent", "M33")


def test_an_allowed_move_is_written_into_the_record_and_gets_the_months_of_its_phase() -> None:
    model, visit = a_model()
    assert model.move("M25", "second")
    assert phase_of(model, "M25") == "second"
    moved = next(one for one in model.state.measures if one.name == "M25")
    assert MONTHS["second"][0] <= moved.start_month <= moved.end_month <= MONTHS["second"][1]
    assert [(mark.kind, mark.reason, mark.text) for mark in visit.entry.marks] == [
        ("override", "phase:M25", "second")]


def test_moving_twice_leaves_one_decision() -> None:
    model, visit = a_model()
    model.move("M25", "second")
    model.move("M25", "first")
    assert [mark.text for mark in visit.entry.marks] == ["first"]


def test_a_held_card_knows_every_phase_that_refuses_it() -> None:
    model, _visit = a_model()
    model.hold("M33")
    assert set(model.state.refusals) == {"now", "reserve"}
    model.release()
    assert model.state.refusals == {}


def test_a_finished_record_is_not_moved() -> None:
    visit = FakeVisit(a_diagnosis())
    visit.state = "accepted"
    model = MeasuresModel(Review(visit), visit)
    model.activate()
    assert not model.move("M25", "second")
    assert visit.entry.marks == []


def test_a_red_line_lies_first_and_cannot_be_moved() -> None:
    model, _visit = a_model()
    first = model.state.columns[0].cards[0]
    assert (first.key, first.red, first.fixed) == ("R6", True, True)
    assert not model.move("R6", "second")


def test_open_quotes_stand_beside_the_sum_and_are_never_nought() -> None:
    second = next(one for one in phase_sums(measures()) if one.phase == "second")
    assert second.known_cny == Decimal(150400)
    assert second.open_quotes == 2
    assert sum_words(second) == "首年 15.04 万元 · 2 项待询价"
    only_quotes = replace(second, known_cny=Decimal(0))
    assert sum_words(only_quotes) == "2 项待询价"


def test_what_is_unknown_stands_last_in_every_order() -> None:
    assert ordered(measures(), COST)[-1].first_year_cost_cny is None
    cheap = replace(measures()[0], once_cny=Decimal(36000), yearly_saving_cny=Decimal(36000))
    assert cheap.payback_months == 12
    assert ordered([*measures(), cheap], PAYBACK)[0] is cheap


def test_month_one_is_the_month_after_the_visit() -> None:
    assert month_label(date(2026, 11, 23), 1) == "2026-12"
    assert month_label(date(2026, 12, 31), 7) == "2027-07"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PHASES)), max_size=12))
def test_no_sequence_of_allowed_moves_breaks_the_order(moves: list[tuple[str, str]]) -> None:
    # given a board on which only allowed moves are made
    decided: dict[str, str] = {}
    for name, phase in moves:
        if refusal(placed(measures(), decided), name, phase) is None:
            decided[name] = phase

    # then no measure stands in an earlier phase than its prerequisite, nor outside its months
    by_name = {one.name: one for one in placed(measures(), decided)}
    for one in by_name.values():
        for other in one.prerequisites:
            assert PHASES.index(by_name[other].phase) <= PHASES.index(one.phase)
        if one.name in decided:
            assert MONTHS[one.phase][0] <= one.start_month <= one.end_month <= MONTHS[one.phase][1]
