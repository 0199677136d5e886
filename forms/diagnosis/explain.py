"""A diagnosis as JSON values: everything down to the answers, for auditors and other programs."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from forms.diagnosis.model import CostLine, Diagnosis

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def as_json(diagnosis: Diagnosis) -> dict[str, Json]:
    """Return the diagnosis as JSON values; amounts of money are texts, so that no digit is lost."""
    found = _value(diagnosis)
    return found if isinstance(found, dict) else {}


def _value(value: object) -> Json:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _value(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_value(item) for item in value]
    if is_dataclass(value):
        return _fields(value)
    return str(value)


def _fields(value: object) -> dict[str, Json]:
    names = [one.name for one in fields(value)] if is_dataclass(value) else []
    found = {name: _value(getattr(value, name)) for name in names}
    if isinstance(value, CostLine):
        found["total"] = _value(value.total)
    return found
