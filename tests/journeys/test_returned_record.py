"""A record that a reviewer sends back: from the sync centre to the question, by keyboard."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.screens.interview import InterviewScreen
from desktop.screens.sync_centre import SyncPage
from desktop.screens.sync_centre_list import SyncList
from desktop.screens.sync_centre_returned import open_entry
from desktop.settings import SettingsBook
from sync.store import Store
from sync.values import DRAFT, Review

LONG = 30_000
WORDS = "【3.11】备份证据看不出日期，请补一张带日期的截图。"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Program, Store]]:
    book = SettingsBook(tmp_path)
    book.change(replace(book.current, motion=False, theme="light"))
    program = Program(qapp, book, practice=True)
    qtbot.addWidget(program.window)
    with ExitStack() as stack:
        store = program.open_practice(stack)
        program.show()
        program.use_store(store)
        yield program, store
        program.window.close()


def finished_factory(program: Program, store: Store) -> str:
    """Finish the practice factory's visit as the check list does; return its record."""
    summary = next(one for one in store.records() if one.facts.path != "geti")
    entry = open_entry(store, summary.uuid)
    context = plan_context(entry, summary.number, program.book.current, datetime.now(UTC))
    finish_visit(store, summary.uuid, entry, context)
    return summary.uuid


def test_a_returned_record_is_revised_at_the_question_that_the_reviewer_named(
    qtbot: QtBot, program: tuple[Program, Store]
) -> None:
    # given a finished visit that went to the platform by pressing R
    app, store = program
    uuid = finished_factory(app, store)
    shell = app.window.shell
    assert shell is not None
    shell.go_home("sync")
    page = shell.page
    assert isinstance(page, SyncPage)
    sync = page._sync
    sync.refresh()
    qtbot.waitUntil(lambda: sync.state.waiting == 1, timeout=LONG)
    QTest.keyClick(page, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: bool(store.receipts(uuid)) and not sync.state.busy, timeout=LONG)

    # when a reviewer sends it back, and Enter is pressed on its row
    review = Review("state", "rejected", WORDS, "市审核员", datetime.now(UTC))
    store.put_reviews(uuid, "rejected", [("1", review)])
    sync.refresh()
    qtbot.waitUntil(lambda: any(row.group == "returned" for row in sync.state.rows), timeout=LONG)
    rows = page.findChild(SyncList)
    assert isinstance(rows, SyncList)
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: sync.state.chosen.startswith("returned:"), timeout=LONG)
    qtbot.waitUntil(lambda: page._returned.state.returned is not None, timeout=LONG)
    QTest.keyClick(rows, Qt.Key.Key_Return)

    # then the interview opens at that question, as a draft of the next version
    qtbot.waitUntil(lambda: isinstance(shell.page, InterviewScreen), timeout=LONG)
    assert shell.visit is not None
    assert store.record(uuid).state == DRAFT
    assert not shell.visit.readonly
    qtbot.waitUntil(
        lambda: shell.visit is not None and shell.visit.last_path == "/data/infra/backup",
        timeout=LONG)
    assert store.receipts(uuid)
