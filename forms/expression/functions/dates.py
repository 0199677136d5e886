"""Functions of dates and times; a date is text that converts to a day number (odk.md §6)."""

from collections.abc import Callable
from datetime import datetime

from forms.expression.code import Frame
from forms.expression.convert import NAN, Value, to_number, to_string
from forms.expression.registry import function
from forms.expression.temporal import (
    clock_time,
    date_time_text,
    day_fraction,
    days,
    from_days,
    instant,
    text_of,
)


@function("today", "string", "frame")
def _today(frame: Frame) -> str:
    return frame.host.now().date().isoformat()


@function("now", "string", "frame")
def _now(frame: Frame) -> str:
    return date_time_text(frame.host.now())


def _moment(value: Value) -> datetime | None:
    if isinstance(value, (bool, int, float)):
        return from_days(float(value)) if value == value and value is not True else None
    text = to_string(value)
    found = instant(text)
    if found is None:
        number = to_number(text)
        return from_days(number) if number == number else None
    return found


def _as_date(value: Value) -> str:
    """What is no date gives nothing: an author sees an empty field, never an exception."""
    moment = _moment(value)
    return "" if moment is None else text_of(moment)


function("date", "string", "value")(_as_date)
function("date-time", "string", "value")(_as_date)


@function("decimal-date-time", "number", "value")
def _decimal_date_time(value: Value) -> float:
    moment = _moment(value)
    day = None if moment is None else days(date_time_text(moment))
    return NAN if day is None else day


@function("decimal-time", "number", "string")
def _decimal_time(text: str) -> float:
    return day_fraction(text)


_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                   "Dec")
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Short names by the beginning of a language's name or code, as forms call them.
_NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("zh", "chinese", "中文", "简体"), tuple(f"{n}月" for n in range(1, 13)),
     ("周一", "周二", "周三", "周四", "周五", "周六", "周日")),
    (("fr",), ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
               "nov.", "déc."), ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")),
    (("es", "spanish"), ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct",
                         "nov", "dic"), ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")),
)


def _names(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wanted = language.lower()
    code = wanted.rpartition("(")[2].rstrip(")")
    for starts, months, weekdays in _NAMES:
        if wanted.startswith(starts) or code.startswith(starts):
            return months, weekdays
    return _ENGLISH_MONTHS, _ENGLISH_DAYS


_FORMATS: dict[str, Callable[[datetime, str], str]] = {
    "Y": lambda d, _: f"{d.year:04d}",
    "y": lambda d, _: f"{d.year % 100:02d}",
    "m": lambda d, _: f"{d.month:02d}",
    "n": lambda d, _: str(d.month),
    "b": lambda d, language: _names(language)[0][d.month - 1],
    "d": lambda d, _: f"{d.day:02d}",
    "e": lambda d, _: str(d.day),
    "a": lambda d, language: _names(language)[1][d.weekday()],
    "H": lambda d, _: f"{d.hour:02d}",
    "h": lambda d, _: str(d.hour),
    "M": lambda d, _: f"{d.minute:02d}",
    "S": lambda d, _: f"{d.second:02d}",
    "3": lambda d, _: f"{d.microsecond // 1000:03d}",
}


def _shown(value: Value) -> datetime | None:
    """Return what the text says on its face: a time with an offset is not moved to this zone."""
    if isinstance(value, (bool, int, float)):
        return _moment(value)
    text = to_string(value)
    bare = text[:10] + text[10:].split("Z")[0].split("+")[0].split("-")[0]
    found = instant(bare)
    if found is None:
        parsed = clock_time(text)
        return None if parsed is None else datetime.combine(datetime(1970, 1, 1), parsed[0])  # noqa: DTZ001 - a time of day
    return found


def _formatted(frame: Frame, value: Value, pattern: str) -> str:
    moment = _shown(value)
    if moment is None:
        return ""
    pieces, rest = [], iter(pattern)
    for character in rest:
        if character != "%":
            pieces.append(character)
            continue
        code = next(rest, "")
        write = _FORMATS.get(code)
        pieces.append(write(moment, frame.host.language) if write else code)
    return "".join(pieces)


function("format-date", "string", "frame", "value", "string")(_formatted)
function("format-date-time", "string", "frame", "value", "string")(_formatted)
