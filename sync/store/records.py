"""Questions to and changes of the records; functions take a session and never commit."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from forms.values import Operation
from sync.errors import StoreError
from sync.store.tables import (
    AttachmentRow,
    BlobRow,
    JournalRow,
    QuestionnaireRow,
    RecordRow,
    SnapshotRow,
    TombstoneRow,
    VersionFileRow,
)
from sync.values import (
    DRAFT,
    JournalLine,
    QuestionnaireInfo,
    RecordDraft,
    RecordFacts,
    RecordFilter,
    RecordSummary,
)

FACTS = tuple(one.name for one in fields(RecordFacts))
SUMMARY = (
    "uuid", "number", "state", "practice", "created_at", "updated_at", "waiting_files",
    "receipt_number", "problem", "review_note", "owner",
)
# Plain tables: an answer is written at every keystroke that counts, and the ORM costs its half.
JOURNAL, RECORD = (cast(Table, one.__table__) for one in (JournalRow, RecordRow))
CHANGE = (
    update(RECORD)
    .where(RECORD.c.id == bindparam("own_id"))
    .values({name: bindparam(name) for name in (
        *FACTS, "number", "last_path", "updated_at", "search")})
)
SORTABLE = frozenset({*FACTS, "updated_at", "created_at", "number", "state"})


class FormLike(Protocol):
    """What the store keeps of a questionnaire."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def sheets(self) -> Mapping[str, Any]: ...
    def package(self) -> bytes: ...


class EntryLike(Protocol):
    """What the store needs of a record that begins."""

    @property
    def instance_id(self) -> str: ...
    def xml(self) -> bytes: ...


def put_questionnaire(session: Session, form: FormLike, signer: str, at: datetime) -> None:
    """Keep a questionnaire version; one that is there already stays as it is.

    But a server gives out the XForm alone: the same with the method's sheets takes its place.
    """
    known = session.get(QuestionnaireRow, form.sha256)
    if known is None:
        session.add(QuestionnaireRow(
            sha256=form.sha256, form_id=form.id, version=form.version, title=form.title,
            package=form.package(), has_method=bool(form.sheets), signer=signer, added_at=at,
        ))
    elif form.sheets and not known.has_method:
        known.package, known.has_method, known.signer = form.package(), True, signer
    session.flush()


def questionnaires(session: Session) -> tuple[QuestionnaireInfo, ...]:
    """Return the versions on this laptop, newest first, each with how many records use it."""
    used = func.count(RecordRow.id)
    row = QuestionnaireRow
    query = (
        select(row.sha256, row.form_id, row.version, row.title, row.added_at, row.signer, used,
               row.has_method)
        .outerjoin(RecordRow, RecordRow.questionnaire_sha256 == row.sha256)
        .group_by(row.sha256)
        .order_by(row.added_at.desc(), row.version.desc())
    )
    return tuple(QuestionnaireInfo(*found) for found in session.execute(query))


def create(
    session: Session, form: FormLike, entry: EntryLike, *, practice: bool, task: str, at: datetime
) -> str:
    """Begin a record and return its uuid: that of its first instanceID."""
    put_questionnaire(session, form, "", at)
    uuid = entry.instance_id.removeprefix("uuid:")
    record = RecordRow(
        uuid=uuid, number="", state=DRAFT, practice=practice, task=task, owner="", last_path="",
        questionnaire_sha256=form.sha256, created_at=at, updated_at=at, search="",
        waiting_files=0, receipt_number="", problem="", review_note="", **asdict(RecordFacts()),
    )
    session.add(record)
    session.flush()
    session.add(SnapshotRow(record_id=record.id, xml=entry.xml(), journal_id=0))
    return uuid


def row_of(session: Session, uuid: str) -> RecordRow:
    """Return the record.

    Raises:
        StoreError: ``no-record``.
    """
    row = session.scalar(select(RecordRow).where(RecordRow.uuid == uuid))
    if row is None:
        raise StoreError("no-record", uuid=uuid)
    return row


def append(
    session: Session, uuid: str, operations: Sequence[Operation], *, xml: bytes | None,
    facts: RecordFacts, last_path: str, at: datetime, by: str = "",
) -> None:
    """Journal edits of a draft, in order; ``xml`` replaces the snapshot."""
    record_id, number, created_at = _own_draft(session, uuid)
    if operations:
        lines = [_journal_line(record_id, one, at, by) for one in operations]
        session.connection().execute(JOURNAL.insert(), lines)
    if xml is not None:
        put_snapshot(session, record_id, xml)
    number = number or number_of(facts.county, created_at, uuid)
    session.connection().execute(CHANGE, {
        **{name: getattr(facts, name) for name in FACTS}, "own_id": record_id, "number": number,
        "last_path": last_path, "updated_at": at, "search": _search_text(facts, number),
    })


