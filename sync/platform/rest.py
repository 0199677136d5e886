"""The part of ODK Central's REST that our client uses, with its statuses and bodies (§2)."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlencode

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.platform import accounts, entities, reviews
from sync.platform.accounts import ADMIN, AccountError
from sync.platform.odata import submission_entry
from sync.platform.requests import (
    PROJECT,
    base_url,
    bearer,
    body_of,
    person_of,
    platform_of,
)
from sync.platform.submissions import Refusal, Sender, receive
from sync.platform.tables import (
    CommentRow,
    FormRow,
    PersonRow,
    SubmissionRow,
    SubmissionVersionRow,
)

Endpoint = Callable[[Request], Awaitable[Response]]
FORM = "/v1/projects/{project}/forms/{form}"
ONE = FORM + "/submissions/{instance}"
PAGE_ROWS = 250


def routes() -> list[Route]:
    """Return the routes; with a laptop's key every one of them is 403, as with Central."""
    table: tuple[tuple[str, Endpoint, str], ...] = (
        ("/v1/sessions", log_in, "POST"),
        ("/v1/sessions/current", log_out, "DELETE"),
        ("/v1/users/current", whoami, "GET"),
        ("/v1/projects", projects, "GET"),
        ("/v1/projects/{project}", project, "GET"),
        ("/v1/projects/{project}/app-users", new_app_user, "POST"),
        ("/v1/projects/{project}/datasets", datasets, "GET"),
        ("/v1/projects/{project}/datasets/{dataset}/entities.csv", entity_list, "GET"),
        (FORM + ".svc/Submissions", odata, "GET"),
        (FORM + "/submissions", submissions, "GET"),
        (ONE + ".xml", submission_xml, "GET"),
        (ONE + "/versions", versions, "GET"),
        (ONE + "/versions/{version}.xml", version_xml, "GET"),
        (ONE + "/versions/{version}", version_facts, "GET"),
        (ONE + "/attachments", attachments, "GET"),
        (ONE + "/attachments/{name}", attachment, "GET"),
        (ONE + "/audits", audits, "GET"),
        (ONE + "/comments", comments, "GET"),
        (ONE + "/comments", add_comment, "POST"),
        (ONE, submission, "GET"),
        (ONE, edit, "PUT"),
        (ONE, review, "PATCH"),
    )
    found = [Route(path, _json(endpoint), methods=[method]) for path, endpoint, method in table]
    key = "/v1/key/{key}/projects/{project}/forms/{form}"
    return [*found, Route(key + "/submissions/{rest:path}", _json(whoami)),
            Route(key + ".svc/{rest:path}", _json(whoami))]


async def log_in(request: Request) -> Response:
    platform = platform_of(request)
    data = await _json_body(request)
    address = request.client.host if request.client else ""
    try:
        login = await platform.change(
            accounts.log_in, str(data.get("email", "")), str(data.get("password", "")), address,
            platform.now(),
        )
    except AccountError as error:
        raise Refusal(429, "Too many failed attempts. Please wait.", 429.1) from error
    if login is None:
        raise Refusal(401, "Could not authenticate with the provided credentials.", 401.2)
    return JSONResponse({
        "token": login.token, "csrf": login.csrf, "createdAt": iso(login.created_at),
        "expiresAt": iso(login.expires_at),
    })


async def log_out(request: Request) -> Response:
    platform = platform_of(request)
    await platform.ask(person_of, request, platform.now())
    await platform.change(accounts.log_out, bearer(request))
    return JSONResponse({"success": True})


async def whoami(request: Request) -> Response:
    platform = platform_of(request)
    person = await platform.ask(person_of, request, platform.now())
    return JSONResponse({"id": person.pk, "email": person.email, "displayName": person.name})


async def projects(request: Request) -> Response:
    platform = platform_of(request)
    person = await platform.ask(person_of, request, platform.now())
    return JSONResponse([_project(person)])


async def project(request: Request) -> Response:
    platform = platform_of(request)
    return JSONResponse(_project(await platform.ask(person_of, request, platform.now())))


async def new_app_user(request: Request) -> Response:
    platform = platform_of(request)
    data = await _json_body(request)

    def make(session: Session) -> dict[str, Any]:
        if person_of(session, request, platform.now()).role != ADMIN:
            raise Refusal(403, "The authenticated actor does not have rights to perform that "
                          "action.", 403.1)
        row = accounts.new_app_user(session, str(data.get("displayName", "")), platform.now())
        return {"id": row.id, "displayName": row.name, "token": row.token, "projectId": PROJECT}

    return JSONResponse(await platform.change(make))


async def datasets(request: Request) -> Response:
    def ask(session: Session) -> list[dict[str, Any]]:
        person_of(session, request, platform_of(request).now())
        return [{"name": name, "projectId": PROJECT} for name in entities.lists(session)]

    return JSONResponse(await platform_of(request).ask(ask))


