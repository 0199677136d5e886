"""The language of the method's sheets: ODK expressions with ``${name}``, in three-valued logic.

A value is ``str``, ``float``, ``bool`` or None, and None is *unknown*: an answer that is not there.
Unknown is not false (design §3): it spreads through comparisons and arithmetic, ``and`` and ``or``
follow Kleene, and only ``coalesce``, ``wmean`` and ``sum-over`` leave it out. A question that is
not asked is the empty text, which compares false and computes to NaN.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from forms.diagnosis.functions import FUNCTIONS
from forms.diagnosis.truth import (
    OPERATORS,
    UNKNOWN_CODES,
    Run,
    Scope,
    Value,
    to_number,
    to_truth,
)
from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.tree import Call, Expression, Negate, Number, Operation, Path, Text

_REFERENCE = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")


class Names(Protocol):
    """What a name in a formula may mean; known when the sheets are compiled."""

    def kind(self, name: str) -> str:
        """``question``, ``repeat``, ``value`` or '' for a name nobody knows."""
        ...

    def repeat_of(self, name: str) -> str:
        """The repeat that a question stands in, or ''."""
        ...


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression: ``run`` it in a scope; what it reads is known without running it.

    ``questions`` and ``values`` are names in the order of their first appearance; ``rows`` are the
    repeats that it walks; ``searches`` are the conditions of its ``any-over`` by repeat.
    """

    source: str
    run: Run
    questions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    tree: Expression | None = None
    searches: tuple[tuple[str, Run], ...] = ()

    def __call__(self, scope: Scope) -> Value:
        return self.run(scope)

    def number(self, scope: Scope) -> float | None:
        """The value as a number; None when it is unknown or not a number."""
        number = to_number(self.run(scope))
        return None if number is None or math.isnan(number) else number

    def truth(self, scope: Scope) -> bool | None:
        """The value as a truth; None is unknown."""
        return to_truth(self.run(scope))


def compile_formula(source: str, names: Names, row: str = "") -> Formula:
    """Compile an expression; ``row`` is the repeat that it is relative to, or ''.

    Raises:
        FormDefinitionError: what ``parse`` raises, ``name-unknown`` (``name``),
            ``function-unknown``, ``function-arity``, ``row-needed`` (a repeat's question outside
            of its rows), each with ``position``.
    """
    tree = parse(_REFERENCE.sub(_padded, source))
    compiler = _Compiler(names, row)
    run = compiler.compile(tree)
    return Formula(source, run, tuple(compiler.questions), tuple(compiler.values),
                   tuple(compiler.rows), tree, tuple(compiler.searches))


def _padded(match: re.Match[str]) -> str:
    """Keep every position: ``${abc}`` becomes the name ``abc`` between blanks."""
    return f"  {match.group(1)} ".ljust(len(match.group()))


def reference(tree: Expression) -> str:
    """Return the name that a ``${name}`` stands for, or ''."""
    if not isinstance(tree, Path) or tree.absolute or tree.origin is not None:
        return ""
    step = tree.steps[0]
    simple = len(tree.steps) == 1 and step.axis == "child" and step.test == "name"
    return step.name if simple else ""


