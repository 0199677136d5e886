"""What fails in a lane is noted in the log so that support can find it, without any answer."""

import logging

import pytest
from pytestqt.qtbot import QtBot

from desktop.background import Background, Lane, Task

PHONE = "13800000000"


def _stumble(_task: Task) -> object:
    raise ValueError(PHONE)


def test_the_log_says_where_a_bug_happened_but_not_what_it_read(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    # given
    background, failed = Background(), []
    caplog.set_level(logging.INFO, logger="desktop.background")
    # when
    background.start(Lane.DATABASE, _stumble, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    # then
    assert "ValueError" in caplog.text
    assert "in _stumble" in caplog.text
    assert PHONE not in caplog.text
