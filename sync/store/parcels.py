"""A whole record as values, out of the store and into another; functions never commit."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sync.errors import StoreError
from sync.schema import UtcDateTime
from sync.store.records import row_of
from sync.store.tables import (
    AttachmentRow,
    BlobRow,
    JournalRow,
    QuestionnaireRow,
    ReceiptRow,
    RecordRow,
    RivalRow,
    SnapshotRow,
    TombstoneRow,
    VersionFileRow,
    VersionRow,
)

# What is not a value of the record itself: numbers of rows.
LOCAL = frozenset({"id", "record_id", "version_id", "journal_id"})
ADDED, UPDATED, SAME, KEPT_BOTH = "added", "updated", "same", "kept-both"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything of a record, as JSON values; files by the sha256 of their bytes.

    ``snapshot_at`` is how many journal lines the snapshot has taken in.
    """

    record: Mapping[str, Any]
    snapshot: str
    snapshot_at: int
    journal: tuple[Mapping[str, Any], ...]
    attachments: Mapping[str, str]
    versions: tuple[Mapping[str, Any], ...]
    questionnaire: Mapping[str, Any]

    @property
    def uuid(self) -> str:
        return str(self.record["uuid"])

    @property
    def texts(self) -> frozenset[str]:
        """The hashes of what is small and read at once: XML and the questionnaire."""
        found = {self.snapshot, str(self.questionnaire["package"])}
        for version in self.versions:
            found |= {str(version["xml"]), str(version["full_xml"] or version["xml"])}
        return frozenset(found)

    @property
    def files(self) -> frozenset[str]:
        """The hashes of the files, which may be many and large."""
        of_versions = (version["files"].values() for version in self.versions)
        return frozenset(self.attachments.values()).union(*of_versions)


def pack(session: Session, uuid: str, texts: dict[str, bytes]) -> Parcel:
    """Return a record as a parcel; its XML and questionnaire are added to ``texts``."""
    row = row_of(session, uuid)
    snapshot = session.get_one(SnapshotRow, row.id)
    lines = session.scalars(
        select(JournalRow).where(JournalRow.record_id == row.id).order_by(JournalRow.id)
    ).all()
    form = session.get_one(QuestionnaireRow, row.questionnaire_sha256)
    return Parcel(
        record=_values(row), snapshot=_keep(texts, snapshot.xml),
        snapshot_at=sum(line.id <= snapshot.journal_id for line in lines),
        journal=tuple(_values(line) for line in lines),
        attachments=_files(session, AttachmentRow, AttachmentRow.record_id == row.id),
        versions=tuple(_pack_version(session, one, texts) for one in session.scalars(
            select(VersionRow).where(VersionRow.record_id == row.id).order_by(VersionRow.id)
        )),
        questionnaire={**_values(form), "package": _keep(texts, form.package)},
    )


def sizes(session: Session, names: Collection[str]) -> dict[str, int]:
    """Return the sizes of files by their hash."""
    query = select(BlobRow.sha256, BlobRow.size_bytes).where(BlobRow.sha256.in_(names))
    return dict(session.execute(query).all())


def file_of(session: Session, sha256: str) -> bytes:
    """Return the bytes of a file by their hash.

    Raises:
        StoreError: ``no-attachment`` when nothing names it any more.
    """
    data = session.scalar(select(BlobRow.data).where(BlobRow.sha256 == sha256))
    if data is None:
        raise StoreError("no-attachment", name=sha256)
    return data


def unpack(
    session: Session, parcel: Parcel, texts: Mapping[str, bytes], at: datetime
) -> str:
    """Take a record in and return what became of it: ``added updated same kept-both``.

    Its files are in the store by then. Ours is replaced only when theirs continues it; two that
    went different ways are both kept.
    """
    row = session.scalar(select(RecordRow).where(RecordRow.uuid == parcel.uuid))
    if row is None:
        _insert(session, parcel, texts)
        return ADDED
    ours = pack(session, parcel.uuid, {})
    mine, theirs = _history(ours), _history(parcel)
    if theirs == mine[: len(theirs)] and not row.owner:
        return SAME
    if mine == theirs[: len(mine)]:
        session.execute(delete(RecordRow).where(RecordRow.id == row.id))
        session.flush()
        _insert(session, parcel, texts)
        return UPDATED
    row.owner = ""
    _add_rival(session, row.id, parcel, texts, at)
    return KEPT_BOTH


def check_out(session: Session, uuid: str, owner: str) -> None:
    """Let another person own a record: it can be read here, but not changed or finished.

    Raises:
        StoreError: ``handed-over`` when somebody else has it already.
    """
    row = row_of(session, uuid)
    if row.owner and row.owner != owner:
        raise StoreError("handed-over", uuid=uuid, owner=row.owner)
    row.owner = owner


