"""Every screen of stages 2 to 6, of sync and statistics: names, keys, links, and both themes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import tokens
from desktop.page import Page
from desktop.previous import Previous
from desktop.screens import plan_model
from desktop.screens.costs import CostsPage
from desktop.screens.costs_model import CostsModel
from desktop.screens.diagnosis import DiagnosisPage
from desktop.screens.diagnosis_compare import Beside
from desktop.screens.diagnosis_model import LAST, PEERS, TARGET, DiagnosisModel
from desktop.screens.diagnosis_review import Review
from desktop.screens.measures import MeasuresPage
from desktop.screens.measures_model import MeasuresModel
from desktop.screens.plan import PlanPage
from desktop.screens.statistics import StatisticsPage
from desktop.screens.statistics_model import StatisticsModel
from desktop.screens.submit import SubmitModel, SubmitPage
from desktop.screens.sync_centre import ReturnedModel, SyncPage
from desktop.screens.sync_centre_handover import HandoverModel
from desktop.screens.sync_centre_model import SyncModel
from desktop.settings import Settings
from desktop.widgets.ledger import KEY, LedgerView, link_boxes
from desktop.widgets.measure_card import CardColumn
from forms.diagnosis.model import Diagnosis
from tests.desktop.review.factory import a_diagnosis, a_noodle_shop, too_little
from tests.desktop.review.fakes import NOON, AtOnce, FakeNavigator, FakeStore, FakeVisit
from tests.desktop.review.test_plan import a_context, a_made
from tests.desktop.review.test_sync_centre import SERVER, a_receipt, a_summary, an_item


class Shown:
    """A page with what it stands on."""

    def __init__(self, page: Page, navigator: FakeNavigator, visit: FakeVisit) -> None:
        self.page, self.navigator, self.visit = page, navigator, visit


def a_visit(diagnosis: Diagnosis | None = None) -> FakeVisit:
    visit = FakeVisit(diagnosis or a_diagnosis())
    visit.entry.xml = lambda: b"<data/>"  # type: ignore[attr-defined]
    return visit


def diagnosis_page(diagnosis: Diagnosis | None = None) -> Shown:
    visit, navigator = a_visit(diagnosis), FakeNavigator()
    model = DiagnosisModel(Review(visit), FakeStore(), AtOnce(), visit)
    return Shown(DiagnosisPage(model, navigator), navigator, visit)


def measures_page(diagnosis: Diagnosis | None = None) -> Shown:
    visit, navigator = a_visit(diagnosis), FakeNavigator()
    page = MeasuresPage(MeasuresModel(Review(visit), visit), navigator, date(2026, 11, 23))
    return Shown(page, navigator, visit)


def costs_page(diagnosis: Diagnosis | None = None) -> Shown:
    visit = a_visit(diagnosis)
    return Shown(CostsPage(CostsModel(Review(visit), visit)), FakeNavigator(), visit)


def plan_page() -> Shown:
    visit = a_visit()
    model = plan_model.PlanModel(
        Review(visit), FakeStore(), AtOnce(), Settings, lambda: datetime(2026, 11, 23, tzinfo=UTC),
        visit)
    return Shown(PlanPage(model, visit.number), FakeNavigator(), visit)


def a_store() -> FakeStore:
    return FakeStore(
        summaries=[a_summary("r1", "returned"), a_summary("a1", "approved")],
        items=[an_item(), an_item("p1", "parked", problem="conflict", detail="409")],
        kept=[a_receipt()], settings={"server": SERVER})


def sync_page() -> Shown:
    visit, navigator, store = a_visit(), FakeNavigator(), a_store()
    sync = SyncModel(store, AtOnce(), lambda: NOON, visit)
    page = SyncPage(sync, ReturnedModel(store, AtOnce(), visit),
                    HandoverModel(store, AtOnce(), sync, visit), navigator)
    return Shown(page, navigator, visit)


def submit_page() -> Shown:
    visit, navigator, store = a_visit(), FakeNavigator(), a_store()
    sync = SyncModel(store, AtOnce(), lambda: NOON, visit)
    return Shown(SubmitPage(SubmitModel(visit, store, AtOnce(), sync, visit), navigator),
                 navigator, visit)


def statistics_page() -> Shown:
    visit = a_visit()
    model = StatisticsModel(a_store(), AtOnce(), date(2026, 11, 23), "李工", "单位", visit)
    return Shown(StatisticsPage(model), FakeNavigator(), visit)


PAGES: dict[str, Callable[[], Shown]] = {
    "diagnosis": diagnosis_page, "measures": measures_page, "costs": costs_page,
    "plan": plan_page, "sync": sync_page, "submit": submit_page, "statistics": statistics_page,
}


@pytest.fixture(autouse=True)
def plan_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_model, "make", lambda _order, _store, _task: a_made())
    monkeypatch.setattr(plan_model, "plan_context", a_context)


def opened(qtbot: QtBot, shown: Shown, width: int = 1366, height: int = 697) -> Shown:
    qtbot.addWidget(shown.page)
    shown.page.resize(width, height)
    shown.page.show()
    shown.page.activate()
    QApplication.processEvents()
    return shown


def table(shown: Shown, name: str) -> LedgerView:
    return next(one for one in shown.page.findChildren(LedgerView) if one.accessibleName() == name)


def words_of(shown: Shown) -> str:
    QApplication.processEvents()
    return "\n".join(one.text() for one in shown.page.findChildren(QLabel) if one.isVisible())


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, name: str) -> None:
    shown = opened(qtbot, PAGES[name]())
    nameless = [
        widget for widget in shown.page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
        and not widget.accessibleName() and not _inner(widget)
    ]
    assert [(one.objectName(), one.parent()) for one in nameless] == []


def _inner(widget: QWidget) -> bool:
    """Whether a widget is a part of another that has the name: a viewport, a field's line."""
    parent = widget.parent()
    viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    return viewport or isinstance(parent, QAbstractSpinBox)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_every_screen_fits_the_smallest_window_in_both_themes(
    qtbot: QtBot, qapp: QApplication, name: str, dark: bool
) -> None:
    tokens.apply(qapp, tokens.Theme(dark))
    shown = opened(qtbot, PAGES[name](), 960, 494)
    assert shown.page.minimumSizeHint().width() <= 960
    corner = shown.page.grab().toImage().pixelColor(5, 5)
    assert (corner.lightness() < 128) is dark


