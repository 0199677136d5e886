"""What a form may say differently on other clients: remarks, not faults (odk.md §3, §6)."""

from collections.abc import Iterator, Mapping

from forms.definition.graph import Graph, Slot
from forms.definition.nodes import Definition
from forms.definition.resolve import resolve
from forms.definition.xform import Xform
from forms.expression.tree import Call, Expression, Number, Operation, Path, Text, walk

Remark = tuple[str, Mapping[str, object]]
_NOT_IN_COLLECT = frozenset({"floor", "ceiling", "substring", "last"})
_SCALAR = frozenset({"=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})
_TRUTHS = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or"})
_TRUTH_FUNCTIONS = frozenset({"not", "true", "false", "selected", "regex", "contains",
                              "starts-with", "ends-with", "boolean", "boolean-from-string"})


def remarks(xform: Xform, graph: Graph) -> Iterator[Remark]:
    """Yield every remark with the node and attribute that it is about."""
    for slot in graph.slots:
        if slot.tree is None:
            continue
        place = {"node": slot.definition.path, "attribute": slot.kind}
        for code, values in _of_tree(slot.tree, slot.at, xform.root):
            yield code, {**place, **values}
        if _stores_truth(slot) and slot.definition.index in graph.readers:
            yield "boolean-stored", place


def _of_tree(tree: Expression, context: Definition, root: Definition) -> Iterator[Remark]:
    for part in walk(tree):
        match part:
            case Call():
                yield from _of_call(part)
            case Operation() if part.operators[0] in _SCALAR:
                for operand in part.operands:
                    if _is_in_other_rows(operand, context, root):
                        yield "repeat-as-scalar", {"position": operand.position}
            case Path():
                yield from _of_path(part)


def _of_call(call: Call) -> Iterator[Remark]:
    if call.name in _NOT_IN_COLLECT:
        yield "not-in-collect", {"function": call.name, "position": call.position}
    if call.name == "regex" and len(call.arguments) == 2:
        pattern = call.arguments[1]
        if isinstance(pattern, Text) and not (
                pattern.value.startswith("^") or pattern.value.endswith("$")):
            yield "regex-whole", {"pattern": pattern.value, "position": pattern.position}


def _of_path(path: Path) -> Iterator[Remark]:
    for step in path.steps:
        if any(isinstance(predicate, Number) for predicate in step.predicates):
            yield "position-predicate", {"position": step.position}


def _is_in_other_rows(tree: Expression, context: Definition, root: Definition) -> bool:
    """Whether a path leads to a node of each row, of which a scalar takes the first."""
    known = resolve(tree, context, root) if isinstance(tree, Path) else None
    if known is None or known.target is None or known.rest or known.ups >= 0:
        return False
    return len(known.target.repeats) > known.level


def _stores_truth(slot: Slot) -> bool:
    """A stored ``false`` is a non-empty text: Web Forms and Enketo take it for true."""
    if slot.kind != "calculate":
        return False
    tree = slot.tree
    return (isinstance(tree, Operation) and tree.operators[-1] in _TRUTHS) or (
        isinstance(tree, Call) and tree.name in _TRUTH_FUNCTIONS)