async def entity_list(request: Request) -> Response:
    def ask(session: Session) -> bytes:
        person_of(session, request, platform_of(request).now())
        found = entities.csv_of(session, request.path_params["dataset"], key="__id")
        if found is None:
            raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
        return found[0]

    return Response(await platform_of(request).ask(ask), media_type="text/csv; charset=utf-8")


async def submissions(request: Request) -> Response:
    platform = platform_of(request)
    limit = _number(request, "limit", PAGE_ROWS)
    offset = _number(request, "offset", 0)

    def ask(session: Session) -> list[dict[str, Any]]:
        query = _of_form(session, request).order_by(SubmissionRow.id.desc())
        rows = session.scalars(query.limit(limit).offset(offset))
        return [_submission(row) for row in rows]

    return JSONResponse(await platform.ask(ask))


async def odata(request: Request) -> Response:
    platform = platform_of(request)
    top, skip = _number(request, "$top", PAGE_ROWS), _number(request, "$skip", 0)

    def ask(session: Session) -> dict[str, Any]:
        query = _of_form(session, request)
        conditions = _odata_filter(request.query_params.get("$filter", ""))
        query = query.where(*conditions)
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(query.order_by(SubmissionRow.id.desc()).limit(top).offset(skip))
        base = f"{base_url(request)}/projects/{PROJECT}/forms/{request.path_params['form']}.svc"
        found: dict[str, Any] = {
            "value": [submission_entry(session, row) for row in rows],
            "@odata.context": f"{base}/$metadata#Submissions",
        }
        if request.query_params.get("$count") == "true":
            found["@odata.count"] = total
        if skip + top < total:
            kept = {**request.query_params, "$top": str(top), "$skip": str(skip + top)}
            found["@odata.nextLink"] = f"{base}/Submissions?{urlencode(kept)}"
        return found

    return JSONResponse(await platform.ask(ask))


async def submission(request: Request) -> Response:
    def ask(session: Session) -> Response:
        row, instance = _found(session, request)
        if row.instance_id != instance:
            target = f"../submissions/{row.instance_id}/versions/{instance}"
            return Response(status_code=301, headers={"Location": target})
        return JSONResponse(_submission(row))

    return await platform_of(request).ask(ask)


async def submission_xml(request: Request) -> Response:
    def ask(session: Session) -> bytes:
        return reviews.current(session, _found(session, request)[0]).xml

    return Response(await platform_of(request).ask(ask), media_type="application/xml")


async def versions(request: Request) -> Response:
    def ask(session: Session) -> list[dict[str, Any]]:
        row, _ = _found(session, request)
        return [_version(one, row) for one in reviews.versions(session, row)]

    return JSONResponse(await platform_of(request).ask(ask))


async def version_facts(request: Request) -> Response:
    """Answer what the address of a later version redirects to."""

    def ask(session: Session) -> dict[str, Any]:
        row, _ = _found(session, request)
        return _version(_one_version(session, row, request), row)

    return JSONResponse(await platform_of(request).ask(ask))


async def version_xml(request: Request) -> Response:
    def ask(session: Session) -> bytes:
        return _one_version(session, _found(session, request)[0], request).xml

    return Response(await platform_of(request).ask(ask), media_type="application/xml")


async def attachments(request: Request) -> Response:
    def ask(session: Session) -> list[dict[str, Any]]:
        version = reviews.current(session, _found(session, request)[0])
        return [{"name": name, "exists": there} for name, there in reviews.files(
            session, version.id)]

    return JSONResponse(await platform_of(request).ask(ask))


async def attachment(request: Request) -> Response:
    def ask(session: Session) -> bytes:
        version = reviews.current(session, _found(session, request)[0])
        return reviews.file_data(session, version.id, request.path_params["name"])

    return Response(await platform_of(request).ask(ask), media_type="application/octet-stream")


async def comments(request: Request) -> Response:
    def ask(session: Session) -> list[dict[str, Any]]:
        row, _ = _found(session, request)
        return [_comment(one, who) for one, who in reviews.comments(session, row)]

    return JSONResponse(await platform_of(request).ask(ask))


async def audits(request: Request) -> Response:
    def ask(session: Session) -> list[dict[str, Any]]:
        row, _ = _found(session, request)
        return [
            {"action": "submission.update", "actorId": who.id, "notes": one.note or None,
             "details": {"reviewState": one.state}, "loggedAt": iso(one.made_at),
             "actor": {"id": who.id, "displayName": who.name}}
            for one, who in reviews.decisions(session, row)
        ]

    return JSONResponse(await platform_of(request).ask(ask))


async def add_comment(request: Request) -> Response:
    platform = platform_of(request)
    data = await _json_body(request)

    def add(session: Session) -> dict[str, Any]:
        person = person_of(session, request, platform.now())
        row, _ = _found(session, request)
        added = reviews.comment(session, person, row, str(data.get("body", "")), platform.now())
        return {"body": added.body, "createdAt": iso(added.made_at), "actorId": person.pk}

    return JSONResponse(await platform.change(add))


