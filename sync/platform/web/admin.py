"""The pages of the administrator: questionnaires, laptops, people, the log."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import forms
from forms.errors import FormsError
from sync.client_settings import settings_code
from sync.platform import accounts, audit, codes, publishing, signatures
from sync.platform.accounts import ADMIN, ROLES, AccountError, Person
from sync.platform.publishing import PublishError
from sync.platform.regions import choices
from sync.platform.requests import PROJECT, platform_of
from sync.platform.tables import AppUserRow, FormRow, FormVersionRow, PersonRow
from sync.platform.web.guard import problem, render, text, upload
from sync.platform.web.words import fault

LOG_LINES = 300
FORM_STATES = ("open", "closing", "closed")


async def questionnaires(request: Request, person: Person) -> Response:
    def ask(session: Session) -> list[tuple[FormRow, list[FormVersionRow]]]:
        found = []
        for form in session.scalars(select(FormRow).order_by(FormRow.id)):
            query = select(FormVersionRow).where(FormVersionRow.form_pk == form.id)
            found.append((form, list(session.scalars(query.order_by(FormVersionRow.id.desc())))))
        return found

    platform = platform_of(request)
    return render(
        request, person, "questionnaires.html", forms=await platform.ask(ask),
        states=FORM_STATES, signer=await platform.change(signatures.identity),
    )


async def publish(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)
    _, data = await upload(form, "file")

    def change(session: Session) -> None:
        found = forms.load(data, media={})
        form_id, version = publishing.publish(session, found, person.email, platform.now())
        audit.note(session, platform.now(), person.email, "published", form_id, version)

    if not data:
        return problem(request, person, 400, "没有选文件。")
    try:
        await platform.change(change)
    except PublishError as error:
        return problem(request, person, 400, fault(error.code, error.values))
    except FormsError as error:
        place = "，".join(f"{name} {value}" for name, value in error.values.items())
        return problem(request, person, 400, f"问卷有错，没有发布：{error.code}（{place}）。"
                       "先在本机用 yunzhen check 查一遍。")
    return RedirectResponse("/questionnaires", 303)


async def set_form_state(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)
    pk, state = int(request.path_params["pk"]), text(form, "state")

    def change(session: Session) -> None:
        row = session.get_one(FormRow, pk)
        row.state = state
        audit.note(session, platform.now(), person.email, f"form {state}", row.form_id, "")

    if state in FORM_STATES:
        await platform.change(change)
    return RedirectResponse("/questionnaires", 303)


async def download(request: Request, _person: Person) -> Response:
    """Give out a version as a signed file for laptops without a network."""
    pk = int(request.path_params["pk"])

    def ask(session: Session) -> tuple[str, bytes]:
        row = session.get_one(FormVersionRow, pk)
        form = session.get_one(FormRow, row.form_pk)
        name = f"{form.form_id}-{row.version}"
        return name, signatures.signed_questionnaire(session, row.package or row.xml, name)

    name, data = await platform_of(request).change(ask)
    return Response(data, media_type="application/octet-stream", headers={
        "Content-Disposition": f'attachment; filename="{name}.yzs"',
    })


async def laptops(request: Request, person: Person) -> Response:
    def ask(session: Session) -> list[AppUserRow]:
        return list(session.scalars(select(AppUserRow).order_by(AppUserRow.id.desc())))

    rows = await platform_of(request).ask(ask)
    return render(request, person, "laptops.html", rows=rows)


async def laptop(request: Request, person: Person) -> Response:
    """Show one laptop's key as a QR code and as text to paste."""
    pk = int(request.path_params["pk"])
    row = await platform_of(request).ask(_laptop, pk)
    if person.role != ADMIN or row is None:
        return problem(request, person, 404, "没有这台终端，或者它已经停用。")
    url = f"{request.url.scheme}://{request.url.netloc}/v1/key/{row.token}/projects/{PROJECT}"
    code = settings_code(url, row.name)
    return render(request, person, "laptop.html", row=row, url=url, code=code)


async def laptop_code(request: Request, person: Person) -> Response:
    """Return the QR picture of a laptop's settings."""
    row = await platform_of(request).ask(_laptop, int(request.path_params["pk"]))
    if person.role != ADMIN or row is None:
        return Response(status_code=404)
    url = f"{request.url.scheme}://{request.url.netloc}/v1/key/{row.token}/projects/{PROJECT}"
    return Response(codes.picture(settings_code(url, row.name)), media_type="image/png")


