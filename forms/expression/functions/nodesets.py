"""Functions of node-sets: counting, sums, order, names (odk.md §6, XPath 1.0 §4.1)."""

import hashlib
import math
from collections.abc import Callable, Sequence

from forms.expression.code import Code, Frame
from forms.expression.convert import NAN, number_of_node, number_of_text, to_number, to_string
from forms.expression.nodes import XML_NAMESPACE, Node
from forms.expression.registry import Compiling, function, special
from forms.expression.tree import Call


@function("count", "number", "nodes")
def _count(nodes: Sequence[Node]) -> float:
    return float(len(nodes))


@function("count-non-empty", "number", "nodes")
def _count_non_empty(nodes: Sequence[Node]) -> float:
    return float(sum(1 for node in nodes if node.string() != ""))


def _numbers(code: Code) -> Callable[[Frame], list[float]]:
    """Numbers of a node-set without its empty nodes (as JavaRosa), or the one of a scalar."""
    if code.is_path:
        nodes = code.nodes()
        return lambda f: [number_of_node(n) for n in nodes(f) if n.string() != ""]
    run = code.run

    def values(f: Frame) -> list[float]:
        value = run(f)
        if isinstance(value, (str, bool, int, float)):
            return [to_number(value)]
        return [number_of_node(n) for n in value if n.string() != ""]
    return values


@special("sum", 1, 1)
def _sum(call: Call, compiler: Compiling) -> Code:
    numbers = _numbers(compiler.compile(call.arguments[0]))
    return Code("number", lambda f: _total(numbers(f)))


def _total(numbers: Sequence[float]) -> float:
    """Add exactly where the doubles allow it, so that 0.1 + 0.2 rows do not depend on order."""
    return math.fsum(numbers) if all(map(math.isfinite, numbers)) else sum(numbers)


def _extreme(choose: Callable[[Sequence[float]], float]) -> Callable[[Call, Compiling], Code]:
    def build(call: Call, compiler: Compiling) -> Code:
        parts = [_numbers(compiler.compile(argument)) for argument in call.arguments]

        def run(f: Frame) -> float:
            found = [number for part in parts for number in part(f)]
            if not found or any(number != number for number in found):
                return NAN
            return choose(found)
        return Code("number", run)
    return build


special("min", 1, None)(_extreme(min))
special("max", 1, None)(_extreme(max))


@special("last", 0, 0)
def _last(_call: Call, _compiler: Compiling) -> Code:
    return Code("number", lambda f: float(f.size))


@special("position", 0, 1)
def _position(call: Call, compiler: Compiling) -> Code:
    if not call.arguments:
        return Code("number", lambda f: float(f.position))
    nodes = compiler.compile(call.arguments[0]).nodes()

    def run(f: Frame) -> float:
        found = nodes(f)
        return float(found[0].position()) if found else NAN
    return Code("number", run)


@special("current", 0, 0)
def _current(_call: Call, _compiler: Compiling) -> Code:
    return Code("nodes", lambda f: (f.current,), first=lambda f: f.current, fixed=True)


def _name_of(pick: Callable[[Node], str]) -> Callable[[Call, Compiling], Code]:
    def build(call: Call, compiler: Compiling) -> Code:
        if not call.arguments:
            return Code("string", lambda f: pick(f.node))
        nodes = compiler.compile(call.arguments[0]).nodes()

        def run(f: Frame) -> str:
            found = nodes(f)
            return pick(found[0]) if found else ""
        return Code("string", run)
    return build


special("local-name", 0, 1)(_name_of(lambda n: n.name))
special("name", 0, 1)(_name_of(lambda n: f"{n.prefix}:{n.name}" if n.prefix else n.name))
special("namespace-uri", 0, 1)(_name_of(
    lambda n: n.namespace if n.kind in {"element", "attribute"} else ""))


@special("id", 1, 1)
def _id(call: Call, compiler: Compiling) -> Code:
    strings = compiler.compile(call.arguments[0]).strings()

    def run(f: Frame) -> list[Node]:
        wanted = {token for text in strings(f) for token in text.split()}
        return [node for node in _all_elements(f.node.top()) if _identifiers(node) & wanted]
    return Code("nodes", run)


def _identifiers(node: Node) -> set[str]:
    return {a.text for a in node.attributes
            if a.name == "id" and (not a.prefix or a.namespace == XML_NAMESPACE)}


def _all_elements(node: Node) -> list[Node]:
    found: list[Node] = [node] if node.kind == "element" else []
    for child in node.elements():
        found.extend(_all_elements(child))
    return found


@special("lang", 1, 1)
def _lang(call: Call, compiler: Compiling) -> Code:
    text = compiler.compile(call.arguments[0]).string()

    def run(f: Frame) -> bool:
        wanted = text(f).lower()
        node: Node | None = f.node
        while node is not None:
            for attribute in node.attributes:
                if attribute.name == "lang" and attribute.prefix == "xml":
                    found = attribute.text.lower()
                    return found == wanted or found.startswith(wanted + "-")
            node = node.parent
        return False
    return Code("boolean", run)


_PARK_MILLER = 2_147_483_647


class _ParkMiller:
    """The minimal standard generator, as JavaRosa and Enketo use it."""

    def __init__(self, seed: int) -> None:
        self._seed = int(math.fmod(seed, _PARK_MILLER))
        if self._seed <= 0:
            self._seed += _PARK_MILLER - 1

    def random(self) -> float:
        """Return the next number, 0 to 1 exclusive."""
        self._seed = self._seed * 16_807 % _PARK_MILLER
        return (self._seed - 1) / (_PARK_MILLER - 1)


def _seed(text: str) -> int:
    """Return a number for a seed: its whole part, or 64 bits of the text's hash (as WF)."""
    number = number_of_text(text)
    if math.isfinite(number):
        return math.trunc(number)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


@special("randomize", 1, 2)
def _randomize(call: Call, compiler: Compiling) -> Code:
    nodes = compiler.compile(call.arguments[0]).nodes()
    seed = compiler.compile(call.arguments[1]).run if len(call.arguments) == 2 else None

    def run(f: Frame) -> list[Node]:
        draw = f.host.random.random if seed is None else _ParkMiller(
            _seed(to_string(seed(f)))).random
        shuffled: list[Node] = []
        for place, node in enumerate(nodes(f)):
            other = int(draw() * (place + 1))
            shuffled.append(node)
            shuffled[place], shuffled[other] = shuffled[other], node
        return shuffled
    return Code("nodes", run)
