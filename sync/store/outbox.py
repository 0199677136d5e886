"""Questions to and changes of the finished versions on their way; functions never commit."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from sync.errors import StoreError
from sync.instance import Instance, read_instance
from sync.outbox import Outgoing, OutgoingFile
from sync.store.records import put_snapshot, row_of
from sync.store.tables import (
    AttachmentRow,
    BlobRow,
    ReceiptRow,
    RecordRow,
    VersionFileRow,
    VersionRow,
)
from sync.values import (
    ACCEPTED,
    DRAFT,
    FINISHED,
    WAITING,
    FinishedVersion,
    OutboxItem,
    Receipt,
)

ON_THE_WAY = ("waiting", "sending", "parked")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version that was frozen; ``new_entities`` are the UUIDs that it is the first to change."""

    sha256: str
    new_entities: frozenset[str]


def finish(
    session: Session, uuid: str, xml: bytes, names: Sequence[str], outgoing: bytes | None,
    at: datetime,
) -> Frozen:
    """Freeze a version and queue it, unless the enterprise refused.

    Raises:
        StoreError: ``frozen`` when it is no draft, ``no-attachment``, ``handed-over``.
    """
    row = row_of(session, uuid)
    if row.state != DRAFT:
        raise StoreError("frozen", uuid=uuid, state=row.state)
    if row.owner:
        raise StoreError("handed-over", uuid=uuid, owner=row.owner)
    sent = xml if outgoing is None else outgoing
    instance = read_instance(sent)
    leaves = instance.consent_sync != "none"
    done_before = _entities_of(session, row.id)
    version = _version(instance, row.id, sent, at)
    version.full_xml = None if outgoing is None else xml
    version.state = "waiting" if leaves else "withheld"
    session.add(version)
    session.flush()
    _freeze_files(session, version, names)
    put_snapshot(session, row.id, xml)
    row.state, row.updated_at = WAITING if leaves else FINISHED, at
    row.waiting_files, row.problem = len(set(names)), ""
    will_change = leaves and not row.practice
    new = frozenset(instance.entities) - done_before if will_change else frozenset()
    return Frozen(version.sha256, new)


def _entities_of(session: Session, record_id: int) -> frozenset[str]:
    """Return what earlier versions of a record did; a server lets an edit do it no second time."""
    query = select(VersionRow.entities).where(
        VersionRow.record_id == record_id, VersionRow.state.in_((*ON_THE_WAY, "received"))
    )
    return frozenset(one for many in session.scalars(query) for one in many)


def revise(session: Session, uuid: str, xml: bytes, at: datetime) -> None:
    """Make a finished record a draft again, whose new version starts as ``xml``."""
    row = row_of(session, uuid)
    if row.state == DRAFT:
        raise StoreError("not-finished", uuid=uuid)
    if row.owner:
        raise StoreError("handed-over", uuid=uuid, owner=row.owner)
    put_snapshot(session, row.id, xml)
    row.state, row.updated_at = DRAFT, at


def outgoing(session: Session) -> tuple[Outgoing, ...]:
    """Return the versions on their way, in the order in which they were finished."""
    query = (
        select(VersionRow, RecordRow)
        .join(RecordRow, RecordRow.id == VersionRow.record_id)
        .where(VersionRow.state.in_(ON_THE_WAY))
        .order_by(VersionRow.id)
    )
    files = _files_on_the_way(session)
    return tuple(
        _outgoing(version, row, files.get(version.id, ()))
        for version, row in session.execute(query)
    )


def items(session: Session) -> tuple[OutboxItem, ...]:
    """Return the same for the screen."""
    query = (
        select(VersionRow, RecordRow)
        .join(RecordRow, RecordRow.id == VersionRow.record_id)
        .where(VersionRow.state.in_(ON_THE_WAY))
        .order_by(VersionRow.id)
    )
    files = _files_on_the_way(session)
    return tuple(
        _item(version, row, files.get(version.id, ())) for version, row in session.execute(query)
    )


def xml_of(session: Session, version_id: int) -> bytes:
    """Return the frozen bytes of a version."""
    return session.scalars(select(VersionRow.xml).where(VersionRow.id == version_id)).one()


def file_of(session: Session, version_id: int, name: str) -> bytes:
    """Return the bytes of a version's file."""
    query = (
        select(BlobRow.data)
        .join(VersionFileRow, VersionFileRow.blob_sha256 == BlobRow.sha256)
        .where(VersionFileRow.version_id == version_id, VersionFileRow.name == name)
    )
    return session.scalars(query).one()