async def new_laptop(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)

    def change(session: Session) -> int:
        row = accounts.new_app_user(session, text(form, "name"), platform.now())
        audit.note(session, platform.now(), person.email, "laptop added", row.name, "")
        return row.id

    if not text(form, "name"):
        return problem(request, person, 400, "给终端起个名字，例如「晋中 李工」。")
    return RedirectResponse(f"/laptops/{await platform.change(change)}", 303)


async def revoke_laptop(request: Request, person: Person, _form: FormData) -> Response:
    platform = platform_of(request)
    pk = int(request.path_params["pk"])

    def change(session: Session) -> None:
        row = session.get_one(AppUserRow, pk)
        row.revoked_at = row.revoked_at or platform.now()
        audit.note(session, platform.now(), person.email, "laptop revoked", row.name, "")

    await platform.change(change)
    return RedirectResponse("/laptops", 303)


async def people(request: Request, person: Person) -> Response:
    def ask(session: Session) -> list[PersonRow]:
        return list(session.scalars(select(PersonRow).order_by(PersonRow.region, PersonRow.id)))

    if person.role != ADMIN:
        return problem(request, person, 403, "你的账号没有这项权限。")
    rows = await platform_of(request).ask(ask)
    return render(
        request, person, "people.html", rows=rows, roles=ROLES, regions=choices(person.region)
    )


async def new_person(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)
    email, name, role, region = (
        text(form, field) for field in ("email", "name", "role", "region")
    )
    known = {code for code, _ in choices(person.region)}

    def change(session: Session) -> None:
        accounts.new_person(
            session, email, name, text(form, "password"), role, region, platform.now()
        )
        audit.note(session, platform.now(), person.email, "account added", email, role)

    if role not in ROLES or region not in known or not email:
        return problem(request, person, 400, "登录名、角色和地区都要填。")
    try:
        await platform.change(change)
    except AccountError as error:
        return problem(request, person, 400, fault(error.code, error.values))
    return RedirectResponse("/people", 303)


async def change_person(request: Request, person: Person, form: FormData) -> Response:
    """Close or open an account, or give it a new password; its sessions end."""
    platform = platform_of(request)
    pk, act = int(request.path_params["pk"]), text(form, "act")

    def change(session: Session) -> None:
        row = session.get_one(PersonRow, pk)
        if act == "password":
            row.password = accounts.hashed(text(form, "password"))
        else:
            row.active = act == "open"
        accounts.log_out_everywhere(session, pk)
        audit.note(session, platform.now(), person.email, f"account {act}", row.email, "")

    if pk == person.pk and act == "close":
        return problem(request, person, 400, "不能停用自己的账号。")
    try:
        await platform.change(change)
    except AccountError as error:
        return problem(request, person, 400, fault(error.code, error.values))
    return RedirectResponse("/people", 303)


async def own(request: Request, person: Person) -> Response:
    return render(request, person, "own.html", problem="")


async def change_own(request: Request, person: Person, form: FormData) -> Response:
    """Give oneself another password; every session ends, so that a thief's does too."""
    platform = platform_of(request)

    def change(session: Session) -> bool:
        row = session.get_one(PersonRow, person.pk)
        if not accounts.is_right(row.password, text(form, "old")):
            return False
        row.password = accounts.hashed(text(form, "password"))
        accounts.log_out_everywhere(session, person.pk)
        audit.note(session, platform.now(), person.email, "account password", person.email, "")
        return True

    try:
        changed = await platform.change(change)
    except AccountError as error:
        return render(request, person, "own.html", problem=fault(error.code, error.values))
    if not changed:
        return render(request, person, "own.html", problem="原密码不对。")
    return RedirectResponse("/login", 303)


async def log(request: Request, person: Person) -> Response:
    if person.role != ADMIN:
        return problem(request, person, 403, "你的账号没有这项权限。")
    rows = await platform_of(request).ask(audit.latest, LOG_LINES)
    return render(request, person, "audit.html", rows=rows)


def _laptop(session: Session, pk: int) -> AppUserRow | None:
    row = session.get(AppUserRow, pk)
    return None if row is None or row.revoked_at is not None else row
