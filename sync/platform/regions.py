"""Names of regions and industries for people: from the shipped tables."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache

import resources
from forms.enterprise import divisions

PROVINCE = "14"
SCALES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型", "geti": "个体",
          "na": "不适用"}


@cache
def division_rows() -> Sequence[Mapping[str, str]]:
    """Return the rows of the table of divisions."""
    return tuple(csv.DictReader(io.StringIO(resources.read_text("tables/divisions.csv"))))


@cache
def industry_rows() -> Mapping[str, Mapping[str, str]]:
    """Return the rows of the table of industries by their code."""
    rows = csv.DictReader(io.StringIO(resources.read_text("tables/industries.csv")))
    return {row["division_code"]: row for row in rows}


def county_of(code: str) -> str:
    """Return the county that counts for a code, be it a 功能区 or an old one."""
    return divisions.county_of(code, division_rows()) if code else ""


def label(code: str) -> str:
    """Return the name of a region by its prefix: 2 digits the province, 4 a city, 6 a county."""
    return divisions.label(code.ljust(6, "0"), division_rows()) if code else "未填县区"


def short_label(code: str) -> str:
    """Return the name without that of the region above it."""
    row = divisions.find(code.ljust(6, "0"), division_rows())
    return row["name"] if row else code or "未填县区"


def cities() -> tuple[str, ...]:
    """Return the four-digit codes of all cities, in the table's order."""
    return tuple(row["code"][:4] for row in division_rows() if row["level"] == "prefecture")


def counties(city: str) -> tuple[str, ...]:
    """Return the six-digit codes of a city's counties."""
    return tuple(
        row["code"] for row in division_rows()
        if row["level"] == "county" and row["code"].startswith(city)
    )


def below(region: str) -> tuple[str, ...]:
    """Return the regions right below: cities of the province, counties of a city, else itself."""
    if len(region) == 2:
        return cities()
    return counties(region) if len(region) == 4 else (region,)


def choices(region: str) -> list[tuple[str, str]]:
    """Return (code, label) of a region and all below it, for a list to choose from."""
    rows = [
        (row["code"][:4] if row["level"] == "prefecture" else row["code"], row["label"])
        for row in division_rows()
        if row["level"] in {"prefecture", "county"} and row["code"].startswith(region)
    ]
    return [(region, label(region)), *(one for one in rows if one[0] != region)]


def industry(code: str) -> str:
    """Return the name of an industry by its two digits."""
    row = industry_rows().get(code)
    return row["division_name"] if row else code or "未填行业"


def section(code: str) -> str:
    """Return the name of the industry's 门类."""
    row = industry_rows().get(code)
    return row["section_name"] if row else "未填行业"


def section_code(name: str) -> str:
    """Return the letter of a 门类 by its name; empty for what is none."""
    rows = industry_rows().values()
    return next((row["section_code"] for row in rows if row["section_name"] == name), "")


def scale_code(name: str) -> str:
    """Return the code of a size by its name; empty for what is none."""
    return next((code for code, label in SCALES.items() if label == name), "")