@pytest.mark.parametrize("name", PAGES)
def test_every_screen_says_its_keys_in_words(qtbot: QtBot, name: str) -> None:
    shown = opened(qtbot, PAGES[name]())
    keys = shown.page.keys()
    assert keys
    assert all(key.cap and key.words for key in keys)


def test_a_digit_chooses_the_dimension_and_its_answers(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page())
    qtbot.keyClick(shown.page, Qt.Key.Key_2)
    indicators = table(shown, "指标与回答")
    assert indicators.model().index(0, 0).data(KEY) == "I21"
    assert "D2 基础系统上云" in words_of(shown)


def test_a_click_on_an_answer_goes_back_to_its_question(qtbot: QtBot) -> None:
    # given the answers of D2
    shown = opened(qtbot, diagnosis_page())
    qtbot.keyClick(shown.page, Qt.Key.Key_2)
    indicators = table(shown, "指标与回答")
    index = indicators.model().index(0, 5)

    # when the second answer of I21 is clicked
    links = list(link_boxes(index.data(Qt.ItemDataRole.UserRole), indicators.visualRect(index)))
    qtbot.mouseClick(indicators.viewport(), Qt.MouseButton.LeftButton,
                     pos=links[1][1].center())

    # then the interview opens at it
    assert shown.navigator.went[-1] == ("stage", "interview", "/data/infra/iaas_usage")


def test_enter_goes_from_dimension_to_indicator_to_question(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page())
    qtbot.keyClick(shown.page, Qt.Key.Key_2)
    qtbot.keyClick(table(shown, "得分与差距"), Qt.Key.Key_Return)
    qtbot.keyClick(table(shown, "指标与回答"), Qt.Key.Key_Return)
    assert shown.navigator.went[-1] == ("stage", "interview", "/data/infra/virt")


def test_a_measure_named_beside_an_indicator_opens_the_board_at_it(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page())
    shown.page._follow("measure:M01")  # type: ignore[attr-defined]
    assert shown.navigator.went[-1] == ("stage", "measures", "M01")


def test_comparisons_without_data_are_skipped(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page())
    model = shown.page._model  # type: ignore[attr-defined]
    qtbot.keyClick(shown.page, Qt.Key.Key_C)
    assert model.state.compare == TARGET
    last = Previous("u0", "YZ", "2025-11-20", a_diagnosis())
    model._compare_with(Beside(last))
    qtbot.keyClick(shown.page, Qt.Key.Key_C)
    assert model.state.compare == LAST
    qtbot.keyClick(shown.page, Qt.Key.Key_C)
    assert model.state.compare == TARGET
    assert not model.can_compare(PEERS)


def test_a_self_employed_sees_three_measures_and_no_radar(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page(a_noodle_shop()))
    words = words_of(shown)
    assert "不定级" in words
    assert "七个维度" not in words
    assert words.count("\n1. ") + words.count("\n2. ") + words.count("\n3. ") == 3


def test_too_few_answers_show_problems_and_neither_score_nor_radar(qtbot: QtBot) -> None:
    words = words_of(opened(qtbot, diagnosis_page(too_little())))
    assert "43.8" not in words.split("得分与差距")[0].split("上云成熟度")[1].split("D4")[0]
    assert "七个维度" not in words


def test_without_a_hit_the_strip_says_that_none_is(qtbot: QtBot) -> None:
    words = words_of(opened(qtbot, diagnosis_page(a_diagnosis(red_lines=()))))
    assert "没有命中红线" in words


