"""The survey sheet as a tree of rows: what stands in which group, and where that is broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import Sheet

_OPENING = {"group": "group", "repeat": "repeat", "lgroup": "repeat", "loop": "repeat"}
_FILE_SELECTS = {"select_one_from_file", "select_multiple_from_file"}
_LIST_SELECTS = {"select_one", "select_multiple", "rank", "select_one_external"}
_SPOKEN = {
    "select one from file": "select_one_from_file",
    "select multiple from file": "select_multiple_from_file",
    "select all that apply from": "select_multiple", "select all that apply": "select_multiple",
    "select one external": "select_one_external", "select one from": "select_one",
    "select one": "select_one", "select multiple": "select_multiple", "select1": "select_one",
    "add select one prompt using": "select_one",
    "add select multiple prompt using": "select_multiple",
}
# Rows that no one is asked: they need no label, no number and no help.
SILENT = {
    "calculate", "hidden", "start", "end", "today", "deviceid", "username", "email",
    "phonenumber", "audit", "csv-external", "xml-external", "start-geopoint", "background-audio",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the survey.

    Attributes:
        kind: ``group``, ``repeat`` or the first word of the type, ``select_one``.
        argument: The rest of the type: a list, a file.
        ancestors: Rows of the groups and repeats around it, outermost first.
    """

    row: int
    kind: str
    argument: str
    name: str
    ancestors: tuple[int, ...]
    cells: Mapping[str, str]

    @property
    def holds(self) -> bool:
        """Whether other rows stand inside it."""
        return self.kind in ("group", "repeat")

    @property
    def asked(self) -> bool:
        """Whether a person sees it as a question."""
        return not self.holds and self.kind not in SILENT

    def text(self, *columns: str) -> str:
        """Return the first filled cell of these columns, in any language, stripped."""
        for column in columns:
            for header, cell in self.cells.items():
                if cell.strip() and (header == column or header.startswith(f"{column}::")):
                    return cell.strip()
        return ""


def type_of(cell: str) -> tuple[str, str]:
    """Split a type: ``select_one yes_no`` → ``("select_one", "yes_no")``."""
    words = " ".join(cell.split())
    for spoken, written in _SPOKEN.items():
        if words.startswith(f"{spoken} "):
            return written, words[len(spoken) + 1:].removesuffix(" or_other")
    first, _, rest = words.partition(" ")
    if first in _LIST_SELECTS or first in _FILE_SELECTS:
        return first, rest.removesuffix(" or_other")
    return words, ""


def takes_list(item: Item) -> bool:
    """Whether its argument is a list of ``choices``; a list taken from answers is not."""
    return item.kind in _LIST_SELECTS - {"select_one_external"} and "${" not in item.argument


def takes_file(item: Item) -> bool:
    """Whether its argument is a file of media."""
    return item.kind in _FILE_SELECTS


@cache
def known_types() -> frozenset[str]:
    """Return every type that pyxform knows, group rows aside."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return frozenset(QUESTION_TYPE_DICT) | _FILE_SELECTS | _LIST_SELECTS


def read_items(sheet: Sheet) -> tuple[list[Item], list[Fault]]:
    """Return the rows in order with their place in the tree, and what is wrong with the tree."""
    reader = _Reader(sheet)
    for row, cells in sheet.numbered():
        reader.take(row, cells)
    reader.close()
    return reader.items, reader.faults


class _Reader:
    """Walks the rows and keeps the groups that are open."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._open: list[Item] = []
        self.items: list[Item] = []
        self.faults: list[Fault] = []

    def take(self, row: int, cells: Mapping[str, str]) -> None:
        words = cells.get("type", "").strip().replace("_", " ", 1)
        name = cells.get("name", "").strip()
        if words.startswith("begin "):
            kind = _OPENING.get(words[6:].split(" ")[0].strip(), "group")
            self._open.append(self._add(row, kind, words[6:], name, cells))
        elif words.startswith("end ") and words[4:].split(" ")[0] in _OPENING:
            self._end(row, _OPENING[words[4:].split(" ")[0]])
        elif not cells.get("type", "").strip():
            self._fault("cell-missing", row, "type", column="type")
        else:
            kind, argument = type_of(cells["type"])
            if kind not in known_types():
                self._fault("type-unknown", row, "type", type=cells["type"].strip())
            self._add(row, kind, argument, name, cells)

    def close(self) -> None:
        for item in self._open:
            self._fault("group-open", item.row, "type", name=item.name, end=f"end_{item.kind}")

    def _add(self, row: int, kind: str, argument: str, name: str, cells: Mapping[str, str]
             ) -> Item:
        ancestors = tuple(item.row for item in self._open)
        item = Item(row, kind, argument, name, ancestors, cells)
        self.items.append(item)
        return item

    def _end(self, row: int, kind: str) -> None:
        if not self._open:
            self._fault("group-unopened", row, "type", type=f"end_{kind}")
            return
        opened = self._open.pop()
        if opened.kind != kind:
            self._fault("group-crossed", row, "type", type=f"end_{kind}", other=opened.row,
                        name=opened.name)

    def _fault(self, code: str, row: int, column: str, /, **values: object) -> None:
        self.faults.append(
            fault(code, self._sheet.file, self._sheet.name, row, column, **values)
        )


def by_name(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return the rows by name; more than one row means that the name is ambiguous."""
    named: dict[str, list[Item]] = {}
    for item in items:
        if item.name:
            named.setdefault(item.name, []).append(item)
    return named
