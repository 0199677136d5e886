"""Fixtures of the desktop tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.builders import Desk, a_desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:  # noqa: ARG001 - needs the app
    """A store with its lanes."""
    desk = a_desk(tmp_path)
    yield desk
    desk.close()
