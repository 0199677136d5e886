"""Names of the cities by the first four digits of a county's code, from the shipped table."""

import csv
import io
from functools import cache

import resources


@cache
def city_names() -> dict[str, str]:
    """Return the name of each prefecture-level city by four digits."""
    rows = csv.DictReader(io.StringIO(resources.read_text("tables/divisions.csv")))
    return {row["code"][:4]: row["name"] for row in rows if row["level"] == "prefecture"}
