"""Entity lists: 待诊断企业 as tasks, service providers, benchmarks; served as Central's CSV."""

import csv
import hashlib
import io
import uuid as uuids
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.platform.tables import EntityRow

TASKS = "assignments"


def lists(session: Session) -> list[str]:
    """Return the names of the lists that hold anything."""
    query = select(EntityRow.dataset).where(EntityRow.deleted_at.is_(None)).distinct()
    return sorted(session.scalars(query))


def rows_of(session: Session, dataset: str) -> Sequence[EntityRow]:
    """Return the rows of a list, by label."""
    return session.scalars(
        select(EntityRow)
        .where(EntityRow.dataset == dataset, EntityRow.deleted_at.is_(None))
        .order_by(EntityRow.label, EntityRow.uuid)
    ).all()


def states_of(session: Session, dataset: str, uuids: Sequence[str]) -> list[tuple[str, bool]]:
    """Return (UUID, was deleted) of those rows that were ever here."""
    query = select(EntityRow.uuid, EntityRow.deleted_at).where(
        EntityRow.dataset == dataset, EntityRow.uuid.in_(uuids)
    )
    return [(uuid, deleted_at is not None) for uuid, deleted_at in session.execute(query)]


def put(
    session: Session, dataset: str, uuid: str, label: str, properties: Mapping[str, str],
    now: datetime,
) -> bool:
    """Create or update a row; return whether anything changed."""
    row = session.get(EntityRow, (dataset, uuid))
    if row is None:
        session.add(EntityRow(
            dataset=dataset, uuid=uuid, label=label, version=1, properties=dict(properties),
            updated_at=now, deleted_at=None,
        ))
        return True
    if (row.label, row.properties, row.deleted_at) == (label, dict(properties), None):
        return False
    row.label, row.properties, row.deleted_at = label, dict(properties), None
    row.version, row.updated_at = row.version + 1, now
    return True


def uuid_for(dataset: str, key: str) -> str:
    """Return the same UUID for the same key, so that an import twice makes no second row."""
    return str(uuids.uuid5(uuids.NAMESPACE_URL, f"yunzhen:{dataset}:{key}"))


def csv_of(session: Session, dataset: str, key: str = "name") -> tuple[bytes, str] | None:
    """Return (CSV, md5) of a list in Central's layout; None when there is none.

    The UUIDs' column is ``name`` for forms and ``__id`` over REST.
    """
    rows = rows_of(session, dataset)
    if not rows:
        return None
    names = sorted({name for row in rows for name in row.properties})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([key, "label", "__version", *names])
    for row in rows:
        values = [row.properties.get(name, "") for name in names]
        writer.writerow([row.uuid, row.label, row.version, *values])
    data = text.getvalue().encode()
    return data, hashlib.md5(data, usedforsecurity=False).hexdigest()


def manifest_of(session: Session) -> list[tuple[str, str]]:
    """Return (file name, md5) of every list."""
    found = [(name, csv_of(session, name)) for name in lists(session)]
    return [(f"{name}.csv", one[1]) for name, one in found if one is not None]
