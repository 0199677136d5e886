"""Cycles that hold widgets are collected on the UI thread and never in a lane."""

import gc
import weakref

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.collector import Collector


class _Cycle(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.me = self


def test_garbage_waits_for_the_ui_thread(qtbot: QtBot, qapp: QApplication) -> None:
    # given
    collector = qapp.findChild(Collector)
    assert collector is not None
    assert not gc.isenabled()
    gone = weakref.ref(_Cycle())
    # when: a lane allocates far above Python's thresholds
    gc.collect(0)
    kept = [[number] for number in range(5_000)]
    # then
    assert kept
    qtbot.waitUntil(lambda: gone() is None)
