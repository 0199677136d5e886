"""A record to XML: the draft with everything, or what a finished record says (odk.md §9)."""

from collections.abc import Callable
from unicodedata import normalize
from xml.sax.saxutils import escape, quoteattr

from forms.definition.names import JAVAROSA, XFORMS
from forms.definition.xform import Xform
from forms.entry.live import Live

Keep = Callable[[Live], bool]
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def draft(xform: Xform, root: Live) -> bytes:
    """Return the whole record: hidden answers and rows kept aside too."""
    return _document(xform, root, lambda _node: True, aside=True).encode()


def finished(xform: Xform, root: Live, keep: Keep) -> bytes:
    """Return what is relevant and what ``keep`` lets through, characters composed (NFC)."""
    text = _document(xform, root, lambda node: node.visible and keep(node), aside=False)
    return normalize("NFC", text).encode()


def _document(xform: Xform, root: Live, keep: Keep, aside: bool) -> str:
    parts: list[str] = []
    _Writer(parts, keep, aside).write(root, _declarations(xform))
    return _HEADER + "".join(parts)


def _declarations(xform: Xform) -> str:
    """Return the namespace declarations that the root needs."""
    uris = {(node.prefix, node.namespace) for node in xform.definitions if node.prefix}
    plain = xform.root.namespace if not xform.root.prefix else ""
    default = f" xmlns={quoteattr(plain)}" if plain and plain != XFORMS else ""
    return default + "".join(
        f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in sorted(uris) if uri != JAVAROSA)


class _Writer:
    def __init__(self, parts: list[str], keep: Keep, aside: bool) -> None:
        self._parts = parts
        self._keep = keep
        self._aside = aside

    def write(self, node: Live, declarations: str = "") -> None:
        name = f"{node.prefix}:{node.name}" if node.prefix else node.name
        attributes = "".join(
            f" {a.prefix + ':' if a.prefix else ''}{a.name}={quoteattr(a.text)}"
            for a in node.attributes if self._keep(a) and a.namespace != JAVAROSA)
        opening = f"<{name}{declarations}{attributes}"
        if not node.definition.children:
            self._parts.append(f"{opening}>{escape(node.text)}</{name}>" if node.text
                               else f"{opening}/>")
            return
        before = len(self._parts)
        self._parts.append(f"{opening}>")
        self._children(node)
        if len(self._parts) == before + 1:
            self._parts[before] = f"{opening}/>"
        else:
            self._parts.append(f"</{name}>")

    def _children(self, node: Live) -> None:
        waiting = self._rows_aside(node)
        for child in node.children:
            for index in [i for i in waiting if i < child.definition.index]:
                self._write_all(waiting.pop(index))
            if self._keep(child) and (child.text or not child.definition.added):
                self.write(child)
        for rows in waiting.values():
            self._write_all(rows)

    def _write_all(self, rows: list[Live]) -> None:
        for row in rows:
            self.write(row)

    def _rows_aside(self, node: Live) -> dict[int, list[Live]]:
        if not self._aside:
            return {}
        return {index: rows[::-1] for index, rows in sorted(node.row.aside.items())
                if rows and rows[0].parent is node}


def row_xml(row: Live) -> str:
    """Return one row as XML, for taking its removal back."""
    uris = {(n.prefix, n.namespace) for n in row.definition.walk() if n.prefix}
    declared = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in sorted(uris))
    parts: list[str] = []
    _Writer(parts, lambda _node: True, aside=True).write(row, declared)
    return "".join(parts)
