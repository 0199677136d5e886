"""First run and unlock: what is refused is said, waiting times are said before they come."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.background import Background
from desktop.practice_start import VISITS
from desktop.screens.first_run import PERSON, FirstRunModel
from desktop.screens.unlock import FREE_TRIES, UnlockModel
from desktop.settings import Settings, SettingsBook, read, write
from sync.store import Store
from sync.values import RecordFilter
from tests.desktop.builders import PASSPHRASE, now

LONG = 30_000


def test_a_short_or_differing_passphrase_is_refused_with_a_sentence(
    qtbot: QtBot, tmp_path: Path
) -> None:
    # given
    background = Background()
    model = FirstRunModel(SettingsBook(tmp_path), background)
    # when
    model.set_passphrase("short", "short")
    # then
    assert "8" in model.state.problem
    model.forget_problem()
    assert not model.state.problem
    model.set_passphrase(PASSPHRASE, "something else")
    assert model.state.problem
    assert not Store.exists(tmp_path / "data")
    model.set_passphrase(PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(lambda: model.state.step == PERSON, timeout=LONG)
    assert Store.exists(tmp_path / "data")
    background.close()


def test_first_run_goes_by_keyboard_alone_and_leaves_practice_enterprises(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    # given
    program = Program(qapp, SettingsBook(tmp_path))
    program.start()
    window = program.window
    qtbot.addWidget(window)
    qtbot.waitExposed(window)

    def focused(name: str) -> QWidget:
        qtbot.waitUntil(lambda: _focus_name(window) == name, timeout=LONG)
        widget = window.focusWidget()
        assert widget is not None
        return widget

    # when every step is answered by typing and Enter
    for name, words in (
        ("passphrase", PASSPHRASE), ("passphrase_again", PASSPHRASE),
        ("person_name", "周敏"), ("person_org", "某单位"),
    ):
        field = focused(name)
        # Chinese comes whole from an input method; Qt's test keys are Latin only.
        (qtbot.keyClicks if words.isascii() else _compose)(field, words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(focused("platform_code"), Qt.Key.Key_Tab)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(focused("skip"), Qt.Key.Key_Return)
    qtbot.keyClick(focused("go_on"), Qt.Key.Key_Return)
    # then the promised practice enterprises come
    qtbot.waitUntil(lambda: _practice_count(program) == len(VISITS), timeout=LONG)
    program.close()


def _compose(field: QWidget, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def _focus_name(window: QWidget) -> str:
    widget = window.focusWidget()
    return widget.objectName() if widget is not None else ""


def _practice_count(program: Program) -> int:
    return program.store.how_many(RecordFilter(practice=True)) if program.store else 0


def test_wrong_passphrases_are_counted_aloud_and_then_one_waits(
    qtbot: QtBot, tmp_path: Path
) -> None:
    # given
    Store.create(tmp_path / "data", PASSPHRASE).close()
    background = Background()
    model = UnlockModel(SettingsBook(tmp_path), background, locked=False, now=now)
    # when
    for left in range(FREE_TRIES - 1, 0, -1):
        model.unlock("wrong")
        qtbot.waitUntil(lambda: not model.state.busy, timeout=LONG)
        assert str(left) in model.state.problem
    model.unlock("wrong")
    qtbot.waitUntil(lambda: not model.state.busy, timeout=LONG)
    # then
    assert model.state.waiting_until is not None
    model.unlock(PASSPHRASE)
    assert not model.state.busy
    model.wait_over()
    with qtbot.waitSignal(model.opened, timeout=LONG) as opened:
        model.unlock(PASSPHRASE)
    opened.args[0].close()
    background.close()


def test_settings_are_read_back_and_a_broken_file_gives_the_defaults(tmp_path: Path) -> None:
    # given
    file = tmp_path / "settings.json"
    settings = Settings(consultant="李工", text_scale=1.3).with_pane("interview", (222, 900))
    # when
    write(file, settings)
    # then
    assert read(file) == settings
    file.write_text('{"theme": 7, "unknown": 1, "consultant": "王工"}', encoding="utf-8")
    assert read(file) == Settings(consultant="王工")
    file.write_text("{broken", encoding="utf-8")
    assert read(file) == Settings()
