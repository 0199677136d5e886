"""Location paths: the axes of XPath 1.0 §2 over ``Node``, with predicates."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from forms.expression.code import Code, Frame
from forms.expression.convert import to_boolean
from forms.expression.nodes import XHTML_NAMESPACE, XML_NAMESPACE, Node
from forms.expression.operators import in_order
from forms.expression.tree import Step

_REVERSE = frozenset({"ancestor", "ancestor-or-self", "parent", "preceding", "preceding-sibling"})
# From distinct nodes in order these give distinct nodes in order, unless one lies in another.
_PLAIN = frozenset({"attribute", "child", "namespace", "self"})


def _siblings(node: Node) -> Sequence[Node]:
    return () if node.parent is None or node.kind == "attribute" else node.parent.nodes()


def _ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        yield child
        yield from _descendants(child)


def _index(siblings: Sequence[Node], node: Node) -> int:
    return next((i for i, sibling in enumerate(siblings) if sibling is node), len(siblings))


def _following_siblings(node: Node) -> Iterable[Node]:
    siblings = _siblings(node)
    return siblings[_index(siblings, node) + 1:]


def _preceding_siblings(node: Node) -> Iterable[Node]:
    siblings = _siblings(node)
    return reversed(siblings[:_index(siblings, node)])


def _following(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:
        yield from _descendants(node.parent)
        node = node.parent
    for origin in (node, *_ancestors(node)):
        for sibling in _following_siblings(origin):
            yield sibling
            yield from _descendants(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:
        node = node.parent
    for origin in (node, *_ancestors(node)):
        for sibling in _preceding_siblings(origin):
            yield from reversed(list(_descendants(sibling)))
            yield sibling


def _namespaces(node: Node) -> Iterator[Node]:
    if node.kind == "element":
        yield Node("namespace", "xml", XML_NAMESPACE, node)


_AXES: Mapping[str, Callable[[Node], Iterable[Node]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": lambda n: (n, *_ancestors(n)),
    "attribute": lambda n: n.attributes,
    "child": lambda n: n.nodes(),
    "descendant": _descendants,
    "descendant-or-self": lambda n: (n, *_descendants(n)),
    "following": _following,
    "following-sibling": _following_siblings,
    "namespace": _namespaces,
    "parent": lambda n: () if n.parent is None else (n.parent,),
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": lambda n: (n,),
}


def _test(step: Step, namespaces: Mapping[str, str]) -> Callable[[Node], bool] | None:
    """Return the node test; None where every node passes."""
    principal = {"attribute": "attribute", "namespace": "namespace"}.get(step.axis, "element")
    if step.test == "node":
        return None
    if step.test in {"text", "comment"}:
        kind = step.test
        return lambda n: n.kind == kind
    if step.test == "processing-instruction":
        target = step.name
        return lambda n: n.kind == "instruction" and target in {"", n.name}
    prefix, _, name = step.name.rpartition(":")
    if step.test == "*" and not step.name:
        return lambda n: n.kind == principal
    if step.test == "*":
        prefix, name = step.name, ""
    uri = namespaces.get(prefix)
    if prefix and uri is not None:
        return lambda n: n.kind == principal and n.namespace == uri and name in {"", n.name}
    return lambda n: (n.kind == principal and n.prefix == prefix and name in {"", n.name}
                      and n.namespace != XHTML_NAMESPACE)


def step_of(step: Step, predicates: Sequence[Code], namespaces: Mapping[str, str]) -> Callable[
        [Sequence[Node], Frame], Sequence[Node]]:
    """Return the function that takes a step from nodes to nodes in document order."""
    one = _from_one(step, namespaces)
    filters = [filter_of(code) for code in predicates]
    reverse, plain = step.axis in _REVERSE, step.axis in _PLAIN

    def many(nodes: Sequence[Node], f: Frame) -> Sequence[Node]:
        if len(nodes) == 1:
            found = one(nodes[0])
            for keep in filters:
                found = keep(found, f)
            return found[::-1] if reverse else found
        out: list[Node] = []
        for node in nodes:
            found = one(node)
            for keep in filters:
                found = keep(found, f)
            out.extend(found)
        return out if plain and not _nested(nodes) else in_order(out)
    return many


def _nested(nodes: Sequence[Node]) -> bool:
    """Whether one of the first nodes holds the next, as after ``//``."""
    return len(nodes) > 1 and any(n is nodes[0] for n in _ancestors(nodes[1]))


def _from_one(step: Step, namespaces: Mapping[str, str]) -> Callable[[Node], Sequence[Node]]:
    if step.axis == "child" and step.test == "name" and ":" not in step.name:
        name = step.name
        return lambda node: node.named(name)
    axis, test = _AXES[step.axis], _test(step, namespaces)
    if test is None:
        return lambda node: list(axis(node))
    return lambda node: [n for n in axis(node) if test(n)]


def filter_of(code: Code) -> Callable[[Sequence[Node], Frame], Sequence[Node]]:
    """Return the function that keeps the nodes for which a predicate holds."""
    if code.kind == "number" and isinstance(code.constant, float):
        wanted = code.constant
        whole = int(wanted) if wanted == wanted and abs(wanted) < 1e9 else 0
        place = whole if whole == wanted and whole > 0 else 0
        return lambda nodes, _f: nodes[place - 1:place] if place else ()
    if code.kind == "number":
        return _positional(code.number())
    if code.kind == "any":
        return _dynamic(code)
    return _boolean(code.boolean())


def _boolean(test: Callable[[Frame], bool]) -> Callable[[Sequence[Node], Frame], Sequence[Node]]:
    def keep(nodes: Sequence[Node], f: Frame) -> Sequence[Node]:
        node, position, size = f.node, f.position, f.size
        f.size = len(nodes)
        kept = []
        for f.position, f.node in enumerate(nodes, 1):
            if test(f):
                kept.append(f.node)
        f.node, f.position, f.size = node, position, size
        return kept
    return keep


def _positional(number: Callable[[Frame], float]) -> Callable[
        [Sequence[Node], Frame], Sequence[Node]]:
    return _boolean(lambda f: number(f) == f.position)


def _dynamic(code: Code) -> Callable[[Sequence[Node], Frame], Sequence[Node]]:
    run = code.run

    def test(f: Frame) -> bool:
        value = run(f)
        if isinstance(value, float):
            return value == f.position
        return to_boolean(value)
    return _boolean(test)
