"""The pages of the office: statistics and reports, subsidies, tasks."""

from datetime import date
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sync.platform import assignments, benchmarks, entities, ledger, regions, statistics, workbooks
from sync.platform.accounts import Person
from sync.platform.assignments import AssignmentError
from sync.platform.audit import note
from sync.platform.ledger import LedgerError, Line
from sync.platform.requests import platform_of
from sync.platform.statistics import RULES, SMALLEST_CELL, Period
from sync.platform.web.guard import problem, render, text, upload
from sync.platform.web.words import bar, fault

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def overview(request: Request, person: Person) -> Response:
    platform = platform_of(request)
    today = platform.now().astimezone().date()
    period = Period.parse(request.query_params.get("period", ""), today)
    found = await platform.ask(statistics.overview, person, period)
    cells = await platform.ask(statistics.benchmark, person)
    return render(
        request, person, "statistics.html", overview=found, cells=cells, rules=RULES, bar=bar,
        periods=_periods(today), smallest=SMALLEST_CELL,
    )


async def report(request: Request, person: Person) -> Response:
    platform = platform_of(request)
    period = Period.parse(
        request.query_params.get("period", ""), platform.now().astimezone().date()
    )

    def make(session: Session) -> bytes:
        note(session, platform.now(), person.email, "report", period.name, person.region)
        return workbooks.report(
            statistics.overview(session, person, period), statistics.counted(session, person),
            ledger.lines(session, person), statistics.benchmark(session, person), person.region,
            platform.now(),
        )

    data = await platform.change(make)
    name = quote(f"企业上云诊断统计-{regions.label(person.region)}-{period.name}.xlsx")
    return Response(data, media_type=XLSX, headers={
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    })


async def publish_benchmark(request: Request, person: Person, _form: FormData) -> Response:
    """Give the benchmark to the laptops as an entity list; cells below ten are not in it."""
    platform = platform_of(request)

    def change(session: Session) -> None:
        benchmarks.publish(session, statistics.benchmark(session, person), platform.now())
        note(session, platform.now(), person.email, "benchmark published", "", "")

    if person.level != "province":
        return problem(request, person, 403, "同行参照由省级发布。")
    await platform.change(change)
    return RedirectResponse("/statistics#benchmark", 303)


async def subsidies(request: Request, person: Person) -> Response:
    found: list[Line] = await platform_of(request).ask(ledger.lines, person)
    state = request.query_params.get("state", "")
    shown = [one for one in found if state in {"", one.subsidy.state}]
    return render(
        request, person, "subsidies.html", lines=shown, sums=ledger.sums(found), state=state,
        may_settle=person.may_review and person.level in {"city", "province"},
    )


async def settle(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)
    pk, act = int(request.path_params["pk"]), text(form, "act")

    def change(session: Session) -> None:
        if act == "approve":
            ledger.approve(session, person, pk, text(form, "amount"), platform.now())
        elif act == "pay":
            ledger.pay(session, person, pk, platform.now())
        else:
            ledger.refuse(session, person, pk, text(form, "words"), platform.now())

    try:
        await platform.change(change)
    except LedgerError as error:
        return problem(request, person, 409, fault(error.code, error.values))
    return RedirectResponse("/subsidies", 303)


async def tasks(request: Request, person: Person) -> Response:
    rows = await platform_of(request).ask(entities.rows_of, entities.TASKS)
    mine = [one for one in rows if one.properties.get("county", "").startswith(person.region)]
    return render(
        request, person, "tasks.html", rows=mine, columns=list(assignments.COLUMNS),
        done=request.query_params.get("done", ""),
    )


async def import_tasks(request: Request, person: Person, form: FormData) -> Response:
    platform = platform_of(request)
    _, data = await upload(form, "file")
    try:
        found = await platform.change(assignments.take_in, person, data, platform.now())
    except AssignmentError as error:
        return problem(request, person, 400, fault(error.code, error.values))
    words = f"新增 {found.new} 家，更新 {found.changed} 家，没有变化 {found.same} 家。"
    return RedirectResponse(f"/tasks?done={quote(words)}", 303)


def _periods(today: date) -> list[Period]:
    """Return the periods to choose from: six months, four quarters, three years."""
    months = [today.year * 12 + today.month - 1 - back for back in range(6)]
    quarters = [today.year * 4 + (today.month - 1) // 3 - back for back in range(4)]
    names = [
        *(f"{month // 12}-{month % 12 + 1:02d}" for month in months),
        *(f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in quarters),
        *(str(today.year - back) for back in range(3)),
    ]
    return [Period.parse(name, today) for name in names]
