"""Texts by type: what parses, what is stored, and why it is refused (odk.md §2)."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from forms.expression.convert import number_text
from forms.expression.functions.geo import points
from forms.expression.temporal import clock_time, date_time_text, instant

_INT = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INT_LIMIT = 2**31
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of_answer(value: object) -> str:
    """Return what a widget or a test hands over as stored text, without illegal characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, float):
        return "" if math.isnan(value) else number_text(value)
    if isinstance(value, datetime):
        return date_time_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return " ".join(text_of_answer(item) for item in value)
    return _ILLEGAL.sub("", str(value))


def _int(text: str) -> str | None:
    if _INT.fullmatch(text) is None or not -_INT_LIMIT <= int(text) < _INT_LIMIT:
        return None
    return str(int(text))


def _decimal(text: str) -> str | None:
    if _DECIMAL.fullmatch(text) is None or not math.isfinite(float(text)):
        return None
    return number_text(float(text)) if len(text) <= 15 or "e" in text.lower() else text


def _date(text: str) -> str | None:
    if _DATE.fullmatch(text[:10]) is None or instant(text) is None:
        return None
    return text[:10]


def _time(text: str) -> str | None:
    return None if clock_time(text) is None else text


def _date_time(text: str) -> str | None:
    return None if instant(text) is None else text


def _boolean(text: str) -> str | None:
    return text if text in {"true", "false", "1", "0"} else None


def _point(text: str) -> str | None:
    return text if ";" not in text and points([text]) is not None else None


def _line(least: int) -> Callable[[str], str | None]:
    def parse(text: str) -> str | None:
        found = points([text])
        return None if found is None or len(found) < least else text
    return parse


_TYPES: dict[str, Callable[[str], str | None]] = {
    "int": _int, "integer": _int, "long": _int, "decimal": _decimal, "double": _decimal,
    "date": _date, "time": _time, "dateTime": _date_time, "boolean": _boolean,
    "geopoint": _point, "geotrace": _line(2), "geoshape": _line(4),
}


def canonical(text: str, type_name: str) -> str | None:
    """Return the text as a type stores it; None when it does not parse. '' is always fine."""
    parse = _TYPES.get(type_name)
    if parse is None or not text.strip():
        return text if parse is None else ""
    return parse(text.strip())


def of_calculation(text: str, type_name: str) -> str:
    """Return a calculated text as a type stores it; what does not parse stays as it is."""
    if type_name in {"int", "integer", "long"} and _DECIMAL.fullmatch(text):
        number = float(text)
        return number_text(float(math.trunc(number))) if math.isfinite(number) else ""
    found = canonical(text, type_name)
    return text if found is None else found