@dataclass(slots=True)
class _Compiler:
    """Trees to closures, noting what is read."""

    names: Names
    row: str
    questions: dict[str, None] = field(default_factory=dict)
    values: dict[str, None] = field(default_factory=dict)
    rows: dict[str, None] = field(default_factory=dict)
    searches: list[tuple[str, Run]] = field(default_factory=list)

    def compile(self, tree: Expression) -> Run:
        match tree:
            case Text(value=text):
                return lambda _scope: text
            case Number(value=number):
                return lambda _scope: number
            case Negate(operand=operand):
                return _negated(self.compile(operand))
            case Operation():
                return self._operation(tree)
            case Call():
                return self._call(tree)
            case _:
                return self._reference(tree)

    def _reference(self, tree: Expression) -> Run:
        name = reference(tree)
        kind = self.names.kind(name) if name else ""
        if kind == "question":
            repeat = self.names.repeat_of(name)
            if repeat and repeat != self.row:
                raise FormDefinitionError("row-needed", name=name, position=tree.position)
            self.questions[name] = None
            return lambda scope: scope.answer(name)
        if kind == "value":
            self.values[name] = None
            return lambda scope: scope.named(name)
        raise FormDefinitionError("name-unknown", name=name, position=tree.position)

    def _operation(self, tree: Operation) -> Run:
        operands = [self.compile(operand) for operand in tree.operands]
        if tree.operators[0] in {"and", "or"}:
            return _connected(operands, stop=tree.operators[0] == "or")
        run = operands[0]
        for operator, operand in zip(tree.operators, operands[1:], strict=True):
            if operator not in OPERATORS:
                raise FormDefinitionError("operator-unknown", name=operator, position=tree.position)
            run = _binary(OPERATORS[operator], run, operand)
        asks_for_unknown = any(isinstance(operand, Text) and operand.value in UNKNOWN_CODES
                               for operand in tree.operands)
        if asks_for_unknown and tree.operators in {("=",), ("!=",)}:
            return _exactly(*operands, negated=tree.operators == ("!=",))
        return run

    def _call(self, tree: Call) -> Run:
        if tree.name in {"sum-over", "any-over", "count"}:
            return self._over(tree)
        if tree.name in {"points", "is-na"}:
            return self._of_question(tree)
        if tree.name not in FUNCTIONS:
            raise FormDefinitionError("function-unknown", name=tree.name, position=tree.position)
        least, most, build = FUNCTIONS[tree.name]
        self._check_arity(tree, least, most)
        return build([self.compile(argument) for argument in tree.arguments])

    def _check_arity(self, tree: Call, least: int, most: int) -> None:
        if not least <= len(tree.arguments) <= most:
            raise FormDefinitionError(
                "function-arity", name=tree.name, position=tree.position, least=least, most=most,
            )

    def _of_question(self, tree: Call) -> Run:
        self._check_arity(tree, 1, 1)
        self.compile(tree.arguments[0])
        name = reference(tree.arguments[0])
        if self.names.kind(name) != "question":
            raise FormDefinitionError("name-unknown", name=name, position=tree.position)
        if tree.name == "points":
            return lambda scope: scope.points(name)
        return lambda scope: scope.is_na(name)

    def _over(self, tree: Call) -> Run:
        self._check_arity(tree, 1 if tree.name == "count" else 2, 1 if tree.name == "count" else 2)
        name = reference(tree.arguments[0])
        if self.names.kind(name) != "repeat":
            raise FormDefinitionError("name-unknown", name=name, position=tree.position)
        self.rows[name] = None
        if tree.name == "count":
            return lambda scope: _counted(scope.rows(name))
        inside = _Compiler(self.names, name, self.questions, self.values, self.rows)
        run = inside.compile(tree.arguments[1])
        if tree.name == "sum-over":
            return _summed(name, run)
        self.searches.append((name, run))
        return _any(name, run)


def _counted(rows: Sequence[Scope] | None) -> Value:
    return None if rows is None else float(len(rows))


def _summed(name: str, run: Run) -> Run:
    """Add what is known of the rows; what is unknown or empty in a row counts for nothing."""
    def total(scope: Scope) -> Value:
        rows = scope.rows(name)
        if rows is None:
            return None
        numbers = (to_number(run(row)) for row in rows)
        return float(sum(n for n in numbers if n is not None and n == n))
    return total


def _any(name: str, run: Run) -> Run:
    def found(scope: Scope) -> Value:
        rows = scope.rows(name)
        if rows is None:
            return None
        truths = [to_truth(run(row)) for row in rows]
        return True if True in truths else None if None in truths else False
    return found


def _negated(run: Run) -> Run:
    def negated(scope: Scope) -> Value:
        number = to_number(run(scope))
        return None if number is None else -number
    return negated


def _connected(operands: list[Run], *, stop: bool) -> Run:
    """Kleene ``or`` (stop at true) and ``and`` (stop at false)."""
    def connected(scope: Scope) -> Value:
        unknown = False
        for operand in operands:
            truth = to_truth(operand(scope))
            if truth is stop:
                return stop
            unknown = unknown or truth is None
        return None if unknown else not stop
    return connected


def _binary(operate: Callable[[Value, Value], Value], left: Run, right: Run) -> Run:
    return lambda scope: operate(left(scope), right(scope))


def _exactly(left: Run, right: Run, *, negated: bool) -> Run:
    """Compare with the code 说不清 itself: ``${important} = 'unknown'``."""
    def compared(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        return None if a is None or b is None else (a == b) is not negated
    return compared
