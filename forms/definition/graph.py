"""The dependency graph of a form: what is evaluated again when a node changes, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.definition.nodes import Definition, Label, Template
from forms.definition.references import Reference, References, references_of
from forms.definition.xform import Xform
from forms.errors import FormDefinitionError
from forms.expression.tree import Call, Expression, Path, Text, walk

# Nothing depends on these; they come last, in this order.
_SINKS = ("required", "readonly", "constraint", "choices", "label")


@dataclass(slots=True, eq=False)
class Slot:
    """An expression of a node: what it computes and when its turn comes.

    Attributes:
        kind: ``calculate relevant required readonly constraint count choices label``.
        rank: Its place in the order of evaluation; unique.
        at: The definition whose nodes it is evaluated for: of ``count`` the repeat's parent.
    """

    definition: Definition
    kind: str
    tree: Expression | None
    references: References
    rank: int = 0

    @property
    def at(self) -> Definition:
        """Whose nodes are the context."""
        if self.kind == "count" and self.definition.parent is not None:
            return self.definition.parent
        return self.definition


Dependent = tuple[Slot, int]


@dataclass(slots=True)
class Graph:
    """All slots of a form.

    Attributes:
        slots: In order of evaluation.
        of: By definition and kind.
        readers: By definition index: the slots that read its value, with the shared level.
        row_readers: By repeat index: the slots that read which rows there are.
        place_readers: By repeat index: the slots that read where their own row stands.
        language: The slots whose result depends on the language.
    """

    slots: list[Slot] = field(default_factory=list)
    of: dict[tuple[int, str], Slot] = field(default_factory=dict)
    readers: dict[int, list[Dependent]] = field(default_factory=dict)
    row_readers: dict[int, list[Dependent]] = field(default_factory=dict)
    place_readers: dict[int, list[Dependent]] = field(default_factory=dict)
    language: list[Slot] = field(default_factory=list)


def build_graph(xform: Xform) -> Graph:
    """Return the graph of a form.

    Raises:
        FormDefinitionError: ``cycle`` with ``nodes``, ``unknown-reference`` with ``reference``.
    """
    slots = [slot for node in xform.definitions for slot in _slots_of(node, xform)]
    graph = Graph(of={(slot.definition.index, slot.kind): slot for slot in slots})
    for slot in slots:
        for reference in slot.references.found:
            _register(graph, slot, reference)
        if slot.references.language:
            graph.language.append(slot)
    graph.slots = _ordered(xform, graph, slots)
    for rank, slot in enumerate(graph.slots):
        slot.rank = rank
    return graph


def _slots_of(node: Definition, xform: Xform) -> Iterator[Slot]:
    for kind, tree in node.expressions.items():
        yield _slot(node, kind, tree, node, xform)
    if node.count is not None and node.parent is not None:
        yield _slot(node, "count", node.count, node.parent, xform)
    if node.control is not None and node.control.itemset is not None:
        slot = _slot(node, "choices", node.control.itemset.nodes, node, xform)
        _add_choice_texts(slot)
        yield slot
    texts = References({}, {})
    for tree in _label_trees(node, xform):
        _merge(texts, references_of(tree, node, xform))
    if texts.found or texts.language:
        yield Slot(node, "label", None, texts)


def _slot(node: Definition, kind: str, tree: Expression, context: Definition,
          xform: Xform) -> Slot:
    references = references_of(tree, context, xform)
    _check_names(tree, node, kind, xform)
    for missing, position in references.missing.items():
        if _is_absolute(missing, tree):
            raise FormDefinitionError("unknown-reference", node=node.path, attribute=kind,
                                      reference=missing, position=position)
        xform.warn("unknown-reference", node=node.path, attribute=kind, reference=missing,
                   position=position)
    return Slot(node, kind, tree, references)


def _check_names(tree: Expression, node: Definition, kind: str, xform: Xform) -> None:
    """Refuse lists and texts that are named and do not exist."""
    place = {"node": node.path, "attribute": kind}
    for part in walk(tree):
        name = part.arguments[0] if isinstance(part, Call) and part.arguments else None
        if not isinstance(part, Call) or not isinstance(name, Text):
            continue
        if part.name == "instance" and name.value not in {
                *xform.internal, *xform.external, xform.primary_id}:
            raise FormDefinitionError("instance-unknown", instance=name.value,
                                      position=part.position, **place)
        texts = xform.translations.texts
        if part.name == "jr:itext" and not any(name.value in found for found in texts.values()):
            raise FormDefinitionError("text-unknown", text=name.value,
                                      position=part.position, **place)


def _is_absolute(missing: str, tree: Expression) -> bool:
    """Whether the name that does not exist was asked for from the root: surely a mistake."""
    return any(isinstance(part, Path) and part.absolute and _names(part).startswith(missing)
               for part in walk(tree))


def _names(path: Path) -> str:
    return "".join(f"/{step.name.rpartition(':')[2]}" for step in path.steps)


def _add_choice_texts(slot: Slot) -> None:
    """Values and labels of choices made from the record's own rows are read too."""
    for reference in list(slot.references.found):
        if reference.target.is_repeat:
            for below in reference.target.walk():
                slot.references.found[Reference(below, "value", reference.level, True)] = None


