"""The primary instance to definitions: which nodes there are, which repeat, how they start."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from forms.definition.names import JAVAROSA, YUNZHEN, local, namespace, qualified
from forms.definition.nodes import Definition
from forms.errors import FormDefinitionError

TEMPLATE = qualified(JAVAROSA, "template")
# Marks a node of meta that the form does not have and a record may need.
ADDED = qualified(YUNZHEN, "added")


class DefinitionBuilder:
    """Builds the tree of definitions from the primary instance."""

    def __init__(self, prefixes: Mapping[str, str], repeats: frozenset[str]) -> None:
        self._prefixes = prefixes
        self._repeats = repeats
        self._count = 0

    def build(self, root: Element) -> Definition:
        """Return the definition of the root with all below it.

        Raises:
            FormDefinitionError: ``duplicate-node`` with ``node``.
        """
        return self._build([root], None)

    def _build(self, elements: list[Element], parent: Definition | None) -> Definition:
        """Make one definition for all elements of a name at one place."""
        first = next((e for e in elements if e.get(TEMPLATE) is not None), elements[0])
        uri = namespace(first.tag)
        node = Definition(local(first.tag), uri, self._prefixes.get(uri, ""), parent, self._count)
        self._count += 1
        node.is_repeat = node.path in self._repeats or first.get(TEMPLATE) is not None
        if node.is_repeat:
            node.template = first
        elif len(elements) > 1 and len({id(e) for e in elements}) > 1 and not (
                _in_repeat(parent)):
            raise FormDefinitionError("duplicate-node", node=node.path)
        if parent is not None:
            node.repeats = (*parent.repeats, parent) if parent.is_repeat else parent.repeats
        node.added = first.get(ADDED) is not None
        for tag in dict.fromkeys(tag for element in elements for tag in element.attrib):
            if tag not in {TEMPLATE, ADDED}:
                node.attributes.append(self._attribute(tag, node))
        for name, below in _grouped(elements).items():
            child = self._build(below, node)
            node.children.append(child)
            node.by_name[local(name)] = child
        if not node.children:
            node.default = first.text or ""
        return node


    def _attribute(self, tag: str, owner: Definition) -> Definition:
        uri = namespace(tag)
        node = Definition(f"@{local(tag)}", uri, self._prefixes.get(uri, ""), owner, self._count)
        self._count += 1
        node.is_attribute = True
        node.repeats = (*owner.repeats, owner) if owner.is_repeat else owner.repeats
        owner.by_name[node.name] = node
        return node


def _in_repeat(parent: Definition | None) -> bool:
    return parent is not None and (parent.is_repeat or bool(parent.repeats))


def _grouped(elements: list[Element]) -> Mapping[str, list[Element]]:
    """Return child elements by tag in order of first appearance, over all rows."""
    found: dict[str, list[Element]] = {}
    for element in elements:
        for child in element:
            found.setdefault(child.tag, []).append(child)
    return found
