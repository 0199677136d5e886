"""A compiled expression: closures over a frame, one for each type it may be asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import Protocol, TypeAlias

from forms.expression.convert import (
    NAN,
    Value,
    nodes_boolean,
    number_of_node,
    number_of_text,
    number_text,
    to_boolean,
    to_number,
    to_string,
)
from forms.expression.nodes import Node


class Host(Protocol):
    """What an expression may ask of the record that it belongs to."""

    language: str
    random: Random

    def now(self) -> datetime:
        """The time of this recomputation, aware."""

    def new_uuid(self) -> str:
        """A fresh UUIDv4 without prefix."""

    def root(self, node: Node) -> Node:
        """Where absolute paths start for an expression of ``node``."""

    def instance(self, name: str) -> Node | None:
        """The parent of a secondary instance's root element; None when the form has none."""

    def itext(self, identifier: str) -> str | None:
        """The text in the current language, else in the default one."""

    def choice_label(self, value: str, path: str, node: Node) -> str:
        """The label of a choice of the question at ``path`` (absolute, or relative to node)."""

    def property(self, name: str) -> str:
        """A property of the device or user, ``username``; empty when not known."""

    def version(self) -> str:
        """The form's version."""


class Frame:
    """Where an expression is being evaluated."""

    __slots__ = ("current", "host", "node", "position", "size")

    def __init__(self, node: Node, host: Host) -> None:
        self.node = node
        self.current = node
        self.host = host
        self.position = 1
        self.size = 1


Run: TypeAlias = Callable[[Frame], Value]


class Code:
    """An expression as closures.

    ``kind`` is what ``run`` returns: ``string number boolean nodes``, ``node`` (a list of at most
    one node, whose absence counts as the empty string) or ``any``. ``first`` and ``texts`` are
    short ways to the first node and to all strings of a path; ``fixed`` says that the value does
    not depend on the node or position at hand (so a choice list can be looked up by it).
    """

    __slots__ = ("constant", "first", "fixed", "kind", "run", "texts")

    def __init__(self, kind: str, run: Run, *,
                 first: Callable[[Frame], Node | None] | None = None,
                 texts: Callable[[Frame], Sequence[str]] | None = None,
                 constant: Value | None = None, fixed: bool = False) -> None:
        self.kind = kind
        self.run = run
        self.first = first
        self.texts = texts
        self.constant = constant
        self.fixed = fixed or constant is not None

    @property
    def is_path(self) -> bool:
        """Whether it yields nodes for certain."""
        return self.kind in {"node", "nodes"}

    def string(self) -> Callable[[Frame], str]:
        """Return a closure that yields the string value."""
        run, first = self.run, self.first
        if self.kind == "string":
            return run  # type: ignore[return-value]  # the kind says so
        if first is not None:
            def of_first(f: Frame) -> str:
                node = first(f)
                return "" if node is None else node.string()
            return of_first
        if self.texts is not None:
            texts = self.texts
            return lambda f: next(iter(texts(f)), "")
        if self.kind == "number":
            return lambda f: number_text(run(f))  # type: ignore[arg-type]  # the kind says so
        return lambda f: to_string(run(f))

    def number(self) -> Callable[[Frame], float]:
        """Return a closure that yields the number."""
        run, first = self.run, self.first
        if self.kind == "number":
            return run  # type: ignore[return-value]  # the kind says so
        if first is not None:
            def of_first(f: Frame) -> float:
                node = first(f)
                return NAN if node is None else number_of_node(node)
            return of_first
        if self.kind == "string":
            return lambda f: number_of_text(run(f))  # type: ignore[arg-type]  # the kind says so
        return lambda f: to_number(run(f))

    def boolean(self) -> Callable[[Frame], bool]:
        """Return a closure that yields the truth."""
        run = self.run
        if self.kind == "boolean":
            return run  # type: ignore[return-value]  # the kind says so
        if self.kind in {"node", "nodes"}:
            return lambda f: nodes_boolean(run(f))  # type: ignore[arg-type]  # the kind says so
        return lambda f: to_boolean(run(f))

    def nodes(self) -> Callable[[Frame], Sequence[Node]]:
        """Return a closure that yields nodes; a value that is none counts as no nodes."""
        run = self.run
        if self.kind in {"node", "nodes"}:
            return run  # type: ignore[return-value]  # the kind says so
        return lambda f: _only_nodes(run(f))

    def strings(self) -> Callable[[Frame], Sequence[str]]:
        """Return a closure that yields every node's string, or the one string of a value."""
        run = self.run
        if self.texts is not None:
            return self.texts
        if self.kind in {"node", "nodes"}:
            return lambda f: [n.string() for n in run(f)]  # type: ignore[union-attr]  # nodes
        return lambda f: _strings(run(f))


def constant(value: str | float | bool) -> Code:
    """Return the code of a value that never changes."""
    kind = ("boolean" if isinstance(value, bool)
            else "string" if isinstance(value, str) else "number")
    return Code(kind, lambda _f: value, constant=value)


def _only_nodes(value: Value) -> Sequence[Node]:
    return () if isinstance(value, (str, float, bool, int)) else value


def _strings(value: Value) -> list[str]:
    if isinstance(value, (str, float, bool, int)):
        return [to_string(value)]
    return [node.string() for node in value]