def _history(parcel: Parcel) -> list[object]:
    """Return what happened to a record, in order: its edits, then its finished versions."""
    edits: list[object] = [
        tuple(line[name] if name != "fields" else tuple(sorted(line[name].items()))
              for name in ("kind", "path", "value", "fields", "made_at", "saved_at"))
        for line in parcel.journal
    ]
    return [*edits, *(("version", one["instance_id"]) for one in parcel.versions)]


def _add_rival(
    session: Session, record_id: int, parcel: Parcel, texts: Mapping[str, bytes], at: datetime
) -> None:
    since = [
        {"kind": line["kind"], "path": line["path"], "value": line["value"],
         "fields": line["fields"], "at": line["made_at"] or None}
        for line in parcel.journal[parcel.snapshot_at:]
    ]
    xml = texts[parcel.snapshot]
    known = session.scalars(select(RivalRow).where(RivalRow.record_id == record_id))
    if not any(one.xml == xml and one.operations == since for one in known):
        session.add(RivalRow(
            record_id=record_id, instance_id=f"uuid:{parcel.uuid}", source="package", xml=xml,
            operations=since, found_at=at,
        ))


def _insert(session: Session, parcel: Parcel, texts: Mapping[str, bytes]) -> None:
    form = parcel.questionnaire
    if session.get(QuestionnaireRow, form["sha256"]) is None:
        session.add(_row(QuestionnaireRow, {**form, "package": texts[form["package"]]}))
    tombstone = session.get(TombstoneRow, parcel.uuid)
    if tombstone is not None:
        session.delete(tombstone)
    row = _row(RecordRow, {**parcel.record, "owner": ""})
    session.add(row)
    session.flush()
    lines = [_row(JournalRow, line, record_id=row.id) for line in parcel.journal]
    session.add_all(lines)
    session.flush()
    taken_in = lines[parcel.snapshot_at - 1].id if parcel.snapshot_at else 0
    session.add(SnapshotRow(record_id=row.id, xml=texts[parcel.snapshot], journal_id=taken_in))
    for name, sha256 in parcel.attachments.items():
        session.add(AttachmentRow(record_id=row.id, name=name, blob_sha256=sha256))
    for one in parcel.versions:
        _insert_version(session, row.id, one, texts)
    session.flush()


def _pack_version(session: Session, row: VersionRow, texts: dict[str, bytes]) -> dict[str, Any]:
    arrived = session.execute(
        select(VersionFileRow.name, VersionFileRow.arrived_at)
        .where(VersionFileRow.version_id == row.id)
    )
    receipts = session.scalars(select(ReceiptRow).where(ReceiptRow.version_id == row.id))
    return {
        **_values(row), "xml": _keep(texts, row.xml),
        "full_xml": None if row.full_xml is None else _keep(texts, row.full_xml),
        "files": _files(session, VersionFileRow, VersionFileRow.version_id == row.id),
        "arrived": {name: _plain(moment) for name, moment in arrived},
        "receipts": [_values(one) for one in receipts],
    }


def _insert_version(
    session: Session, record_id: int, one: Mapping[str, Any], texts: Mapping[str, bytes]
) -> None:
    full = one["full_xml"]
    values = {**one, "xml": texts[one["xml"]], "full_xml": None if not full else texts[full]}
    row = _row(VersionRow, values, record_id=record_id)
    session.add(row)
    session.flush()
    known = sizes(session, one["files"].values())
    for name, sha256 in one["files"].items():
        session.add(VersionFileRow(
            version_id=row.id, name=name, blob_sha256=sha256, size_bytes=known[sha256],
            arrived_at=_time(one["arrived"].get(name)),
        ))
    session.add_all(
        _row(ReceiptRow, each, record_id=record_id, version_id=row.id) for each in one["receipts"]
    )


def _files(session: Session, table: Any, condition: Any) -> dict[str, str]:
    query = select(table.name, table.blob_sha256).where(condition).order_by(table.name)
    return dict(session.execute(query).all())


def _keep(texts: dict[str, bytes], data: bytes) -> str:
    name = hashlib.sha256(data).hexdigest()
    texts[name] = data
    return name


def _values(row: Any) -> dict[str, Any]:
    """Return a row's own values; bytes are named by their hash where the caller puts them."""
    columns = row.__table__.columns
    return {
        column.name: _plain(getattr(row, column.name))
        for column in columns
        if column.name not in LOCAL and not isinstance(getattr(row, column.name), bytes)
    }


def _row(table: Any, values: Mapping[str, Any], **more: Any) -> Any:
    columns = table.__table__.columns
    known = {
        column.name: _time(values[column.name]) if isinstance(column.type, UtcDateTime)
        else values[column.name]
        for column in columns
        if column.name in values and column.name not in LOCAL
    }
    return table(**known, **more)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
