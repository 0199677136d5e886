"""The interview with real keys: options, walking, marks, filters, errors, tables, check list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.screens.finish_model import check_list
from desktop.screens.interview import InterviewScreen
from desktop.visit import Visit
from desktop.widgets.card import QuestionCard
from desktop.widgets.picture import jpeg
from desktop.widgets.popovers import Popover
from desktop.widgets.text import CodeEditor, NumberEditor
from sync.values import Review
from tests.desktop.builders import Desk, now

EMPLOYEES = "/data/enterprise/employees"
BACKUP, RTO, STAFF = "/data/infra/backup", "/data/infra/rto_need", "/data/strategy/it_staff"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def visit(desk: Desk) -> Visit:
    return desk.visit()


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, visit: Visit) -> InterviewScreen:
    screen = InterviewScreen(desk.services, visit)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.activate()
    return screen


def card_of(screen: InterviewScreen, path: str) -> QuestionCard:
    screen.go_to(path)
    card = screen.column.card(path)
    assert card is not None
    return card


def key(widget: QWidget, which: Qt.Key | str, how: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(widget, which, how)


def popover(qtbot: QtBot) -> Popover:
    def shown() -> Popover | None:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, Popover)]
        return next((pane for pane in found if pane.isVisible()), None)

    qtbot.waitUntil(lambda: shown() is not None)
    pane = shown()
    assert pane is not None
    return pane


def test_a_digit_chooses_and_enter_goes_on(screen: InterviewScreen, visit: Visit) -> None:
    # given
    card = card_of(screen, BACKUP)
    # when
    key(card, "5")
    key(card, Qt.Key.Key_Return)
    # then
    assert visit.entry.value(BACKUP) == "b4"
    assert screen.model.state.active == "/data/infra/drill"
    key(
        screen.column.card("/data/infra/drill"),
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.ShiftModifier,
    )
    assert screen.model.state.active == BACKUP


def test_the_word_answered_waits_for_the_commit(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, BACKUP)
    qtbot.waitUntil(lambda: not visit.unsaved)
    # when
    key(card, "1")
    # then
    assert not card._face.saved
    qtbot.waitUntil(lambda: card._face.saved)


def test_enter_goes_to_the_question_that_the_answer_has_just_asked_for(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given a number on which the questions after it depend, not yet given
    total, digital = "/data/equipment/eq_total", "/data/equipment/eq_digital"
    visit.answer(total, "")
    card = card_of(screen, total)
    assert not visit.entry.node(digital).relevant
    editor = card.editor
    assert isinstance(editor, NumberEditor)
    # when it is typed and Enter pressed at once
    QTest.keyClicks(editor.line, "86")
    key(editor.line, Qt.Key.Key_Return)
    # then what it asks for is next
    assert screen.model.state.active == digital


def test_the_history_of_a_question_tells_who_when_and_from_what_to_what(
    qtbot: QtBot, screen: InterviewScreen
) -> None:
    # given a question answered twice
    card = card_of(screen, BACKUP)
    key(card, "5")
    key(card, "1")
    # when
    key(card, Qt.Key.Key_H)
    # then
    lines = [one.text() for one in popover(qtbot).findChildren(QLabel)]
    assert any("自动备到云上并能恢复" in line and "没有备份" in line and "→" in line
               and line.endswith("李工") for line in lines), lines


def test_digits_are_text_in_a_field_and_letters_need_alt(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, "/data/enterprise/employees")
    editor = card.editor
    assert isinstance(editor, NumberEditor)
    assert editor.line.hasFocus()
    # when
    QTest.keyClicks(editor.line, "360")
    key(editor.line, Qt.Key.Key_F, ALT)
    # then
    assert visit.entry.value("/data/enterprise/employees") in ("360", "420")
    assert visit.entry.annotations("/data/enterprise/employees", "flag")
    key(editor.line, Qt.Key.Key_Return)
    assert visit.entry.value("/data/enterprise/employees") == "360"
    assert editor.line.text() == "360"


def test_page_down_and_unanswered_walk_over_the_sections(
    screen: InterviewScreen,
) -> None:
    # given
    card = card_of(screen, BACKUP)
    # when
    key(card, Qt.Key.Key_PageDown)
    # then
    assert screen.model.state.section == "/data/systems"
    screen.model.go_unanswered()
    found = screen.model.outline.state(screen.model.state.active)
    assert not found.node.value


def test_not_applicable_asks_the_reason_by_digits_and_can_be_taken_back(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    path = "/data/mgmt/app_asset"
    card = card_of(screen, path)
    # when
    key(card, Qt.Key.Key_X)
    key(card, "2")
    # then
    assert visit.entry.node(path).not_applicable
    assert visit.entry.value(path) == "na"
    assert visit.entry.annotations(path, "na")[0].reason == "group"
    key(card, Qt.Key.Key_X)
    assert not visit.entry.node(path).not_applicable


def test_a_question_without_that_choice_is_na_by_annotation(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, RTO)
    # when
    key(card, Qt.Key.Key_X)
    # then
    assert visit.entry.node(RTO).not_applicable
    assert visit.entry.value(RTO) != "na"
    visit.undo()
    assert not visit.entry.node(RTO).not_applicable


def test_to_confirm_is_written_by_keyboard_and_keeps_the_answer(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given
    before = visit.entry.value(BACKUP)
    card = card_of(screen, BACKUP)
    # when
    key(card, Qt.Key.Key_D)
    pane = popover(qtbot)
    owner = pane.findChild(QLineEdit, "todo_owner")
    owner.setText("信息科 赵主任")
    pane.findChild(QPlainTextEdit, "todo_text").setPlainText("备份到哪里")
    key(owner, Qt.Key.Key_Return, CONTROL)
    # then
    todo = visit.entry.annotations(BACKUP, "todo")[0]
    assert (todo.owner, todo.text, todo.due) == ("信息科 赵主任", "备份到哪里", "2026-11-27")
    assert visit.entry.value(BACKUP) == before
    assert card._face.state.name == "todo"


def test_a_remark_replaces_the_one_before_as_one_step(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, RTO)
    for text in ("停机要等供货商", "停机有备机"):
        key(card, Qt.Key.Key_B)
        pane = popover(qtbot)
        pane.findChild(QPlainTextEdit, "remark_text").setPlainText(text)
        key(pane, Qt.Key.Key_Return, CONTROL)
    # then
    assert [note.text for note in visit.entry.annotations(RTO, "remark")] == ["停机有备机"]
    visit.undo()
    assert [note.text for note in visit.entry.annotations(RTO, "remark")] == ["停机要等供货商"]


def test_answers_that_do_not_go_together_are_said_beside_both_at_once(
    qtbot: QtBot, screen: InterviewScreen
) -> None:
    # given a factory with 4 亿 of revenue and more
    screen.model.answer("/data/enterprise/revenue", "60000")
    # when it is said to have a dozen people
    screen.model.answer(EMPLOYEES, "12")
    # then both questions ask to be looked at, until one of them is put right
    revenue = "/data/enterprise/revenue"
    qtbot.waitUntil(lambda: "核对两个数" in screen.model.outline.message(EMPLOYEES))
    assert "核对两个数" in screen.model.outline.message(revenue)
    screen.model.answer(EMPLOYEES, "1200")
    qtbot.waitUntil(lambda: "核对两个数" not in screen.model.outline.message(revenue))


def test_a_remark_is_kept_while_it_is_typed_and_when_one_clicks_elsewhere(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    def remarks() -> list[str]:
        return [note.text for note in visit.entry.annotations(RTO, "remark")]

    # given half a remark
    key(card_of(screen, RTO), Qt.Key.Key_B)
    pane = popover(qtbot)
    area = pane.findChild(QPlainTextEdit, "remark_text")
    QTest.keyClicks(area, "boss says")
    # then a rest writes it, with the box still open
    qtbot.waitUntil(lambda: remarks() == ["boss says"])
    # when more is typed, and the box is closed by a click beside it
    QTest.keyClicks(area, " four hours")
    pane.close()
    # then all of it is there; and Esc takes back what was typed since it was opened
    assert remarks() == ["boss says four hours"]
    key(card_of(screen, RTO), Qt.Key.Key_B)
    pane = popover(qtbot)
    QTest.keyClicks(pane.findChild(QPlainTextEdit, "remark_text"), " or not")
    qtbot.waitUntil(lambda: remarks() != ["boss says four hours"])
    key(pane, Qt.Key.Key_Escape)
    assert remarks() == ["boss says four hours"]


def test_who_is_to_confirm_is_kept_when_one_clicks_elsewhere(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given
    key(card_of(screen, RTO), Qt.Key.Key_D)
    pane = popover(qtbot)
    QTest.keyClicks(pane.findChild(QLineEdit, "todo_owner"), "Zhao")
    # when
    pane.close()
    # then; and a box that was only looked at writes nothing
    assert [note.owner for note in visit.entry.annotations(RTO, "todo")] == ["Zhao"]
    key(card_of(screen, BACKUP), Qt.Key.Key_D)
    popover(qtbot).close()
    assert visit.entry.annotations(BACKUP, "todo") == ()


def test_a_screenshot_is_pasted_as_evidence(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit, desk: Desk
) -> None:
    # given
    picture = QImage(3000, 1000, QImage.Format.Format_RGB32)
    picture.fill(QColor("#446688"))
    QApplication.clipboard().setImage(picture)
    card = card_of(screen, RTO)
    # when
    key(card, Qt.Key.Key_V, CONTROL)
    use = screen.findChild(QPushButton, "use_photo")
    assert use is not None
    assert not visit.entry.annotations(RTO, "evidence")
    key(use, Qt.Key.Key_Return)
    # then
    file = visit.entry.annotations(RTO, "evidence")[0].file
    qtbot.waitUntil(lambda: file in desk.store.attachment_names(visit.uuid))
    stored = QImage.fromData(desk.store.attachment(visit.uuid, file))
    assert max(stored.width(), stored.height()) == 2048


def test_a_picture_that_is_evidence_can_be_seen_and_blurred_later(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given a screenshot kept as evidence
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#446688"))
    screen.model.add_evidence(RTO, ".jpg", jpeg(picture, 300), "备份任务")
    first = visit.entry.annotations(RTO, "evidence")[0].file
    # when it is looked at and turned
    card = card_of(screen, RTO)
    key(card, Qt.Key.Key_Z)
    see = popover(qtbot).findChild(QPushButton, "see_evidence")
    assert see is not None
    key(see, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: screen.findChild(QPushButton, "turn") is not None)
    key(screen.findChild(QPushButton, "turn"), Qt.Key.Key_Space)
    key(screen.findChild(QPushButton, "use_photo"), Qt.Key.Key_Return)
    # then the new one stands in the place of the first, as one step
    notes = visit.entry.annotations(RTO, "evidence")
    assert [note.text for note in notes] == ["备份任务"]
    assert notes[0].file != first
    visit.undo()
    assert visit.entry.annotations(RTO, "evidence")[0].file == first


def test_a_soft_rule_warns_beside_the_field_and_can_be_insisted_on(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, STAFF)
    QTest.keyClicks(card.editor.line, "9999")  # type: ignore[attr-defined]
    key(card.editor.line, Qt.Key.Key_Tab)  # type: ignore[attr-defined]
    assert card._face.state.name == "check"
    assert card._message is not None
    assert card._message.isVisible()
    assert card.accessibleDescription()
    # when
    card._message.findChild(QPushButton, "insist").click()
    reason = card._message.findChild(QLineEdit, "insist_reason")
    reason.setText("含驻场外包")
    key(reason, Qt.Key.Key_Return)
    # then
    assert visit.entry.annotations(STAFF, "override")[0].reason == "含驻场外包"
    assert card._face.state.name == "answered"


def test_the_filter_shows_only_what_it_counts(screen: InterviewScreen) -> None:
    # when
    screen.model.filter("todo")
    # then
    totals = screen.model.outline.totals()
    assert len(screen.model.state.slots) == totals.todos == 5
    screen.back()
    assert not screen.model.state.wanted


def test_finding_searches_questions_and_answers(screen: InterviewScreen) -> None:
    # when
    screen.search.setText("备份")
    screen.model.find("备份")
    # then
    assert BACKUP in [slot.path for slot in screen.model.state.slots]
    screen.search.clear()
    screen.model.find("zybf")
    assert screen.model.state.slots == ()
    screen.model.find("zysjbf")
    assert BACKUP in [slot.path for slot in screen.model.state.slots]


def test_the_drawer_follows_the_question_and_shows_its_points(screen: InterviewScreen) -> None:
    # given
    card = card_of(screen, BACKUP)
    # when
    key(card, Qt.Key.Key_S)
    # then
    assert screen.drawer.isVisible()
    assert not screen.panel.isVisible()
    screen.go_to("/data/mgmt/app_bi")
    assert "经营分析" in screen.drawer.accessibleName()
    assert screen.back()
    assert screen.panel.isVisible()


def test_hiding_a_question_takes_its_card_away_and_undo_brings_it_back(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card_of(screen, BACKUP)
    drill = "/data/infra/drill"
    assert screen.column.card(drill) is not None
    # when
    screen.model.answer(BACKUP, "b0")
    # then
    assert screen.column.card(drill) is None
    visit.undo()
    assert screen.column.card(drill) is not None


def test_a_table_takes_rows_cells_and_the_same_as_above(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    repeat = "/data/systems/system_list"
    rows = visit.entry.rows(repeat)
    screen.go_to(f"{repeat}[2]/sys_cat")
    table = screen.findChild(QWidget, "repeat_table")
    table.setFocus()
    # when
    key(table, Qt.Key.Key_D, CONTROL)
    # then
    assert visit.entry.value(f"{repeat}[2]/sys_cat") == visit.entry.value(f"{repeat}[1]/sys_cat")
    key(table, Qt.Key.Key_Insert)
    assert visit.entry.rows(repeat) == rows + 1
    table.setFocus()
    key(table, Qt.Key.Key_Delete, CONTROL)
    assert visit.entry.rows(repeat) == rows
    visit.undo()
    assert visit.entry.rows(repeat) == rows + 1


def test_pasted_rows_enter_after_the_preview_and_as_one_step(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    repeat = "/data/systems/system_list"
    rows = visit.entry.rows(repeat)
    screen.go_to(f"{repeat}[1]/sys_name")
    QApplication.clipboard().setText("系统名称\t年费用(元)\n能源计量\t18000\n质检台账\t9000\n")
    table = screen.findChild(QWidget, "repeat_table")
    # when
    key(table, Qt.Key.Key_V, CONTROL)
    assert visit.entry.rows(repeat) == rows
    screen.findChild(QPushButton, "take_rows").click()
    # then
    assert visit.entry.rows(repeat) == rows + 2
    assert visit.entry.value(f"{repeat}[{rows + 1}]/sys_cost") == "1.8"
    visit.undo()
    assert visit.entry.rows(repeat) == rows


def test_the_check_list_blocks_only_for_hard_facts_and_leads_back(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given
    visit.answer("/data/enterprise/uscc", "123")
    # when
    screen.show_finish()
    # then
    items = check_list(visit, screen.model.outline)
    assert [line.path for line in items.blocked_by] == ["/data/enterprise/uscc"]
    finish = screen.findChild(QPushButton, "finish")
    assert not finish.isEnabled()
    assert finish.toolTip()
    view = screen.findChild(QWidget, "check_list_view")
    key(view, Qt.Key.Key_Return)
    assert screen.model.state.active == "/data/enterprise/uscc"
    visit.undo()
    screen.show_finish()
    assert finish.isEnabled()


def test_a_failed_check_digit_warns_and_is_let_through_with_a_reason(
    screen: InterviewScreen, visit: Visit
) -> None:
    # given: the last character is another one than the algorithm gives
    path = "/data/enterprise/uscc"
    card = card_of(screen, path)
    editor = card.editor
    assert isinstance(editor, CodeEditor)
    # when: typed as it comes, in small letters and with blanks
    QTest.keyClicks(editor.line, "9114 0702 ma0lx0014a")
    key(editor.line, Qt.Key.Key_Tab)
    # then
    assert visit.entry.value(path) == "91140702MA0LX0014A"
    assert card._face.state.name == "check"
    assert "G" in card._face.message
    assert not check_list(visit, screen.model.outline).blocked_by
    screen.model.insist(path, "执照原件如此")
    assert card._face.state.name == "answered"


def test_a_click_into_a_field_makes_its_question_the_one_in_work(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given another question is in work
    there = card_of(screen, STAFF)
    screen.go_to("/data/strategy/cloud_plan")
    # when one clicks into the field of this one and marks it
    field = there.editor.focusProxy()
    assert isinstance(field, QLineEdit)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.model.state.active == STAFF)
    key(field, Qt.Key.Key_F, ALT)
    # then the mark is at this question, not at the one before
    assert [note.path for note in visit.entry.annotations(None, "flag")] == [STAFF]


def test_the_walk_stops_at_a_table_and_enter_opens_it(screen: InterviewScreen) -> None:
    # given the question before the table
    card = card_of(screen, "/data/systems/has_systems")
    # when one goes on by Enter
    key(card, Qt.Key.Key_Return)
    strip = screen.focusWidget()
    # then the table is a stop of the walk
    assert strip is not None
    assert strip.objectName() == "repeat_system_list"
    key(strip, Qt.Key.Key_Return)
    assert screen.model.state.table == "/data/systems/system_list"


def test_the_mouse_chooses_an_option_and_takes_it_back(
    qtbot: QtBot, screen: InterviewScreen, visit: Visit
) -> None:
    # given
    card = card_of(screen, BACKUP)
    option = card.findChild(QWidget, "option_b4")
    # when
    qtbot.mouseClick(option, Qt.MouseButton.LeftButton)
    # then
    assert visit.entry.value(BACKUP) == "b4"
    qtbot.mouseClick(option, Qt.MouseButton.LeftButton)
    assert visit.entry.value(BACKUP) == ""


def test_a_click_on_another_card_makes_it_the_one_in_work(
    qtbot: QtBot, screen: InterviewScreen
) -> None:
    # given
    card_of(screen, BACKUP)
    other = screen.column.card("/data/infra/iaas_usage")
    assert other is not None
    # when
    qtbot.mouseClick(other.marks.button("flag"), Qt.MouseButton.LeftButton)
    # then
    assert screen.model.state.active == "/data/infra/iaas_usage"
    assert screen.model.outline.state("/data/infra/iaas_usage").flags
    assert screen.model.outline.totals().flags == 1


def test_without_consent_nothing_further_is_asked(screen: InterviewScreen, visit: Visit) -> None:
    # given
    consent = "/data/visit/consent_given"
    # when
    visit.answer(consent, "no")
    # then
    screen.model.open_section("/data/infra")
    assert screen.model.state.slots == ()
    assert screen._empty.isVisible()
    visit.undo()
    assert screen.model.outline.relevant("/data/infra")


def test_a_reviewers_words_stay_at_the_question_while_one_corrects_it(
    qtbot: QtBot, desk: Desk, visit: Visit
) -> None:
    # given a reviewer who named a question
    number = visit.entry.form.question(STAFF).number
    review = Review("state", "hasIssues", f"【{number}】数不对", "王审核", now())
    desk.store.put_reviews(visit.uuid, "", (("r1", review),))
    # when the record is opened again
    screen = InterviewScreen(desk.services, visit)
    qtbot.addWidget(screen)
    screen.show()
    # then the words are pinned there and nowhere else
    qtbot.waitUntil(lambda: "数不对" in screen.model.face(STAFF).pinned)
    assert not screen.model.face(BACKUP).pinned
