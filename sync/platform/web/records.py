"""The pages of the records: the list with its filters, one record with its review."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sync.mentions import about
from sync.platform import ledger, reading, regions, reviews
from sync.platform.accounts import Person
from sync.platform.ledger import LedgerError
from sync.platform.requests import platform_of
from sync.platform.statistics import LEVELS
from sync.platform.submissions import Refusal
from sync.platform.tables import SubmissionRow
from sync.platform.web.guard import problem, render, text
from sync.platform.web.words import BROKEN, DIMENSIONS, STAGES, bar, fault, ruler

PAGE_ROWS = 50
SHOWN = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
         ".pdf": "application/pdf"}
STATES = {
    "turn": "轮到我审", "open": "审核中", "returned": "退回待改", "edited": "已修订",
    "done": "通过", "broken": "残缺",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list."""

    rows: tuple[SubmissionRow, ...]
    total: int
    turn: int


async def index(request: Request, person: Person) -> Response:
    page_number = max(1, _number(request.query_params.get("page", "1")))
    listed: Listed = await platform_of(request).ask(
        _listed, person, request.query_params, page_number
    )
    kept = {name: value for name, value in request.query_params.items() if name != "page"}
    return render(
        request, person, "records.html", listed=listed, page=page_number,
        pages=max(1, -(-listed.total // PAGE_ROWS)), link=urlencode(kept), ruler=ruler,
        regions=regions.choices(person.region), states=STATES, levels=LEVELS,
        scales=regions.SCALES,
        industries=[(code, row["label"]) for code, row in regions.industry_rows().items()],
    )


async def record(request: Request, person: Person) -> Response:
    pk = int(request.path_params["pk"])
    found = await platform_of(request).ask(_found, person, pk)
    return render(
        request, person, "record.html", ruler=ruler, bar=bar, dimensions=DIMENSIONS,
        stages=STAGES, **found,
    )


async def file(request: Request, person: Person) -> Response:
    """Serve a file of a record; only pictures and PDF are shown, never anything that can act."""
    pk, version_pk = int(request.path_params["pk"]), int(request.path_params["version"])
    name = request.path_params["name"]

    def ask(session: Session) -> bytes:
        row = reviews.by_pk(session, person, pk)
        own = {one.id for one in reviews.versions(session, row)}
        return reviews.file_data(session, version_pk if version_pk in own else 0, name)

    data = await platform_of(request).ask(ask)
    kind = SHOWN.get("." + name.rsplit(".", 1)[-1].lower())
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    if kind is None:
        headers["Content-Disposition"] = "attachment"
    if kind == "application/pdf":
        # Chromium's own PDF viewer needs its styles; the sandbox would keep it out.
        headers["Content-Security-Policy"] = (
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
        )
    return Response(data, media_type=kind or "application/octet-stream", headers=headers)


async def review(request: Request, person: Person, form: FormData) -> Response:
    pk = int(request.path_params["pk"])
    platform = platform_of(request)
    words = _words(form)
    act = text(form, "act")

    def change(session: Session) -> None:
        row = reviews.by_pk(session, person, pk)
        if act == "approve" and row.fault:
            raise Refusal(409, BROKEN[row.fault][1], 409.0)
        if act == "approve":
            reviews.approve(session, person, row, words, platform.now())
        elif act == "return":
            reviews.give_back(session, person, row, words, platform.now())
        else:
            reviews.comment(session, person, row, words, platform.now())

    if act != "approve" and not words:
        return problem(request, person, 400, "退回和留言都要写明要改什么。")
    await platform.change(change)
    return RedirectResponse(f"/records/{pk}#review", 303)


async def apply(request: Request, person: Person, form: FormData) -> Response:
    pk = int(request.path_params["pk"])
    platform = platform_of(request)

    def change(session: Session) -> None:
        row = reviews.by_pk(session, person, pk)
        ledger.apply(
            session, person, row, text(form, "invoice"), text(form, "amount"), platform.now()
        )

    try:
        await platform.change(change)
    except LedgerError as error:
        return problem(request, person, 409, fault(error.code, error.values))
    return RedirectResponse(f"/records/{pk}#subsidies", 303)


def _listed(session: Session, person: Person, query: QueryParams, page_number: int) -> Listed:
    conditions = [reviews.visible(person), *_conditions(query, person)]
    total = session.scalar(select(func.count(SubmissionRow.id)).where(*conditions)) or 0
    turn = select(func.count(SubmissionRow.id)).where(
        reviews.visible(person), _is_turn(person)
    )
    rows = session.scalars(
        select(SubmissionRow)
        .where(*conditions)
        .order_by(SubmissionRow.created_at.desc(), SubmissionRow.id.desc())
        .limit(PAGE_ROWS)
        .offset((page_number - 1) * PAGE_ROWS)
    ).all()
    return Listed(tuple(rows), total, session.scalar(turn) or 0)


def _conditions(query: QueryParams, person: Person) -> list[ColumnElement[bool]]:
    row = SubmissionRow
    found: list[ColumnElement[bool]] = []
    for word in query.get("text", "").split():
        found.append(
            row.enterprise.contains(word, autoescape=True)
            | row.uscc.contains(word, autoescape=True)
            | row.receipt.contains(word, autoescape=True)
            | row.number.contains(word, autoescape=True)
        )
    if query.get("region"):
        found.append(row.county.startswith(query["region"], autoescape=True))
    for name, column in (("level", row.level), ("scale", row.scale), ("industry", row.industry)):
        if query.get(name):
            found.append(column.startswith(query[name], autoescape=True))
    month = re.fullmatch(r"(\d{4})-(\d{2})", query.get("month", ""))
    if month is not None:
        found.append(extract("year", row.visit_on) == int(month[1]))
        found.append(extract("month", row.visit_on) == int(month[2]))
    states: dict[str, ColumnElement[bool]] = {
        "turn": _is_turn(person), "returned": row.review_state.in_(("hasIssues", "rejected")),
        "edited": row.review_state == "edited", "done": row.stage == "done",
        "open": row.stage != "done", "broken": row.fault != "",
    }
    if query.get("state") in states:
        found.append(states[query["state"]])
    return found


def _is_turn(person: Person) -> ColumnElement[bool]:
    """What this person's own level has to look at, and nobody has returned."""
    row = SubmissionRow
    waiting = row.review_state.is_(None) | (row.review_state == "edited")
    return (row.stage == person.level) & waiting & (row.fault == "")


def _found(session: Session, person: Person, pk: int) -> dict[str, Any]:
    """Return everything that the page of a record shows."""
    row = reviews.by_pk(session, person, pk)
    version = reviews.current(session, row)
    form = reviews.form_of(session, version)
    found: dict[str, Any] = {
        "row": row, "version": version, "form": form,
        "files": reviews.files(session, version.id),
        "versions": reviews.versions(session, row),
        "reading": reading.read(version.xml, form.xml, form.package),
        "comments": [(one.made_at, who.name, who.region, "留言", one.body)
                     for one, who in reviews.comments(session, row)],
        "decisions": [(one.made_at, who.name, who.region, _decision(one.state, one.stage), one.note)
                      for one, who in reviews.decisions(session, row)],
        "subsidies": ledger.lines(session, person, pk),
        "may_decide": reviews.may_decide(person, row),
        "may_take_back": reviews.may_take_back(person, row),
    }
    found["events"] = sorted([*found["comments"], *found["decisions"]], reverse=True)
    return found


def _decision(state: str | None, stage: str) -> str:
    if state in {"hasIssues", "rejected"}:
        return "退回"
    return "通过" if stage == "done" else f"通过，转{STAGES[stage][1:3]}"


def _words(form: FormData) -> str:
    """Return the reviewer's words: what is about a question first, one a line."""
    numbers, lines = form.getlist("number"), form.getlist("about")
    about_questions = [
        about(number.strip(), line.strip())
        for number, line in zip(numbers, lines, strict=False)
        if isinstance(number, str) and isinstance(line, str) and number.strip() and line.strip()
    ]
    return "\n".join([*about_questions, *filter(None, [text(form, "words")])])


def _number(value: str) -> int:
    return int(value) if value.isdigit() else 1
