from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import tokens
from desktop.widgets.ledger import Cell, Column, LedgerView, Link, Row, link_boxes
from desktop.widgets.parts import Segments, Tinted

ROWS = tuple(Row(name, (Cell(name), Cell(links=(Link("3.10", f"/{name}"),)))) for name in "abc")
COLUMNS = (Column("名称"), Column("回答", 120))


def test_a_headline_takes_the_colours_of_the_theme_that_is_switched_on(
    qtbot: QtBot, qapp: QApplication
) -> None:
    words = Tinted(24, serif=True)
    qtbot.addWidget(words)
    words.setText("L2 基础")
    words.show()
    tokens.apply(qapp, tokens.Theme(dark=True))
    QApplication.processEvents()
    assert tokens.DARK["ink"] in words.styleSheet()


def test_one_segment_is_down_and_filling_it_announces_nothing(qtbot: QtBot) -> None:
    segments = Segments("计法", (("a", "名义"), ("b", "现值")))
    qtbot.addWidget(segments)
    heard: list[str] = []
    segments.chosen.connect(heard.append)
    segments.choose("b")
    assert segments.current() == "b"
    assert heard == []
    qtbot.mouseClick(segments._buttons["a"], Qt.MouseButton.LeftButton)
    assert heard == ["a"]


def test_a_disabled_segment_says_why(qtbot: QtBot) -> None:
    segments = Segments("对比", (("a", "目标"), ("b", "同行")))
    qtbot.addWidget(segments)
    segments.allow("b", allowed=False, why="样本不足")
    assert not segments._buttons["b"].isEnabled()
    assert segments._buttons["b"].toolTip() == "样本不足"


def test_new_rows_keep_the_chosen_key_and_announce_nothing(qtbot: QtBot) -> None:
    view = LedgerView("表", COLUMNS)
    qtbot.addWidget(view)
    view.show_rows(ROWS)
    view.choose("b")
    heard: list[str] = []
    view.row_chosen.connect(heard.append)
    view.show_rows(tuple(reversed(ROWS)))
    assert view.current_key() == "b"
    assert heard == []


def test_enter_and_a_click_on_a_link_lead_on(qtbot: QtBot) -> None:
    view = LedgerView("表", COLUMNS)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    view.show_rows(ROWS)
    entered: list[str] = []
    followed: list[str] = []
    view.row_entered.connect(entered.append)
    view.link_followed.connect(followed.append)
    view.choose("c")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    index = view.model().index(1, 1)
    box = next(link_boxes(ROWS[1].cells[1], view.visualRect(index)))[1]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert entered == ["c"]
    assert followed == ["/b"]


def test_a_cell_says_its_links_to_a_screen_reader(qtbot: QtBot) -> None:
    view = LedgerView("表", COLUMNS)
    qtbot.addWidget(view)
    view.show_rows(ROWS)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert view.model().index(0, 1).data(role) == "3.10"
