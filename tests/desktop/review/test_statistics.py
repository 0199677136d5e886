from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.screens.statistics_counts import (
    MONTH,
    QUARTER,
    YEAR,
    Counted,
    Period,
    by_month,
    counted,
    latest,
    line,
    lines,
    period_of,
)
from desktop.screens.statistics_model import MINE, StatisticsModel, read_visits
from desktop.screens.statistics_words import cities
from sync.values import RecordFacts, RecordSummary
from tests.desktop.review.fakes import AtOnce, FakeStore

NOVEMBER = Period(MONTH, 2026, 11)


def a_visit(enterprise: str = "a", on: str = "2026-11-03", **changes: object) -> Counted:
    values: dict[str, object] = {
        "enterprise": enterprise, "visited_on": date.fromisoformat(on), "city": "1407",
        "industry": "coal", "scale": "small", "level": "L2", "score": 40.0, "state": "accepted",
        "person": "李工"}
    return Counted(**{**values, **changes})  # type: ignore[arg-type]


def a_summary(uuid: str, *, practice: bool = False, county: str = "140702") -> RecordSummary:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    facts = RecordFacts(enterprise=uuid, uscc=uuid, county=county, industry="coal", scale="small",
                        score=40.0, level="L2")
    return RecordSummary(uuid, "YZ", "accepted", facts, practice, at, at)


def test_a_quarter_has_its_three_months() -> None:
    period = period_of(QUARTER, date(2026, 11, 23))
    assert (period.number, period.first, period.last) == (
        4, date(2026, 10, 1), date(2026, 12, 31))
    assert period.shifted(1) == Period(QUARTER, 2027, 1)
    assert period_of(YEAR, date(2026, 2, 1)).last == date(2026, 12, 31)


def test_an_enterprise_visited_twice_counts_once_by_its_last_visit() -> None:
    visits = [a_visit(on="2026-03-01", score=20.0), a_visit(on="2026-11-03", score=40.0)]
    shown = line("", latest(visits, NOVEMBER.last), NOVEMBER)
    assert (shown.total, shown.fresh, shown.average) == (1, 1, 40.0)


def test_a_visit_after_the_period_is_not_in_it() -> None:
    assert latest([a_visit(on="2026-12-01")], NOVEMBER.last) == ()


def test_the_self_employed_are_in_neither_average_nor_level() -> None:
    shop = counted(
        RecordSummary("u", "YZ", "accepted",
                      RecordFacts(uscc="s", scale="geti", score=90.0, level="L5"), False,
                      datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)),
        b"<data/>")
    assert (shop.score, shop.level) == (None, "")
    assert line("", [shop, a_visit()], NOVEMBER).average == 40.0


def test_contracts_signature_and_red_lines_are_read_from_the_record() -> None:
    xml = (b"<data xmlns='x'><visit><visit_date>2026-11-05</visit_date></visit>"
           b"<contracts><ct_amount>1000.5</ct_amount></contracts>"
           b"<contracts><ct_amount>2000</ct_amount></contracts><sign_ent>s.png</sign_ent>"
           b"<result><red_lines>R6</red_lines></result></data>")
    found = counted(a_summary("u"), xml)
    assert found.visited_on == date(2026, 11, 5)
    assert (found.contracts, found.contract_cny) == (2, Decimal("3000.5"))
    assert found.signed
    assert found.red_line


def test_all_eleven_cities_are_shown_and_those_without_a_visit_last() -> None:
    rows = lines([a_visit()], NOVEMBER, lambda one: one.city, tuple(cities()))
    assert len(rows) == 11
    assert rows[0].key == "1407"
    assert [row.total for row in rows[1:]] == [0] * 10


def test_twelve_months_end_with_the_period() -> None:
    visits = [a_visit("a"), a_visit("b"), a_visit("c", on="2025-12-31")]
    assert by_month(visits, NOVEMBER) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(
    a_visit, enterprise=st.sampled_from("abcdefgh"), city=st.sampled_from(["1401", "1407", ""]),
    on=st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(date.isoformat),
    state=st.sampled_from(["draft", "accepted", "returned"]),
    contract_cny=st.integers(0, 9).map(Decimal), signed=st.booleans()), max_size=20))
def test_the_sum_of_the_rows_is_the_total(visits: list[Counted]) -> None:
    rows = lines(visits, NOVEMBER, lambda one: one.city, ("1401",))
    total = line("", latest(visits, NOVEMBER.last), NOVEMBER)
    for name in ("total", "fresh", "accepted", "signed", "returned", "contract_cny"):
        assert sum(getattr(row, name) for row in rows) == getattr(total, name)


def a_model(store: FakeStore) -> StatisticsModel:
    return StatisticsModel(store, AtOnce(), date(2026, 11, 23), "李工", "练习咨询机构")


def test_practice_enterprises_are_never_counted() -> None:
    model = a_model(FakeStore([a_summary("a"), a_summary("p", practice=True)]))
    model.activate()
    assert model.state.table is not None
    assert model.state.table.total.total == 1


def test_ones_own_visits_are_counted_by_the_consultant_named_in_them() -> None:
    store = FakeStore([a_summary("a"), a_summary("b")], xml={
        "a": b"<data><surveyor_name>\xe6\x9d\x8e\xe5\xb7\xa5</surveyor_name></data>"})
    model = a_model(store)
    model.activate()
    model.show_whose(MINE)
    assert model.state.table is not None
    assert model.state.table.total.total == 1


def test_a_record_that_has_not_changed_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a portfolio that was counted
    store = FakeStore([a_summary("a"), a_summary("b")])
    known = read_visits(store, {}, lambda: False)
    reads: list[str] = []
    read = store.record
    monkeypatch.setattr(store, "record", lambda uuid: reads.append(uuid) or read(uuid))

    # when one record changes and it is counted again
    later = store.summaries[0].updated_at + timedelta(hours=1)
    store.summaries[0] = replace(store.summaries[0], updated_at=later)
    again = read_visits(store, known, lambda: False)

    # then that one alone was read
    assert reads == ["a"]
    assert set(again) == {"a", "b"}


def test_a_period_of_the_future_is_not_reached() -> None:
    model = a_model(FakeStore())
    model.activate()
    model.shift(1)
    assert model.state.period == NOVEMBER
    model.shift(-1)
    assert model.state.period == Period(MONTH, 2026, 10)


def test_the_excel_file_holds_the_same_figures_as_the_screen(tmp_path: Path) -> None:
    # given a portfolio of two
    model = a_model(FakeStore([a_summary("a"), a_summary("b", county="140105")]))
    model.activate()

    # when it is saved
    model.save(tmp_path / "report.xlsx")

    # then the file has a table for each grouping, the rows of the screen and the rules
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["按市", "按行业", "按规模", "按等级", "按状态", "按月"]
    page = book["按市"]
    assert page["A1"].value == "2026 年 11 月自评表"
    rows = {row[0]: row for row in page.iter_rows(min_row=4, values_only=True)}
    assert rows["晋中市"][1] == 1
    assert rows["合计"][1] == 2
    assert rows["大同市"][1] == 0
    assert any("口径" in str(cell.value) for cell in page["A"])
    assert page.page_setup.orientation == "landscape"
    assert "report.xlsx" in model.state.notice


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    model = a_model(FakeStore([a_summary("a")]))
    model.activate()
    model.save(tmp_path / "no" / "folder" / "report.xlsx")
    assert "写不进去" in model.state.problem
