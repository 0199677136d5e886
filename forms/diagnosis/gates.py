"""Levels with their gates, and red lines (method §4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.language import Formula, reference
from forms.diagnosis.method import Method, Rule
from forms.diagnosis.model import Basis, Gate, Level, RedLine
from forms.errors import FormDefinitionError
from forms.expression.tree import Expression, Number, Operation

HIT, CLEAR, UNKNOWN = "hit", "clear", "unknown"
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda value, bound: value >= bound - 1e-9,
    "<=": lambda value, bound: value <= bound + 1e-9,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One condition of a gate: a named value with its bound."""

    name: str
    operator: str
    required: float


def bounds(formula: Formula) -> tuple[Bound, ...]:
    """Take a gate apart: ``${D2} >= 30 and ${I24} >= 50``.

    Raises:
        FormDefinitionError: ``gate-form`` when a part is no ``${name} >= number``.
    """
    tree = formula.tree
    joined = isinstance(tree, Operation) and set(tree.operators) == {"and"}
    parts = tree.operands if joined and isinstance(tree, Operation) else (tree,)
    return tuple(_bound(part, formula.source) for part in parts if part is not None)


def _bound(tree: Expression, source: str) -> Bound:
    match tree:
        case Operation(operands=(left, Number(value=required)), operators=((">=" | "<=") as op,)):
            if name := reference(left):
                return Bound(name, op, required)
    raise FormDefinitionError("gate-form", expression=source, position=tree.position)


def levels(method: Method) -> tuple[Level, ...]:
    """Return L1 … L5, lowest first."""
    return tuple(Level(r.name, r["label"], float(r["min_score"]), r["description"])
                 for r in method.levels)


def gates(run: Evaluation) -> tuple[Gate, ...]:
    """Return every gate of every level; the label ends with the name of what it looks at."""
    return tuple(_gate(run, rule, bound) for rule in run.method.levels
                 if "gate" in rule.formulas for bound in bounds(rule.formulas["gate"]))


def _gate(run: Evaluation, rule: Rule, bound: Bound) -> Gate:
    value = run.number(bound.name)
    judged = run.method.indicators.get(bound.name)
    label = judged["label"] if judged is not None else run.method.text(f"label_{bound.name}")
    passed = None if value is None else _COMPARE[bound.operator](value, bound.required)
    return Gate(rule.name, f"{label} {bound.name}" if judged is not None else label,
                bound.required, value, passed)


def level_by_score(cmi: float, ladder: tuple[Level, ...]) -> Level:
    """Return the highest level whose minimum the score reaches; exactly on it counts."""
    reached = [level for level in ladder if cmi >= level.min_score - 1e-9]
    return max(reached, key=lambda level: level.min_score)


def level_in_force(reached: Level, ladder: tuple[Level, ...], checked: tuple[Gate, ...],
                   lines: tuple[RedLine, ...]) -> Level:
    """Lower the level by one when a gate of it fails, and to the cap of each red line hit."""
    index = ladder.index(reached)
    if any(gate.passed is False for gate in checked if gate.level == reached.name):
        index = max(0, index - 1)
    names = [one.name for one in ladder]
    caps = [names.index(line.cap) for line in lines if line.state == HIT and line.cap in names]
    return ladder[min([index, *caps])]


def red_lines(run: Evaluation, *, anything_asked: bool, explain: bool) -> tuple[RedLine, ...]:
    """Return R1 … R6; before anything is asked none is clear."""
    return tuple(_red_line(run, rule, anything_asked, explain) for rule in run.method.red_lines)


def _red_line(run: Evaluation, rule: Rule, anything_asked: bool, explain: bool) -> RedLine:
    truth = run.red_line(rule) if anything_asked else None
    state = UNKNOWN if truth is None else HIT if truth else CLEAR
    formula = rule.formulas.get("when")
    basis: tuple[Basis, ...] = ()
    if explain and state == UNKNOWN and formula is not None:
        basis = run.missing_in(formula)
    elif explain:
        basis = run.basis_of(formula)
    return RedLine(rule.name, rule["label"], state, rule["cap"], rule["advice"], basis,
                   rule["source"], rule["status"])
