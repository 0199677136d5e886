"""What design §4 adds to a compiled XForm of ours: annotation, result, the plan's file."""

from xml.dom import minidom

XFORMS = "http://www.w3.org/2002/xforms"
HTML = "http://www.w3.org/1999/xhtml"
# name → bind type; no controls: a server sees a table, another client shows nothing.
ANNOTATION = {
    "path": "string", "kind": "string", "reason": "string", "text": "string",
    "owner": "string", "due": "date", "by": "string", "at": "dateTime", "file": "binary",
}
RESULT = {
    "cmi": "decimal", "completeness": "decimal", "level": "string", "provisional": "string",
    **{f"d{n}": "decimal" for n in range(1, 8)},
    "red_lines": "string", "method_version": "string", "scale": "string", "path": "string",
}
PLAN_FILE = "plan_pdf"
RESERVED = frozenset({"annotation", "result", PLAN_FILE})


def add_record_parts(xform: bytes, *, scored: bool, printed: bool) -> bytes:
    """Return the XForm with the ``annotation`` repeat; ``scored``: result; ``printed``: the plan.

    The form must have no nodes of these names (``RESERVED``).
    """
    document = minidom.parseString(xform)  # noqa: S318 - what pyxform just wrote, not a stranger
    model = _only(document, XFORMS, "model")
    instance = _only(model, XFORMS, "instance")
    root = next(n for n in instance.childNodes if isinstance(n, minidom.Element))
    adder = _Adder(document, model, root)
    adder.repeat("annotation", ANNOTATION)
    if scored:
        adder.group("result", RESULT)
    if printed:
        adder.leaf(PLAN_FILE, "binary")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(
        _only(document, HTML, "html").toxml(), "utf-8"
    )


def _only(node: minidom.Document | minidom.Element, uri: str, name: str) -> minidom.Element:
    return node.getElementsByTagNameNS(uri, name)[0]


class _Adder:
    """Puts nodes before ``meta`` of the primary instance and their binds before the others."""

    def __init__(self, document: minidom.Document, model: minidom.Element, root: minidom.Element
                 ) -> None:
        self._document = document
        self._model = model
        self._root = root
        self._body = _only(document, HTML, "body")
        children = [n for n in root.childNodes if isinstance(n, minidom.Element)]
        self._meta = next((n for n in children if n.localName == "meta"), None)

    def repeat(self, name: str, leaves: dict[str, str]) -> None:
        """Add a repeat that has a template only, and no controls."""
        node = self._node(name)
        node.setAttribute("jr:template", "")
        self._fill(node, name, leaves)
        path = f"/{self._root.tagName}/{name}"
        repeat = self._document.createElement("repeat")
        repeat.setAttribute("nodeset", path)
        repeat.setAttribute("jr:noAddRemove", "true()")
        group = self._document.createElement("group")
        group.setAttribute("ref", path)
        group.appendChild(repeat)
        self._body.appendChild(group)

    def group(self, name: str, leaves: dict[str, str]) -> None:
        """Add a group of nodes without controls."""
        self._fill(self._node(name), name, leaves)

    def leaf(self, name: str, kind: str) -> None:
        """Add one node without a control."""
        self._node(name)
        self._bind(name, kind)

    def _fill(self, node: minidom.Element, name: str, leaves: dict[str, str]) -> None:
        for leaf, kind in leaves.items():
            node.appendChild(self._document.createElement(leaf))
            self._bind(f"{name}/{leaf}", kind)

    def _node(self, name: str) -> minidom.Element:
        node = self._document.createElement(name)
        self._root.insertBefore(node, self._meta)
        return node

    def _bind(self, path: str, kind: str) -> None:
        bind = self._document.createElement("bind")
        bind.setAttribute("nodeset", f"/{self._root.tagName}/{path}")
        bind.setAttribute("type", kind)
        binds = self._model.getElementsByTagNameNS(XFORMS, "bind")
        self._model.insertBefore(bind, binds[0])
