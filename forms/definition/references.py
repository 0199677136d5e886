"""Which nodes an expression reads: static, per definition, on the safe side."""

from dataclasses import dataclass

from forms.definition.nodes import Definition
from forms.definition.resolve import is_current, resolve
from forms.definition.xform import Xform
from forms.expression import parse
from forms.expression.tree import Call, Expression, Path, Step, Text, children


@dataclass(frozen=True, slots=True)
class Reference:
    """A node that an expression reads.

    Attributes:
        kind: ``value``; ``rows`` (which rows there are); ``place`` (where the own row stands).
        level: How many rows the reading node shares with what it reads.
        other_row: It reads another row of its own repeat by predicate or index, or whatever is
            there by a wildcard: no cycle by itself.
    """

    target: Definition
    kind: str
    level: int
    other_row: bool = False


@dataclass(slots=True)
class References:
    """What one expression reads."""

    found: dict[Reference, None]
    missing: dict[str, int]
    language: bool = False


_SPEAKING = frozenset({"jr:itext", "jr:choice-name", "format-date", "format-date-time"})
_DIRECT = frozenset({"child", "attribute", "parent", "self"})
_Here = frozenset[Definition] | None


def references_of(tree: Expression, context: Definition, xform: Xform) -> References:
    """Return everything that ``tree``, belonging to ``context``, reads."""
    finder = _Finder(context, xform)
    finder.visit(tree, frozenset({context}), inside=False)
    return finder.result