def _own_draft(session: Session, uuid: str) -> tuple[int, str, datetime]:
    """Return (id, number, beginning) of a record that may be edited here."""
    row = RecordRow
    found = session.execute(
        select(row.id, row.number, row.created_at, row.state, row.owner).where(row.uuid == uuid)
    ).first()
    if found is None:
        raise StoreError("no-record", uuid=uuid)
    record_id, number, created_at, state, owner = found
    if state != DRAFT:
        raise StoreError("frozen", uuid=uuid, state=state)
    if owner:
        raise StoreError("handed-over", uuid=uuid, owner=owner)
    return record_id, number, created_at


def put_snapshot(session: Session, record_id: int, xml: bytes) -> None:
    """Make ``xml`` the record's state; what was journalled so far is in it."""
    last = select(func.coalesce(func.max(JournalRow.id), 0)).where(
        JournalRow.record_id == record_id
    )
    session.merge(
        SnapshotRow(record_id=record_id, xml=xml, journal_id=session.scalar(last) or 0)
    )


def number_of(county: str, started_at: datetime, uuid: str) -> str:
    """Return the record number of design §4; empty until the county is known."""
    if not county:
        return ""
    tail = uuid.replace("-", "")[:4].upper()
    return f"YZ{county}-{started_at.astimezone():%Y%m%d}-{tail}"


def draft(session: Session, uuid: str) -> RecordDraft:
    """Return the last snapshot and the journal since."""
    row = row_of(session, uuid)
    snapshot = session.get_one(SnapshotRow, row.id)
    query = (
        select(JournalRow)
        .where(JournalRow.record_id == row.id, JournalRow.id > snapshot.journal_id)
        .order_by(JournalRow.id)
    )
    return RecordDraft(
        uuid=uuid, number=row.number, questionnaire=row.questionnaire_sha256, xml=snapshot.xml,
        operations=tuple(_operation(line) for line in session.scalars(query)),
        last_path=row.last_path, state=row.state, practice=row.practice,
    )


def history(session: Session, uuid: str, path: str | None) -> tuple[JournalLine, ...]:
    """Return every edit of a record, or of one path, oldest first."""
    query = select(JournalRow).where(JournalRow.record_id == row_of(session, uuid).id)
    if path is not None:
        query = query.where(JournalRow.path == path)
    lines = session.scalars(query.order_by(JournalRow.id))
    return tuple(JournalLine(line.saved_at, _operation(line), line.made_by) for line in lines)


def summaries(session: Session, wanted: RecordFilter) -> list[RecordSummary]:
    """Return the rows of the home list that ``wanted`` names, in its order."""
    if wanted.sort not in SORTABLE:
        raise ValueError(wanted.sort)
    columns = [getattr(RecordRow, name) for name in (*SUMMARY, *FACTS)]
    forms = session.execute(select(QuestionnaireRow.sha256, QuestionnaireRow.form_id))
    form_ids = dict(forms.all())
    order = getattr(RecordRow, wanted.sort)
    query = _filtered(select(*columns, RecordRow.questionnaire_sha256), wanted)
    query = query.order_by(order.desc() if wanted.descending else order.asc(), RecordRow.id.desc())
    if wanted.limit is not None or wanted.offset:
        query = query.limit(wanted.limit).offset(wanted.offset)
    found = [_summary(row, form_ids[row[-1]]) for row in session.execute(query)]
    return _with_last_scores(session, found) if wanted.limit is not None else found


def _with_last_scores(session: Session, found: list[RecordSummary]) -> list[RecordSummary]:
    """Add to each visit the score of the finished one before it, for the rows of one page."""
    codes = {one.facts.uscc for one in found if one.facts.uscc}
    row = RecordRow
    query = select(row.uscc, row.practice, row.created_at, row.score).where(
        row.uscc.in_(codes), row.state != DRAFT, row.score.is_not(None)
    )
    earlier = sorted(session.execute(query), key=lambda one: one.created_at)
    last = {
        one.uuid: before.score
        for one in found if one.facts.score is not None
        for before in earlier
        if (before.uscc, before.practice) == (one.facts.uscc, one.practice)
        and before.created_at < one.created_at
    }
    return [replace(one, last_score=last.get(one.uuid)) for one in found]


def how_many(session: Session, wanted: RecordFilter) -> int:
    """Return how many rows ``wanted`` names, whatever its limit."""
    return session.scalar(_filtered(select(func.count(RecordRow.id)), wanted)) or 0


def counts(session: Session) -> Mapping[str, int]:
    """Return how many real records by state, ``all``, ``open_items``; and how many ``practice``."""
    real = RecordRow.practice.is_(False)
    by_state = session.execute(
        select(RecordRow.state, func.count()).where(real).group_by(RecordRow.state)
    )
    found = dict(by_state.all())
    open_items = select(func.count()).where(real, RecordRow.open_items > 0)
    practice = select(func.count()).where(RecordRow.practice.is_(True))
    return {
        **found, "all": sum(found.values()), "open_items": session.scalar(open_items) or 0,
        "practice": session.scalar(practice) or 0,
    }


