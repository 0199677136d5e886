"""Conversions between the types of an expression: string, number, boolean, node-set (odk.md §6)."""

import math
import re
from collections.abc import Sequence
from typing import TypeAlias

from forms.expression.nodes import Node
from forms.expression.temporal import days

Value: TypeAlias = str | float | bool | Sequence[Node]

NAN = float("nan")
# A power of ten is not XPath, but it is what Python and JavaScript write, and peers read it.
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)


def number_of_text(text: str) -> float:
    """Return the number or, of a date-like text, the day number; NaN for the rest and for ''."""
    if _NUMBER.fullmatch(text):
        return float(text)
    if len(text) >= 10 and "-" in text:
        day = days(text)
        if day is not None:
            return day
    return NAN


def number_of_node(node: Node) -> float:
    """Return a node's number; what a boolean result left there counts 1 or 0."""
    if node.flag is not None:
        return 1.0 if node.flag else 0.0
    return number_of_text(node.string())


def to_number(value: Value) -> float:
    """XPath ``number()``."""
    if isinstance(value, str):
        return number_of_text(value)
    if isinstance(value, (bool, int, float)):
        return float(value)
    return number_of_node(value[0]) if value else NAN


def to_string(value: Value) -> str:
    """XPath ``string()``: of a node-set its first node."""
    if isinstance(value, str):
        return value
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    return value[0].string() if value else ""


def to_boolean(value: Value) -> bool:
    """XPath ``boolean()``; of a node-set: exists, or the flag its first node carries."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value == value and value != 0  # NaN is false
    if isinstance(value, str):
        return value != ""
    return nodes_boolean(value)


def nodes_boolean(nodes: Sequence[Node]) -> bool:
    """Truth of a node-set: a node that holds a boolean result answers with it (odk.md §6)."""
    if not nodes:
        return False
    flag = nodes[0].flag
    return flag is not False or len(nodes) > 1


def number_text(number: float) -> str:
    """Write a number without exponent and without ``.0``; ``NaN``, ``Infinity``."""
    if number != number:
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    return text if "e" not in text else _without_exponent(text)


def _without_exponent(text: str) -> str:
    mantissa, exponent = text.split("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    shift = int(exponent)
    if shift < 0:
        return f"{sign}0.{'0' * (-shift - 1)}{whole}{fraction}".rstrip("0")
    return sign + (whole + fraction).ljust(len(whole) + shift, "0")
