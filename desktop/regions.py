"""Names of cities and counties by their codes, from the shipped table."""

import csv
import io
from collections.abc import Mapping
from functools import cache

import resources


@cache
def city_names() -> dict[str, str]:
    """Return the name of each prefecture-level city by four digits."""
    return {code[:4]: row["name"] for code, row in _rows().items() if row["level"] == "prefecture"}


def county_label(code: str) -> str:
    """Return city and county of a six-digit code, 晋中市 榆次区; empty where it is not known."""
    row = _rows().get(code)
    return row["label"] if row else ""


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    rows = csv.DictReader(io.StringIO(resources.read_text("tables/divisions.csv")))
    return {row["code"]: row for row in rows}
