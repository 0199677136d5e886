"""An entity list as the CSV that forms read and servers give, and as rows (odk.md §10)."""

import csv
import io
from collections.abc import Iterable

from sync.errors import OfflineError
from sync.values import Entity

TRUNK, BRANCH = "__trunkVersion", "__branchId"


def read_entities(dataset: str, data: bytes) -> list[Entity]:
    """Return the rows of a CSV: Central's for forms or over REST, or our own with branches.

    Raises:
        OfflineError: ``captive-portal`` when it is something else.
    """
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    key = "__id" if "__id" in (rows.fieldnames or ()) else "name"
    if not {key, "label", "__version"} <= set(rows.fieldnames or ()):
        raise OfflineError("captive-portal")
    return [
        Entity(
            dataset, row.pop(key), row.pop("label"), _number(row.pop("__version")),
            {name: value or "" for name, value in row.items() if name and name[:2] != "__"},
            row.get(TRUNK) or "", row.get(BRANCH) or "",
        )
        for row in rows
    ]


def write_entities(rows: Iterable[Entity]) -> bytes:
    """Return rows as the CSV of ``forms``: key, label, version, branch, properties."""
    many = list(rows)
    names = sorted({name for one in many for name in one.properties})
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "label", "__version", TRUNK, BRANCH, *names])
    for one in many:
        values = [one.properties.get(name, "") for name in names]
        writer.writerow(
            [one.uuid, one.label, one.version, one.trunk_version, one.branch_id, *values]
        )
    return text.getvalue().encode()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 1
