"""Elements to live nodes: a new record, a saved one, a new row."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from forms.definition.instance import TEMPLATE
from forms.definition.names import local
from forms.definition.nodes import Definition
from forms.entry.live import Live
from forms.expression.nodes import Node


def build_record(root: Definition, element: Element) -> Live:
    """Return the live tree of a record; its root's parent is the document."""
    live = _build(root, element, None)
    document = Node("root")
    document.children = [live]
    live.parent = document
    return live


def build_row(definition: Definition, parent: Live, element: Element | None = None) -> Live:
    """Return a new row, not yet among its siblings, from its template or from ``element``."""
    return _build(definition, element if element is not None else definition.template, parent)


def _build(definition: Definition, element: Element | None, parent: Live | None) -> Live:
    leaf = not definition.children
    text = (definition.default if element is None else element.text or "") if leaf else ""
    live = Live(definition, parent, text)
    for attribute in definition.attributes:
        live.attributes.append(Live(attribute, live, _attribute(attribute, element)))
    if leaf:
        return live
    found = _by_name(element)
    for child in definition.children:
        elements = found.get(child.name, ())
        if child.is_repeat:
            for place, row in enumerate(elements, 1):
                _register_row(live, _build(child, row, live), place)
        else:
            live.add(_build(child, elements[0] if elements else None, live))
    return live


def _register_row(parent: Live, row: Live, place: int) -> None:
    parent.add(row)
    parent.row.rows.setdefault(row.definition.index, []).append(row)
    row.place = place


def _attribute(definition: Definition, element: Element | None) -> str:
    if element is None:
        return ""
    plain = definition.name[1:]
    for key, value in element.attrib.items():
        if local(key) == plain:
            return value
    return ""


def _by_name(element: Element | None) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for child in element if element is not None else ():
        if child.get(TEMPLATE) is None:
            found.setdefault(local(child.tag), []).append(child)
    return found


def walk(node: Live) -> Iterator[Live]:
    """Yield a node, its attributes and all below it, in order."""
    yield node
    yield from node.attributes
    for child in node.children:
        yield from walk(child)
