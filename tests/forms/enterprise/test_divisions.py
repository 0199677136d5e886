"""区划: namesakes, functional zones, abolished codes."""

import csv
import io

import pytest

import resources
from forms.enterprise import divisions

ROWS = list(csv.DictReader(io.StringIO(resources.read_text("tables/divisions.csv"))))


def test_the_two_namesakes_can_be_told_apart() -> None:
    labels = {divisions.label(row["code"], ROWS) for row in ROWS if row["name"] == "城区"
              and row["level"] == "county"}
    assert labels == {"阳泉市 城区", "晋城市 城区"}


def test_every_county_and_zone_has_a_label_of_its_own() -> None:
    labels = [row["label"] for row in ROWS if row["level"] in ("county", "zone")]
    assert len(labels) == len(set(labels)) == 117 + 4


def test_a_zone_and_an_old_code_lead_to_a_county_of_today() -> None:
    counties = {row["code"] for row in ROWS if row["level"] == "county"}
    for row in ROWS:
        if row["level"] in ("zone", "abolished"):
            assert set(divisions.counties_of(row["code"], ROWS)) <= counties, row
    assert divisions.county_of("140171", ROWS) == "140105"
    assert divisions.county_of("140105", ROWS) == "140105"


@pytest.mark.parametrize(
    ("registered", "county", "remark"),
    [
        ("140105", "140105", ""),
        ("140171", "140105", ""),
        ("140211", "140214", "abolished"),
        ("140702", "140105", "elsewhere"),
        ("140000", "140105", ""),
        ("140100", "140105", ""),
        ("440300", "140105", "unknown"),
    ],
)
def test_the_registered_division_is_remarked_upon_never_refused(
    registered: str, county: str, remark: str
) -> None:
    assert divisions.remark_on(registered, county, ROWS) == remark


def test_a_city_is_found_above_county_and_zone() -> None:
    assert divisions.prefecture_of("140702", ROWS) == "140700"
    assert divisions.prefecture_of("140171", ROWS) == "140100"
    assert divisions.prefecture_of("140100", ROWS) == "140100"
    assert divisions.prefecture_of("999999", ROWS) == ""
