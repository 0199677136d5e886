from collections.abc import Mapping

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.screens.diagnosis_review import Review
from desktop.screens.presentation import PresentationWindow
from desktop.screens.presentation_model import (
    COST,
    QUESTION,
    RADAR,
    Asked,
    PresentationModel,
    Slide,
)
from desktop.screens.presentation_parts import BigOption
from forms.values import Choice
from tests.desktop.review.factory import a_diagnosis
from tests.desktop.review.fakes import FakeVisit

CHOICES = tuple(Choice(f"b{n}", words) for n, words in enumerate(("没有", "本地", "云上")))
SLIDES = (
    Slide(QUESTION, "/data/a", "基础设施", 1, 2), Slide(QUESTION, "/data/b", "基础设施", 2, 2),
    Slide(RADAR), Slide(COST),
)


class AnsweredVisit(FakeVisit):
    """Keeps answers and scores a point more after each."""

    def answer(self, path: str, value: str) -> None:
        self.entry.answers[path] = value
        self.given = a_diagnosis(cmi=(self.given.cmi or 0) + 1)
        self._edited()


class FewQuestions:
    """Two questions and two charts."""

    def __init__(self, visit: AnsweredVisit, kinds: Mapping[str, str]) -> None:
        self._visit, self._kinds = visit, kinds

    def slides(self) -> tuple[Slide, ...]:
        return SLIDES

    def ask(self, path: str) -> Asked:
        kind = self._kinds.get(path, "select_one")
        return Asked("3.10", "重要数据备份", kind, self._visit.entry.value(path), CHOICES)

    def refresh(self, changes: object) -> None:
        """Nothing comes or goes here."""


def a_model(kinds: Mapping[str, str] | None = None) -> tuple[PresentationModel, AnsweredVisit]:
    visit = AnsweredVisit(a_diagnosis(cmi=40.0))
    model = PresentationModel(Review(visit), FewQuestions(visit, kinds or {}), visit)
    model.start("/data/b")
    return model, visit


def test_it_opens_at_the_question_that_was_left() -> None:
    model, _visit = a_model()
    assert model.state.slide == SLIDES[1]


def test_an_answer_moves_the_score_and_keeps_the_radar_before_it() -> None:
    model, visit = a_model()
    model.choose(3)
    assert visit.entry.value("/data/b") == "b2"
    assert model.state.delta == 1.0
    assert model.state.before["D2"] > 0
    assert model.state.slide == SLIDES[1]


def test_several_options_are_switched_on_and_off() -> None:
    model, visit = a_model({"/data/b": "select_multiple"})
    model.choose(1)
    model.choose(3)
    model.choose(1)
    assert visit.entry.value("/data/b") == "b2"


def test_a_finished_record_is_shown_and_not_changed() -> None:
    model, visit = a_model()
    visit.state = "accepted"
    model.choose(2)
    assert visit.entry.answers == {}


def test_after_the_questions_come_the_charts_and_there_it_ends() -> None:
    model, _visit = a_model()
    model.step(1)
    assert model.state.slide is not None
    assert model.state.slide.kind == RADAR
    assert model.state.asked is None
    model.step(9)
    assert model.state.slide.kind == COST


def test_keys_answer_walk_show_the_radar_and_leave(qtbot: QtBot) -> None:
    # given the window on its question
    model, visit = a_model()
    window = PresentationWindow(model, "练习企业")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()

    # when digits, arrows and letters are pressed
    qtbot.keyClick(window, Qt.Key.Key_2)
    options = [one for one in window.findChildren(BigOption) if one.isVisible()]

    # then the option is ticked, the radar comes alone and Esc leaves
    assert visit.entry.value("/data/b") == "b1"
    assert [one.isChecked() for one in options] == [False, True, False]
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert model.state.radar_alone
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert model.state.slide == SLIDES[0]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_remarks_and_open_items_are_not_on_the_projector(qtbot: QtBot) -> None:
    model, visit = a_model()
    visit.annotate("/data/b", "remark", text="内部备注")
    window = PresentationWindow(model, "练习企业")
    qtbot.addWidget(window)
    assert model.state.asked is not None
    assert "内部备注" not in repr(model.state.asked)
