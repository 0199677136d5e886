"""Dates and times as text and as day numbers (odk.md §6): days since 1970-01-01T00:00Z.

The zone is the machine's. Text without an offset is local time; text with one is an instant.
"""

import re
import time
from datetime import datetime, timedelta, timezone
from datetime import time as time_of_day
from functools import lru_cache

_DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local wall-clock arithmetic
_DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_TIME = r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?"
_OFFSET = r"(Z|[+-]\d{2}(?::?\d{2})?)?"
_DATE_TIME = re.compile(rf"{_DATE}(?:T{_TIME}{_OFFSET})?")
_TIME_ONLY = re.compile(rf"{_TIME}{_OFFSET}")
_CANONICAL = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}.*)?")


def instant(text: str) -> datetime | None:
    """Return the local wall-clock time (naive) that ``text`` means; None when it is no date."""
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(  # noqa: DTZ001 - a wall-clock time; the offset follows
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            _microseconds(fraction),
        )
    except ValueError:
        return None
    return moment if offset is None else _to_local(moment - offset_of(offset))


def clock_time(text: str) -> tuple[time_of_day, timedelta | None] | None:
    """Return the time of day in ``HH:MM[:SS[.fff]][offset]`` with its offset, else None."""
    match = _TIME_ONLY.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second, fraction, offset = match.groups()
    try:
        moment = time_of_day(int(hour), int(minute), int(second or 0), _microseconds(fraction))
    except ValueError:
        return None
    shift = None if offset is None else offset_of(offset)
    if shift is not None and abs(shift) >= timedelta(days=1):
        return None
    return moment, shift


def offset_of(text: str) -> timedelta:
    """Return ``Z``, ``+08``, ``+08:00`` or ``+0800`` as a timedelta."""
    if text == "Z":
        return timedelta()
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _seconds(local: datetime) -> float:
    """Return seconds since the epoch; Windows has no zone rules before 1970, so the standard."""
    try:
        return local.timestamp()
    except (OSError, OverflowError):
        return (local - _EPOCH).total_seconds() + time.timezone


def _to_local(utc: datetime) -> datetime:
    seconds = (utc - _EPOCH).total_seconds()
    try:
        return datetime.fromtimestamp(seconds)  # noqa: DTZ006 - local wall-clock is the meaning
    except (OSError, OverflowError, ValueError):
        return utc - timedelta(seconds=time.timezone)


def days(text: str) -> float | None:
    """Return the day number of a date-like text, fractional; None when it is none."""
    return _days(text, time.tzname)


@lru_cache(maxsize=4096)
def _days(text: str, _zone: tuple[str, str]) -> float | None:
    """The zone is part of the key: it may change while the program runs."""
    if _CANONICAL.fullmatch(text.strip()) is None:
        return None
    moment = instant(text)
    return None if moment is None else _seconds(moment) / _DAY_S


def from_days(number: float) -> datetime | None:
    """Return the local wall-clock time of a day number; None when out of the calendar."""
    try:
        milliseconds = round(number * _DAY_S * 1000)
        return _to_local(_EPOCH + timedelta(milliseconds=milliseconds))
    except (OverflowError, ValueError):
        return None


def text_of(moment: datetime) -> str:
    """Return a date where it is a local midnight, else a date and time with offset."""
    if moment.time() == time_of_day():
        return moment.strftime("%Y-%m-%d").zfill(10)
    return date_time_text(moment)


def date_time_text(moment: datetime) -> str:
    """Return ``YYYY-MM-DDTHH:MM:SS.mmm±HH:MM``; a naive moment is local."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=_zone_at(moment))
    return aware.isoformat(timespec="milliseconds")


def local_offset(moment: datetime) -> timedelta:
    """Return the machine's offset from UTC at a local wall-clock time."""
    return timedelta(seconds=round((moment - _EPOCH).total_seconds() - _seconds(moment)))


def _zone_at(moment: datetime) -> timezone:
    return timezone(local_offset(moment))


def day_fraction(text: str) -> float:
    """Return which part of the local day has passed: 0 to 1, NaN when ``text`` is no time."""
    moment = instant(text)
    if moment is None:
        parsed = clock_time(text)
        if parsed is None:
            return float("nan")
        of_day, offset = parsed
        moment = datetime.combine(_EPOCH.date(), of_day)
        if offset is not None:
            moment += local_offset(moment) - offset
    passed = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second,
                       microseconds=moment.microsecond)
    return passed.total_seconds() / _DAY_S