def forget_arrivals_elsewhere(session: Session, server: str) -> None:
    """Count what arrived at another server as not sent."""
    moved = session.scalars(select(VersionRow).where(
        VersionRow.state.in_(ON_THE_WAY), VersionRow.data_arrived_at.is_not(None),
        VersionRow.server != server,
    )).all()
    for version in moved:
        version.data_arrived_at, version.server = None, ""
        session.execute(
            update(VersionFileRow)
            .where(VersionFileRow.version_id == version.id)
            .values(arrived_at=None)
        )
        _refresh(session, version.id)


def mark_arrived(
    session: Session, version_id: int, server: str, names: Sequence[str], at: datetime
) -> None:
    """Note that the server has the XML and these files."""
    session.execute(
        update(VersionRow)
        .where(VersionRow.id == version_id)
        .values(data_arrived_at=at, state="sending", server=server)
    )
    session.execute(
        update(VersionFileRow)
        .where(VersionFileRow.version_id == version_id, VersionFileRow.name.in_(names))
        .values(arrived_at=at)
    )
    _refresh(session, version_id)


def mark_received(
    session: Session, version_id: int, receipt: tuple[str, str, str, str], at: datetime
) -> None:
    """Note that all of a version arrived; ``receipt`` is (number, kind, server time, server)."""
    number, kind, server_time, server = receipt
    record_id, sha256 = session.execute(
        select(VersionRow.record_id, VersionRow.sha256).where(VersionRow.id == version_id)
    ).one()
    session.execute(insert(ReceiptRow).values(
        record_id=record_id, version_id=version_id, number=number, kind=kind,
        server_time=server_time, sha256=sha256, received_at=at, server=server,
    ))
    session.execute(
        update(VersionRow)
        .where(VersionRow.id == version_id)
        .values(state="received", problem="", detail="", next_try_at=None)
    )
    session.execute(
        update(VersionFileRow)
        .where(VersionFileRow.version_id == version_id, VersionFileRow.arrived_at.is_(None))
        .values(arrived_at=at)
    )
    changes = update(RecordRow).where(RecordRow.id == record_id)
    session.execute(changes.values(
        receipt_number=number, problem="", waiting_files=_waiting_files(session, record_id)
    ))
    if _newest(session, record_id) == version_id:
        session.execute(changes.where(RecordRow.state != DRAFT).values(state=ACCEPTED))


def mark_postponed(
    session: Session, version_id: int, problem: str, detail: str, tries: int,
    next_at: datetime | None,
) -> None:
    """Note a failure that may pass by itself."""
    version = session.get_one(VersionRow, version_id)
    version.state, version.problem, version.detail = "waiting", problem, detail
    version.tries, version.next_try_at = tries, next_at
    _refresh(session, version_id)


def mark_parked(session: Session, version_id: int, problem: str, detail: str) -> None:
    """Note a refusal that a person has to look at, with the server's words."""
    version = session.get_one(VersionRow, version_id)
    version.state, version.problem, version.detail = "parked", problem, detail
    version.tries, version.next_try_at = version.tries + 1, None
    _refresh(session, version_id)


def retry(session: Session, uuid: str) -> None:
    """Let the record's parked and pausing versions be tried at once."""
    row = row_of(session, uuid)
    session.execute(
        update(VersionRow)
        .where(VersionRow.record_id == row.id, VersionRow.state.in_(ON_THE_WAY))
        .values(state="waiting", problem="", detail="", tries=0, next_try_at=None)
    )
    row.problem = ""


def retry_forms(session: Session, form_ids: Collection[str], problems: Collection[str]) -> None:
    """Let versions go that were kept back because of their questionnaire, not of themselves."""
    kept = session.scalars(select(VersionRow).where(
        VersionRow.state.in_(ON_THE_WAY), VersionRow.form_id.in_(form_ids),
        VersionRow.problem.in_(problems),
    )).all()
    for version in kept:
        version.state, version.problem, version.detail = "waiting", "", ""
        version.tries, version.next_try_at = 0, None
        _refresh(session, version.id)


def supersede(session: Session, uuid: str) -> None:
    """Withdraw the record's parked versions: a person has chosen to make another one instead."""
    session.execute(
        update(VersionRow)
        .where(VersionRow.record_id == row_of(session, uuid).id, VersionRow.state == "parked")
        .values(state="superseded")
    )


def receipts(session: Session, uuid: str | None) -> tuple[Receipt, ...]:
    """Return the receipts of a record, or all, newest first."""
    query = select(ReceiptRow, RecordRow.uuid).join(RecordRow).order_by(ReceiptRow.id.desc())
    if uuid is not None:
        query = query.where(RecordRow.uuid == uuid)
    return tuple(
        Receipt(
            owner, one.number, one.kind, one.server_time, one.sha256, one.received_at, one.server
        )
        for one, owner in session.execute(query)
    )


