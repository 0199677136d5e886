"""The functions of the method's language: those of ODK that its sheets use, and our own."""

import math
from collections.abc import Callable, Mapping

from forms.diagnosis.truth import (
    NAN,
    UNKNOWN_CODES,
    Run,
    Scope,
    Value,
    to_number,
    to_text,
    to_truth,
)


def _strict(operate: Callable[..., Value]) -> Callable[[list[Run]], Run]:
    """A function of known values only: one unknown argument makes the result unknown."""
    def build(arguments: list[Run]) -> Run:
        def run(scope: Scope) -> Value:
            values = [argument(scope) for argument in arguments]
            return None if None in values else operate(*values)
        return run
    return build


def _if(arguments: list[Run]) -> Run:
    condition, then, otherwise = arguments

    def run(scope: Scope) -> Value:
        truth = to_truth(condition(scope))
        if truth is None:
            first, second = then(scope), otherwise(scope)
            return first if first == second else None
        return then(scope) if truth else otherwise(scope)
    return run


def _coalesce(arguments: list[Run]) -> Run:
    def run(scope: Scope) -> Value:
        value: Value = None
        for argument in arguments:
            value = argument(scope)
            if value is not None and value != "" and value == value:
                return value
        return value
    return run


def _wmean(arguments: list[Run]) -> Run:
    """Weighted mean of pairs; a pair without a value leaves and the rest is rescaled."""
    pairs = list(zip(arguments[::2], arguments[1::2], strict=False))

    def run(scope: Scope) -> Value:
        total = weights = 0.0
        for weigh, value in pairs:
            weight, number = to_number(weigh(scope)), to_number(value(scope))
            if weight is not None and number is not None and number == number:
                total += weight * number
                weights += weight
        return total / weights if weights else None
    return run


def _interpolate(x: Value, *points: Value) -> Value:
    """Straight lines between points, level outside of them."""
    at = to_number(x)
    if at is None or at != at:
        return None
    numbers = [to_number(p) or 0.0 for p in points]
    known = list(zip(numbers[::2], numbers[1::2], strict=True))
    before = known[0]
    for point in known:
        if at <= point[0]:
            share = (at - before[0]) / ((point[0] - before[0]) or 1.0)
            return before[1] + (point[1] - before[1]) * share
        before = point
    return before[1]


def _selected(tokens: Value, wanted: Value) -> Value:
    """``selected()``: what nobody knows (没有分过, 没判断过) may be the wanted option or not."""
    listed, code = (to_text(tokens) or "").split(), to_text(wanted) or ""
    if code in listed:
        return True
    if code in UNKNOWN_CODES:
        return None
    return None if code and UNKNOWN_CODES & set(listed) else False


def _selected_count(tokens: Value) -> Value:
    """``count-selected()``; a question that is not asked or 不涉及 has no count."""
    return NAN if tokens in {"", "na"} else float(len((to_text(tokens) or "").split()))


def _rounded(number: Value, places: Value = 0.0) -> Value:
    factor = 10.0 ** int(to_number(places) or 0)
    exact = (to_number(number) or 0.0) * factor
    return math.copysign(math.floor(abs(exact) + 0.5), exact) / factor


def _known(values: tuple[Value, ...]) -> list[float]:
    return [n for n in map(to_number, values) if n is not None and n == n]


def _lowest(*values: Value) -> Value:
    known = _known(values)
    return min(known) if len(known) == len(values) else NAN


def _highest(*values: Value) -> Value:
    known = _known(values)
    return max(known) if len(known) == len(values) else NAN


def _negation(value: Value) -> Value:
    return not to_truth(value)


def _number(value: Value) -> Value:
    return to_number(value)


def _text_length(value: Value) -> Value:
    return float(len(to_text(value) or ""))


def _starts(text: Value, start: Value) -> Value:
    return (to_text(text) or "").startswith(to_text(start) or "")


def _substring(text: Value, start: Value, end: Value = NAN) -> Value:
    whole, first, last = to_text(text) or "", to_number(start), to_number(end)
    until = len(whole) if last is None or last != last else int(last)
    return whole[int(first or 0):until]


def _ceiling(value: Value) -> Value:
    number = to_number(value)
    return float(math.ceil(number - 1e-9)) if number is not None and number == number else NAN


# Name: fewest arguments, most arguments, builder.
FUNCTIONS: Mapping[str, tuple[int, int, Callable[[list[Run]], Run]]] = {
    "if": (3, 3, _if),
    "coalesce": (1, 9, _coalesce),
    "wmean": (2, 60, _wmean),
    "interpolate": (3, 41, _strict(_interpolate)),
    "selected": (2, 2, _strict(_selected)),
    "count-selected": (1, 1, _strict(_selected_count)),
    "not": (1, 1, _strict(_negation)),
    "true": (0, 0, _strict(lambda: True)),
    "false": (0, 0, _strict(lambda: False)),
    "number": (1, 1, _strict(_number)),
    "min": (1, 60, _strict(_lowest)),
    "max": (1, 60, _strict(_highest)),
    "round": (1, 2, _strict(_rounded)),
    "ceiling": (1, 1, _strict(_ceiling)),
    "string-length": (1, 1, _strict(_text_length)),
    "starts-with": (2, 2, _strict(_starts)),
    "substr": (2, 3, _strict(_substring)),
}
