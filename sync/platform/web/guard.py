"""What every page has: who is signed in, the token against forged forms, safe headers."""

import hmac
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sync.platform import accounts, regions
from sync.platform.accounts import Person
from sync.platform.requests import Platform, platform_of
from sync.platform.submissions import Refusal
from sync.platform.web.words import FILTERS

COOKIE = "yz_session"
LARGEST_FORM_BYTES, SMALL_FORM_BYTES = 40_000_000, 10_000
# No scripts, nothing from elsewhere, no frames: the pages need none of it.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY", "Cache-Control": "no-store",
}
Page = Callable[[Request, Person], Awaitable[Response]]
Posted = Callable[[Request, Person, FormData], Awaitable[Response]]


def environment() -> Environment:
    """Return the templates, which escape everything and forgive no misspelt name."""
    found = Environment(
        loader=FileSystemLoader(str(files("sync.platform.web") / "templates")),
        autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(FILTERS)
    return found


TEMPLATES = environment()


def page(endpoint: Page) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a page that needs somebody signed in."""

    async def guarded(request: Request) -> Response:
        person = await signed_in(request)
        if person is None:
            return dressed(RedirectResponse("/login", 303))
        try:
            return dressed(await endpoint(request, person))
        except Refusal as refusal:
            return problem(request, person, refusal.status, _words(refusal))

    return guarded


def public(
    endpoint: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint that needs nobody signed in."""

    async def guarded(request: Request) -> Response:
        try:
            return dressed(await endpoint(request))
        except Refusal as refusal:
            return problem(request, None, refusal.status, _words(refusal))

    return guarded


async def form_of(request: Request, limit_bytes: int) -> FormData:
    """Return a posted form.

    Raises:
        Refusal: 413 when its length is not told beforehand or above the limit.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > limit_bytes:
        raise Refusal(413, "Request Entity Too Large")
    return await request.form(max_part_size=limit_bytes)


def posted(
    endpoint: Posted, *, roles: tuple[str, ...] = (accounts.ADMIN, accounts.REVIEWER)
) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a form: signed in, allowed, and with the session's own token."""

    async def guarded(request: Request, person: Person) -> Response:
        form = await form_of(request, LARGEST_FORM_BYTES)
        try:
            if not hmac.compare_digest(text(form, "csrf").encode(), person.csrf.encode()):
                return problem(request, person, 403, "这张表单已经过期。刷新页面后再试。")
            if person.role not in roles:
                return problem(request, person, 403, "你的账号没有这项权限。")
            return await endpoint(request, person, form)
        finally:
            await form.close()

    return page(guarded)


async def signed_in(request: Request) -> Person | None:
    """Return whose session the cookie is."""
    token = request.cookies.get(COOKIE, "")
    platform = platform_of(request)
    return await platform.ask(accounts.person_of, token, platform.now()) if token else None


def render(
    request: Request, person: Person | None, template: str, *, status: int = 200, **values: Any
) -> Response:
    """Return a page."""
    shown = TEMPLATES.get_template(template).render(
        person=person, csrf=person.csrf if person else "", here=request.url.path,
        query=request.query_params, region_label=regions.label, **values,
    )
    return HTMLResponse(shown, status)


def problem(request: Request, person: Person | None, status: int, words: str) -> Response:
    """Return a page that says what happened and what to do."""
    return dressed(render(request, person, "problem.html", status=status, words=words))


def dressed(response: Response) -> Response:
    """Add the headers that every page carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def text(form: FormData, name: str) -> str:
    """Return a field's text; empty for a missing one or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


async def upload(form: FormData, name: str) -> tuple[str, bytes]:
    """Return (file name, bytes) of an uploaded file; empty when none was chosen."""
    value = form.get(name)
    if not isinstance(value, UploadFile):
        return "", b""
    return value.filename or "", await value.read()


def ask(platform: Platform, work: Callable[[Session], Any]) -> Awaitable[Any]:
    """Run a page's question off the event loop."""
    return platform.ask(work)


def _words(refusal: Refusal) -> str:
    return {
        403: "这一步不归你办：要么还没轮到本级，要么你的账号没有权限。",
        404: "没有这份记录，或者它不归本级管。",
        413: "文件太大。",
    }.get(refusal.status, refusal.message)
