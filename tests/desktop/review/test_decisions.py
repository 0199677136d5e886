"""Decisions on the practice factory, with the real engine: they live in the record itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

import forms
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.screens.costs import CostsPage
from desktop.screens.costs_model import CostsModel
from desktop.screens.diagnosis_model import DiagnosisModel
from desktop.screens.diagnosis_review import Review, review_of
from desktop.screens.diagnosis_whatif import WhatIf
from desktop.screens.measures_model import MeasuresModel
from desktop.screens.presentation_model import (
    COST,
    LEVEL,
    MEASURES,
    RADAR,
    OutlineQuestions,
    PresentationModel,
)
from desktop.visit import Visit
from forms.diagnosis.model import Measure
from tests.desktop.review.fakes import NOON, AtOnce, FakeStore

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


class Writing(FakeStore):
    """A store that takes the journal."""

    def append(self, *_args: object, **_rest: object) -> datetime:
        return NOON


@pytest.fixture(scope="module")
def form() -> forms.Form:
    return shipped()


@pytest.fixture
def visit(form: forms.Form) -> Visit:
    entry = form.start(now=lambda: MORNING)
    fill(entry, practice_visit("factory"))
    return Visit("u1", "YZ", entry, store=Writing(), background=AtOnce(), new_uuid=lambda: "u2")


def measure_of(entry: forms.Entry, name: str) -> Measure:
    return next(one for one in forms.diagnose(entry).measures if one.name == name)


def phase_of(entry: forms.Entry, name: str) -> str:
    return measure_of(entry, name).phase


def test_a_moved_measure_is_moved_in_every_recomputation(form: forms.Form, visit: Visit) -> None:
    # given a measure of the first phase
    model = MeasuresModel(review_of(visit), visit)
    model.activate()
    name = next(one.name for one in model.state.measures
                if one.phase == "first" and model.state.diagnosis is not None
                and not any(one.name in other.prerequisites for other in model.state.measures))

    # when it is moved, and the record is read again from its bytes
    assert model.move(name, "second")
    again = form.resume(visit.entry.xml(), now=lambda: MORNING)

    # then the diagnosis of the bytes has it where it was put
    assert phase_of(again, name) == "second"


def test_undo_takes_a_move_back(visit: Visit) -> None:
    model = MeasuresModel(review_of(visit), visit)
    model.activate()
    before = {one.name: one.phase for one in model.state.measures}
    name = next(one.name for one in model.state.measures if one.phase == "third")
    assert model.move(name, "reserve") or model.move(name, "second")
    visit.undo()
    assert {one.name: one.phase for one in model.state.measures} == before


def test_a_changed_assumption_changes_the_costs_and_is_restored(visit: Visit) -> None:
    review = review_of(visit)
    review.restore_assumptions()
    costs = review.diagnosis and review.diagnosis.costs
    assert costs
    first = next(one for one in costs.assumptions if one.value)
    review.assume(first.name, (first.value or Decimal(0)) + 7)
    changed = review.diagnosis and review.diagnosis.costs
    assert changed
    assert next(one for one in changed.assumptions if one.name == first.name).value != first.value
    review.restore_assumptions()
    restored = review.diagnosis and review.diagnosis.costs
    assert restored == costs


def test_a_quote_is_typed_with_its_source_and_undone_as_one_step(
    qtbot: QtBot, visit: Visit
) -> None:
    # given the cost screen, where the price of cloud finance is open
    page = CostsPage(CostsModel(review_of(visit), visit))
    qtbot.addWidget(page)
    page.activate()
    price = page.findChild(QLineEdit, "assumption_price_cloud_finance")
    assert price is not None
    assert price.text() == ""

    # when amount and source are typed
    page.show()
    price.setFocus()
    qtbot.keyClicks(price, "18,000")
    qtbot.keyClick(price, Qt.Key.Key_Return)
    source = page.findChild(QLineEdit, "source_price_cloud_finance")
    assert source is not None
    source.selectAll()
    qtbot.keyClicks(source, "A GmbH 2026-11")
    qtbot.keyClick(source, Qt.Key.Key_Return)

    # then the measure costs it, by that source, and its saving is known
    finance = measure_of(visit.entry, "M22")
    assert finance.first_year_cost_cny == Decimal(18000)
    assert finance.cost_items[0].source == "A GmbH 2026-11"
    assert finance.yearly_saving_cny == Decimal(6000)

    # and undo takes back the source, then the amount
    visit.undo()
    assert measure_of(visit.entry, "M22").cost_items[0].source == "本次改定"
    visit.undo()
    assert measure_of(visit.entry, "M22").first_year_cost_cny is None


def test_one_visit_has_one_review(visit: Visit) -> None:
    assert review_of(visit) is review_of(visit)


def test_an_answer_costs_no_diagnosis_while_no_stage_shows_one(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a model that was left
    model = MeasuresModel(review_of(visit), visit)
    model.activate()
    model.deactivate()
    made: list[bool] = []
    diagnose: Callable[..., object] = forms.diagnose
    monkeypatch.setattr(forms, "diagnose", lambda *args: made.append(True) or diagnose(*args))

    # when an answer changes
    visit.answer("/data/infra/backup", "b3")

    # then nothing was diagnosed
    assert made == []


def test_another_answer_is_tried_without_touching_the_record(visit: Visit) -> None:
    # given the record's bytes
    before = visit.entry.xml()
    trial = WhatIf(visit.entry)
    backup = next(one for one in trial.trials() if one.path.endswith("backup"))

    # when the best choice is tried
    after = trial.attempt(backup.path, backup.choices[-1].value)

    # then the score of the copy rises, the record has not moved, and a reset gives the old score
    assert (after.cmi or 0) > (trial.before.cmi or 0)
    assert visit.entry.xml() == before
    assert trial.reset().cmi == trial.before.cmi


def test_the_diagnosis_screen_follows_a_trial_and_comes_back(visit: Visit) -> None:
    model = DiagnosisModel(Review(visit), FakeStore(), AtOnce(), visit)
    model.activate()
    model.toggle_what_if()
    path = model.state.trials[0].path
    model.attempt(path, model.state.trials[0].choices[-1].value)
    assert model.state.shown != model.state.diagnosis
    model.toggle_what_if()
    assert model.state.shown == model.state.diagnosis


def test_the_projector_walks_the_questions_of_the_record(visit: Visit) -> None:
    # given the presentation on the practice factory
    questions = OutlineQuestions(visit.entry, with_costs=True)
    model = PresentationModel(review_of(visit), questions, visit)
    model.start("/data/infra/backup")
    assert model.state.asked is not None
    assert model.state.asked.choices

    # when an answer is chosen there
    model.choose(len(model.state.asked.choices))

    # then it is in the record, the score moved, and tables and contacts of vendors are no slides
    assert visit.entry.value("/data/infra/backup") == model.state.asked.choices[-1].value
    assert model.state.delta is not None
    assert model.state.delta > 0
    paths = [slide.path for slide in model.state.slides]
    assert not any("[" in path or "ct_vendor" in path for path in paths)
    assert [slide.kind for slide in model.state.slides[-4:]] == [RADAR, LEVEL, MEASURES, COST]
