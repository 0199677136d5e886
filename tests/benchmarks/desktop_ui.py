"""The UI rows of design §7: start, an answer until the screen shows it, a section, memory."""

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop import tokens
from desktop.app import SWITCH_S, make_application
from desktop.screens.interview import InterviewScreen
from tests.benchmarks.rows import Row
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
    sys.setswitchinterval(SWITCH_S)
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


BARE = """
import time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
while not window.windowHandle().isExposed():
    app.processEvents()
app.processEvents()
print(time.time())
"""
OURS = """
import sys, time
from pathlib import Path
from desktop.app import Program, make_application
from desktop.settings import SettingsBook
app = make_application()
program = Program(app, SettingsBook(Path(sys.argv[1])))
program.start()
while not program.window.windowHandle().isExposed():
    app.processEvents()
app.processEvents()
print(time.time())
"""
# The peak of the process itself: ``ru_maxrss`` keeps that of the process it was forked from.
MEMORY = """
from pathlib import Path
from tests.benchmarks.desktop_ui import interview
with interview():
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))
"""
STARTS = 7


def start_ms() -> tuple[float, float]:
    """Return the medians from the start of a process until its window is painted: bare and ours.

    Both in turn, and as installed: with the bytecode of both written at a first run.
    """
    found: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as compiled:
        for turn in range(STARTS + 1):
            for code, times in zip((BARE, OURS), found, strict=True):
                with tempfile.TemporaryDirectory() as folder:
                    before = time.time()
                    after = float(printed(code, folder, compiled=compiled))
                if turn:
                    times.append(after - before)
    return median(found[0]) * 1000, median(found[1]) * 1000


def printed(code: str, *arguments: str, compiled: str = "") -> str:
    """Run a script in a process of its own; return what it prints."""
    command = [sys.executable, "-c", code, *arguments]
    settings = dict(os.environ)
    if compiled:
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        settings["PYTHONPYCACHEPREFIX"] = compiled
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=settings).stdout


def rows() -> Iterator[Row]:
    """Yield the rows; without a display they are left out."""
    if not os.environ.get("DISPLAY"):
        with x_server():
            yield from measured()
    else:
        yield from measured()


def measured() -> Iterator[Row]:
    """Measure, each in turn."""
    bare, ours = start_ms()
    peers = {"bare PySide6": bare}
    yield Row("window usable after start", ours, bar=2 * bare, peers=peers)
    times = answer_times()
    yield Row(
        "answer to screen and live score repainted, p95",
        p95(times),
        bar=16,
        note=f"median {median(times) * 1000:.1f} ms",
    )
    times = section_times()
    yield Row(
        "change section, p95", p95(times), bar=50, note=f"median {median(times) * 1000:.1f} ms"
    )
    megabytes = int(printed(MEMORY)) / 1024
    yield Row("memory with a record open", megabytes, unit="MB", bar=250)


@contextmanager
def x_server() -> Iterator[None]:
    """An X server while the rows are measured."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
    try:
        yield
    finally:
        # Not ended here: Qt of this process still holds its connection; the server goes with us.
        atexit.register(server.kill)
