"""The nodes of a record: values, relevance and rows as they are now."""

from collections.abc import Sequence

from forms.definition.nodes import Definition
from forms.expression.nodes import Node
from forms.values import Choice


class Live(Node):
    """A node of a record.

    Attributes:
        own: Its own relevance; ``visible`` is that and everything's around it.
        row: The nearest row it is in; a row's is itself; the root stands for the outermost row.
        place: Of a row: its 1-based position among the rows of its repeat.
        cells: Of a row: the nodes in it that are in no inner row, by definition index.
        rows: Of a row: the rows of the repeats in it, by definition index.
        aside: Of a row: rows that a smaller ``jr:count`` took away, by definition index.
        offered: Its choices as last evaluated, with their language; None when they have to be
            evaluated again.
        refused: What the user gave and the type did not accept; the value is empty then.
        violation: What was last reported: the kind of its violation and what was refused.
    """

    __slots__ = ("aside", "by_name", "cells", "definition", "flag", "offered", "own", "place",
                 "read_only",
                 "refused", "required", "row", "rows", "valid", "violation", "visible")

    def __init__(self, definition: Definition, parent: "Live | None", text: str = "") -> None:
        kind = "attribute" if definition.is_attribute else "element"
        super().__init__(kind, definition.name.lstrip("@"), text, parent, definition.prefix,
                         definition.namespace)
        self.definition = definition
        self.flag: bool | None = None
        self.own = True
        self.visible = True
        self.required = False
        self.read_only = False
        self.valid = True
        self.violation = ""
        self.refused = ""
        self.offered: tuple[str, tuple[Choice, ...]] | None = None
        self.place = 1
        self.by_name: dict[str, list[Live]] = {}
        self.children: list[Live] = []
        self.attributes: list[Live] = []
        if parent is None or definition.is_repeat:
            self.row: Live = self
            self.cells: dict[int, Live] = {}
            self.rows: dict[int, list[Live]] = {}
            self.aside: dict[int, list[Live]] = {}
            if parent is None:
                self.cells[definition.index] = self
        else:
            self.row = parent.row
            self.row.cells[definition.index] = self

    def add(self, child: "Live") -> None:
        """Append a child; a row goes after the last row of its repeat."""
        siblings = self.by_name.setdefault(child.definition.name, [])
        if child.definition.is_repeat and siblings:
            self.children.insert(self._index(siblings[-1]) + 1, child)
        elif child.definition.is_repeat:
            self.children.insert(self._place_of(child.definition), child)
        else:
            self.children.append(child)
        siblings.append(child)

    def insert_row(self, child: "Live", place: int) -> None:
        """Put a row at a 1-based place among the rows of its repeat."""
        siblings = self.by_name.setdefault(child.definition.name, [])
        if place > len(siblings):
            self.add(child)
            return
        self.children.insert(self._index(siblings[place - 1]), child)
        siblings.insert(place - 1, child)

    def drop(self, child: "Live") -> None:
        """Take a row out."""
        del self.children[self._index(child)]
        self.by_name[child.definition.name].remove(child)

    def _index(self, child: "Live") -> int:
        return next(i for i, c in enumerate(self.children) if c is child)

    def _place_of(self, definition: Definition) -> int:
        """Return where the first row of a repeat belongs, by the order of the form."""
        for place, child in enumerate(self.children):
            if child.definition.index > definition.index:
                return place
        return len(self.children)

    def named(self, name: str) -> Sequence["Live"]:
        found = self.by_name.get(name, ())
        return [node for node in found if node.visible]

    def nth(self, name: str, place: int) -> "Live | None":
        found = self.by_name.get(name, ())
        node = found[place - 1] if 1 <= place <= len(found) else None
        return node if node is not None and node.visible else None

    def path(self) -> str:
        """Return the path with a position on every row."""
        definition = self.definition
        if not definition.repeats and not definition.is_repeat:
            return definition.path
        own = f"{definition.name}[{self.place}]" if definition.is_repeat else definition.name
        parent = self.parent
        return f"{parent.path()}/{own}" if isinstance(parent, Live) else f"/{own}"

    def position(self) -> int:
        return self.place

    def holder(self) -> "Live":
        """Return the node around this one; the root's is itself."""
        return self.parent if isinstance(self.parent, Live) else self

    def outer(self) -> "Live":
        """Return the row around this row."""
        parent = self.row.parent
        return parent.row if isinstance(parent, Live) else self.row
