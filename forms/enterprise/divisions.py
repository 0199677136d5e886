"""区划: labels of counties, the county of a 功能区, codes that were abolished.

Rows are those of ``divisions.csv``: ``code name label level parent_code parent_name county_code``,
``level`` one of ``province prefecture county zone abolished``; ``county_code`` lists the counties
that a 功能区 or an old code belongs to today, separated by spaces, the likeliest first.
"""

from collections.abc import Mapping, Sequence

Row = Mapping[str, str]


def find(code: str, rows: Sequence[Row]) -> Row | None:
    """Return the row of a code, abolished ones included."""
    return next((row for row in rows if row["code"] == code), None)


def label(code: str, rows: Sequence[Row]) -> str:
    """Return 「大同市 平城区」: city and county, so that namesakes can be told apart."""
    row = find(code, rows)
    return row["label"] if row else code


def counties_of(code: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the counties of today behind a code: of an old code its successors; else itself."""
    row = find(code, rows)
    return tuple(row["county_code"].split()) if row and row["county_code"] else (code,)


def county_of(code: str, rows: Sequence[Row]) -> str:
    """Return the county that counts for a code: the first of ``counties_of``."""
    return counties_of(code, rows)[0]


def prefecture_of(code: str, rows: Sequence[Row]) -> str:
    """Return the code of the city; a city's own code is itself, a province has none."""
    row = find(code, rows)
    if row is None:
        return ""
    return code if row["level"] == "prefecture" else row["parent_code"]


def remark_on(registered: str, county: str, rows: Sequence[Row]) -> str:
    """Say how characters 3–8 of a 统一代码 fit the county; ``""`` when nothing is to be said.

    Returns one of ``abolished``, ``elsewhere``, ``unknown``: all of them usual, none an error
    (moves, registration with the city or the province, merged counties).
    """
    row = find(registered, rows)
    if row is None:
        return "unknown"
    if county_of(county, rows) in counties_of(registered, rows):
        return "abolished" if row["level"] == "abolished" else ""
    return "elsewhere" if row["level"] in ("county", "zone", "abolished") else ""