def _merge(into: References, more: References) -> None:
    into.found.update(more.found)
    into.language = into.language or more.language


def _label_trees(node: Definition, xform: Xform) -> Iterator[Expression]:
    controls = [c for c in (node.control, node.group_control) if c is not None]
    for label in (text for c in controls for text in (c.label, c.hint)):
        if label is not None:
            yield from label_expressions(label, xform)


def label_expressions(label: Label, xform: Xform) -> Iterator[Expression]:
    """Yield the expressions in a label, in any of its translations."""
    if label.expression is not None:
        yield label.expression
    templates: list[Template] = [] if label.inline is None else [label.inline]
    if label.itext:
        for texts in xform.translations.texts.values():
            templates.extend(texts.get(label.itext, {}).values())
    for template in templates:
        for part in template.parts:
            if not isinstance(part, str):
                yield part


def _register(graph: Graph, slot: Slot, reference: Reference) -> None:
    table = {"value": graph.readers, "rows": graph.row_readers, "place": graph.place_readers}
    readers = table[reference.kind].setdefault(reference.target.index, [])
    readers.append((slot, reference.level))


_Vertex = tuple[str, int]


def _ordered(xform: Xform, graph: Graph, slots: list[Slot]) -> list[Slot]:
    """Sort slots so that each comes after all that it reads.

    Readers of rows come after the count that makes the rows, unless the count itself reads them:
    that is no circle (as in JavaRosa), it only adds rows.
    """
    order, _ = _sorted(_edges(xform, slots, counts=True))
    if order is None:
        after = _edges(xform, slots, counts=False)
        order, left = _sorted(after)
        if order is None:
            raise _cycle(xform, after, left)
    first = [graph.of[index, kind] for kind, index in order if (index, kind) in graph.of]
    last = [slot for kind in _SINKS for slot in slots if slot.kind == kind]
    return first + last


def _sorted(after: dict[_Vertex, list[_Vertex]]) -> tuple[list[_Vertex] | None, set[_Vertex]]:
    """Return vertices in order; None with those in circles where there are some."""
    waiting: dict[_Vertex, int] = {}
    for vertex, followers in after.items():
        waiting.setdefault(vertex, 0)
        for follower in followers:
            waiting[follower] = waiting.get(follower, 0) + 1
    ready = [vertex for vertex, count in waiting.items() if count == 0]
    ready.reverse()
    order: list[_Vertex] = []
    while ready:
        vertex = ready.pop()
        order.append(vertex)
        for follower in after.get(vertex, ()):
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready.append(follower)
    if len(order) < len(waiting):
        return None, {vertex for vertex, count in waiting.items() if count > 0}
    return order, set()


def _edges(xform: Xform, slots: list[Slot], counts: bool) -> dict[_Vertex, list[_Vertex]]:
    """Return which vertex has to wait for which: slots, values, visibility and rows of nodes."""
    after: dict[_Vertex, list[_Vertex]] = {}
    for node in xform.definitions:
        seen, value = ("visible", node.index), ("value", node.index)
        below = [("visible", c.index) for c in (*node.children, *node.attributes)]
        after.setdefault(seen, []).extend([value, *below])
        if node.is_repeat:
            after[seen].append(("rows", node.index))
        if "calculate" in node.expressions:
            after[seen].append(("calculate", node.index))
    for slot in slots:
        if slot.kind not in _SINKS:
            _add_edges(after, slot, counts)
    return after


def _add_edges(after: dict[_Vertex, list[_Vertex]], slot: Slot, counts: bool) -> None:
    own = (slot.kind, slot.definition.index)
    result = {"calculate": ["value"], "relevant": ["visible"],
              "count": ["rows"] if counts else []}[slot.kind]
    after.setdefault(own, []).extend((name, slot.definition.index) for name in result)
    for reference in slot.references.found:
        if not reference.other_row and reference.kind != "place":
            kind = "rows" if reference.kind == "rows" else "value"
            after.setdefault((kind, reference.target.index), []).append(own)


def _cycle(xform: Xform, after: dict[_Vertex, list[_Vertex]],
           left: set[_Vertex]) -> FormDefinitionError:
    """Name the nodes of one circle among the vertices that could not be sorted."""
    before: dict[_Vertex, _Vertex] = {}
    for vertex in left:
        for follower in after.get(vertex, ()):
            if follower in left:
                before[follower] = vertex
    vertex = next(iter(sorted(left)))
    seen: list[_Vertex] = []
    while vertex not in seen:
        seen.append(vertex)
        vertex = before[vertex]
    circle = seen[seen.index(vertex):]
    names = sorted({xform.definitions[index].path for kind, index in circle
                    if kind in {"calculate", "relevant", "count"}})
    return FormDefinitionError("cycle", nodes=names, node=names[0] if names else "")

