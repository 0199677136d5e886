"""The values of the method's language and their three-valued logic: None is *unknown*."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

Value: TypeAlias = str | float | bool | None
NAN = float("nan")
# Codes by which a respondent says that he does not know: they decide nothing.
UNKNOWN_CODES = frozenset({"unknown", "unsure"})
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)


class Scope(Protocol):
    """Where a formula is evaluated: a record, and perhaps one row of a repeat."""

    def answer(self, name: str) -> Value:
        """The answer of a question; None unanswered, '' not asked, ``na`` 不涉及."""
        ...

    def points(self, name: str) -> float | None:
        """The points of the chosen option; None where there are none."""
        ...

    def is_na(self, name: str) -> bool:
        """Whether the question is 不涉及."""
        ...

    def named(self, name: str) -> Value:
        """The value of an indicator, dimension, term, parameter or price."""
        ...

    def rows(self, name: str) -> "Sequence[Scope] | None":
        """A scope for each row of the repeat; None when it is not known whether it is asked."""
        ...


Run: TypeAlias = Callable[[Scope], Value]


def to_number(value: Value) -> float | None:
    """XPath ``number()``; unknown stays unknown."""
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else NAN
    return float(value)


def to_truth(value: Value) -> bool | None:
    """XPath ``boolean()``; unknown stays unknown."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value != ""
    return value == value and value != 0  # NaN is false


def to_text(value: Value) -> str | None:
    """XPath ``string()``; unknown stays unknown."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if value == value and value == int(value) else str(value)


def equal(left: Value, right: Value) -> bool | None:
    """Compare; an answer that says 说不清 may equal any code."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        if left != right and (left in UNKNOWN_CODES or right in UNKNOWN_CODES):
            return False if "" in {left, right} else None
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    return to_number(left) == to_number(right)


def unequal(left: Value, right: Value) -> bool | None:
    same = equal(left, right)
    return None if same is None else not same


def _numeric(operate: Callable[[float, float], Value]) -> Callable[[Value, Value], Value]:
    def operated(left: Value, right: Value) -> Value:
        a, b = to_number(left), to_number(right)
        return None if a is None or b is None else operate(a, b)
    return operated


def _divide(left: float, right: float) -> float:
    """A share of nothing has no value: NaN, where XPath says Infinity."""
    return left / right if right else NAN


OPERATORS: Mapping[str, Callable[[Value, Value], Value]] = {
    "=": equal,
    "!=": unequal,
    "<": _numeric(lambda a, b: a < b),
    "<=": _numeric(lambda a, b: a <= b),
    ">": _numeric(lambda a, b: a > b),
    ">=": _numeric(lambda a, b: a >= b),
    "+": _numeric(lambda a, b: a + b),
    "-": _numeric(lambda a, b: a - b),
    "*": _numeric(lambda a, b: a * b),
    "div": _numeric(_divide),
    "mod": _numeric(lambda a, b: math.fmod(a, b) if b else NAN),
}
