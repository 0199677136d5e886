"""Starting the platform: as a command, or in a thread for the demo, tests, a county office."""

import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.platform import accounts, openrosa, publishing, rest, web
from sync.platform.database import open_database, reading, writing
from sync.platform.publishing import Publishable
from sync.platform.requests import PROJECT, Platform, utc_now

LOG = logging.getLogger(__name__)
START_TIMEOUT_S = 20.0
# How long a request may still take when the platform is stopped; a laptop sends it again.
GRACE_S = 5


def application(platform: Platform) -> Starlette:
    """Return the ASGI application of a platform."""
    app = Starlette(
        routes=[*rest.routes(), *openrosa.routes(), *web.routes()],
        exception_handlers={404: _not_found, Exception: _broken},
    )
    app.state.platform = platform
    return app


async def _not_found(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"message": "Expected a resource that does not exist.", "code": 404.2}, 404)


async def _broken(_request: Request, _error: Exception) -> Response:
    """Answer a bug of ours as Central does; the trace is in the log, not in the answer."""
    return JSONResponse({"message": "Completely unhandled exception", "code": 500.1}, 500)


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket that says that it is TCP.

    Without that asyncio does not set TCP_NODELAY on what it accepts, and every answer in two
    pieces waits 40 ms for the other side's delayed acknowledgement.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.listen(1024)
    return listening


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class RunningPlatform:
    """A platform that runs while the ``with`` block does.

    ``url`` is its address; ``app_user_url`` the base that a laptop is configured with.
    """

    def __init__(
        self, db_url: str | None = None, *, folder: Path, port: int = 0, host: str = "127.0.0.1",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.engine = open_database(db_url, folder)
        with reading(self.engine) as session:
            code = "" if accounts.has_people(session) else secrets.token_urlsafe(12)
        self.setup_code = code
        self.platform = Platform(self.engine, now, setup_code=code)
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self._app_user_url = ""
        self._server = uvicorn.Server(uvicorn.Config(
            application(self.platform), log_config=None, lifespan="off", timeout_keep_alive=30,
            timeout_graceful_shutdown=GRACE_S,
            access_log=False, server_header=False, ws="none", date_header=False,
        ))
        self._thread = threading.Thread(target=self._run, name="platform", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        waited_until = time.monotonic() + START_TIMEOUT_S
        while not self._server.started and self._thread.is_alive():
            if time.monotonic() > waited_until:
                raise TimeoutError("the platform did not start")
            self._thread.join(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Let running requests end, then close everything."""
        self._server.should_exit = True
        self._thread.join(15)
        self._socket.close()
        self.engine.dispose()

    @property
    def app_user_url(self) -> str:
        """The base URL of a laptop's key, made at the first look."""
        self._app_user_url = self._app_user_url or self.new_app_user("本机")
        return self._app_user_url

    def new_app_user(self, name: str, forms: list[str] | None = None) -> str:
        """Return the base URL of a new laptop's key."""
        with writing(self.engine) as session:
            token = accounts.new_app_user(session, name, self.platform.now(), forms).token
        return f"{self.url}/v1/key/{token}/projects/{PROJECT}"

    def publish(self, form: Publishable) -> None:
        """Publish a questionnaire."""
        with writing(self.engine) as session:
            publishing.publish(session, form, "", self.platform.now())

    def wait(self) -> None:
        """Wait until somebody stops the platform."""
        while self._thread.is_alive():
            self._thread.join(1)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def main(
    db: str | None, port: int, folder: Path = Path("yunzhen-platform"),
    say: Callable[[str], None] = _say, host: str = "127.0.0.1",
) -> int:
    """Run the platform until it is interrupted; ``say`` shows its address and the first sign-in."""
    with RunningPlatform(db or None, folder=folder, port=port, host=host) as platform:
        say(platform.url)
        if platform.setup_code:
            say(f"{platform.url}/setup?code={platform.setup_code}")
        try:
            platform.wait()
        except KeyboardInterrupt:
            return 0
    return 0
