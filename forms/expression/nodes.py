"""The nodes that expressions walk: any XML document, a choice list, the base of a record's."""

from collections.abc import Iterable, Iterator, Sequence
from xml.parsers import expat

# A name without a prefix never means an element of a page around a form.
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class Node:
    """A node of the XPath data model.

    ``kind`` is ``root element text attribute comment instruction namespace``. A leaf element keeps
    its text in ``text`` instead of a text node of its own; ``flag`` is the boolean result that a
    live node holds, None elsewhere.
    """

    __slots__ = ("attributes", "children", "kind", "name", "namespace", "parent", "prefix", "text")

    flag: bool | None = None
    visible: bool = True

    def __init__(self, kind: str, name: str = "", text: str = "", parent: "Node | None" = None,
                 prefix: str = "", namespace: str = "") -> None:
        self.kind = kind
        self.name = name
        self.prefix = prefix
        self.namespace = namespace
        self.text = text
        self.parent = parent
        self.children: Sequence[Node] = ()
        self.attributes: Sequence[Node] = ()

    def string(self) -> str:
        """The string value: own text, or that of all text below."""
        if not self.children:
            return self.text
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if child.kind in {"element", "text"} and child.visible:
                yield child.string()

    def named(self, name: str) -> Sequence["Node"]:
        """Child elements of that name that expressions may see, in order."""
        return [c for c in self.children if c.name == name and c.kind == "element" and c.visible
                and c.namespace != XHTML_NAMESPACE]

    def position(self) -> int:
        """The 1-based place among the siblings of the same name."""
        if self.parent is None:
            return 1
        siblings = [c for c in self.parent.children if (c.name, c.kind) == (self.name, self.kind)]
        return next((i for i, sibling in enumerate(siblings, 1) if sibling is self), 1)

    def nth(self, name: str, place: int) -> "Node | None":
        """The ``place``-th (from 1) child element of that name, if expressions may see it."""
        found = self.named(name)
        return found[place - 1] if 1 <= place <= len(found) else None

    def child_strings(self, name: str) -> Sequence[str]:
        """The strings of ``named(name)``; of attributes where the name begins with ``@``."""
        if name.startswith("@"):
            return [a.text for a in self.attributes if a.name == name[1:]]
        return [node.string() for node in self.named(name)]

    def indexed(self, name: str, column: str, key: str) -> "Sequence[Node] | None":
        """Children ``name`` whose child ``column`` is ``key``; None where there is no index."""
        return None

    def identity(self) -> object:
        """What tells this node from others; nodes made on demand for one place share it."""
        if self.kind == "text" and self.parent is not None and not self.parent.children:
            return "text", id(self.parent)
        return id(self)

    def elements(self) -> Iterable["Node"]:
        """Child elements that expressions may see, in order."""
        return [c for c in self.children if c.kind == "element" and c.visible]

    def nodes(self) -> Sequence["Node"]:
        """Every child node; a leaf's text as a text node."""
        if self.text and not self.children and self.kind == "element":
            return (Node("text", text=self.text, parent=self),)
        return [c for c in self.children if c.visible]

    def top(self) -> "Node":
        """The root of the tree that this node is in."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node


def document_order(node: Node) -> tuple[int, ...]:
    """Return a key that sorts nodes of one tree as the document has them."""
    key: list[int] = []
    while node.parent is not None:
        parent = node.parent
        if node.kind == "attribute":
            key.append(_place(parent.attributes, node) + 1)
        elif node.kind == "namespace":
            key.append(0)
        else:
            key.append(_place(parent.children, node) + 1 + len(parent.attributes))
        node = parent
    key.append(id(node))
    return tuple(reversed(key))


def _place(siblings: Sequence[Node], node: Node) -> int:
    return next((i for i, sibling in enumerate(siblings) if sibling is node), 0)


def parse_xml(data: bytes | str) -> Node:
    """Read a whole document with its texts, comments and attributes (for tests and media files).

    Raises:
        xml.parsers.expat.ExpatError: Not well-formed.
    """
    return _Reader().read(data)


class _Reader:
    def __init__(self) -> None:
        self._root = Node("root")
        self._open: list[Node] = [self._root]
        self._scopes: list[dict[str, str]] = [{"xml": XML_NAMESPACE}]

    def read(self, data: bytes | str) -> Node:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = lambda text: self._add(Node("comment", text=text))
        parser.ProcessingInstructionHandler = lambda target, text: self._add(
            Node("instruction", target, text)
        )
        parser.Parse(data, True)
        return self._root

    def _add(self, node: Node) -> None:
        parent = self._open[-1]
        node.parent = parent
        if not isinstance(parent.children, list):
            parent.children = []
        parent.children.append(node)

    def _start(self, name: str, flat: list[str]) -> None:
        pairs = list(zip(flat[::2], flat[1::2], strict=True))
        scope = dict(self._scopes[-1])
        for key, value in pairs:
            if key == "xmlns" or key.startswith("xmlns:"):
                scope[key[6:]] = value
        self._scopes.append(scope)
        prefix, _, local = name.rpartition(":")
        node = Node("element", local, prefix=prefix, namespace=scope.get(prefix, ""))
        self._add(node)
        node.attributes = [self._attribute(node, key, value, scope) for key, value in pairs
                           if key != "xmlns" and not key.startswith("xmlns:")]
        self._open.append(node)

    def _attribute(self, owner: Node, key: str, value: str, scope: dict[str, str]) -> Node:
        prefix, _, local = key.rpartition(":")
        namespace = scope.get(prefix, "") if prefix else ""
        return Node("attribute", local, value, owner, prefix, namespace)

    def _end(self, _name: str) -> None:
        self._open.pop()
        self._scopes.pop()

    def _text(self, text: str) -> None:
        if len(self._open) > 1:
            self._add(Node("text", text=text))
