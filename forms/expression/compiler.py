"""A syntax tree to closures, once per expression; the table of functions does the calls."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from forms.errors import FormDefinitionError
from forms.expression.code import Code, Frame, constant
from forms.expression.functions import TABLE
from forms.expression.nodes import Node
from forms.expression.operators import COMPARISONS, MAX_COMPARISONS, chain, negate
from forms.expression.paths import filter_of, step_of
from forms.expression.registry import Compiling
from forms.expression.tree import (
    Call,
    Expression,
    Filter,
    Negate,
    Number,
    Operation,
    Path,
    Step,
    Text,
    walk,
)

Take = Callable[[Sequence[Node], Frame], Sequence[Node]]


class Scope(Protocol):
    """What is known of the node that an expression belongs to."""

    def path(self, tree: Path, compiler: "Compiler") -> Code | None:
        """Return the code of a path that can be resolved now; None leaves it to the walk."""


class Compiler(Compiling):
    """Compiles expressions of one context.

    Attributes:
        in_predicate: The node at hand is not the node that the expression belongs to.
    """

    def __init__(self, namespaces: Mapping[str, str] | None = None,
                 scope: Scope | None = None) -> None:
        self._namespaces = namespaces or {}
        self._scope = scope
        self.in_predicate = 0

    def compile(self, tree: Expression) -> Code:
        """Return the code of ``tree``.

        Raises:
            FormDefinitionError: ``arity`` and what special forms find; a function that is not
                known is reported by ``check`` and, if reached, when it is called.
        """
        match tree:
            case Path():
                return self._path(tree)
            case Text() | Number():
                return constant(tree.value)
            case Operation():
                return chain([self.compile(operand) for operand in tree.operands], tree.operators)
            case Call():
                return self._call(tree)
            case Negate():
                return negate(self.compile(tree.operand))
            case Filter():
                return self._filter(tree)

    def predicate(self, tree: Expression) -> Code:
        """Return the code of a predicate, where the node at hand changes."""
        self.in_predicate += 1
        try:
            return self.compile(tree)
        finally:
            self.in_predicate -= 1

    def _call(self, tree: Call) -> Code:
        entry = TABLE.get(tree.name)
        if entry is None:
            return _failing(unknown_function(tree))
        if not entry.accepts(len(tree.arguments)):
            return _failing(wrong_arity(tree))
        return entry.build(tree, self)

    def _filter(self, tree: Filter) -> Code:
        nodes = self.compile(tree.primary).nodes()
        for predicate in tree.predicates:
            nodes = _filtered(nodes, self.predicate(predicate))
        return Code("nodes", nodes)

    def _path(self, tree: Path) -> Code:
        if self._scope is not None:
            known = self._scope.path(tree, self)
            if known is not None:
                return known
        if tree.absolute and not tree.steps:
            return Code("nodes", _root, fixed=True)
        start, fixed = self._start(tree)
        return self.walk(start, tree.steps, fixed=fixed)

    def _start(self, tree: Path) -> tuple[Callable[[Frame], Sequence[Node]] | None, bool]:
        if tree.absolute:
            return _root, True
        if tree.origin is not None:
            origin = self.compile(tree.origin)
            return origin.nodes(), origin.fixed
        return None, False

    def walk(self, start: Callable[[Frame], Sequence[Node]] | None, steps: Sequence[Step],
             fixed: bool = False) -> Code:
        """Return the code of steps from ``start``, or from the node at hand."""
        if start is None and len(steps) == 1 and _is_child_name(steps[0]):
            name = steps[0].name
            return Code("nodes", lambda f: f.node.named(name),
                        texts=lambda f: f.node.child_strings(name))
        nodes = start or _here
        takes = [self._take(step) for step in _merged(steps)]
        if len(takes) == 1:
            take = takes[0]
            return Code("nodes", lambda f: take(nodes(f), f), fixed=fixed)

        def run(f: Frame) -> Sequence[Node]:
            found = nodes(f)
            for take in takes:
                found = take(found, f)
            return found
        return Code("nodes", run, fixed=fixed)

    def _take(self, step: Step) -> Take:
        predicates = [self.predicate(tree) for tree in step.predicates]
        take = step_of(step, predicates, self._namespaces)
        if predicates and _is_child_name(Step(step.axis, step.test, step.name)):
            key = self._key(step.predicates[0])
            if key is not None:
                filters = [filter_of(code) for code in predicates[1:]]
                return _looked_up(step.name, key, take, filters)
        return take

    def _key(self, tree: Expression) -> tuple[str, Callable[[Frame], str]] | None:
        """Return column and text of a predicate ``column = text`` that is the same for all."""
        if not isinstance(tree, Operation) or tree.operators != ("=",):
            return None
        for column, other in (tree.operands, tree.operands[::-1]):
            if isinstance(column, Path) and not column.absolute and column.origin is None and (
                    len(column.steps) == 1 and _is_child_name(column.steps[0])):
                code = self.predicate(other)
                if code.fixed and (code.kind in {"string", "node"}):
                    return column.steps[0].name, code.string()
        return None


def _is_child_name(step: Step) -> bool:
    return (step.axis == "child" and step.test == "name" and not step.predicates
            and ":" not in step.name)


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Turn ``//name`` into one descendant step where predicates allow it."""
    out: list[Step] = []
    for step in steps:
        if (out and step.axis == "child" and not step.predicates
                and out[-1] == Step("descendant-or-self", "node", position=out[-1].position)):
            out[-1] = Step("descendant", step.test, step.name, (), step.position)
        else:
            out.append(step)
    return out


