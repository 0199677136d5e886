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
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}(?::\d{2})?)?")
_LOCAL_TIME = re.compile(r"T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?")
_INT_LIMIT = 2**31
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of_answer(value: object) -> str:
    """Return what a widget or a test hands over as stored text, without illegal characters."""
    if isinstance(value, str):
        return value if value.isprintable() else _ILLEGAL.sub("", value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
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
    """A fraction is cut off, as in both peers; beyond 32 bits Collect could not read it."""
    if _DECIMAL.fullmatch(text) is None or len(text) > 400 or not math.isfinite(float(text)):
        return None
    whole = int(text) if _INT.fullmatch(text) else math.trunc(float(text))
    return str(whole) if -_INT_LIMIT <= whole < _INT_LIMIT else None


def _decimal(text: str) -> str | None:
    if _DECIMAL.fullmatch(text) is None or not math.isfinite(float(text)):
        return None
    return number_text(float(text)) if len(text) <= 15 or "e" in text.lower() else text


def _date(text: str) -> str | None:
    """A date, or a local date and time, of which the date is kept; never an instant elsewhere."""
    if _DATE.fullmatch(text[:10]) is None or not (len(text) == 10 or _LOCAL_TIME.fullmatch(
            text[10:])):
        return None
    return text[:10] if instant(text) is not None else None


def _time(text: str) -> str | None:
    return text if _TIME.fullmatch(text) and clock_time(text) is not None else None


def _date_time(text: str) -> str | None:
    date_part, _, time_part = text.partition("T")
    if len(date_part) != 10 or _date(date_part) is None or _time(time_part) is None:
        return None
    return text if instant(text) is not None else None


def _boolean(text: str) -> str | None:
    return text if text in {"true", "false", "1", "0"} else None


def _point(text: str) -> str | None:
    if ";" in text or points([text]) is None:
        return None
    return " ".join(repr(float(number)) for number in text.split())


def _line(least: int, closed: bool) -> Callable[[str], str | None]:
    def parse(text: str) -> str | None:
        written = [_point(part) for part in text.split(";") if part.strip()]
        texts = [point for point in written if point is not None]
        if len(texts) < max(least, len(written)) or (closed and texts[0] != texts[-1]):
            return None
        return ";".join(texts)
    return parse


_TYPES: dict[str, Callable[[str], str | None]] = {
    "int": _int, "integer": _int, "long": _int, "decimal": _decimal, "double": _decimal,
    "date": _date, "time": _time, "dateTime": _date_time, "boolean": _boolean,
    "geopoint": _point, "geotrace": _line(2, closed=False), "geoshape": _line(3, closed=True),
}


def canonical(text: str, type_name: str) -> str | None:
    """Return the text as a type stores it; None when it does not parse. '' is always fine."""
    parse = _TYPES.get(type_name)
    if parse is None or not text.strip():
        return text if parse is None else ""
    return parse(text.strip())


def of_calculation(text: str, type_name: str) -> str:
    """Return a calculated text as a type stores it; what does not parse stays as it is."""
    if type_name == "date" and _DATE.fullmatch(text[:10]) and instant(text) is not None:
        return text[:10]
    found = canonical(text, type_name)
    return text if found is None else found
