"""Home: pages from the store, search with initials, places, sorting, a new visit."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.initials import initials
from desktop.opening import Opener
from desktop.screens.handing import HandingPopover
from desktop.screens.home import HomeScreen
from desktop.screens.home_model import PAGE_ROWS, cell_words, level_words, sync_words
from desktop.screens.home_parts import lines_of
from sync.handover import read_handover
from sync.values import RecordFacts
from tests.desktop.builders import Desk, Uuids, an_entry, now, questionnaire

NAMES = ("山西砚川机械制造有限公司", "晋中岚桥铸件有限公司", "太原澄谷煤业有限责任公司")
LONG = 20_000


def add(desk: Desk, name: str, **facts: object) -> str:
    entry = an_entry()
    desk.store.put_questionnaire(entry.form)
    uuid = desk.store.create_record(entry.form, entry)
    known = RecordFacts(enterprise=name, pinyin=initials(name), **facts)  # type: ignore[arg-type]
    desk.store.append(uuid, (), facts=known, last_path="")
    return uuid


@pytest.fixture
def home(qtbot: QtBot, desk: Desk) -> HomeScreen:
    for number, name in enumerate(NAMES):
        add(
            desk,
            name,
            county="140702",
            county_label="晋中市 榆次区",
            completeness=0.5 * number,
            score=20.0 * number,
            open_items=number,
        )
    page = HomeScreen(desk.services, questionnaire, Opener(now, Uuids()))
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.model.rows.rowCount() == len(NAMES), timeout=LONG)
    return page


def names(page: HomeScreen) -> list[str]:
    rows = (page.model.rows.summary(row) for row in range(page.model.rows.rowCount()))
    return [row.facts.enterprise for row in rows if row is not None]


def test_typing_finds_by_name_and_by_initials(qtbot: QtBot, home: HomeScreen) -> None:
    # when
    QTest.keyClicks(home.search, "lqzj")
    # then
    qtbot.waitUntil(lambda: names(home) == [NAMES[1]])
    assert home.back()
    qtbot.waitUntil(lambda: len(names(home)) == len(NAMES))


def test_a_place_at_the_left_filters(qtbot: QtBot, home: HomeScreen) -> None:
    home.model.choose("open_items")
    qtbot.waitUntil(lambda: set(names(home)) == set(NAMES[1:]))
    home.model.choose("returned")
    qtbot.waitUntil(lambda: home.model.rows.rowCount() == 0)
    assert home._empty_words.isVisible()


def test_a_click_on_a_column_sorts_by_it(qtbot: QtBot, home: HomeScreen) -> None:
    home._sort(5)
    qtbot.waitUntil(lambda: names(home) == [NAMES[2], NAMES[1], NAMES[0]])
    home._sort(5)
    qtbot.waitUntil(lambda: names(home) == list(NAMES))


def test_rows_beyond_the_first_page_come_when_looked_at(
    qtbot: QtBot, desk: Desk, home: HomeScreen
) -> None:
    # given
    for number in range(PAGE_ROWS):
        add(desk, f"企业 {number}")
    home.model.reload()
    total = PAGE_ROWS + len(NAMES)
    qtbot.waitUntil(lambda: home.model.rows.rowCount() == total, timeout=LONG)
    # when
    last = home.model.rows.summary(total - 1)
    # then
    assert last is None
    qtbot.waitUntil(lambda: home.model.rows.summary(total - 1) is not None)


def test_enter_opens_and_a_new_visit_begins_with_what_is_known(
    qtbot: QtBot, desk: Desk, home: HomeScreen
) -> None:
    # given
    home.table.setFocus()
    # when
    QTest.keyClick(home.table, Qt.Key.Key_Return)
    # then
    assert desk.navigator.asked[-1][0] == "open_visit"
    home.begin({"ent_name": "新企业"})
    qtbot.waitUntil(lambda: home._busy is False, timeout=LONG)
    uuid = desk.navigator.asked[-1][1]
    _draft, entry = Opener(now, Uuids()).open(desk.store, uuid)
    assert entry.value("/data/visit/visit_date") == "2026-11-23"
    assert entry.node("/data/enterprise/ent_name").value == "新企业"


def test_a_sole_trader_has_no_level_and_an_open_one_is_provisional(home: HomeScreen) -> None:
    row = home.model.rows.summary(0)
    assert row is not None
    from dataclasses import replace

    trader = replace(row, facts=replace(row.facts, path="geti", level="L2"))
    early = replace(row, facts=replace(row.facts, level="L2", completeness=0.7))
    late = replace(row, facts=replace(row.facts, level="L2", completeness=0.9))
    assert level_words(trader, {}) == "不定级"
    assert level_words(early, {"L2": "基础"}) == "L2 暂定"
    assert level_words(late, {"L2": "基础"}) == "L2 基础"
    assert cell_words(row, "county") == "晋中 榆次区"


@pytest.mark.usefixtures("qapp")
def test_a_day_of_the_strip_shows_a_whole_name_or_how_many_more() -> None:
    assert "".join(lines_of(["晋中岚桥铸件有限公司"], 90)) == "晋中岚桥铸件有限公司"
    assert len(lines_of(["晋中岚桥铸件有限公司"], 90)) == 2
    assert lines_of(["甲厂"], 90) == ("甲厂",)
    assert lines_of(["甲厂", "乙厂"], 90) == ("甲厂", "乙厂")
    assert lines_of(["甲厂", "乙厂", "丙厂"], 90) == ("甲厂", "另有 2 家")
    assert lines_of([], 90) == ()


def test_a_record_that_was_handed_over_says_who_has_it_and_a_copy_says_nothing(
    qtbot: QtBot, home: HomeScreen, desk: Desk, tmp_path: Path
) -> None:
    # given
    home.table.selectRow(0)
    home.more._open_for_rows(home.more.mapToGlobal(home.more.rect().center()))
    menu = home.more.menu_shown
    assert menu is not None
    action = next(one for one in menu.actions() if one.objectName() == "hand_over")
    assert action.isEnabled()
    menu.close()
    chosen = home.model.rows.summary(0)
    assert chosen is not None
    handing = home.more._handing
    # when: a copy first, then the record itself
    for owner in ("", "王工"):
        with qtbot.waitSignal(handing.handed, timeout=LONG):
            handing.save([chosen.uuid], tmp_path / "x.yzj", "told by mouth", owner)
        # then
        (row,) = [one for one in desk.store.records() if one.uuid == chosen.uuid]
        assert row.owner == owner
    qtbot.waitUntil(lambda: "王工" in str([
        sync_words(one) for row in range(3) if (one := home.model.rows.summary(row))]))
    assert read_handover(tmp_path / "x.yzj", "told by mouth").to == "王工"


def test_the_popover_asks_whom_and_for_a_passphrase_of_eight(
    home: HomeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    asked: list[str] = []
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName",
                        lambda *_args: asked.append("file") or ("", ""))
    chosen = home.model.rows.summary(0)
    assert chosen is not None
    # when
    for passphrase in ("short", "long enough"):
        home.more._handing.ask([chosen.uuid], home.more)
        pane = home.more.findChild(HandingPopover)
        assert pane is not None
        pane.passphrase.setText(passphrase)
        QTest.keyClick(pane, Qt.Key.Key_Return)
        pane.setParent(None)
    # then
    assert asked == ["file"]
