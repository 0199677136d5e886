"""Functions that ask the form or the record: instances, texts, repeats (odk.md §6)."""

from collections.abc import Sequence

from forms.errors import FormDefinitionError
from forms.expression.code import Code, Frame
from forms.expression.nodes import Node
from forms.expression.registry import Compiling, function, special
from forms.expression.tree import Call, Expression, Path


@special("instance", 1, 1)
def _instance(call: Call, compiler: Compiling) -> Code:
    name = compiler.compile(call.arguments[0])
    text = name.string()

    def run(f: Frame) -> Sequence[Node]:
        found = f.host.instance(text(f))
        return () if found is None else (found,)
    return Code("nodes", run, fixed=name.fixed)


@function("pulldata", "string", "frame", "string", "string", "string", "string")
def _pulldata(frame: Frame, name: str, column: str, key_column: str, key: str) -> str:
    instance = frame.host.instance(name)
    if instance is None:
        raise FormDefinitionError("instance-unknown", instance=name)
    for root in instance.elements():
        for item in lookup(root, "item", key_column, key):
            return next(iter(item.child_strings(column)), "")
    return ""


def lookup(parent: Node, name: str, column: str, key: str) -> Sequence[Node]:
    """Return the children ``name`` of ``parent`` whose ``column`` is ``key``."""
    found = parent.indexed(name, column, key)
    if found is not None:
        return found
    return [item for item in parent.named(name) if key in item.child_strings(column)]


@function("jr:itext", "string", "frame", "string")
def _itext(frame: Frame, identifier: str) -> str:
    text = frame.host.itext(identifier)
    if text is None:
        raise FormDefinitionError("text-unknown", text=identifier)
    return text


@function("jr:choice-name", "string", "frame", "string", "string")
def _choice_name(frame: Frame, value: str, path: str) -> str:
    return frame.host.choice_label(value, path.strip(), frame.current)


@function("property", "string", "frame", "string")
def _property(frame: Frame, name: str) -> str:
    return frame.host.property(name)


@function("version", "string", "frame")
def _version(frame: Frame) -> str:
    return frame.host.version()


Names = tuple[str, ...]


def _no_path(call: Call) -> FormDefinitionError | None:
    """The node and the repeats are asked for by path, each repeat with its index."""
    if len(call.arguments) % 2 == 0:
        return FormDefinitionError("arity", function=call.name, position=call.position,
                                   found=len(call.arguments))
    for argument in (call.arguments[0], *call.arguments[1::2]):
        if not isinstance(argument, Path) or (
                argument.origin is not None and not _is_current(argument.origin)):
            return FormDefinitionError("path-expected", function=call.name,
                                       position=argument.position)
    return None


@special("indexed-repeat", 3, 7, _no_path)
def _indexed_repeat(call: Call, compiler: Compiling) -> Code:
    """``indexed-repeat(node, repeat1, i1[, repeat2, i2[, repeat3, i3]])``, 1-based."""
    wrong = _no_path(call)
    if wrong is not None:
        raise wrong
    paths = [p for p in (call.arguments[0], *call.arguments[1::2]) if isinstance(p, Path)]
    indexes = [compiler.compile(argument).number() for argument in call.arguments[2::2]]
    target, repeats = paths[0], paths[1:]

    def run(f: Frame) -> Sequence[Node]:
        root = f.host.root(f.current)
        wanted = {_names(path, f.current, root): index(f)
                  for path, index in zip(repeats, indexes, strict=True)}
        return _walk(f, _names(target, f.current, root), wanted)

    def first(f: Frame) -> Node | None:
        found = run(f)
        return found[0] if found else None
    return Code("node", run, first=first)


def _is_current(tree: Expression) -> bool:
    return isinstance(tree, Call) and tree.name == "current"


def _names(path: Path, context: Node, root: Node) -> Names:
    """Return the names from the root that a path means for a node, whatever the rows."""
    names: list[str] = [] if path.absolute else list(_own_names(context, root))
    for step in path.steps:
        if step.axis == "parent":
            del names[-1:]
        elif step.axis == "child":
            names.append(step.name)
    return tuple(names)


def _own_names(node: Node, root: Node) -> Names:
    names: list[str] = []
    while node is not root and node.parent is not None:
        names.append(f"{node.prefix}:{node.name}" if node.prefix else node.name)
        node = node.parent
    return tuple(reversed(names))


def _walk(f: Frame, names: Names, wanted: dict[Names, float]) -> Sequence[Node]:
    """Walk down by names, taking the indexed row, else the row that the node itself is in."""
    lineage: set[int] | None = None
    nodes: Sequence[Node] = (f.host.root(f.current),)
    for depth, full_name in enumerate(names, 1):
        name = full_name.rpartition(":")[2]
        index = wanted.get(names[:depth])
        if index is not None:
            place = int(index) if index == index and abs(index) < 1e9 else 0
            chosen = [node.nth(name, place) for node in nodes]
            nodes = [node for node in chosen if node is not None]
            continue
        below = [child for node in nodes for child in node.named(name)]
        if len(below) > 1:
            lineage = lineage or _lineage(f.current)
            below = [node for node in below if id(node) in lineage] or below
        nodes = below
    return nodes


def _lineage(node: Node | None) -> set[int]:
    found: set[int] = set()
    while node is not None:
        found.add(id(node))
        node = node.parent
    return found


