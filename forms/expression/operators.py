"""The operators: XPath 1.0 §3.4 and §3.5 with ODK's conversions, specialised by what is known."""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from forms.errors import FormDefinitionError
from forms.expression.code import Code, Frame
from forms.expression.convert import (
    NAN,
    Value,
    nodes_boolean,
    number_of_node,
    to_boolean,
    to_number,
    to_string,
)
from forms.expression.nodes import Node, document_order

_EQUALITY: dict[str, Callable[[Any, Any], bool]] = {"=": operator.eq, "!=": operator.ne}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}
COMPARISONS = {**_EQUALITY, **_ORDER}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}

# ``a = b = c`` compares the truth of the first with the third; nobody means it a hundred times.
MAX_COMPARISONS = 50


def divide(left: float, right: float) -> float:
    """IEEE division: by zero gives infinity, 0 div 0 NaN."""
    if right:
        return left / right
    if left == 0 or left != left or right != right:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """Remainder with the sign of the dividend (XPath 1.0 §3.5)."""
    if not right or math.isinf(left) or left != left or right != right:
        return NAN
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "div": divide, "mod": modulo,
}


def chain(operands: Sequence[Code], operators: Sequence[str]) -> Code:
    """Return the code of operands joined from the left."""
    if operators[0] in {"and", "or"}:
        return _logical(operands, operators[0])
    if operators[0] == "|":
        return _union(operands)
    if operators[0] not in COMPARISONS:
        return _arithmetic(operands, operators)
    if len(operators) > MAX_COMPARISONS:
        raise FormDefinitionError("expression-too-deep", limit=MAX_COMPARISONS)
    result = operands[0]
    for name, right in zip(operators, operands[1:], strict=True):
        result = compare(name, result, right)
    return result


def _logical(operands: Sequence[Code], name: str) -> Code:
    tests = [operand.boolean() for operand in operands]
    if len(tests) == 2:
        left, right = tests
        if name == "and":
            return Code("boolean", lambda f: left(f) and right(f))
        return Code("boolean", lambda f: left(f) or right(f))
    stop = name == "or"

    def run(f: Frame) -> bool:
        for test in tests:
            if test(f) is stop:
                return stop
        return not stop
    return Code("boolean", run)


def _union(operands: Sequence[Code]) -> Code:
    parts = [operand.nodes() for operand in operands]

    def run(f: Frame) -> list[Node]:
        return in_order([node for part in parts for node in part(f)])
    return Code("nodes", run)


