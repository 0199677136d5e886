"""Secondary instances: lists written in the form, and CSV, XML and GeoJSON files beside it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from forms.definition.document import read_document
from forms.definition.names import local
from forms.errors import FormDefinitionError
from forms.expression.nodes import Node

MAX_ROWS = 1_000_000
MAX_CELLS = 20_000_000
LAST_SAVED = "jr://instance/last-saved"
_ENTITY_COLUMNS = ("__trunkVersion", "__branchId")


class Row(Node):
    """A row of a table; its cells become nodes only when someone asks for nodes."""

    __slots__ = ("cells", "place")

    def __init__(self, table: "Table", cells: Sequence[str], place: int) -> None:
        super().__init__("element", "item", parent=table)
        self.cells = cells
        self.place = place

    def elements(self) -> Sequence[Node]:
        return [self._cell(name, i) for name, i in self._columns().items()]

    def nodes(self) -> Sequence[Node]:
        return self.elements()

    def string(self) -> str:
        return "".join(self.cells)

    def _columns(self) -> Mapping[str, int]:
        parent = self.parent
        return parent.columns if isinstance(parent, Table) else {}

    def _cell(self, name: str, place: int) -> Node:
        return Cell(name, self.cells[place] if place < len(self.cells) else "", self)

    def named(self, name: str) -> Sequence[Node]:
        place = self._columns().get(name)
        return () if place is None else (self._cell(name, place),)

    def child_strings(self, name: str) -> Sequence[str]:
        place = self._columns().get(name)
        if place is None:
            return ()
        return (self.cells[place],) if place < len(self.cells) else ("",)


class Cell(Node):
    """A cell of a row, made when asked for."""

    __slots__ = ()

    def __init__(self, name: str, text: str, row: Row) -> None:
        super().__init__("element", name, text, row)

    def identity(self) -> object:
        return "cell", id(self.parent), self.name


class Table(Node):
    """The root element of a list: rows with an index for every column that is looked up by."""

    __slots__ = ("_indexes", "columns")

    def __init__(self, columns: Mapping[str, int], rows: Iterator[Sequence[str]]) -> None:
        super().__init__("element", "root")
        self.columns = columns
        self.children = [Row(self, cells, place) for place, cells in enumerate(rows)]
        self._indexes: dict[str, dict[str, list[Node]]] = {}

    def named(self, name: str) -> Sequence[Node]:
        return self.children if name == "item" else ()

    def indexed(self, name: str, column: str, key: str) -> Sequence[Node] | None:
        if name != "item":
            return ()
        if column not in self.columns:
            return ()
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = self._index(column)
        return index.get(key, ())

    def _index(self, column: str) -> dict[str, list[Node]]:
        index: dict[str, list[Node]] = {}
        for row in self.children:
            index.setdefault(next(iter(row.child_strings(column)), ""), []).append(row)
        return index


class Listing(Node):
    """The root element of a list of any shape, with the same index."""

    __slots__ = ("_indexes",)

    def __init__(self, name: str) -> None:
        super().__init__("element", name)
        self._indexes: dict[tuple[str, str], dict[str, list[Node]]] = {}

    def indexed(self, name: str, column: str, key: str) -> Sequence[Node] | None:
        index = self._indexes.get((name, column))
        if index is None:
            index = self._indexes[name, column] = {}
            for item in self.named(name):
                for text in dict.fromkeys(item.child_strings(column)):
                    index.setdefault(text, []).append(item)
        return index.get(key, ())


def instance_of(root: Node) -> Node:
    """Return what ``instance('id')`` yields: the parent of the root element."""
    parent = Node("element", "instance")
    parent.children = [root]
    root.parent = parent
    return parent


def from_element(element: Element) -> Node:
    """Return a list written in a form, or an XML file, as nodes."""
    return instance_of(_copied(element, Listing(local(element.tag))))


def _copied(element: Element, node: Node) -> Node:
    children: list[Node] = []
    for child in element:
        children.append(_copied(child, Node("element", local(child.tag), parent=node)))
    if children:
        node.children = children
    else:
        node.text = element.text or ""
    if element.attrib:
        node.attributes = [Node("attribute", local(k), v, node) for k, v in element.attrib.items()]
    return node


def from_csv(data: bytes, name: str, entity_columns: bool = False) -> Node:
    """Read a CSV file: header row to element names, a missing cell is empty (odk.md §8).

    Raises:
        FormDefinitionError: ``media-encoding``, ``media-too-large``, ``media-empty``.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormDefinitionError("media-encoding", file=name) from error
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = next(rows)
    except (StopIteration, csv.Error):
        return instance_of(Table({}, iter(())))
    columns = {title.strip(): place for place, title in reversed(list(enumerate(header)))}
    if entity_columns:
        for extra in _ENTITY_COLUMNS:
            columns.setdefault(extra, len(header) + len(columns))
    return instance_of(Table(columns, _counted(rows, name)))


def _delimiter(text: str) -> str:
    """Spreadsheets in some countries write semicolons."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t|", key=first.count) if any(c in first for c in ",;\t|") else ","


def _counted(rows: "Iterator[list[str]]", name: str) -> Iterator[Sequence[str]]:
    cells = 0
    try:
        for count, row in enumerate(rows):
            cells += len(row)
            if count >= MAX_ROWS or cells > MAX_CELLS:
                raise FormDefinitionError("media-too-large", file=name, limit=MAX_ROWS)
            if row:
                yield row
    except csv.Error as error:
        raise FormDefinitionError("media-unreadable", file=name) from error


def from_xml(data: bytes) -> Node:
    """Read an XML file; its root element is the list."""
    return from_element(read_document(data).root)


def from_geojson(data: bytes, name: str) -> Node:
    """Read features as items with ``id``, ``geometry`` as ODK text, and their properties.

    Raises:
        FormDefinitionError: ``media-unreadable``.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"))
        features = list(found["features"])
        items = [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise FormDefinitionError("media-unreadable", file=name) from error
    names = list(dict.fromkeys(key for item in items for key in item))
    columns = {key: place for place, key in enumerate(names)}
    return instance_of(Table(columns, ([item.get(key, "") for key in names] for item in items)))


def _feature(feature: Mapping[str, object]) -> dict[str, str]:
    geometry = feature["geometry"]
    item = {"geometry": _geometry(geometry) if isinstance(geometry, dict) else ""}
    properties = feature.get("properties")
    if isinstance(properties, dict):
        item.update({str(k): "" if v is None else _plain(v) for k, v in properties.items()})
    if feature.get("id") is not None:
        item["id"] = _plain(feature["id"])
    return item


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _geometry(geometry: Mapping[str, object]) -> str:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if not isinstance(coordinates, list):
        raise TypeError(kind)
    if kind == "Point":
        return _point(coordinates)
    line = coordinates[0] if kind == "Polygon" else coordinates
    if kind not in {"LineString", "Polygon"}:
        raise TypeError(kind)
    return "; ".join(_point(point) for point in line)


def _point(numbers: Sequence[object]) -> str:
    longitude, latitude = numbers[0], numbers[1]
    return f"{latitude} {longitude} 0 0"
