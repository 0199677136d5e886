"""划型 by the shipped table: the boundaries of every row, and what is not known."""

import csv
import io
from decimal import Decimal

import pytest

import resources
from forms.enterprise.scale import Figures, is_analogy, limits, scale, scale_code


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(resources.read_text(f"tables/{name}.csv"))))


TABLE = rows("enterprise_scale")
INDUSTRIES = rows("industries")
ROWS = [pytest.param(row, id=f"{row['scale_code']}-{row['symbol']}") for row in TABLE]
HUGE = Figures(10**9, Decimal(10**9), Decimal(10**9))


def with_figure(symbol: str, value: Decimal) -> Figures:
    """Everything else as large as can be, so that this figure alone decides."""
    return Figures(
        int(value) if symbol == "X" else HUGE.employees,
        value if symbol == "Y" else HUGE.revenue,
        value if symbol == "Z" else HUGE.assets,
    )


@pytest.mark.parametrize("row", ROWS)
def test_a_boundary_belongs_to_the_larger_tier(row: dict[str, str]) -> None:
    step = Decimal(1) if row["symbol"] == "X" else Decimal("0.01")
    for tier, below in (("large", "medium"), ("medium", "small"), ("small", "micro")):
        floor = Decimal(row[f"{tier}_min"])
        at = with_figure(row["symbol"], floor)
        under = with_figure(row["symbol"], floor - step)
        assert scale(row["scale_code"], at, TABLE) == tier
        assert scale(row["scale_code"], under, TABLE) == below


@pytest.mark.parametrize("row", ROWS)
def test_a_missing_figure_is_never_guessed(row: dict[str, str]) -> None:
    known = {"X": "employees", "Y": "revenue", "Z": "assets"}
    figures = {name: getattr(HUGE, name) for symbol, name in known.items()
               if symbol != row["symbol"]}
    assert scale(row["scale_code"], Figures(**figures), TABLE) == ""


def test_the_lowest_tier_counts() -> None:
    # given a plant with many people and little revenue (工业: 300 people, 2000 万元)
    figures = Figures(employees=800, revenue=Decimal(1500))

    # when it is sized
    # then the revenue decides
    assert scale("industry", figures, TABLE) == "small"
    assert [limit.tier for limit in limits("industry", figures, TABLE)] == ["medium", "small"]


@pytest.mark.parametrize(
    ("division", "sub", "code"),
    [
        ("34", "", "industry"), ("01", "", "agri"), ("59", "", ""), ("59", "s591", "transport"),
        ("59", "s592", "storage"), ("70", "", ""), ("70", "s7010", "real_estate_dev"),
        ("70", "s7020", "property_mgmt"), ("70", "s70x", "other"), ("83", "", "other"),
        ("53", "", "other"), ("66", "", "other"), ("92", "", "na"), ("", "", ""),
    ],
)
def test_the_industry_names_its_rule(division: str, sub: str, code: str) -> None:
    assert scale_code(division, sub, INDUSTRIES) == code


def test_an_office_is_not_sized() -> None:
    assert scale("na", HUGE, TABLE) == "na"


@pytest.mark.parametrize("division", ["53", "66", "67", "68", "69", "83", "84"])
def test_an_industry_outside_the_rule_is_only_suggested(division: str) -> None:
    assert is_analogy(division, "", INDUSTRIES)
    assert not is_analogy("34", "", INDUSTRIES)


def test_every_industry_has_a_rule_that_the_table_knows() -> None:
    known = {row["scale_code"] for row in TABLE} | {"na"}
    for row in INDUSTRIES:
        subs = ("s591", "s592", "s7010", "s7020", "s70x", "none")
        codes = {scale_code(row["division_code"], sub, INDUSTRIES) for sub in subs} - {""}
        assert codes, row
        assert codes <= known, row