def in_order(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes without repetition in document order."""
    unique: dict[object, Node] = {}
    for node in nodes:
        unique.setdefault(node.identity(), node)
    found = list(unique.values())
    return found if len(found) < 2 else sorted(found, key=document_order)


def _arithmetic(operands: Sequence[Code], operators: Sequence[str]) -> Code:
    numbers = [operand.number() for operand in operands]
    actions = [_ARITHMETIC[name] for name in operators]
    if len(numbers) == 2:
        left, right = numbers
        action = actions[0]
        return Code("number", lambda f: action(left(f), right(f)))
    first, rest = numbers[0], list(zip(actions, numbers[1:], strict=True))

    def run(f: Frame) -> float:
        result = first(f)
        for act, number in rest:
            result = act(result, number(f))
        return result
    return Code("number", run)


def negate(operand: Code) -> Code:
    """Return the code of unary minus."""
    number = operand.number()
    if operand.constant is not None:
        value = -to_number(operand.constant)
        return Code("number", lambda _f: value, constant=value)
    return Code("number", lambda f: -number(f))


def compare(name: str, left: Code, right: Code) -> Code:
    """Return the code of one comparison; a path against a literal takes the short way."""
    if left.kind in {"string", "number", "boolean"} and right.is_path:
        left, right, name = right, left, _MIRROR[name]
    kinds = (left.kind, right.kind)
    if kinds == ("node", "string"):
        return _single_with_text(name, left, right)
    if kinds in {("node", "number"), ("number", "number")}:
        return _numbers(name, left, right)
    if kinds == ("nodes", "string") and name in _EQUALITY:
        return _some_text(name, left, right)
    if kinds == ("nodes", "number"):
        return _some_number(name, left, right)
    if kinds == ("node", "node"):
        return _singles(name, left, right)
    test, one, other = COMPARISONS[name], left.run, right.run
    first_kind = left.kind == "node", right.kind == "node"

    def run(f: Frame) -> bool:
        a, b = one(f), other(f)
        if first_kind[0] and not a:
            a = ""
        if first_kind[1] and not b:
            b = ""
        return compared(name, test, a, b)
    return Code("boolean", run)


def _single_with_text(name: str, left: Code, right: Code) -> Code:
    test = COMPARISONS[name]
    if name in _ORDER:
        return _numbers(name, left, right)
    text = left.string()
    if isinstance(right.constant, str):
        literal = right.constant
        if name == "=":
            return Code("boolean", lambda f: text(f) == literal)
        return Code("boolean", lambda f: text(f) != literal)
    other = right.string()
    return Code("boolean", lambda f: test(text(f), other(f)))


def _numbers(name: str, left: Code, right: Code) -> Code:
    test, one, other = COMPARISONS[name], left.number(), right.number()
    if right.constant is not None:
        limit = to_number(right.constant)
        return Code("boolean", lambda f: test(one(f), limit))
    return Code("boolean", lambda f: test(one(f), other(f)))


def _singles(name: str, left: Code, right: Code) -> Code:
    if name in _ORDER:
        return _numbers(name, left, right)
    test, one, other = COMPARISONS[name], left.string(), right.string()
    return Code("boolean", lambda f: test(one(f), other(f)))


def _some_text(name: str, left: Code, right: Code) -> Code:
    strings, text = left.strings(), right.string()
    if name == "=":
        return Code("boolean", lambda f: text(f) in strings(f))

    def run(f: Frame) -> bool:
        wanted = text(f)
        return any(found != wanted for found in strings(f))
    return Code("boolean", run)


def _some_number(name: str, left: Code, right: Code) -> Code:
    nodes, number = left.nodes(), right.number()
    test = COMPARISONS[name]

    def run(f: Frame) -> bool:
        wanted = number(f)
        return any(test(number_of_node(node), wanted) for node in nodes(f))
    return Code("boolean", run)


_Test = Callable[[Any, Any], bool]


def compared(name: str, test: _Test, left: Value, right: Value) -> bool:
    """Compare two values of any type (XPath 1.0 §3.4)."""
    left_nodes = not isinstance(left, (str, bool, int, float))
    right_nodes = not isinstance(right, (str, bool, int, float))
    if left_nodes and right_nodes:
        return _node_sets(name, test, left, right)  # type: ignore[arg-type]  # both are nodes
    if left_nodes:
        return _node_set(name, test, left, right)  # type: ignore[arg-type]  # left is nodes
    if right_nodes:
        mirror = _MIRROR[name]
        return _node_set(mirror, COMPARISONS[mirror], right, left)  # type: ignore[arg-type]  # ditto
    if name in _ORDER:
        return test(to_number(left), to_number(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return test(to_boolean(left), to_boolean(right))
    if isinstance(left, str) and isinstance(right, str):
        return test(left, right)
    return test(to_number(left), to_number(right))


def _node_set(name: str, test: _Test, nodes: Sequence[Node], value: Value) -> bool:
    if isinstance(value, bool) and name in _EQUALITY:
        return test(nodes_boolean(nodes), value)
    if isinstance(value, str) and name in _EQUALITY:
        return any(test(node.string(), value) for node in nodes)
    number = to_number(value)
    return any(test(number_of_node(node), number) for node in nodes)


def _node_sets(name: str, test: _Test, left: Sequence[Node], right: Sequence[Node]) -> bool:
    if name in _EQUALITY:
        others = {node.string() for node in right}
        if name == "=":
            return any(node.string() in others for node in left)
        return any(node.string() != other for node in left for other in others)
    numbers = [number_of_node(node) for node in right]
    return any(test(number_of_node(node), number) for node in left for number in numbers)


def text_of(value: Value) -> str:
    """Return what a calculate stores: NaN becomes nothing (odk.md §6)."""
    text = to_string(value)
    return "" if text == "NaN" else text
