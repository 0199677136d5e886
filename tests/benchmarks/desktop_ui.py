"""The UI rows of design §7: an answer until the screen shows it, a change of section."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop import tokens
from desktop.app import make_application
from desktop.screens.interview import InterviewScreen
from tests.desktop.builders import Desk, a_desk

ANSWERS, ROUNDS = 60, 6
QUESTION = "/data/infra/backup"


def settle(app: QApplication) -> None:
    """Do what the event loop would do now: deliver timers at 0 ms, lay out, repaint."""
    app.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)


@contextmanager
def interview() -> Iterator[tuple[QApplication, InterviewScreen, Desk]]:
    """The interview of the practice factory, shown at the size of the target."""
    app = make_application()
    tokens.apply(app, tokens.Theme())
    with tempfile.TemporaryDirectory() as folder:
        desk = a_desk(Path(folder))
        screen = InterviewScreen(desk.services, desk.visit())
        screen.resize(1366, 700)
        screen.show()
        screen.activate()
        for _turn in range(20):
            settle(app)
        yield app, screen, desk
        screen.close()
        desk.close()


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def answer_times() -> list[float]:
    """Seconds from an answer until cards, section tree and live score are repainted."""
    with interview() as (app, screen, _desk):
        screen.go_to(QUESTION)
        for _turn in range(20):
            settle(app)
        found = []
        for turn in range(ANSWERS):
            code = f"b{1 + turn % 4}"
            found.append(
                timed(
                    lambda code=code: (  # type: ignore[misc] # two steps in order
                        screen.model.answer(QUESTION, code),
                        settle(app),
                    )
                )
            )
            time.sleep(0.03)
        return found


def section_times() -> list[float]:
    """Seconds from the choice of a section until its first screenful is painted."""
    with interview() as (app, screen, _desk):
        found = []
        for _round in range(ROUNDS):
            for section in screen.model.outline.sections:
                found.append(
                    timed(
                        lambda path=section.path: (  # type: ignore[misc] # as above
                            screen.model.open_section(path),
                            screen.column.viewport().repaint(),
                        )
                    )
                )
                for _turn in range(8):
                    settle(app)
        return found


def p95(times: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return sorted(times)[int(len(times) * 0.95)] * 1000
