"""A real X server for whatever needs a window: one a process, so that xdist workers do not meet."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

SCREEN = "1920x1200x24"


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Return the display's name; starts Xvfb with openbox where there is neither display nor choice."""
    if os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") or not shutil.which("Xvfb"):
        yield os.environ.get("DISPLAY", "")
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(write,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        name = f":{pipe.readline().strip()}"
    os.environ["DISPLAY"] = name
    os.environ.setdefault("QT_FONT_DPI", "96")
    manager = subprocess.Popen(
        ["openbox"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) if shutil.which("openbox") else None
    yield name
    for process in (manager, server):
        if process is not None:
            process.terminate()
            process.wait(10)
    del os.environ["DISPLAY"]


@pytest.fixture(scope="session")
def qapp(display: str) -> object:
    """The application with the bundled fonts and the light theme; pytest-qt takes it by name."""
    from desktop import tokens
    from desktop.app import make_application

    app = make_application()
    tokens.apply(app, tokens.Theme())
    return app
