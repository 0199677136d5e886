"""Functions that decide: booleans, ``if``, ``once``, checklists (odk.md §6)."""

from collections.abc import Sequence

from forms.expression.code import Code, Frame, Run, constant
from forms.expression.convert import Value, to_boolean, to_number
from forms.expression.nodes import Node
from forms.expression.registry import Compiling, function, special
from forms.expression.tree import Call


@special("true", 0, 0)
def _true(_call: Call, _compiler: Compiling) -> Code:
    return constant(True)


@special("false", 0, 0)
def _false(_call: Call, _compiler: Compiling) -> Code:
    return constant(False)


@special("boolean", 1, 1)
def _boolean(call: Call, compiler: Compiling) -> Code:
    return Code("boolean", compiler.compile(call.arguments[0]).boolean())


@special("not", 1, 1)
def _not(call: Call, compiler: Compiling) -> Code:
    test = compiler.compile(call.arguments[0]).boolean()
    return Code("boolean", lambda f: not test(f))


@special("if", 3, 3)
def _if(call: Call, compiler: Compiling) -> Code:
    condition, yes, no = (compiler.compile(argument) for argument in call.arguments)
    test = condition.boolean()
    if yes.kind == no.kind:
        kind, one, other = yes.kind, yes.run, no.run
    elif yes.is_path or no.is_path:
        kind, one, other = "any", _scalar(yes), _scalar(no)
    else:
        kind, one, other = "any", yes.run, no.run
    return Code(kind, lambda f: one(f) if test(f) else other(f))


def _scalar(code: Code) -> Run:
    if code.kind != "node":
        return code.run
    run, text = code.run, code.string()
    return lambda f: run(f) or text(f)


@special("once", 1, 1)
def _once(call: Call, compiler: Compiling) -> Code:
    text = compiler.compile(call.arguments[0]).string()

    def run(f: Frame) -> str:
        own = f.current.string()
        if own:
            return own
        found = text(f)
        return "" if found == "NaN" else found
    return Code("string", run)


def _truths(values: Sequence[Value]) -> list[bool]:
    """Truth of every value; each node of a node-set counts by what it holds."""
    out: list[bool] = []
    for value in values:
        if isinstance(value, (str, bool, int, float)):
            out.append(to_boolean(value))
        else:
            out.extend(_node_truth(node) for node in value)
    return out


def _node_truth(node: Node) -> bool:
    return node.string() != "" if node.flag is None else node.flag


def _within(least: float, most: float, total: float) -> bool:
    return (least == -1 or total >= least) and (most == -1 or total <= most)


@function("checklist", "boolean", "number", "number", "value*")
def _checklist(least: float, most: float, *values: Value) -> bool:
    return _within(least, most, sum(_truths(values)))


@function("weighted-checklist", "boolean", "number", "number", "value*")
def _weighted_checklist(least: float, most: float, *pairs: Value) -> bool:
    truths = _truths(pairs[::2])
    weights = [weight for value in pairs[1::2] for weight in _numbers(value)]
    return _within(least, most, sum(w for t, w in zip(truths, weights, strict=False) if t))


def _numbers(value: Value) -> list[float]:
    if isinstance(value, (str, bool, int, float)):
        return [to_number(value)]
    return [to_number(node.string()) for node in value]