class _Finder:
    def __init__(self, context: Definition, xform: Xform) -> None:
        self._context = context
        self._xform = xform
        self.result = References({}, {})

    def visit(self, tree: Expression, here: _Here, inside: bool) -> _Here:
        """Note what ``tree`` reads; return the definitions it may yield, None when unknown."""
        if isinstance(tree, Path):
            return self._path(tree, here, inside)
        if isinstance(tree, Call):
            return self._call(tree, here, inside)
        for part in children(tree):
            self.visit(part, here, inside)
        return None

    def _call(self, tree: Call, here: _Here, inside: bool) -> _Here:
        self.result.language = self.result.language or tree.name in _SPEAKING
        if tree.name == "indexed-repeat":
            self._indexed(tree, here, inside)
            return None
        if tree.name == "jr:choice-name" and len(tree.arguments) == 2:
            self._choice_name(tree.arguments[1])
        if tree.name == "position" and tree.arguments and not inside:
            own = self._own_row(tree.arguments[0])
            if own is not None:
                self._note(own, "place", own.level)
                return None
        found: _Here = None
        for argument in tree.arguments:
            found = self.visit(argument, here, inside)
        return found if tree.name == "randomize" else None

    def _own_row(self, tree: Expression) -> Definition | None:
        """Return the repeat whose own row a tree means: its place is read, not its value."""
        if is_current(tree):
            return self._context if self._context.is_repeat else None
        known = resolve(tree, self._context, self._xform.root) if isinstance(tree, Path) else None
        if known is None or known.ups < 0 or known.rest or known.target is None:
            return None
        return known.target if known.target.is_repeat else None

    def _indexed(self, tree: Call, here: _Here, inside: bool) -> None:
        for argument in tree.arguments[2::2]:
            self.visit(argument, here, inside)
        for argument in (tree.arguments[0], *tree.arguments[1::2]):
            if isinstance(argument, Path):
                known = resolve(argument, self._context, self._xform.root)
                if known is None or known.target is None:
                    self._miss(argument, "" if known is None else known.missing)
                elif known.target.is_repeat:
                    self._note(known.target, "rows", 0, other_row=True)
                else:
                    for repeat in known.target.repeats:
                        self._note(repeat, "rows", 0, other_row=True)
                    self._note(known.target, "value", 0, other_row=True)

    def _choice_name(self, argument: Expression) -> None:
        if not isinstance(argument, Text):
            return
        path = parse(argument.value)
        known = resolve(path, self._context, self._xform.root) if isinstance(path, Path) else None
        if known is None or known.target is None or known.target.control is None:
            return
        itemset = known.target.control.itemset
        if itemset is not None:
            inner = references_of(itemset.nodes, known.target, self._xform)
            for reference in inner.found:
                self._note(reference.target, reference.kind, 0, other_row=True)

    def _path(self, tree: Path, here: _Here, inside: bool) -> _Here:
        if tree.origin is not None and not is_current(tree.origin):
            return self._walk(self.visit(tree.origin, here, inside), tree.steps, 0)
        if inside and not tree.absolute and tree.origin is None:
            return self._walk(here, tree.steps, 0)
        known = resolve(tree, self._context, self._xform.root)
        if known is None:
            return self._walk(frozenset(), tree.steps, 0)
        if known.target is None:
            self._miss(tree, known.missing)
            return frozenset()
        return self._known(known.target, known.level, known.ups, known.rest)

    def _known(self, target: Definition, level: int, ups: int, rest: tuple[Step, ...]) -> _Here:
        if not rest and ups < 0:
            for repeat in target.repeats[level:]:
                self._note(repeat, "rows", level)
            self._note(target, "rows" if target.is_repeat else "value", level)
            if target.children and not target.is_repeat:
                self._whole(target, level)
        elif not rest and ups == 0:
            self._note(target, "value", level)
        if rest:
            return self._walk(frozenset({target}), rest, level)
        return frozenset({target})

    def _whole(self, group: Definition, level: int) -> None:
        """The text of a group is that of all in it; counting reads none: it orders nothing."""
        for below in group.walk():
            if not below.children:
                self._note(below, "value", level, other_row=True)

    def _walk(self, here: _Here, steps: tuple[Step, ...], level: int) -> _Here:
        """Follow steps from a set of definitions; None when they lie outside of the record."""
        filtered = any(step.test == "*" or step.axis not in _DIRECT for step in steps)
        for step in steps:
            here = None if here is None else _after(here, step, self._xform.root)
            for predicate in step.predicates:
                filtered = True
                self.visit(predicate, here, inside=True)
            for node in here or ():
                if node.is_repeat:
                    self._note(node, "rows", level, other_row=filtered)
        for node in here or ():
            if not node.is_repeat:
                for repeat in node.repeats[level:]:
                    self._note(repeat, "rows", level, other_row=filtered)
                self._note(node, "value", level, other_row=filtered)
        return here

    def _note(self, target: Definition, kind: str, level: int, other_row: bool = False) -> None:
        level = min(level, self._context.level)
        self.result.found[Reference(target, kind, level, other_row)] = None

    def _miss(self, tree: Path, missing: str) -> None:
        if missing:
            self.result.missing[missing] = tree.position


def _after(here: frozenset[Definition], step: Step, root: Definition) -> frozenset[Definition]:
    """Return the definitions that a step may reach; an empty start is the document's root."""
    if step.test in {"text", "comment", "processing-instruction"}:
        return here
    if not here:
        return frozenset({root})
    reached: set[Definition] = set()
    for node in here:
        reached.update(_axis(node, step.axis))
    name = step.name.rpartition(":")[2]
    if step.test == "name":
        return frozenset(n for n in reached if n.name.lstrip("@") == name)
    return frozenset(reached)


def _axis(node: Definition, axis: str) -> list[Definition]:
    parent = [] if node.parent is None else [node.parent]
    if axis == "self":
        return [node]
    if axis == "child":
        return node.children
    if axis == "attribute":
        return node.attributes
    if axis == "parent":
        return parent
    if axis in {"descendant", "descendant-or-self"}:
        return list(node.walk())
    above: list[Definition] = [node] if axis == "ancestor-or-self" else []
    while node.parent is not None:
        node = node.parent
        above.append(node)
    return above if axis.startswith("ancestor") else list(above[-1].walk()) if above else []
