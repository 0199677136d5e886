"""Functions of numbers; all are IEEE doubles (odk.md §6)."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from forms.expression.code import Code, Frame
from forms.expression.convert import NAN
from forms.expression.registry import Compiling, function, special
from forms.expression.tree import Call


@special("number", 0, 1)
def _number(call: Call, compiler: Compiling) -> Code:
    if call.arguments:
        return Code("number", compiler.compile(call.arguments[0]).number())
    return Code("number", Code("nodes", lambda f: (f.node,), first=lambda f: f.node).number())


@function("int", "number", "number")
def _int(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


@function("round", "number", "number", "number", least=1)
def _round(number: float, digits: float = 0.0) -> float:
    """Half away from zero, on the shortest decimal form (odk.md §6)."""
    if not math.isfinite(number) or digits != digits or abs(digits) > 400:
        return number if not math.isfinite(number) else (NAN if digits != digits else number)
    places = Decimal(1).scaleb(-int(digits))
    exact = Decimal(repr(number))
    if places < abs(exact).scaleb(-25):
        return number
    return float((exact / places).quantize(Decimal(1), ROUND_HALF_UP) * places) + 0.0


@function("floor", "number", "number")
def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


@function("ceiling", "number", "number")
def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


@function("abs", "number", "number")
def _abs(number: float) -> float:
    return abs(number)


@function("pi", "number")
def _pi() -> float:
    return math.pi


@function("pow", "number", "number", "number")
def _pow(base: float, exponent: float) -> float:
    if exponent == exponent and base != base and exponent == 0:
        return 1.0
    try:
        result = base ** exponent
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    return NAN if isinstance(result, complex) else float(result)


def _safe(action: Callable[[float], float]) -> Callable[[float], float]:
    """Return the function with NaN outside its domain and infinity beyond the range."""
    def run(number: float) -> float:
        try:
            return action(number)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf
    return run


def _logarithm(action: Callable[[float], float]) -> Callable[[float], float]:
    safe = _safe(action)
    return lambda number: -math.inf if number == 0 else safe(number)


_OF_ONE: dict[str, Callable[[float], float]] = {
    "log": _logarithm(math.log), "log10": _logarithm(math.log10), "sqrt": _safe(math.sqrt),
    "exp": _safe(math.exp), "exp10": _safe(lambda x: 10.0 ** x), "sin": _safe(math.sin),
    "cos": _safe(math.cos), "tan": _safe(math.tan), "asin": _safe(math.asin),
    "acos": _safe(math.acos), "atan": _safe(math.atan),
}
for _name, _action in _OF_ONE.items():
    function(_name, "number", "number")(_action)


@function("atan2", "number", "number", "number")
def _atan2(y: float, x: float) -> float:
    return math.atan2(y, x)


@function("random", "number", "frame")
def _random(frame: Frame) -> float:
    return frame.host.random.random()
