"""The syntax tree of an expression: what the parser makes and the compiler and the method walk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted literal; ``position`` of every node counts characters of the source from 0."""

    value: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric literal."""

    value: float
    position: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; ``name`` with its prefix, ``jr:choice-name``."""

    name: str
    arguments: tuple["Expression", ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """Operands joined from the left by operators of one precedence: ``a - b + c``.

    ``operators`` has one item less than ``operands``: ``or and = != < <= > >= + - * div mod |``.
    A long chain is one flat node, so that a thousand ``or`` do not nest a thousand deep.
    """

    operands: tuple["Expression", ...]
    operators: tuple[str, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    operand: "Expression"
    position: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path.

    ``test``: ``name`` (then ``name`` may hold a prefix), ``*`` (``name`` is the prefix or empty),
    ``node``, ``text``, ``comment`` or ``processing-instruction`` (``name`` is its target).
    """

    axis: str
    test: str
    name: str = ""
    predicates: tuple["Expression", ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Path:
    """A location path: from the root (``absolute``), from the value of ``origin``, else from here.

    ``..`` is the step ``parent::node()``, ``.`` is ``self::node()``, ``//`` the step
    ``descendant-or-self::node()`` of its own.
    """

    absolute: bool
    steps: tuple[Step, ...]
    origin: "Expression | None" = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """A primary expression with predicates: ``instance('a')[1]``."""

    primary: "Expression"
    predicates: tuple["Expression", ...]
    position: int = 0


Expression: TypeAlias = Text | Number | Call | Operation | Negate | Path | Filter


def children(tree: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside ``tree``, those in predicates too, in text order."""
    match tree:
        case Call():
            return tree.arguments
        case Operation():
            return tree.operands
        case Negate():
            return (tree.operand,)
        case Filter():
            return (tree.primary, *tree.predicates)
        case Path():
            inside = tuple(p for step in tree.steps for p in step.predicates)
            return inside if tree.origin is None else (tree.origin, *inside)
        case _:
            return ()


def walk(tree: Expression) -> Iterator[Expression]:
    """Yield ``tree`` and every expression in it."""
    waiting = [tree]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))