def _looked_up(name: str, key: tuple[str, Callable[[Frame], str]], scan: Take,
               filters: Sequence[Take]) -> Take:
    """Return a step that finds rows by the index of a list; elsewhere it scans."""
    column, text = key

    def take(nodes: Sequence[Node], f: Frame) -> Sequence[Node]:
        found = nodes[0].indexed(name, column, text(f)) if len(nodes) == 1 else None
        if found is None:
            return scan(nodes, f)
        for keep in filters:
            found = keep(found, f)
        return found
    return take


def _here(f: Frame) -> Sequence[Node]:
    return (f.node,)


def _root(f: Frame) -> Sequence[Node]:
    return (f.host.root(f.current),)


def _filtered(nodes: Callable[[Frame], Sequence[Node]], predicate: Code) -> Callable[
        [Frame], Sequence[Node]]:
    keep = filter_of(predicate)
    return lambda f: keep(nodes(f), f)


def _failing(error: FormDefinitionError) -> Code:
    def run(_f: Frame) -> str:
        raise error
    return Code("any", run)


def unknown_function(tree: Call) -> FormDefinitionError:
    """Return the error of a call to a function that is none of the dialect's."""
    return FormDefinitionError("unknown-function", function=tree.name, position=tree.position)


def wrong_arity(tree: Call) -> FormDefinitionError:
    """Return the error of a call with too few or too many arguments."""
    return FormDefinitionError("arity", function=tree.name, position=tree.position,
                               found=len(tree.arguments))


def check(tree: Expression) -> FormDefinitionError | None:
    """Return the first thing in a tree that can never be evaluated; None when all can."""
    for part in walk(tree):
        wrong = _wrong_call(part) if isinstance(part, Call) else None
        if isinstance(part, Operation) and part.operators[0] in COMPARISONS and (
                len(part.operators) > MAX_COMPARISONS):
            wrong = FormDefinitionError("expression-too-deep", position=part.position,
                                        limit=MAX_COMPARISONS)
        if wrong is not None:
            return wrong
    return None


def _wrong_call(tree: Call) -> FormDefinitionError | None:
    entry = TABLE.get(tree.name)
    if entry is None:
        return unknown_function(tree)
    if not entry.accepts(len(tree.arguments)):
        return wrong_arity(tree)
    return entry.fault(tree)
