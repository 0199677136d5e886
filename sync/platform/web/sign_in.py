"""Signing in and out, and the first administrator: there is no default password."""

import hmac

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sync.platform import accounts
from sync.platform.accounts import ADMIN, AccountError, Login
from sync.platform.audit import note
from sync.platform.regions import PROVINCE
from sync.platform.requests import Platform, platform_of
from sync.platform.web.guard import (
    COOKIE,
    SMALL_FORM_BYTES,
    form_of,
    render,
    signed_in,
    text,
)
from sync.platform.web.words import fault

WRONG = "登录名或密码不对。看看大写锁定是否开着。"
TOO_MANY = "试错太多次，等 15 分钟再试。"


async def login(request: Request) -> Response:
    """Show the form and let people in. A forged login form gains nothing: it has no session."""
    if request.method == "GET":
        if await signed_in(request) is not None:
            return RedirectResponse("/", 303)
        return render(request, None, "login.html", problem="", email="")
    platform = platform_of(request)
    form = await form_of(request, SMALL_FORM_BYTES)
    email, password = text(form, "email"), text(form, "password")
    address = request.client.host if request.client else ""
    try:
        found = await platform.change(_log_in, email, password, address, platform)
    except AccountError:
        return render(request, None, "login.html", status=429, problem=TOO_MANY, email=email)
    if found is None:
        return render(request, None, "login.html", status=401, problem=WRONG, email=email)
    return with_cookie(RedirectResponse("/", 303), found, request)


async def logout(request: Request) -> Response:
    platform = platform_of(request)
    person = await signed_in(request)
    form = await form_of(request, SMALL_FORM_BYTES)
    if person is not None and hmac.compare_digest(text(form, "csrf"), person.csrf):
        await platform.change(accounts.log_out, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


async def setup(request: Request) -> Response:
    """Make the first administrator with the code that the platform printed at its start."""
    platform = platform_of(request)
    if await platform.ask(accounts.has_people) or not platform.setup_code:
        return RedirectResponse("/login", 303)
    if request.method == "GET":
        code = request.query_params.get("code", "")
        return render(request, None, "setup.html", problem="", code=code, email="", name="")
    form = await form_of(request, SMALL_FORM_BYTES)
    values = {name: text(form, name) for name in ("code", "email", "name")}
    if not hmac.compare_digest(values["code"].encode(), platform.setup_code.encode()):
        problem = "启用码不对。看运行平台的窗口，那里印着一行启用地址。"
        return render(request, None, "setup.html", status=403, problem=problem, **values)
    try:
        await platform.change(
            _first, values["email"], values["name"], text(form, "password"), platform
        )
    except AccountError as error:
        problem = fault(error.code, error.values)
        return render(request, None, "setup.html", status=400, problem=problem, **values)
    return RedirectResponse("/login", 303)


def with_cookie(response: Response, found: Login, request: Request) -> Response:
    """Give the session's cookie, which no script can read and no other site can send."""
    response.set_cookie(
        COOKIE, found.token, max_age=int(accounts.SESSION_LIFE.total_seconds()), httponly=True,
        samesite="strict", secure=request.url.scheme == "https",
    )
    return response


def _log_in(
    session: Session, email: str, password: str, address: str, platform: Platform
) -> Login | None:
    found = accounts.log_in(session, email, password, address, platform.now())
    what = "signed in" if found else "sign-in failed"
    note(session, platform.now(), email[:100], what, "", address)
    return found


def _first(
    session: Session, email: str, name: str, password: str, platform: Platform
) -> None:
    accounts.new_person(session, email, name, password, ADMIN, PROVINCE, platform.now())
    note(session, platform.now(), email, "first administrator", "", "")
