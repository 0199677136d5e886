"""What ``make screenshots`` takes of the review screens beyond their first look."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Program
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.screens.costs import CostsPage
from desktop.screens.diagnosis import DiagnosisPage
from desktop.screens.measures import MeasuresPage
from desktop.screens.presentation import PresentationWindow
from desktop.screens.statistics import StatisticsPage
from desktop.screens.statistics_counts import Counted
from desktop.screens.sync_centre import SyncPage
from desktop.screens.sync_centre_returned import open_entry
from desktop.screens.sync_centre_rows import SyncRow
from desktop.shell import Shell
from sync.store import Store
from sync.values import DRAFT, RecordFilter, Review

Snap = Callable[[str], None]
WORDS = "备份证据只有截图，看不出日期【3.11】；红线 R6 请附整改计划【8.11】。其余不用动。"


def stages(shell: Shell, snap: Snap) -> None:
    """Trials, a refused move, the details of a measure, and the table."""
    shell.go_stage("diagnosis")
    diagnosis = shell.page
    assert isinstance(diagnosis, DiagnosisPage)
    diagnosis._model.toggle_what_if()
    snap("06-what-if")
    diagnosis._model.toggle_what_if()
    shell.go_stage("measures")
    measures = shell.page
    assert isinstance(measures, MeasuresPage)
    held = next(one for one in measures._model.state.measures
                if one.phase == "second" and one.prerequisites)
    measures._model.choose(held.name)
    measures._model.hold(held.name)
    snap("07-refused")
    measures._model.release()
    measures._model.toggle_details()
    snap("07-details")
    measures._model.toggle_details()
    measures._model.view_as("table")
    snap("07-table")
    shell.go_stage("cost")
    costs = shell.page
    assert isinstance(costs, CostsPage)
    costs._model.toggle_mode()
    snap("08-present-value")


def projector(shell: Shell, take: Callable[[QWidget, str], None]) -> None:
    """A question and each chart on the projector."""
    shell.present()
    window = next(one for one in QApplication.topLevelWidgets()
                  if isinstance(one, PresentationWindow))
    model = window._model
    model.start("/data/infra/backup")
    model.choose(4)
    take(window, "11-question")
    charts = [n for n, one in enumerate(model.state.slides) if one.kind != "question"]
    for place in charts:
        model.step(place - model.state.at)
        take(window, f"11-{model.state.slides[place].kind}")
    window.close()


def reports(program: Program, store: Store, snap: Snap, wait: Callable[..., None]) -> None:
    """A record that arrived and one that came back, in the sync centre."""
    shell = program.window.shell
    assert shell is not None
    shell.go_home("sync")
    page = shell.page
    assert isinstance(page, SyncPage)
    # The invented list has facts and no answers; the practice visits have both.
    whole = [one for one in store.records(RecordFilter(practice=True)) if one.state == DRAFT]
    for summary in whole:
        entry = open_entry(store, summary.uuid)
        context = plan_context(entry, summary.number, program.book.current, datetime.now(UTC))
        finish_visit(store, summary.uuid, entry, context)
    sync = page._sync
    sync.retry_now()
    wait(lambda: len(sync.state.stock.receipts) >= len(whole))
    factory = next(one for one in whole if one.facts.path != "geti")
    at = datetime.now(UTC) + timedelta(days=2)
    review = Review("state", "rejected", WORDS, "晋中市审核员", at)
    store.put_reviews(factory.uuid, "rejected", [("1", review)])
    sync.refresh()
    wait(lambda: any(_is_back(row, factory.uuid) for row in sync.state.rows))
    page._choose(next(row.key for row in sync.state.rows if _is_back(row, factory.uuid)))
    wait(lambda: page._returned.state.returned is not None)
    snap("10-returned")
    page._choose(next(row.key for row in sync.state.rows if row.group == "receipts"))
    snap("10-receipt")


def _is_back(row: SyncRow, uuid: str) -> bool:
    return row.group == "returned" and row.uuid == uuid


def portfolio(
    shell: Shell, records: tuple[Counted, ...], snap: Snap, wait: Callable[..., None]
) -> None:
    """The statistics of an office with many visits."""
    shell.go_home("statistics")
    page = shell.page
    assert isinstance(page, StatisticsPage)
    wait(lambda: not page._model._background.busy)
    now = datetime.now(UTC)
    page._model._show_records({str(n): (now, one) for n, one in enumerate(records)})
    snap("13-portfolio")


def many_visits(count: int = 186) -> tuple[Counted, ...]:
    """Invented visits of a year, the same at every call."""
    cities = ["1407"] * 9 + ["1401"] * 3 + ["1404"] * 2 + ["1410", "1408", "1409", "1411", "1403"]
    trades = ["equipment"] * 4 + ["agriculture"] * 3 + ["trade_retail"] * 3 + [
        "culture_tourism", "general_mfg", "coal", "chemical", "general_service"]
    today = datetime.now(UTC).date()
    visits = []
    for n in range(count):
        score = 18 + (n * 37) % 55
        geti = n % 10 == 3
        visits.append(Counted(
            enterprise=str(n), visited_on=today - timedelta(days=(n * n * 7) % 360),
            city=cities[(n * 5) % len(cities)], industry=trades[(n * 3) % len(trades)],
            scale="geti" if geti else ("micro", "small", "medium")[n % 3],
            level="" if geti else f"L{score // 20 + 1}", score=None if geti else float(score),
            state=("accepted", "approved", "accepted", "returned", "waiting")[n % 5],
            person=("李工", "王工", "赵工", "钱工")[n % 4], red_line=n % 17 == 0,
            signed=n % 5 < 2, contracts=int(n % 7 < 2), contract_cny=_money(n)))
    return tuple(visits)


def _money(n: int) -> Decimal:
    return Decimal(20000 + (n * 7919) % 180000) if n % 7 < 2 else Decimal(0)
