from dataclasses import replace

from desktop.screens.diagnosis_view import (
    dimension_rows,
    first_measures,
    indicator_rows,
    level_block,
    red_line_rows,
)
from forms.diagnosis.model import Basis
from tests.desktop.review.factory import a_diagnosis, a_noodle_shop, too_little


def test_red_lines_that_are_hit_come_before_those_to_be_checked() -> None:
    rows = red_line_rows(a_diagnosis())
    assert [(row.name, row.state) for row in rows] == [("R6", "hit"), ("R2", "unknown")]
    assert rows[0].path == "/data/security/incident"
    assert "8.10" in rows[0].link
    assert "L3" in rows[0].advice


def test_the_failed_gate_says_how_far_it_is_and_which_measure_opens_it() -> None:
    block = level_block(a_diagnosis())
    assert block.headline == "L2 基础"
    assert block.score == "43.8"
    assert [(gate.passed, gate.value) for gate in block.gates] == [
        (True, "43.8"), (True, "43.7"), (False, "37.6")]
    assert "12.4" in block.gates[-1].verdict
    assert "M01" in block.way
    assert "L3 应用" in block.way


def test_a_self_employed_gets_a_start_score_and_no_level() -> None:
    block = level_block(a_noodle_shop())
    assert block.headline == ""
    assert block.gates == ()
    assert block.measured
    assert "不定级" in block.notes[0]


def test_below_sixty_per_cent_nothing_is_measured() -> None:
    block = level_block(too_little())
    assert not block.measured
    assert block.headline == ""
    assert "41" in block.notes[0]


def test_the_gap_of_a_dimension_is_to_the_target_and_never_negative() -> None:
    rows = dimension_rows(a_diagnosis(), median={"D2": 50.0})
    assert [row.gap for row in rows] == ["0.4", "21.3", "24.5", "30.0", "35.5", "15.8", "9.2"]
    assert rows[1].median == 50.0
    assert rows[0].median is None


def test_an_indicator_lists_the_answers_with_their_points_and_what_wins_them_back() -> None:
    rows = {row.name: row for row in indicator_rows(a_diagnosis(), "D2")}
    assert rows["I24"].gate
    assert not rows["I21"].gate
    assert rows["I24"].answers[0] == ("3.10 定期备到本地 50", "/data/infra/backup")
    assert rows["I24"].lost == "−2.5"
    assert rows["I21"].measures == ("M11", "M12")


def test_points_of_a_formula_are_rounded_like_every_score() -> None:
    diagnosis = a_diagnosis()
    dimension = diagnosis.dimensions[3]
    basis = Basis("/data/x", "6.16", "联网", "部分", 18.8372)
    changed = replace(dimension.indicators[0], basis=(basis,))
    shown = a_diagnosis(dimensions=(replace(dimension, indicators=(changed,)),))
    assert indicator_rows(shown, "D4")[0].answers[0][0] == "6.16 部分 18.8"


def test_what_to_do_first_is_by_phase_then_priority() -> None:
    assert [one.name for one in first_measures(a_diagnosis())] == ["M01", "M03", "M05"]


def test_an_answer_that_is_its_own_points_is_not_said_twice() -> None:
    diagnosis = a_diagnosis()
    dimension = diagnosis.dimensions[3]
    basis = Basis("/data/x", "8.7", "等保", "39.0", 39.0)
    changed = replace(dimension.indicators[0], basis=(basis,))
    shown = a_diagnosis(dimensions=(replace(dimension, indicators=(changed,)),))
    assert indicator_rows(shown, "D4")[0].answers[0][0] == "8.7 39.0"
