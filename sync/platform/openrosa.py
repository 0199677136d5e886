"""The OpenRosa endpoints, with ODK Central's statuses, headers and texts (central-api.md §1)."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.platform import entities, publishing
from sync.platform.database import is_out_of_space
from sync.platform.multipart import MultipartError, read_parts
from sync.platform.publishing import OfferedForm
from sync.platform.requests import PROJECT, base_url, body_of, platform_of, sender_of
from sync.platform.submissions import FIELD, Received, Refusal, Sender, receive, xml_of
from sync.platform.tables import FormVersionRow

Endpoint = Callable[[Request], Awaitable[Response]]
PREFIXES = ("/v1/key/{key}/projects/{project}", "/v1/projects/{project}")
XMLNS = {
    "list": "http://openrosa.org/xforms/xformsList",
    "manifest": "http://openrosa.org/xforms/xformsManifest",
    "response": "http://openrosa.org/http/response",
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
VERSION_MISSING = (
    "An expected header field (X-OpenRosa-Version) did not match the expected format (1.0)."
)


def routes() -> list[Route]:
    """Return the routes, with a laptop's key in the path and without."""
    found = []
    for prefix in PREFIXES:
        for path, endpoint, methods in (
            ("/formList", form_list, ["GET"]),
            ("/forms/{form}.xml", form_xml, ["GET"]),
            ("/forms/{form}/manifest", manifest, ["GET"]),
            ("/forms/{form}/attachments/{name}", media, ["GET"]),
            ("/datasets/{dataset}/integrity", integrity, ["GET"]),
            ("/submission", submission, ["HEAD", "POST"]),
        ):
            guarded = _openrosa(endpoint)
            found += [Route(prefix + path, guarded, methods=methods),
                      Route(f"{prefix}{path}/", guarded, methods=methods)]
    return found


async def form_list(request: Request) -> Response:
    platform = platform_of(request)

    def ask(session: Session) -> list[OfferedForm]:
        sender = sender_of(session, request, platform.now())
        return publishing.offered(session, sender.forms)

    wanted = request.query_params.get("formID")
    base = f"{base_url(request)}/projects/{PROJECT}"
    items = "".join(
        _form_item(one, base) for one in await platform.ask(ask) if wanted in {None, one.form_id}
    )
    body = f'{DECLARATION}<xforms xmlns="{XMLNS["list"]}">{items}</xforms>'
    etag = f'W/"{hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()}"'
    return _unless_known(request, body.encode(), "text/xml; charset=utf-8", etag)


async def form_xml(request: Request) -> Response:
    version = await _version(request)
    return _unless_known(request, version.xml, "application/xml", f'"{version.md5}"')


async def manifest(request: Request) -> Response:
    version = await _version(request)
    platform = platform_of(request)
    form = request.path_params["form"]
    project = f"{base_url(request)}/projects/{PROJECT}"
    base = f"{project}/forms/{form}/attachments"
    files = await platform.ask(publishing.media_of, version.id)
    lists = await platform.ask(entities.manifest_of)
    items = "".join(_media_item(name, md5, f"{base}/{name}") for name, md5 in files)
    items += "".join(
        _media_item(
            name, md5, f"{base}/{name}",
            f"{project}/datasets/{name.removesuffix('.csv')}/integrity",
        )
        for name, md5 in lists
    )
    body = f'{DECLARATION}<manifest xmlns="{XMLNS["manifest"]}">{items}</manifest>'
    return Response(body, media_type="text/xml; charset=utf-8")


async def media(request: Request) -> Response:
    version = await _version(request)
    platform = platform_of(request)
    name = request.path_params["name"]
    found = await platform.ask(publishing.media_file, version.id, name)
    if found is None:
        found = await platform.ask(entities.csv_of, name.removesuffix(".csv"))
    if found is None:
        return JSONResponse({"message": "Could not find the resource you were looking for.",
                             "code": 404.1}, 404)
    response = _unless_known(request, found[0], "application/octet-stream", f'"{found[1]}"')
    response.headers["Content-Disposition"] = "attachment"
    return response


async def integrity(request: Request) -> Response:
    """Say which rows of an entity list were deleted; unknown ones are left out, as by Central."""
    platform = platform_of(request)
    wanted = request.query_params.get("id", "").split(",")

    def ask(session: Session) -> list[tuple[str, bool]]:
        sender_of(session, request, platform.now())
        return entities.states_of(session, request.path_params["dataset"], wanted)

    items = "".join(
        f"<entity id={quoteattr(uuid)}><deleted>{str(gone).lower()}</deleted></entity>"
        for uuid, gone in await platform.ask(ask)
    )
    body = f"{DECLARATION}<data><entities>{items}</entities></data>"
    return Response(body, media_type="text/xml; charset=utf-8")


