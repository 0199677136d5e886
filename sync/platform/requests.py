"""What every endpoint needs: the platform's parts, the body within its limit, who asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from sync.platform import accounts
from sync.platform.accounts import Person
from sync.platform.database import reading, writing
from sync.platform.submissions import Refusal, Sender
from sync.platform.tables import AppUserRow

P = ParamSpec("P")
T = TypeVar("T")
LIMIT_BYTES = 100_000_000
PROJECT = 1


def utc_now() -> datetime:
    """Return the system's time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Platform:
    """The running platform: database, clock, limits."""

    engine: Engine
    now: Callable[[], datetime] = utc_now
    limit_bytes: int = LIMIT_BYTES
    setup_code: str = field(default="", repr=False)

    async def ask(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """Run ``work`` on a session that only asks, off the event loop."""

        def run() -> T:
            with reading(self.engine) as session:
                return work(session, *args, **named)

        return await run_in_threadpool(run)

    async def change(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """Run ``work`` in one transaction; twice when somebody stored the same at that moment."""

        def run() -> T:
            with writing(self.engine) as session:
                return work(session, *args, **named)

        try:
            return await run_in_threadpool(run)
        except IntegrityError:
            return await run_in_threadpool(run)


def platform_of(request: Request) -> Platform:
    """Return the platform that the request came to."""
    found: Platform = request.app.state.platform
    return found


async def body_of(request: Request) -> bytes:
    """Return the whole body.

    Raises:
        Refusal: 413 above the limit, whatever the length said before.
    """
    limit = platform_of(request).limit_bytes
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise Refusal(413, "Request Entity Too Large")
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise Refusal(413, "Request Entity Too Large")
        pieces.append(piece)
    return b"".join(pieces)


def base_url(request: Request) -> str:
    """Return the address of the API as this client reached it, with its key if it used one."""
    start = f"{request.url.scheme}://{request.url.netloc}/v1"
    key = request.path_params.get("key")
    return f"{start}/key/{key}" if key else start


def bearer(request: Request) -> str:
    """Return the session token that the request carries."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def sender_of(session: Session, request: Request, now: datetime) -> Sender:
    """Return who sends over OpenRosa: a laptop's key or a reviewer's session.

    Raises:
        Refusal: 401 without or with a malformed key, 403 for an unknown or revoked one.
    """
    device = request.query_params.get("deviceID", "")
    key = request.path_params.get("key")
    if key is not None:
        return Sender.of(_app_user(session, key), device)
    person = accounts.person_of(session, bearer(request), now) if bearer(request) else None
    if person is None:
        raise Refusal(401, "Could not authenticate with the provided credentials.", 401.2)
    return Sender(person.name, device_id=device, may_send=person.role != accounts.VIEWER)


def person_of(session: Session, request: Request, now: datetime) -> Person:
    """Return whose session it is.

    Raises:
        Refusal: 403 for a laptop's key, 401 for no session.
    """
    if "key" in request.path_params:
        _app_user(session, request.path_params["key"])
        raise Refusal(403, "The authenticated actor does not have rights to perform that action.",
                      403.1)
    person = accounts.person_of(session, bearer(request), now) if bearer(request) else None
    if person is None:
        raise Refusal(401, "Could not authenticate with the provided credentials.", 401.2)
    return person


def _app_user(session: Session, key: str) -> AppUserRow:
    if not accounts.KEY_PATTERN.fullmatch(key):
        raise Refusal(401, "Could not authenticate with the provided credentials.", 401.2)
    row = accounts.app_user(session, key)
    if row is None:
        raise Refusal(403, "The authenticated actor does not have rights to perform that action.",
                      403.1)
    return row
