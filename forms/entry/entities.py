"""Entities: what a finished record says of them, and the lists kept on this device (odk.md §10)."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.nodes import Definition
from forms.definition.xform import Xform
from forms.entry.actions import everywhere
from forms.entry.live import Live

_YES = frozenset({"1", "true"})
_OWN = ("name", "label", "__version", "__trunkVersion", "__branchId")


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What a record does to an entity.

    Attributes:
        dataset: The entity list.
        id: Its UUID.
        creates: It makes the entity where there is none.
        updates: It changes the entity where there is one.
        label: Its new label; '' leaves the old one.
        properties: New values by property.
    """

    dataset: str
    id: str
    creates: bool
    updates: bool
    label: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def entity_changes(xform: Xform, root: Live) -> tuple[EntityChange, ...]:
    """Return what a record does to entities, in the order of the form; hidden ones do nothing."""
    found = []
    for definition in _declarations(xform):
        saved = _saved(xform, definition)
        for node in everywhere(root, definition):
            change = _change(node, saved) if node.visible else None
            if change is not None:
                found.append(change)
    return tuple(found)


def _declarations(xform: Xform) -> Iterator[Definition]:
    for node in xform.definitions:
        around = node.parent
        if node.name == "entity" and around is not None and around.name == "meta":
            yield node


def _saved(xform: Xform, entity: Definition) -> Mapping[str, int]:
    """Return property to definition, of the questions in the same row as the entity."""
    return {node.bind.saveto: node.index for node in xform.definitions
            if node.bind.saveto and node.repeats == entity.repeats}


def _change(node: Live, saved: Mapping[str, int]) -> EntityChange | None:
    said = {a.name: a.text.strip() for a in node.attributes}
    creates, updates = said.get("create") in _YES, said.get("update") in _YES
    if not (creates or updates) or not said.get("id"):
        return None
    labels = node.by_name.get("label", [])
    cells = {name: node.row.cells.get(index) for name, index in saved.items()}
    return EntityChange(
        said.get("dataset", ""), said["id"].removeprefix("uuid:"), creates, updates,
        labels[0].text if labels else "",
        {name: cell.text for name, cell in cells.items() if cell is not None and cell.visible},
    )


def updated_list(data: bytes, changes: Sequence[EntityChange],
                 new_uuid: Callable[[], str]) -> bytes:
    """Return an entity list after local changes, so that other forms see them at once.

    A row's ``__trunkVersion`` is the last version that the server knew, ``__branchId`` a UUID
    that the first local change after it makes.
    """
    columns, rows = _read(data)
    for change in changes:
        row = rows.get(change.id)
        if row is not None and change.updates:
            _update(row, change, new_uuid)
        elif row is None and change.creates:
            rows[change.id] = {"name": change.id, "label": change.label, "__version": "1",
                               "__trunkVersion": "", "__branchId": new_uuid(),
                               **change.properties}
        columns += [name for name in change.properties if name not in columns]
    return _written(columns, rows)


def _update(row: dict[str, str], change: EntityChange, new_uuid: Callable[[], str]) -> None:
    version = row.get("__version", "") or "0"
    if not row.get("__branchId"):
        row["__trunkVersion"], row["__branchId"] = version, new_uuid()
    row["__version"] = str(int(version) + 1 if version.isdigit() else 1)
    row["label"] = change.label or row.get("label", "")
    row.update(change.properties)


def merged_list(data: bytes, server: bytes, *, unsent: Collection[str] = (),
                deleted: Collection[str] = ()) -> bytes:
    """Return an entity list after a download.

    A row that nobody here has changed is as the server has it. One that was changed here gives
    way to a server row of a higher version, or of the same when its changes are sent. A row made
    here stays until the server has it or says ``deleted``.

    Args:
        data: The list on this device.
        server: The list as it came down.
        unsent: UUIDs that finished records still on their way change.
        deleted: UUIDs that the server's integrity call names as deleted.
    """
    columns, rows = _read(data)
    their_columns, theirs = _read(server)
    kept = {
        identifier: row for identifier, row in rows.items()
        if _outlives(row, theirs.get(identifier), identifier in unsent, identifier in deleted)
    }
    came = {identifier: {**row, "__trunkVersion": "", "__branchId": ""}
            for identifier, row in theirs.items()}
    columns += [name for name in their_columns if name not in columns]
    return _written(columns, {**came, **kept})


def _outlives(ours: Mapping[str, str], theirs: Mapping[str, str] | None, unsent: bool,
              deleted: bool) -> bool:
    """Say whether our row stands against what the server has of it."""
    if not ours.get("__branchId"):
        return False
    if theirs is None:
        return not deleted and (unsent or not ours.get("__trunkVersion"))
    newer = _version(theirs) - _version(ours)
    return newer < 0 or (newer == 0 and unsent)


def _version(row: Mapping[str, str]) -> int:
    text = row.get("__version", "")
    return int(text) if text.isdigit() else 0


def _read(data: bytes) -> tuple[list[str], dict[str, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    columns = [*_OWN, *(name for name in reader.fieldnames or () if name not in _OWN)]
    rows = {row["name"]: {k: v or "" for k, v in row.items() if k} for row in reader
            if row.get("name")}
    return columns, rows


def _written(columns: list[str], rows: Mapping[str, Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    return out.getvalue().encode()
