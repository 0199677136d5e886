"""A real X server for whatever needs a window: one a process, so that xdist workers do not meet."""

import atexit
import os
import shutil
import signal

import pytest

SCREEN = "1920x1200x24"


@pytest.fixture(scope="session")
def display() -> str:
    """Return the display; start Xvfb with openbox where there is none and nobody chose a platform.

    The server ends with its last client (``-terminate``): ended sooner, it would take the
    application down while pytest still holds it.
    """
    if os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") or not shutil.which("Xvfb"):
        return os.environ.get("DISPLAY", "")
    read, write = os.pipe()
    os.set_inheritable(write, True)
    _spawn(
        "Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-terminate"
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
    os.environ.setdefault("QT_FONT_DPI", "96")
    if shutil.which("openbox"):
        manager = _spawn("openbox")
        atexit.register(os.kill, manager, signal.SIGTERM)
    return os.environ["DISPLAY"]


def _spawn(*command: str) -> int:
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    return os.posix_spawnp(command[0], command, os.environ, file_actions=silent)


@pytest.fixture(scope="session")
def qapp(display: str) -> object:  # noqa: ARG001 - the server must be there first
    """The application with the bundled fonts and the light theme; pytest-qt takes it by name."""
    from desktop import tokens
    from desktop.app import make_application

    app = make_application()
    tokens.apply(app, tokens.Theme())
    return app