def _version(instance: Instance, record_id: int, xml: bytes, at: datetime) -> VersionRow:
    return VersionRow(
        record_id=record_id, instance_id=instance.instance_id,
        deprecated_id=instance.deprecated_id, form_id=instance.form_id,
        form_version=instance.version, xml=xml, sha256=hashlib.sha256(xml).hexdigest(),
        entities=list(instance.entities), problem="", detail="", tries=0, next_try_at=None,
        finished_at=at, data_arrived_at=None, server="",
    )


def _freeze_files(session: Session, version: VersionRow, names: Sequence[str]) -> None:
    query = select(AttachmentRow.name, BlobRow.sha256, BlobRow.size_bytes).join(
        BlobRow, BlobRow.sha256 == AttachmentRow.blob_sha256
    ).where(AttachmentRow.record_id == version.record_id)
    found = {name: (sha256, size) for name, sha256, size in session.execute(query)}
    for name in dict.fromkeys(names):
        if name not in found:
            raise StoreError("no-attachment", name=name)
        sha256, size = found[name]
        session.add(VersionFileRow(
            version_id=version.id, name=name, blob_sha256=sha256, size_bytes=size, arrived_at=None
        ))


def _files_on_the_way(session: Session) -> dict[int, tuple[OutgoingFile, ...]]:
    """Return the files of all versions on their way, by version, each by name."""
    file = VersionFileRow
    query = (
        select(file.version_id, file.name, file.size_bytes, file.arrived_at)
        .join(VersionRow, VersionRow.id == file.version_id)
        .where(VersionRow.state.in_(ON_THE_WAY))
        .order_by(file.version_id, file.name)
    )
    found: dict[int, tuple[OutgoingFile, ...]] = {}
    for version_id, name, size_bytes, arrived_at in session.execute(query):
        one = OutgoingFile(name, size_bytes, arrived_at is not None)
        found[version_id] = (*found.get(version_id, ()), one)
    return found


def _outgoing(
    version: VersionRow, row: RecordRow, files: tuple[OutgoingFile, ...]
) -> Outgoing:
    return Outgoing(
        version_id=version.id, record_uuid=row.uuid, record_number=row.number,
        practice=row.practice, instance_id=version.instance_id,
        deprecated_id=version.deprecated_id, form_id=version.form_id,
        form_version=version.form_version, sha256=version.sha256, size_bytes=len(version.xml),
        entities=tuple(version.entities), files=files,
        data_arrived=version.data_arrived_at is not None, state=version.state,
        problem=version.problem, tries=version.tries, next_try_at=version.next_try_at,
    )


def _item(
    version: VersionRow, row: RecordRow, files: tuple[OutgoingFile, ...]
) -> OutboxItem:
    return OutboxItem(
        record_uuid=row.uuid, record_number=row.number, enterprise=row.enterprise,
        instance_id=version.instance_id, state=version.state,
        size_bytes=len(version.xml) + sum(one.size_bytes for one in files),
        files=tuple((one.name, one.arrived) for one in files), problem=version.problem,
        detail=version.detail, tries=version.tries, next_try_at=version.next_try_at,
        queued_at=version.finished_at,
    )


def _newest(session: Session, record_id: int) -> int | None:
    return session.scalar(
        select(func.max(VersionRow.id)).where(VersionRow.record_id == record_id)
    )


def _refresh(session: Session, version_id: int) -> None:
    """Copy what the home list shows of the way onto the record: only a refusal is a problem."""
    session.flush()
    record_id, state, problem = session.execute(
        select(VersionRow.record_id, VersionRow.state, VersionRow.problem)
        .where(VersionRow.id == version_id)
    ).one()
    problem = problem if state == "parked" else ""
    session.execute(
        update(RecordRow)
        .where(RecordRow.id == record_id)
        .values(problem=problem, waiting_files=_waiting_files(session, record_id))
    )


def _waiting_files(session: Session, record_id: int) -> int:
    """Return how many files of a record are still on their way."""
    return session.scalar(
        select(func.count())
        .select_from(VersionFileRow)
        .join(VersionRow, VersionRow.id == VersionFileRow.version_id)
        .where(
            VersionRow.record_id == record_id, VersionRow.state.in_(ON_THE_WAY),
            VersionFileRow.arrived_at.is_(None),
        )
    ) or 0


def version_of(session: Session, sha256: str) -> FinishedVersion | None:
    """Return the finished version with this hash, on its way or long there; None if unknown."""
    version = session.scalar(select(VersionRow).where(VersionRow.sha256 == sha256.lower()))
    if version is None:
        return None
    newest = session.scalar(
        select(func.max(VersionRow.id)).where(VersionRow.record_id == version.record_id)
    )
    row = session.get_one(RecordRow, version.record_id)
    return FinishedVersion(
        version.id, row.uuid, row.number, row.enterprise, version.finished_at,
        newest=newest == version.id,
    )
