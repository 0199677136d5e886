"""What the platform counts and filters by, read from a record's XML (design §4, ``result``)."""

import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

from sync.instance import local_name
from sync.platform import regions

# Column -> the last steps of the path that holds it.
TEXTS = {
    "enterprise": "ent_name", "uscc": "uscc", "county": "reg_county",
    "industry": "industry_division", "scale": "result/scale", "path": "result/path",
    "level": "result/level", "red_lines": "result/red_lines",
}
DIMENSIONS = tuple(f"d{number}" for number in range(1, 8))
NUMBERS = {"score": "result/cmi", "completeness": "result/completeness"}


def read_facts(root: ET.Element) -> dict[str, Any]:
    """Return the columns of ``SubmissionRow`` that a record's answers decide."""
    texts = leaf_texts(root)
    facts: dict[str, Any] = {column: _text(texts, end) for column, end in TEXTS.items()}
    facts |= {column: _number(_text(texts, end)) for column, end in NUMBERS.items()}
    facts["county"] = regions.county_of(facts["county"])
    dimensions = {name: _number(_text(texts, f"result/{name}")) for name in DIMENSIONS}
    facts["dimensions"] = {name: value for name, value in dimensions.items() if value is not None}
    facts["visit_on"] = _date(_text(texts, "visit_date"))
    facts["number"] = _text(texts, "record_number")
    return facts


def leaf_texts(root: ET.Element) -> dict[str, str]:
    """Return the texts of the leaves by path without positions; of a repeat the first row's."""
    found: dict[str, str] = {}
    stack = [(root, f"/{local_name(root)}")]
    while stack:
        node, path = stack.pop()
        if not len(node):
            found.setdefault(path, (node.text or "").strip())
        stack += [(child, f"{path}/{local_name(child)}") for child in reversed(node)]
    return found


def _text(texts: dict[str, str], end: str) -> str:
    return next((text for path, text in texts.items() if path.endswith(f"/{end}")), "")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