def test_arrow_keys_move_a_card_and_the_guard_stops_them(qtbot: QtBot) -> None:
    # given the board with M33 chosen
    shown = opened(qtbot, measures_page())
    model = shown.page._model  # type: ignore[attr-defined]
    model.choose("M33")
    column = next(one for one in shown.page.findChildren(CardColumn)
                  if one.objectName() == "phase_first")

    # when it is pushed left, against its prerequisite
    qtbot.keyClick(column, Qt.Key.Key_Left)

    # then it stays and the reason stands above the board
    refusal = shown.page.findChild(QLabel, "refusal")
    assert isinstance(refusal, QLabel)
    assert "M05" in refusal.text()
    assert shown.visit.entry.marks == []

    # when it is pushed right, where nothing needs it earlier
    qtbot.keyClick(column, Qt.Key.Key_Right)
    assert [mark.text for mark in shown.visit.entry.marks] == ["second"]
    assert not refusal.isVisible()


def test_a_column_that_refuses_a_held_card_says_why(qtbot: QtBot) -> None:
    shown = opened(qtbot, measures_page())
    model = shown.page._model  # type: ignore[attr-defined]
    model.hold("M33")
    columns = {one.objectName(): one for one in shown.page.findChildren(CardColumn)}
    assert "M05" in columns["phase_now"]._refusal[1]
    assert columns["phase_second"]._refusal == ("", "")


def test_the_details_of_a_card_lead_to_the_answers(qtbot: QtBot) -> None:
    shown = opened(qtbot, measures_page())
    shown.page.go_to("M01")
    details = shown.page.findChild(QWidget, "measure_details")
    assert isinstance(details, QWidget)
    links = [one for one in details.findChildren(QPushButton) if "3.10" in one.text()]
    links[0].click()
    assert shown.navigator.went[-1] == ("stage", "interview", "/data/infra/backup")


def test_an_assumption_is_taken_with_enter_and_can_be_restored(qtbot: QtBot) -> None:
    shown = opened(qtbot, costs_page())
    field = shown.page.findChild(QLineEdit, "assumption_cloud_growth")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [(mark.reason, mark.text) for mark in shown.visit.entry.marks] == [
        ("assumption:cloud_growth", "25")]


def test_a_wrong_assumption_says_so_to_a_screen_reader(qtbot: QtBot) -> None:
    shown = opened(qtbot, costs_page())
    field = shown.page.findChild(QLineEdit, "assumption_cloud_growth")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "ten")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "ten" in field.accessibleDescription()


def test_without_prices_there_is_a_sentence_and_no_empty_table(qtbot: QtBot) -> None:
    shown = opened(qtbot, costs_page(a_noodle_shop()))
    assert not table(shown, "三年费用").isVisible()
    assert "没有三年比较" in words_of(shown)


def test_a_board_without_measures_says_what_they_come_from_and_no_sum(qtbot: QtBot) -> None:
    # given a visit that has hardly begun
    shown = opened(qtbot, measures_page(a_diagnosis(measures=(), red_lines=())))
    # then
    assert "还没有措施" in words_of(shown)
    assert "0.00" not in words_of(shown)


def test_pages_of_the_plan_are_painted_and_turned(qtbot: QtBot) -> None:
    shown = opened(qtbot, plan_page())
    model = shown.page._model  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not shown.page._preview._items[0]._image.isNull())  # type: ignore[attr-defined]
    qtbot.keyClick(shown.page, Qt.Key.Key_PageDown)
    assert model.state.current == 2
    assert "110 / 110" in words_of(shown)


def test_the_page_in_front_stays_there_in_a_smaller_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a long plan, opened at its seventh page
    monkeypatch.setattr(plan_model, "make", lambda _order, _store, _task: a_made(12))
    shown = opened(qtbot, plan_page())
    preview = shown.page._preview  # type: ignore[attr-defined]
    preview.go_to(6)
    # when the window becomes small and large again
    for width, height in ((900, 480), (1366, 700)):
        shown.page.resize(width, height)
        qtbot.waitUntil(lambda height=height: shown.page.height() == height)
        # then the same page is in front, and there is no bar below
        assert preview._first_visible() == 6
        assert not preview.horizontalScrollBar().isVisible()


def test_r_exchanges_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(qtbot, sync_page())
    pressed: list[bool] = []
    monkeypatch.setattr(shown.page._sync, "retry_now", lambda: pressed.append(True))  # type: ignore[attr-defined]
    qtbot.keyClick(shown.page, Qt.Key.Key_R)
    assert pressed == [True]


def test_a_parked_record_shows_the_servers_words_and_what_to_do(qtbot: QtBot) -> None:
    shown = opened(qtbot, sync_page())
    shown.page._choose("parked:uuid:p1")  # type: ignore[attr-defined]
    words = words_of(shown)
    assert "409" in words
    assert "平台原话" in words


def test_letters_choose_month_quarter_and_year(qtbot: QtBot) -> None:
    shown = opened(qtbot, statistics_page())
    qtbot.keyClick(shown.page, Qt.Key.Key_Q)
    assert "2026 年第 4 季度自评表" in words_of(shown)
    qtbot.keyClick(shown.page, Qt.Key.Key_Y)
    assert "2026 年自评表" in words_of(shown)


def test_a_click_outside_links_follows_nothing(qtbot: QtBot) -> None:
    shown = opened(qtbot, diagnosis_page())
    qtbot.mouseClick(table(shown, "指标与回答").viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(5, 5))
    assert shown.navigator.went == []
