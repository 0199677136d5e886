"""Where a path leads in the form, before any record exists."""

from dataclasses import dataclass

from forms.definition.nodes import Definition
from forms.expression.tree import Call, Path, Step


@dataclass(frozen=True, slots=True)
class Resolved:
    """A path from a node of the form as far as it can be followed by names alone.

    Attributes:
        target: The definition reached; None when a name does not exist (then ``missing``).
        level: The row that the path hangs on: how many of the rows around the context node it
            keeps. An absolute path keeps every row that it shares with the context (odk.md §3).
        ups: Steps up from the context node when the path only climbs, else -1.
        rest: The steps from the first predicate, wildcard or unusual axis on.
    """

    target: Definition | None
    level: int
    ups: int
    rest: tuple[Step, ...] = ()
    missing: str = ""


def resolve(path: Path, context: Definition, root: Definition) -> Resolved | None:
    """Follow ``path`` from ``context``; None when it starts in no node of the record."""
    if path.origin is not None and not is_current(path.origin):
        return None
    if path.absolute:
        return _absolute(path, context, root)
    return _relative(path.steps, context)


def is_current(tree: object) -> bool:
    """Whether a tree is the call ``current()``."""
    return isinstance(tree, Call) and tree.name == "current"


def _is_name(step: Step) -> bool:
    return step.axis in {"child", "attribute"} and step.test == "name"


def _name(step: Step) -> str:
    name = step.name.rpartition(":")[2]
    return f"@{name}" if step.axis == "attribute" else name


def _absolute(path: Path, context: Definition, root: Definition) -> Resolved | None:
    first = path.steps[0] if path.steps else None
    if first is None or not _is_name(first) or first.predicates:
        return None
    if _name(first) != root.name:
        return Resolved(None, 0, -1, (), _name(first))
    target, rest, missing = _down(root, path.steps[1:])
    if target is None:
        return Resolved(None, 0, -1, (), missing)
    return Resolved(target, _shared(context, target, bool(rest)), -1, rest)


def _shared(context: Definition, target: Definition, goes_on: bool) -> int:
    """Count the rows around the context that also lie around the target."""
    own = (*context.repeats, context) if context.is_repeat else context.repeats
    theirs = (*target.repeats, target) if target.is_repeat and goes_on else target.repeats
    shared = 0
    for one, other in zip(own, theirs, strict=False):
        if one is not other:
            break
        shared += 1
    return shared


def _down(node: Definition, steps: tuple[Step, ...]) -> tuple[
        Definition | None, tuple[Step, ...], str]:
    for place, step in enumerate(steps):
        if step.axis == "self" and step.test == "node" and not step.predicates:
            continue
        if not _is_name(step) or step.predicates:
            return node, steps[place:], ""
        below = node.by_name.get(_name(step))
        if below is None:
            return None, (), f"{node.path}/{_name(step)}"
        node = below
    return node, (), ""


def _relative(steps: tuple[Step, ...], context: Definition) -> Resolved:
    node, ups = context, 0
    for place, step in enumerate(steps):
        if step.test == "node" and step.axis == "self" and not step.predicates:
            continue
        if step.test == "node" and step.axis == "parent" and not step.predicates:
            if node.parent is None:
                return Resolved(node, node.level, ups, steps[place:])
            node, ups = node.parent, ups + 1
            continue
        target, rest, missing = _down(node, steps[place:])
        if target is node:
            return Resolved(node, node.level, ups, rest)
        return Resolved(target, node.level, -1, rest, missing)
    return Resolved(node, node.level, ups)