def cities(session: Session) -> Mapping[str, int]:
    """Return how many records by the first four digits of the county code, most first."""
    city = func.substr(RecordRow.county, 1, 4)
    query = (
        select(city, func.count())
        .where(RecordRow.practice.is_(False), RecordRow.county != "")
        .group_by(city)
        .order_by(func.count().desc(), city)
    )
    return dict(session.execute(query).all())


def put_attachment(session: Session, uuid: str, name: str, data: bytes) -> None:
    """Keep a file under ``name``; one of that name is replaced, but not in frozen versions."""
    row = row_of(session, uuid)
    sha256 = put_blob(session, data)
    session.merge(AttachmentRow(record_id=row.id, name=name, blob_sha256=sha256))
    session.flush()
    sweep_blobs(session)


def put_blob(session: Session, data: bytes) -> str:
    """Keep ``data`` once and return its sha256."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = session.scalar(select(BlobRow.sha256).where(BlobRow.sha256 == sha256))
    if known is None:
        session.add(BlobRow(sha256=sha256, size_bytes=len(data), data=data))
        session.flush()
    return sha256


def attachment(session: Session, uuid: str, name: str) -> bytes:
    """Return a file of the record.

    Raises:
        StoreError: ``no-attachment``.
    """
    query = (
        select(BlobRow.data)
        .join(AttachmentRow, AttachmentRow.blob_sha256 == BlobRow.sha256)
        .where(AttachmentRow.record_id == row_of(session, uuid).id, AttachmentRow.name == name)
    )
    data = session.scalar(query)
    if data is None:
        raise StoreError("no-attachment", uuid=uuid, name=name)
    return data


def attachment_names(session: Session, uuid: str) -> tuple[str, ...]:
    """Return the names of the record's files, sorted."""
    query = select(AttachmentRow.name).where(
        AttachmentRow.record_id == row_of(session, uuid).id
    ).order_by(AttachmentRow.name)
    return tuple(session.scalars(query))


def remove(session: Session, uuid: str, at: datetime) -> None:
    """Delete a record with all that hangs on it and leave a tombstone."""
    session.execute(delete(RecordRow).where(RecordRow.id == row_of(session, uuid).id))
    session.merge(TombstoneRow(uuid=uuid, deleted_at=at))
    sweep_blobs(session)


def sweep_blobs(session: Session) -> None:
    """Delete the bytes that nothing names any more."""
    session.execute(
        delete(BlobRow).where(
            ~exists().where(AttachmentRow.blob_sha256 == BlobRow.sha256),
            ~exists().where(VersionFileRow.blob_sha256 == BlobRow.sha256),
        )
    )


def _filtered(query: Select[Any], wanted: RecordFilter) -> Select[Any]:
    row = RecordRow
    conditions: list[ColumnElement[bool]] = [
        row.search.contains(word, autoescape=True) for word in wanted.text.lower().split()
    ]
    for column, values in (
        (row.state, wanted.states), (row.industry, wanted.industries),
        (row.scale, wanted.scales), (row.level, wanted.levels),
    ):
        if values:
            conditions.append(column.in_(values))
    if wanted.regions:
        conditions.append(or_(*(row.county.startswith(code) for code in wanted.regions)))
    if wanted.with_open_items:
        conditions.append(row.open_items > 0)
    if wanted.follow_up_from or wanted.follow_up_to:
        conditions.append(
            row.follow_up_on.between(wanted.follow_up_from or "0", wanted.follow_up_to or "9")
        )
    if wanted.practice is not None:
        conditions.append(row.practice.is_(wanted.practice))
    return query.where(*conditions)


def _summary(row: Any, form_id: str) -> RecordSummary:
    (uuid, number, state, practice, created, updated, files, receipt, problem, note, owner) = (
        row[:11])
    return RecordSummary(
        uuid, number, state, RecordFacts(*row[11:-1]), practice, created, updated, files, receipt,
        problem, note, form_id, owner=owner,
    )


def _search_text(facts: RecordFacts, number: str) -> str:
    parts = (facts.enterprise, facts.uscc, facts.county_label, facts.contact, facts.pinyin, number)
    return "\n".join(parts).lower()


def _journal_line(
    record_id: int, operation: Operation, at: datetime, by: str
) -> dict[str, Any]:
    return {
        "record_id": record_id, "kind": operation.kind, "path": operation.path,
        "value": operation.value, "fields": dict(operation.fields),
        "made_at": operation.at.isoformat() if operation.at else "",
        "made_by": by, "saved_at": at,
    }


def _operation(line: JournalRow) -> Operation:
    made_at = datetime.fromisoformat(line.made_at) if line.made_at else None
    return Operation(line.kind, line.path, line.value, line.fields, made_at)