async def edit(request: Request) -> Response:
    platform = platform_of(request)
    body = await body_of(request)

    def change(session: Session) -> dict[str, Any]:
        person = person_of(session, request, platform.now())
        if not person.may_review:
            raise Refusal(403, "The authenticated actor does not have rights to perform that "
                          "action.", 403.1)
        row, _ = _found(session, request)
        receive(session, body, {}, Sender(person.name), platform.now())
        session.refresh(row)
        return _submission(row)

    return JSONResponse(await platform.change(change))


async def review(request: Request) -> Response:
    platform = platform_of(request)
    data = await _json_body(request)
    words = unquote(request.headers.get("x-action-notes", ""))

    def change(session: Session) -> dict[str, Any]:
        person = person_of(session, request, platform.now())
        row, _ = _found(session, request)
        reviews.put_state(session, person, row, data.get("reviewState"), words, platform.now())
        return _submission(row)

    return JSONResponse(await platform.change(change))


def iso(moment: datetime | None) -> str | None:
    """Return a time as Central writes it: UTC, milliseconds, Z."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _json(endpoint: Endpoint) -> Endpoint:
    """Turn refusals into Central's JSON and check the project's number."""

    async def guarded(request: Request) -> Response:
        try:
            if request.path_params.get("project", str(PROJECT)) != str(PROJECT):
                raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
            return await endpoint(request)
        except Refusal as refusal:
            answer: dict[str, Any] = {"message": refusal.message, "code": refusal.code}
            if refusal.details is not None:
                answer["details"] = dict(refusal.details)
            return JSONResponse(answer, refusal.status)

    return guarded


def _found(session: Session, request: Request) -> tuple[SubmissionRow, str]:
    """Return the submission of the path, as far as this person may see it, and the id asked for."""
    person = person_of(session, request, platform_of(request).now())
    instance = request.path_params["instance"]
    return reviews.find(session, person, request.path_params["form"], instance), instance


def _one_version(
    session: Session, row: SubmissionRow, request: Request
) -> SubmissionVersionRow:
    for one in reviews.versions(session, row):
        if one.instance_id == request.path_params["version"]:
            return one
    raise Refusal(404, "Could not find the resource you were looking for.", 404.1)


def _version(one: SubmissionVersionRow, row: SubmissionRow) -> dict[str, Any]:
    return {
        "instanceId": one.instance_id, "current": one.instance_id == row.current_id,
        "createdAt": iso(one.created_at), "submitter": {"displayName": one.submitter},
    }


def _of_form(session: Session, request: Request) -> Any:
    person = person_of(session, request, platform_of(request).now())
    form = session.scalar(
        select(FormRow).where(FormRow.form_id == request.path_params["form"])
    )
    if form is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    return select(SubmissionRow).where(SubmissionRow.form_pk == form.id, reviews.visible(person))


def _odata_filter(text: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the change feed: submissionDate or updatedAt since a time."""
    columns = {"submissionDate": SubmissionRow.created_at, "updatedAt": SubmissionRow.updated_at}
    pattern = r"__system/(submissionDate|updatedAt) (ge|gt) (\S+)"
    parts = [
        columns[name] >= _moment(moment) for name, _, moment in re.findall(pattern, text)
    ]
    if text and not parts:
        raise Refusal(501, "The given OData filter expression uses features not supported.", 501.4)
    condition = None
    for part in parts:
        condition = part if condition is None else condition | part
    return [] if condition is None else [condition]


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip("'"))
    except ValueError as error:
        raise Refusal(400, "The OData filter expression could not be parsed.", 400.18) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _submission(row: SubmissionRow) -> dict[str, Any]:
    return {
        "instanceId": row.instance_id, "deviceId": row.device_id or None,
        "createdAt": iso(row.created_at), "updatedAt": iso(row.updated_at),
        "reviewState": row.review_state,
        "currentVersion": {"instanceId": row.current_id, "current": True},
    }


def _comment(one: CommentRow, who: PersonRow) -> dict[str, Any]:
    return {
        "body": one.body, "actorId": who.id, "createdAt": iso(one.made_at),
        "actor": {"id": who.id, "displayName": who.name},
    }


def _project(person: accounts.Person) -> dict[str, Any]:
    verbs = ["project.read", "form.list", "form.read", "submission.list", "submission.read"]
    if person.may_review:
        verbs += ["submission.update", "submission.create"]
    return {"id": PROJECT, "name": "企业上云诊断", "verbs": verbs}


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdigit() else default


async def _json_body(request: Request) -> dict[str, Any]:
    try:
        data = json.loads(await body_of(request))
    except ValueError as error:
        raise Refusal(400, "Could not parse the given data as json.", 400.1) from error
    if not isinstance(data, dict):
        raise Refusal(400, "Could not parse the given data as json.", 400.1)
    return data
