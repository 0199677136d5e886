"""A form ready to run: definition, graph, and every expression compiled once when first needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from forms.definition.graph import Dependent, Graph, Slot
from forms.definition.nodes import Action, Definition
from forms.definition.xform import NEW_REPEAT, Xform
from forms.entry.scope import FormScope
from forms.expression.code import Code, Frame
from forms.expression.compiler import Compiler
from forms.expression.tree import Expression

Closure = Callable[[Frame], Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """A slot that reads a node, and how to get from that node to those of the slot.

    Attributes:
        hops: Rows to go out from the node that changed.
        inner: Repeats to go into from there.
        index: The definition whose nodes are reached; a row itself where ``is_row``.
    """

    rank: int
    hops: int
    inner: tuple[Definition, ...]
    index: int
    is_row: bool


@dataclass(slots=True)
class Programs:
    """What all records of a form share.

    Attributes:
        near: By definition: rank and definition of the readers in the same row.
        readers: By definition: the other readers.
        own: By definition: the slots evaluated for its nodes, in order.
        constraints: By definition: the rank of its constraint, else -1.
        first_choices: The rank from which on slots are of choices and labels.
        new_row_actions: By repeat: what happens to a new row.
    """

    xform: Xform
    graph: Graph
    readers: list[tuple[Reader, ...]] = field(default_factory=list)
    near: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    row_readers: dict[int, tuple[Reader, ...]] = field(default_factory=dict)
    place_readers: dict[int, tuple[Reader, ...]] = field(default_factory=dict)
    own: list[tuple[Slot, ...]] = field(default_factory=list)
    constraints: list[int] = field(default_factory=list)
    new_row_actions: dict[int, list[Action]] = field(default_factory=dict)
    first_choices: int = 0
    _closures: dict[int, Closure] = field(default_factory=dict)
    _codes: dict[tuple[int, Expression], Code] = field(default_factory=dict)

    @classmethod
    def of(cls, xform: Xform, graph: Graph) -> "Programs":
        """Return the programs of a form, nothing compiled yet."""
        count = len(xform.definitions)
        programs = cls(xform, graph)
        readers = [_readers(graph.readers.get(i, ()), xform.definitions[i]) for i in range(count)]
        programs.near = [tuple((r.rank, r.index) for r in found if _is_near(r))
                         for found in readers]
        programs.readers = [tuple(r for r in found if not _is_near(r)) for found in readers]
        programs.row_readers = {
            i: _readers(found, xform.definitions[i], of_rows=True)
            for i, found in graph.row_readers.items()}
        programs.place_readers = {
            i: _readers(found, xform.definitions[i]) for i, found in graph.place_readers.items()}
        slots: list[list[Slot]] = [[] for _ in range(count)]
        for slot in graph.slots:
            slots[slot.at.index].append(slot)
        programs.own = [tuple(found) for found in slots]
        programs.constraints = [
            next((s.rank for s in found if s.kind == "constraint"), -1) for found in slots]
        programs.first_choices = next(
            (s.rank for s in graph.slots if s.kind in {"choices", "label"}), len(graph.slots))
        programs._collect_new_row_actions()
        return programs

    def _collect_new_row_actions(self) -> None:
        for node in self.xform.definitions:
            chain = (*node.repeats, node) if node.is_repeat else node.repeats
            for action in node.actions:
                if NEW_REPEAT in action.events and chain:
                    self.new_row_actions.setdefault(chain[-1].index, []).append(action)

    def closure(self, slot: Slot) -> Closure:
        """Return the compiled expression of a slot, as the type that its kind needs."""
        found = self._closures.get(slot.rank)
        if found is None:
            found = self._closures[slot.rank] = self._compiled(slot)
        return found

    def _compiled(self, slot: Slot) -> Closure:
        if slot.tree is None:
            return lambda _frame: ""
        code = self.code(slot.tree, slot.at)
        if slot.kind == "calculate":
            return code.run
        if slot.kind == "count":
            return code.number()
        return code.nodes() if slot.kind == "choices" else code.boolean()

    def code(self, tree: Expression, context: Definition) -> Code:
        """Return the code of an expression that belongs to ``context``."""
        key = (context.index, tree)
        found = self._codes.get(key)
        if found is None:
            compiler = Compiler(self.xform.namespaces, FormScope(context, self.xform.root))
            found = self._codes[key] = compiler.compile(tree)
        return found


def _is_near(reader: Reader) -> bool:
    """Whether the reader is in the same row as what it reads: by far the most are."""
    return not reader.hops and not reader.inner and not reader.is_row


def _readers(dependents: "list[Dependent] | tuple[()]", target: Definition,
             of_rows: bool = False) -> tuple[Reader, ...]:
    """Return readers of a node; for rows the journey starts at the row around the repeat."""
    found: dict[Reader, None] = {}
    level_here = target.level - 1 if of_rows else target.level
    for slot, level in dependents:
        shared = min(level, level_here)
        at = slot.at
        shared = min(shared, at.level)
        chain = (*at.repeats, at) if at.is_repeat else at.repeats
        inner = chain[shared:]
        if at.is_repeat and inner:
            inner = inner[:-1]
            found[Reader(slot.rank, level_here - shared, inner, at.index, True)] = None
        else:
            found[Reader(slot.rank, level_here - shared, inner, at.index, False)] = None
    return tuple(found)