async def submission(request: Request) -> Response:
    platform = platform_of(request)
    now = platform.now()
    sender: Sender = await platform.ask(sender_of, request, now)
    if request.method == "HEAD":
        return Response(status_code=204)
    if not sender.may_send:
        # This one endpoint tells a viewer 401, not 403 (row 33).
        raise Refusal(401, "Could not authenticate with the provided credentials.", 401.2)
    body = await body_of(request)
    try:
        parts = read_parts(request.headers.get("content-type", ""), body)
    except MultipartError as error:
        return _bad_multipart(error)
    xml = xml_of(parts)
    files = {part.name: part.data for part in parts if part.name != FIELD}
    try:
        received: Received = await platform.change(receive, xml, files, sender, now)
    except OperationalError as error:
        if is_out_of_space(error):
            return _message(503, "The server has no room left. Try again later.", "error")
        raise
    response = _message(201, "full submission upload was successful!", "submit_success")
    response.headers["X-Yunzhen-Receipt"] = received.receipt
    response.headers["X-Yunzhen-Missing"] = str(received.missing)
    response.headers["X-Yunzhen-SHA256"] = received.sha256
    return response


async def _version(request: Request) -> FormVersionRow:
    """Return the newest version of the form in the path, as far as the sender may have it."""
    platform = platform_of(request)
    form = request.path_params["form"]

    def ask(session: Session) -> FormVersionRow | None:
        sender = sender_of(session, request, platform.now())
        if sender.forms is not None and form not in sender.forms:
            raise Refusal(403, "The authenticated actor does not have rights to perform that "
                          "action.", 403.1)
        return publishing.newest_version(session, form)

    version = await platform.ask(ask)
    if version is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    return version


def _openrosa(endpoint: Endpoint) -> Endpoint:
    """Give an endpoint OpenRosa's header rules and turn refusals into its XML."""

    async def guarded(request: Request) -> Response:
        try:
            if request.path_params["project"] != str(PROJECT):
                raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
            if request.headers.get("x-openrosa-version") != "1.0":
                raise Refusal(400, VERSION_MISSING, 400.6)
            response = await endpoint(request)
        except Refusal as refusal:
            response = _refused(refusal)
        if response.status_code not in {401, 403, 404}:
            _add_headers(response, platform_of(request).now(), platform_of(request).limit_bytes)
        return response

    return guarded


def _refused(refusal: Refusal) -> Response:
    """Say no in OpenRosa's XML; only an internal error is told as JSON (row 26)."""
    if refusal.status >= 500:
        return JSONResponse({"message": refusal.message, "code": refusal.code}, refusal.status)
    response = _message(refusal.status, refusal.message, "error")
    if refusal.receipt:
        response.headers["X-Yunzhen-Receipt"] = refusal.receipt
    return response


def _add_headers(response: Response, now: datetime, limit: int) -> None:
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(limit)
    response.headers["Content-Language"] = "en"
    response.headers["Date"] = format_datetime(now, usegmt=True)


def _message(status: int, text: str, nature: str) -> Response:
    body = (
        f'<OpenRosaResponse xmlns="{XMLNS["response"]}" items="0">'
        f'<message nature="{nature}">{escape(text)}</message></OpenRosaResponse>'
    )
    return Response(body, status, media_type="text/xml; charset=utf-8")


def _bad_multipart(error: MultipartError) -> Response:
    if str(error) == "not multipart":
        message = "Required multipart POST field xml_submission_file missing."
        return _message(400, message, "error")
    return JSONResponse({
        "message": "Multipart form content failed to parse.", "code": 400.39,
        "details": str(error),
    }, 400)


def _unless_known(request: Request, body: bytes, kind: str, etag: str) -> Response:
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type=kind, headers={"ETag": etag})


def _form_item(form: OfferedForm, base: str) -> str:
    url = f"{base}/forms/{form.form_id}"
    more = f"<manifestUrl>{escape(url)}/manifest</manifestUrl>" if form.has_media else ""
    return (
        f"<xform><formID>{escape(form.form_id)}</formID><name>{escape(form.name)}</name>"
        f"<version>{escape(form.version)}</version><hash>md5:{form.md5}</hash>"
        f"<downloadUrl>{escape(url)}.xml</downloadUrl>{more}</xform>"
    )


def _media_item(name: str, md5: str, url: str, integrity_url: str = "") -> str:
    kind = ' type="entityList"' if integrity_url else ""
    more = f"<integrityUrl>{escape(integrity_url)}</integrityUrl>" if integrity_url else ""
    return (
        f"<mediaFile{kind}><filename>{escape(name)}</filename><hash>md5:{md5}</hash>"
        f"<downloadUrl>{escape(url)}</downloadUrl>{more}</mediaFile>"
    )
